import { describe, expect, it } from 'vitest'
import type { Shift } from '../../../alerts/model/people.ts'
import { onDuty, wallClock } from '../../../alerts/response/roster.ts'
import { PEOPLE, SHIFTS, town } from './town.ts'

const duty = { role: 'duty', communityId: 'c-1', gridId: 'g-1' } as const
const at = (local: string): number => Date.parse(`${local}+08:00`)
const ids = (shifts: readonly Shift[], local: string, post: Parameters<typeof onDuty>[1] = duty): string[] =>
  onDuty(town({ shifts }), post, at(local)).map(({ id }) => id)

/** Friday 20:00 to Saturday 08:00 only. 2026-11-20 is a Friday. */
const FRIDAY_NIGHT: Shift = {
  id: 's',
  communityId: 'c-1',
  role: 'duty',
  personId: 'p-night',
  weekdays: [5],
  from: '20:00',
  to: '08:00',
}

describe('who is on duty', () => {
  it.each([
    ['2026-11-21T07:59:00', ['p-night']],
    ['2026-11-21T08:00:00', ['p-day']],
    ['2026-11-21T19:59:59', ['p-day']],
    ['2026-11-21T20:00:00', ['p-night']],
    ['2026-11-21T23:59:59', ['p-night']],
    ['2026-11-22T00:00:00', ['p-night']],
  ])('day and night shift hand over at 08:00 and 20:00: %s is %j', (local, expected) => {
    expect(ids(SHIFTS, local)).toEqual(expected)
  })

  it.each([
    ['2026-11-20T19:59:00', []],
    ['2026-11-20T20:00:00', ['p-night']],
    ['2026-11-21T00:00:00', ['p-night']],
    ['2026-11-21T07:59:00', ['p-night']],
    ['2026-11-21T08:00:00', []],
    ['2026-11-21T20:00:00', []],
  ])('a Friday night belongs to Friday, past midnight too: %s is %j', (local, expected) => {
    expect(ids([FRIDAY_NIGHT], local)).toEqual(expected)
  })

  it('Sunday night runs into Monday morning', () => {
    const sunday = { ...FRIDAY_NIGHT, weekdays: [7] }
    expect(ids([sunday], '2026-11-23T03:00:00')).toEqual(['p-night'])
    expect(ids([sunday], '2026-11-22T03:00:00')).toEqual([])
  })

  it('08:00 to 08:00 is 24 hours, and 24:00 ends the day', () => {
    const whole = { ...FRIDAY_NIGHT, from: '08:00', to: '08:00' }
    expect(ids([whole], '2026-11-21T07:59:00')).toEqual(['p-night'])
    expect(ids([whole], '2026-11-21T08:00:00')).toEqual([])
    const evening = { ...FRIDAY_NIGHT, from: '16:00', to: '24:00' }
    expect(ids([evening], '2026-11-20T23:59:00')).toEqual(['p-night'])
    expect(ids([evening], '2026-11-21T00:00:00')).toEqual([])
  })

  it('keeps the community clock, not the machine clock: 00:30 UTC is 08:30 in Shanghai', () => {
    expect(wallClock(Date.parse('2026-11-21T00:30:00Z'), 'Asia/Shanghai')).toEqual({
      weekday: 6,
      minutes: 510,
    })
    expect(wallClock(Date.parse('2026-11-20T16:00:00Z'), 'Asia/Shanghai')).toEqual({ weekday: 6, minutes: 0 })
  })

  it('without shifts no duty officer is on duty, but grid workers and directors are by their post', () => {
    expect(ids([], '2026-11-21T10:00:00')).toEqual([])
    expect(ids([], '2026-11-21T10:00:00', { ...duty, role: 'grid' })).toEqual(['p-grid'])
    expect(ids([], '2026-11-21T10:00:00', { ...duty, role: 'director' })).toEqual(['p-director'])
  })

  it('a rostered director is off duty outside the shift', () => {
    const shift: Shift = {
      ...FRIDAY_NIGHT,
      role: 'director',
      personId: 'p-director',
      from: '09:00',
      to: '17:00',
    }
    expect(ids([shift], '2026-11-20T12:00:00', { ...duty, role: 'director' })).toEqual(['p-director'])
    expect(ids([shift], '2026-11-20T18:00:00', { ...duty, role: 'director' })).toEqual([])
  })

  it('a shift of somebody who is no longer in the directory is nobody', () => {
    expect(onDuty(town({ people: PEOPLE.slice(2) }), duty, at('2026-11-21T10:00:00'))).toEqual([])
  })
})
