import { describe, expect, it } from 'vitest'
import type { Person } from '../../../alerts/model/people.ts'
import { isQuiet } from '../../../alerts/response/quiet.ts'
import { bandSilent, Desk, HOUR, MINUTE, PEOPLE, sos, TEN, tachycardia, town } from './town.ts'

const NIGHT = { quietFrom: '22:00', quietTo: '07:00' } as const
const quietPeople = (ids: readonly string[], hours: Partial<Person> = NIGHT): readonly Person[] =>
  PEOPLE.map((person) => (ids.includes(person.id) ? { ...person, ...hours } : person))
/** Half past eleven in the evening, by the community's clock. */
const LATE = TEN + 13.5 * HOUR

const nightDesk = (ids: readonly string[], hours?: Partial<Person>): Desk => {
  const desk = new Desk(town({ people: quietPeople(ids, hours) }))
  desk.now = LATE
  return desk
}

describe('quiet hours', () => {
  it.each([
    ['21:59', -91 * MINUTE, false],
    ['22:00', -90 * MINUTE, true],
    ['06:59', 7.5 * HOUR - MINUTE, true],
    ['07:00', 7.5 * HOUR, false],
  ])('from 22:00 to 07:00, at %s', (_, offset, expected) => {
    const at = { now: LATE + offset, timeZone: 'Asia/Shanghai' }
    expect(isQuiet(NIGHT, { severity: 'warning', emergency: false }, at)).toBe(expected)
  })

  it.each([
    ['a warning', { severity: 'warning' as const }, undefined, true],
    ['a warning, where only notices are quiet', { severity: 'warning' as const }, 'info' as const, false],
    ['something critical', { severity: 'critical' as const }, undefined, false],
    ['an emergency of any class', { severity: 'info' as const, emergency: true }, undefined, false],
  ])('%s', (_, alert, quietUpTo, expected) => {
    const hours = quietUpTo === undefined ? NIGHT : { ...NIGHT, quietUpTo }
    const at = { now: LATE, timeZone: 'Asia/Shanghai' }
    expect(isQuiet(hours, { emergency: false, ...alert }, at)).toBe(expected)
  })

  it('of the grid worker: shown as suppressed, the officer on duty stands in, the next step keeps its hour', () => {
    const desk = nightDesk(['p-grid'])
    desk.find(bandSilent())
    expect(desk.told()).toEqual(['p-night'])
    expect(desk.alert).toMatchObject({ nextStep: 1, dueAt: LATE + HOUR })
    expect(desk.kinds()).toEqual(['opened', 'notified', 'suppressed', 'fellThrough'])
  })

  it('of the grid worker, with nobody on duty: the chain does not wait for them', () => {
    const desk = new Desk(town({ people: quietPeople(['p-grid']), shifts: [] }))
    desk.now = LATE
    desk.find(bandSilent())
    expect(desk.told()).toEqual(['p-director'])
    expect(
      desk.entries.map(({ kind, detail }) => [kind, detail.recipient ?? detail.reason ?? detail.early]),
    ).toEqual([
      ['opened', undefined],
      ['suppressed', 'p-grid'],
      ['fellThrough', 'quietHours'],
      ['escalated', true],
    ])
  })

  it('of everybody: an officer on duty is told all the same', () => {
    const desk = nightDesk(PEOPLE.map(({ id }) => id))
    desk.find(tachycardia())
    expect(desk.told()).toEqual(['p-night'])
    expect(desk.alert.dueAt).toBe(LATE + 15 * MINUTE)
  })

  it('of everybody where nobody is on duty: before nobody is told, they are woken', () => {
    const people = quietPeople(PEOPLE.map(({ id }) => id))
    const desk = new Desk(town({ people, shifts: [] }))
    desk.now = LATE
    desk.find(bandSilent())
    expect(desk.told()).toEqual(['p-day', 'p-director', 'p-night', 'x-street'])
  })

  it('never hold back an SOS', () => {
    const desk = nightDesk(PEOPLE.map(({ id }) => id))
    desk.find(sos())
    expect(desk.told()).toEqual(['band-1', 'p-daughter', 'p-night', 'p-son', 'x-120'])
    expect(desk.kinds()).not.toContain('suppressed')
  })
})
