import { describe, expect, it } from 'vitest'
import { byDay } from '../../../alerts/habits/log.ts'
import { MINUTE } from '../../../alerts/model/time.ts'
import { every, habitsOf, local, type Said } from './person.ts'

/** A counter that walks 40 steps at each of these times of the night (hours from midnight) and 2,000 by day. */
const nights =
  (ups: (day: number) => readonly number[]) =>
  (day: number, hour: number): { worn: 0 | 1; steps: number } => {
    const walked = ups(day).filter((at) => at <= hour).length * 40
    return { worn: 1, steps: walked + Math.round(Math.max(0, Math.min(hour, 18) - 8) * 200) }
  }
const ofLastNights = (said: readonly Said[], nightsBack: number): (number | undefined)[] =>
  byDay(habitsOf(said).log, 'ups')
    .slice(1, 1 + nightsBack)
    .map(([times]) => times)

describe('a night', () => {
  it('counts the times out of bed between 23:00 and 05:00, each once with its way back', () => {
    const twice = nights(() => [1.5, 1.6, 3])
    expect(ofLastNights(every(5, 4, twice), 3)).toEqual([2, 2, 2])
    const quiet = nights(() => [])
    expect(ofLastNights(every(5, 4, quiet), 2)).toEqual([0, 0])
  })

  it('does not count getting up at six, nor turning over', () => {
    expect(
      ofLastNights(
        every(
          5,
          4,
          nights(() => [5.5, 6]),
        ),
        2,
      ),
    ).toEqual([0, 0])
    const turning = (day: number, hour: number) => ({
      worn: 1 as const,
      steps: nights(() => [])(day, hour).steps + Math.floor(hour * 10),
    })
    expect(ofLastNights(every(5, 4, turning), 2)).toEqual([0, 0])
  })

  it('with the band off the wrist for more than half of it is none', () => {
    const worn = nights(() => [3])
    const off = (from: number) =>
      every(5, 4, (day, hour) => (day === 2 && hour < from ? { worn: 0, steps: 0 } : worn(day, hour)))
    // From 23:00 the evening before to 05:00; off from midnight until one or until half past three.
    expect(ofLastNights(off(1), 2)[1]).toBe(1)
    expect(ofLastNights(off(3.5), 2)[1]).toBeUndefined()
  })

  it('is on the day it ends on, and the one under way is with the activity', () => {
    const said = every(
      5,
      3,
      nights((day) => (day === 2 ? [1, 2, 3, 4] : [1])),
    )
    const upToSix = said.filter(([at]) => at <= local(2, 6) + MINUTE)
    const { activity, log } = habitsOf(upToSix)
    expect(activity?.up?.[0]).toBe(4)
    expect(byDay(log, 'ups')[1]).toEqual([1])
  })
})
