import { describe, expect, it } from 'vitest'
import type { Person } from '../../../alerts/model/people.ts'
import type { RosterChange } from '../../../alerts/model/roster-change.ts'
import { type NoticeContext, rosterNotice, toldAt } from '../../../alerts/response/roster-notice.ts'
import { withChanges } from '../../../alerts/roster/change.ts'
import { dutyNews } from '../../../alerts/roster/duty-news.ts'
import { at, override, swap } from '../roster/changes.ts'
import { HOUR, PEOPLE, town } from './town.ts'

const SUNDAY = at('11-22T10:00')
const quiet = (id: string, more: Partial<Person> = {}): readonly Person[] =>
  PEOPLE.map((person) =>
    person.id === id ? { ...person, quietFrom: '22:00', quietTo: '07:00', ...more } : person,
  )

function told(
  change: RosterChange,
  {
    now = SUNDAY,
    people = PEOPLE,
    on = ['phone'],
    by = 'p-director',
  }: {
    now?: number
    people?: readonly Person[]
    on?: readonly string[]
    by?: string
  } = {},
) {
  const before = town({ people })
  const changes = [{ ...change, createdAt: now }]
  const directory = withChanges(before, changes)
  const news = dutyNews({ before, after: directory }, changes, { communityId: 'c-1', now })
  const context: NoticeContext = {
    now,
    directory,
    channels: { on },
    rule: { severity: 'info', version: '1', policy: 'roster' },
    nextAlertId: () => 7,
  }
  return rosterNotice({ communityId: 'c-1', news, by, isCalledOff: false, before: undefined }, context)
}
const messageTo = (id: string, ...asked: Parameters<typeof told>) =>
  told(...asked)?.notifications.find(({ recipient }) => recipient.id === id)

describe('who is put on duty', () => {
  it('reads from when to when, which role, instead of whom, who entered it; and who is relieved reads that', () => {
    const { message, alertId, status, emergency } = messageTo('p-night', swap(1)) ?? {}
    expect(message).toMatchObject({
      title: '【值班】11-23 08:00 起由您值班',
      body: '11-23 08:00 至 11-23 20:00 由您担任值班员，替 张伟。由 陈静 安排。有疑问请致电值班室 010-60000000。',
      severity: 'info',
      isNotice: true,
    })
    expect([alertId, status, emergency]).toEqual([7, 'queued', false])
    expect(messageTo('p-day', swap(1))?.message.body).toBe(
      '11-23 08:00 至 11-23 20:00 您不用值班，由 李娜 值班。由 陈静 安排。有疑问请致电值班室 010-60000000。',
    )
  })

  it('reads it in English where they do, with nobody’s reason for it', () => {
    const people = PEOPLE.map((person) =>
      person.id === 'p-night' ? { ...person, locale: 'en' as const } : person,
    )
    const { message } = messageTo('p-night', swap(1, { reason: '手术' }), { people }) ?? {}
    expect(message?.title).toBe('[Duty] You are on from 11-23 08:00')
    expect(message?.body).toBe(
      '11-23 08:00 to 11-23 20:00: you are the duty officer, instead of 张伟. Entered by 陈静. Questions: duty desk 010-60000000.',
    )
  })

  it('is on record as an alert that is closed, and asks nobody for anything', () => {
    const { alert, entries } = told(swap(1)) ?? {}
    expect(alert).toMatchObject({
      id: 7,
      status: 'resolved',
      ruleId: 'roster-change',
      subject: { kind: 'system', id: 'c-1' },
      dueAt: null,
      resolvedBy: 'p-director',
      evidence: { facts: { comes: '李娜', instead: '张伟' } },
    })
    expect(entries?.map(({ seq, kind, actor }) => [seq, kind, actor])).toEqual([
      [1, 'opened', 'p-director'],
      [2, 'notified', 'system'],
      [3, 'notified', 'system'],
    ])
  })

  it('who entered it knows; with nobody else concerned nothing is written', () => {
    expect(told(swap(1), { by: 'p-night' })?.notifications.map(({ recipient }) => recipient.id)).toEqual([
      'p-day',
    ])
    expect(told(override(1, { personIds: ['p-day', 'p-director'] }))).toBeUndefined()
  })

  it('who no channel reaches is on record as not told', () => {
    const { notifications, entries } = told(swap(1), { on: ['email'] }) ?? {}
    expect(notifications).toEqual([])
    expect(entries?.slice(1).map(({ kind, detail }) => [kind, detail.recipient, detail.reason])).toEqual([
      ['suppressed', 'p-day', 'noChannel'],
      ['suppressed', 'p-night', 'noChannel'],
    ])
  })

  it('a month of shifts is three of them and a number, within 300 characters', () => {
    const change = override(1, {
      from: at('11-23T08:00'),
      to: at('12-20T08:00'),
      instead: 'p-night',
      personIds: ['p-director'],
    })
    const body = messageTo('p-director', change, { by: 'p-admin' })?.message.body ?? ''
    expect(body).toContain('另有 24 段，请看值班表')
    expect([...body].length).toBeLessThanOrEqual(300)
  })
})

describe('when they are told', () => {
  const NIGHT = at('11-22T23:30')
  const sleeper = quiet('p-day')[0] as Person
  const news = (from: number) => ({ personId: 'p-day', on: [{ from, to: from + HOUR, others: [] }], off: [] })
  const when = (from: number, more: object = {}) =>
    toldAt(sleeper, news(from), { now: NIGHT, timeZone: 'Asia/Shanghai', isOnDuty: false, ...more })

  it.each([
    ['12 h ahead: at once', NIGHT + 12 * HOUR, NIGHT],
    [
      '12 h and a minute: when there are 12 h left, before the morning',
      NIGHT + 12 * HOUR + 60_000,
      NIGHT + 60_000,
    ],
    ['a day ahead: when the quiet hours end', NIGHT + 24 * HOUR, at('11-23T07:00')],
  ])('asleep, %s', (_, from, expected) => {
    expect(when(from)).toBe(expected)
  })

  it('on duty, or awake, at once', () => {
    expect(when(NIGHT + 48 * HOUR, { isOnDuty: true })).toBe(NIGHT)
    expect(when(NIGHT + 48 * HOUR, { now: SUNDAY })).toBe(SUNDAY)
  })

  it('waits as a row of the outbox that is not due yet, and the history says until when', () => {
    const waiting = told(swap(1, { from: at('11-25T08:00'), to: at('11-25T20:00') }), {
      now: NIGHT,
      people: quiet('p-day'),
    })
    const mine = waiting?.notifications.find(({ recipient }) => recipient.id === 'p-day')
    expect(mine).toMatchObject({ status: 'queued', createdAt: NIGHT, nextAttemptAt: at('11-23T07:00') })
    expect(waiting?.entries.map(({ detail }) => detail.until)).toEqual([
      undefined,
      at('11-23T07:00'),
      undefined,
    ])
  })
})
