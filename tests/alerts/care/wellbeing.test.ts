import { describe, expect, it } from 'vitest'
import { wellbeingOf } from '../../../alerts/care/wellbeing.ts'
import { dawnOf } from '../../../alerts/habits/day.ts'
import type { HabitSeries, Habits } from '../../../alerts/model/habits.ts'
import { DAY } from '../../../alerts/model/time.ts'
import { MORNING, ZONE } from './people.ts'

/** Finished days, yesterday first; null is a day of which nothing is known. */
const habits = (
  series: Partial<Record<HabitSeries, readonly (number | null)[]>>,
  more: Partial<Habits> = {},
): Habits => ({
  dawn: dawnOf(ZONE, MORNING),
  samples: {},
  usual: {},
  log: Object.fromEntries(
    Object.entries(series).map(([name, days]) => [
      name,
      `${[...days]
        .reverse()
        .map((day) => day ?? '')
        .join(';')};`,
    ]),
  ),
  ...more,
})
const now = { now: MORNING, timeZone: ZONE }
const tonight = (times: number, dark = 340): Partial<Habits> => ({
  activity: { steps: 0, known: 0, rested: 0, dark, ...(times > 0 ? { up: [times, MORNING] as const } : {}) },
})

describe('nights out of bed', () => {
  const usual = [1, 1, 0, 1, 1]
  it('three a night are told where one is usual, and last night counts', () => {
    expect(wellbeingOf(habits({ ups: [3, 4, ...usual] }, tonight(3)), now).nightsUp).toEqual({
      recent: 3,
      usual: 1,
    })
    expect(wellbeingOf(habits({ ups: [3, 1, ...usual] }, tonight(1)), now).nightsUp).toBeUndefined()
  })
  it('not where three are usual, nor with fewer than five nights to compare', () => {
    expect(wellbeingOf(habits({ ups: [3, 4, 3, 3, 3, 3, 3] }, tonight(4)), now).nightsUp).toBeUndefined()
    expect(wellbeingOf(habits({ ups: [3, 4, 1, 1, 1, 1] }, tonight(4)), now).nightsUp).toBeUndefined()
  })
  it('a night half of which nobody saw is none', () => {
    expect(wellbeingOf(habits({ ups: [null, 4, ...usual] }, tonight(4, 120)), now).nightsUp).toBeUndefined()
    expect(wellbeingOf(habits({ ups: [null, 4, ...usual] }, tonight(4, 180)), now).nightsUp).toEqual({
      recent: 4,
      usual: 1,
    })
  })
})

it('getting up an hour later than usual on the last mornings is told, 50 minutes are not', () => {
  const usual = [420, 425, 415, 420, 430]
  expect(wellbeingOf(habits({ risen: [485, 480, 490, ...usual] }), now).risingLater).toEqual({
    recent: 485,
    usual: 420,
  })
  expect(wellbeingOf(habits({ risen: [470, 470, 470, ...usual] }), now).risingLater).toBeUndefined()
})

it('a band worn on 3 of the last 7 days is told of somebody who used to wear it, on 4 it is not', () => {
  const before = Array.from({ length: 7 }, () => 3_000)
  const week = (days: number) => Array.from({ length: 7 }, (_, i) => (i < days ? 3_000 : null))
  expect(wellbeingOf(habits({ steps: [...week(3), ...before] }), now).seldomWorn).toEqual({ days: 3, of: 7 })
  expect(wellbeingOf(habits({ steps: [...week(4), ...before] }), now).seldomWorn).toBeUndefined()
  expect(wellbeingOf(habits({ steps: [...week(0), ...before.slice(1)] }), now).seldomWorn).toBeUndefined()
})

it('a band that has been silent for days has no recent nights, and its week is not worn', () => {
  const silent = habits(
    { ups: [4, 4, 4, 1, 1, 1, 1, 1], steps: Array.from({ length: 14 }, () => 3_000) },
    { dawn: dawnOf(ZONE, MORNING - 5 * DAY) },
  )
  expect(wellbeingOf(silent, now)).toEqual({ seldomWorn: { days: 2, of: 7 } })
})
