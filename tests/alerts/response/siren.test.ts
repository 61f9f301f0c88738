import { describe, expect, it } from 'vitest'
import { answerFailure, isInVain, type Sent } from '../../../alerts/response/in-vain.ts'
import { Desk, MINUTE, PARTNERS, SECOND, sos, TEN, tachycardia, town } from './town.ts'

const SIREN = {
  id: 'x-siren',
  kind: 'siren' as const,
  name: '值班室警笛',
  communityId: 'c-1',
  webhook: { url: 'http://siren/', secret: 's3' },
}
const withSiren = (more: Parameters<typeof town>[0] = {}) => town({ ...more, partners: [...PARTNERS, SIREN] })
const sent = (change: Partial<Sent> = {}): Sent => ({
  role: 'duty',
  status: 'retrying',
  attempts: 3,
  createdAt: TEN,
  ...change,
})

describe('all messages are in vain', () => {
  const cases: [string, Sent[], boolean][] = [
    ['three failures of the only message', [sent()], true],
    ['two failures of it: a hiccup', [sent({ attempts: 2 })], false],
    ['one failure that lasts 30 s', [sent({ attempts: 1, createdAt: TEN - 30 * SECOND })], true],
    ['one of two given up, the other failing', [sent({ status: 'failed' }), sent({ role: 'family' })], true],
    ['somebody has it', [sent(), sent({ role: 'family', status: 'delivered' })], false],
    ['one is still on its way', [sent(), sent({ role: 'grid', status: 'queued', attempts: 0 })], false],
    [
      'the 120 desk has it, and nobody of the house',
      [sent(), sent({ role: 'desk120', status: 'delivered' })],
      true,
    ],
    ['only superseded ones', [sent({ status: 'failed', lastError: 'superseded' })], false],
    ['nobody was written to', [], false],
  ]
  it.each(cases)('%s', (_, messages, expected) => expect(isInVain(messages, TEN)).toBe(expected))
})

describe('the siren', () => {
  const played = (finding = sos(), directory = withSiren()): Desk => {
    const desk = new Desk(directory)
    desk.find(finding)
    return desk
  }

  it('rings for an SOS whose every message fails, without name or door, and says so in its history', () => {
    const desk = played()
    desk.commit(answerFailure(desk.alert, [sent()], desk.context()))
    expect(desk.told()).toEqual(['x-siren'])
    expect(desk.last[0]).toMatchObject({ channel: 'webhook', emergency: true, recipient: { role: 'siren' } })
    expect(JSON.stringify(desk.last[0]?.message)).not.toMatch(/王桂兰|301/)
    expect(desk.entries.at(-1)).toMatchObject({
      kind: 'escalated',
      detail: { siren: true, names: ['值班室警笛'] },
    })
  })

  it('rings again after 5 minutes, not before, and not once somebody has taken it on', () => {
    const desk = played()
    const rang = sent({ role: 'siren', status: 'delivered' })
    const at = (minutes: number) => {
      desk.now = TEN + minutes * MINUTE
      return desk.commit(answerFailure(desk.alert, [sent(), rang], desk.context())).notifications.length
    }
    expect([at(1), at(4.9), at(5)]).toEqual([0, 0, 1])
    desk.say({ action: 'acknowledge', actorId: 'p-day', at: desk.now })
    expect(at(20)).toBe(0)
  })

  it('stays silent for a warning, for trouble of the gateway, and where there is none', () => {
    const warned = played(tachycardia())
    expect(answerFailure(warned.alert, [sent()], warned.context()).notifications).toEqual([])
    const own = played(sos({ subject: { kind: 'system', id: 'c-1' }, deviceId: '', emergency: false }))
    expect(answerFailure(own.alert, [sent()], own.context()).notifications).toEqual([])
    const none = played(sos(), town())
    expect(answerFailure(none.alert, [sent()], none.context())).toEqual({
      alert: undefined,
      entries: [],
      notifications: [],
    })
  })

  it('rings when there is nobody on the site at all, and whoever it told learns of the end', () => {
    const desk = played(sos(), withSiren({ people: [], shifts: [] }))
    expect(desk.told()).toContain('x-siren')
    desk.now += MINUTE
    desk.say({ action: 'resolve', outcome: 'accidental', actorId: 'p-day', at: desk.now })
    expect(desk.last.find(({ recipient }) => recipient.role === 'siren')?.reason).toBe('withdrawn')
  })
})
