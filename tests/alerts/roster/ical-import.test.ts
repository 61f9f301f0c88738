import { describe, expect, it } from 'vitest'
import { calendarOf } from '../../../alerts/roster/feed.ts'
import { overridesFrom, planImport } from '../../../alerts/roster/ical-import.ts'
import { writeCalendar } from '../../../alerts/roster/ical-write.ts'
import { PEOPLE, town } from '../response/town.ts'
import { at, EARLY, idsAt, override, swap, withChanges } from './changes.ts'

/** Saturday 2026-11-21, 10:00. */
const NOW = at('11-21T10:00')
const utc = (moment: number): string => new Date(moment).toISOString().replace(/[-:]|\.000/g, '')
const event = (from: string, to: string, ...more: string[]): string[] => [
  'BEGIN:VEVENT',
  `DTSTART:${utc(at(from))}`,
  `DTEND:${utc(at(to))}`,
  ...more,
  'END:VEVENT',
]
const file = (...events: string[][]): string =>
  ['BEGIN:VCALENDAR', ...events.flat(), 'END:VCALENDAR'].join('\r\n')
const DAY_SHIFT = ['11-23T08:00', '11-23T20:00'] as const
const plan = (text: string, directory = town()) =>
  planImport(text, { directory, communityId: 'c-1', now: NOW })

describe('a calendar file', () => {
  it('changes only where it differs from the roster; what is over is counted and left', () => {
    const text = file(
      event('11-20T08:00', '11-20T20:00', 'SUMMARY:陈静值班'),
      event(...DAY_SHIFT, 'SUMMARY:陈静值班'),
      event('11-23T20:00', '11-24T08:00', 'SUMMARY:李娜值班'),
    )
    expect(plan(text)).toEqual({
      faults: [],
      rows: [{ from: at(DAY_SHIFT[0]), to: at(DAY_SHIFT[1]), before: ['p-day'], after: ['p-director'] }],
      events: 3,
      past: 1,
    })
  })

  it('with two people at once puts both on duty, and one for the rest', () => {
    const text = file(
      event(...DAY_SHIFT, 'SUMMARY:张伟'),
      event('11-23T18:00', '11-23T20:00', 'SUMMARY:陈静'),
    )
    expect(plan(text).rows).toEqual([
      { from: at('11-23T18:00'), to: at('11-23T20:00'), before: ['p-day'], after: ['p-day', 'p-director'] },
    ])
  })

  it('that begins within a shift changes what is left of it', () => {
    expect(plan(file(event('11-21T08:00', '11-21T20:00', 'SUMMARY:陈静'))).rows).toMatchObject([
      { from: NOW },
    ])
  })

  it('becomes overrides that make the roster what it says, and then changes nothing more', () => {
    const text = file(
      event(...DAY_SHIFT, 'SUMMARY:陈静'),
      event('11-24T08:00', '11-24T20:00', 'SUMMARY:李娜'),
    )
    const made = overridesFrom(plan(text).rows, {
      id: 4,
      communityId: 'c-1',
      reason: '十一月排班',
      createdBy: 'p-director',
      createdAt: EARLY,
      requestId: 'request-4',
    })
    expect(made.map(({ id, requestId, imported }) => [id, requestId, imported])).toEqual([
      [4, 'request-4', true],
      [5, 'request-4.1', true],
    ])
    const directory = withChanges(made)
    expect([idsAt(directory, at('11-23T12:00')), idsAt(directory, at('11-24T12:00'))]).toEqual([
      ['p-director'],
      ['p-night'],
    ])
    expect(plan(text, directory).rows).toEqual([])
  })

  it('of our own, taken back in, changes nothing, whatever was swapped', () => {
    const directory = withChanges([swap(1), override(2, { from: at('11-25T01:00'), to: at('11-26T03:00') })])
    const calendar = calendarOf({ communityId: 'c-1' }, { directory, now: NOW })
    if (calendar === undefined) throw new Error('no calendar')
    const text = writeCalendar(calendar)
    const imported = plan(text, directory)
    expect(imported.faults).toEqual([])
    expect(imported.rows).toEqual([])
    expect(imported.events).toBeGreaterThan(400)
    // … and into the roster without the changes it brings them back.
    expect(plan(text).rows.map(({ from }) => from)).toContain(at('11-23T08:00'))
  })
})

