import { expect, it } from 'vitest'
import { changesIn, daysOf } from '../../../alerts/roster/view.ts'
import { SHIFTS } from '../response/town.ts'
import { at, holiday, override, withChanges } from './changes.ts'

const week = (changes: Parameters<typeof withChanges>[0], shifts = SHIFTS) =>
  daysOf(withChanges(changes, { shifts }), 'c-1', { first: '2026-11-23', days: 7 })
const who = (day: ReturnType<typeof week>[number] | undefined) => day?.turns.map(({ personId }) => personId)

it('a turn stands on the day it begins, and the first day also has what comes over from the day before', () => {
  const [monday, tuesday] = week([])
  expect(monday?.turns.map(({ from }) => from)).toEqual([
    at('11-22T20:00'),
    at('11-23T08:00'),
    at('11-23T20:00'),
  ])
  expect(who(tuesday)).toEqual(['p-day', 'p-night'])
})

it('a cover of three days stands on each of them, and a holiday on its days', () => {
  const days = week([
    override(1, { from: at('11-24T08:00'), to: at('11-27T08:00') }),
    holiday(2, { firstDay: '2026-11-28', lastDay: '2026-11-29' }),
  ])
  expect(days.map((day) => who(day)?.includes('p-director'))).toEqual([
    false,
    true,
    true,
    true,
    true,
    false,
    false,
  ])
  expect(days.map((day) => day.holiday)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    2,
    2,
  ])
})

it('a gap over midnight is cut there, so that each day has its own', () => {
  const days = week([], SHIFTS.slice(0, 1))
  expect(days[1]?.gaps).toEqual([
    { from: at('11-24T00:00'), to: at('11-24T08:00') },
    { from: at('11-24T20:00'), to: at('11-25T00:00') },
  ])
})

it('changes of a week are those that reach into it, newest first, called-off ones too', () => {
  const directory = withChanges([
    override(1),
    { ...override(2), cancelledAt: at('11-01T00:00'), cancelledBy: 'p-admin' },
    override(3, { from: at('12-01T08:00'), to: at('12-01T20:00') }),
  ])
  const span = { from: at('11-23T00:00'), to: at('11-30T00:00') }
  expect(changesIn(directory, 'c-1', span).map(({ id }) => id)).toEqual([2, 1])
  expect(changesIn(directory, 'c-2', span)).toEqual([])
})
