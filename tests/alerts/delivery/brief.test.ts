import { describe, expect, it } from 'vitest'
import { initials, needsBrief } from '../../../alerts/delivery/brief.ts'
import type { Notification } from '../../../alerts/model/notification.ts'
import { settle } from '../../../alerts/response/settlement.ts'
import { Desk, sos, tachycardia } from '../response/town.ts'

const EVERY = { on: ['sms', 'voice', 'wecom', 'webhook', 'downlink'] }
const open = (finding: ReturnType<typeof sos>): { desk: Desk; first: Notification } => {
  const desk = new Desk()
  desk.channels = EVERY
  desk.find(finding)
  const first = desk.notifications.find(({ recipient }) => recipient.kind === 'person')
  if (!first) throw new Error('nobody was told')
  return { desk, first }
}

describe('what strangers may read', () => {
  it.each([
    ['王桂兰', '王**'],
    ['欧阳娜娜', '欧**'],
    ['Wang Guilan', 'W. G.'],
    ['Anne-Marie O’Neil', 'A**'],
    ['', '**'],
  ])('%s becomes %s', (name, expected) => expect(initials(name)).toBe(expected))

  it('a call for help is named, with building and without door', () => {
    const { first } = open(sos())
    const { brief } = first.message
    expect(brief?.who).toMatch(/^.\*\*$/u)
    expect(brief?.what).toBe(open(sos()).desk.context().ruleTexts('sos', 'zh-CN')?.title)
    expect(brief?.where).not.toMatch(/室|单元/)
    expect(brief?.where).not.toBe('')
  })

  it('vital signs are a health alert and nothing more', () => {
    expect(open(tachycardia()).first.message.brief?.what).toBe('健康预警')
  })

  it('is there only where a way needs it', () => {
    expect([needsBrief(['push', 'email']), needsBrief(['push', 'sms'])]).toEqual([false, true])
    const desk = new Desk()
    desk.find(sos())
    expect(desk.notifications.every(({ message }) => message.brief === undefined)).toBe(true)
  })
})

describe('a message that failed with another way left', () => {
  it('goes the next way in the same step: no other person is told sooner', () => {
    const { desk, first } = open(tachycardia())
    expect([first.channel, first.alternatives?.map(({ channel }) => channel)]).toEqual(['sms', ['voice']])
    const outcome = desk.commit(
      settle(desk.alert, { ...first, status: 'failed', attempts: 3, lastError: 'HTTP 500' }, desk.context()),
    )
    expect(outcome.alert).toBeUndefined()
    expect(outcome.entries).toMatchObject([
      { kind: 'deliveryFailed', detail: { channel: 'sms', next: 'voice' } },
    ])
    expect(outcome.notifications).toMatchObject([
      { channel: 'voice', status: 'queued', attempts: 0, recipient: first.recipient, step: first.step },
    ])
    expect(outcome.notifications[0]?.key).toBe(first.key.replace('.sms.', '.voice.'))
  })
})