describe('whom an event means', () => {
  const people = [
    ...PEOPLE,
    { id: 'p-day2', name: '张伟', role: 'duty' as const, communityId: 'c-1', email: 'Zhang2@Example.org' },
    { id: 'p-lu', name: '卢敏', nameEn: 'Lu Min', role: 'duty' as const, communityId: 'c-1' },
  ]
  const directory = town({ people })
  const whom = (...lines: string[]) => plan(file(event(...DAY_SHIFT, ...lines)), directory)

  it.each([
    [['ATTENDEE;CN=whoever:MAILTO:zhang2@example.org'], ['p-day2']],
    [['ATTENDEE;CN="Lu Min":mailto:x@y.z'], ['p-lu']],
    [
      ['ATTENDEE;CN=陈静:mailto:', 'ATTENDEE;CN=李娜:mailto:', 'SUMMARY:张伟'],
      ['p-director', 'p-night'],
    ],
    [['SUMMARY:早班（lu min 之外）Lu Min'], ['p-lu']],
    [['X-SHOUWANG-PERSON:p-night', 'SUMMARY:张伟'], ['p-night']],
  ])('%j', (lines, after) => {
    expect(whom(...lines)).toMatchObject({ faults: [], rows: [{ after }] })
  })

  it.each([
    [['ATTENDEE;CN=李那:mailto:'], { line: 5, code: 'unknownPerson', about: '李那', meant: '李娜' }],
    [['SUMMARY:早班'], { line: 2, code: 'unknownPerson', about: '"早班"' }],
    [[], { line: 2, code: 'unknownPerson', about: '?' }],
    [['SUMMARY:张伟'], { line: 2, code: 'ambiguousPerson', meant: 'p-day, p-day2' }],
    [['X-SHOUWANG-PERSON:p-gone'], { line: 2, code: 'unknownPerson', about: 'p-gone' }],
    [['ATTENDEE;CN=刘洋:mailto:'], { code: 'unknownPerson', about: '刘洋' }],
  ])('%j is named, with who may be meant, and changes nothing', (lines, fault) => {
    const planned = whom(...lines)
    expect(planned.faults).toMatchObject([fault])
    expect(planned.rows).toEqual([])
  })

  it('a shift of a hundred days, or in two years, is refused', () => {
    const text = file(event('11-23T08:00', '12-30T08:00', 'SUMMARY:陈静'))
    expect(plan(text).faults).toEqual([])
    const late = text.replaceAll('2026', '2028')
    expect(plan(late).faults).toMatchObject([{ code: 'tooFar' }])
  })

  it('an empty calendar is a fault, not a success', () => {
    expect(plan(file()).faults).toMatchObject([{ code: 'empty' }])
  })
})

describe('a subscribed calendar', () => {
  it('of one person has their turns only, with why, under a UID that stays', () => {
    const directory = withChanges([swap(1, { reason: '孩子生病' })])
    const of = (personId: string, now = NOW) =>
      calendarOf({ communityId: 'c-1', personId }, { directory, now })
    const mine = of('p-night')
    const taken = mine?.events.find(({ from }) => from === at('11-23T08:00'))
    expect(taken).toEqual({
      uid: '20261123T000000Z-c-1-p-night@shouwang',
      from: at('11-23T08:00'),
      to: at('11-23T20:00'),
      summary: '值班 · 和平里社区',
      description: '替 张伟',
      location: '和平里社区',
      personId: 'p-night',
    })
    expect(mine?.name).toBe('值班 · 李娜')
    expect(of('p-day')?.events.some(({ from }) => from === at('11-23T08:00'))).toBe(false)
    const uids = new Set(mine?.events.map(({ uid }) => uid))
    const later = of('p-night', NOW + 60 * 60_000)?.events.map(({ uid }) => uid)
    expect(later?.filter((uid) => !uids.has(uid))).toEqual([])
    expect(uids.size).toBe(mine?.events.length)
  })

  it('of somebody who has left, or of a family member, is none', () => {
    expect(
      calendarOf({ communityId: 'c-1', personId: 'p-gone' }, { directory: town(), now: NOW }),
    ).toBeUndefined()
    expect(
      calendarOf({ communityId: 'c-1', personId: 'p-son' }, { directory: town(), now: NOW }),
    ).toBeUndefined()
    expect(calendarOf({ communityId: 'c-9' }, { directory: town(), now: NOW })).toBeUndefined()
  })
})
