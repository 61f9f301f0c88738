import { describe, expect, it } from 'vitest'
import { entries } from '../../../alerts/habits/log.ts'
import { MINUTE } from '../../../alerts/model/time.ts'
import { evaluate } from '../../../alerts/rules/evaluate.ts'
import { catalogueOf, profile, reading, type Values } from '../rules/script.ts'
import { counter, every, habitsOf, lived, local, NO_RULES, type Said } from './person.ts'

/** 62 asleep, 74 by day, a beat up and down. */
const pulse = (_: number, hour: number, at: number): Values => ({
  heartRate: (hour < 7 || hour >= 22 ? 62 : 74) + ((at / (5 * MINUTE)) % 3) - 1,
})

describe('heart rate', () => {
  it('is learned apart for day and night, from 22:00 to 07:00 belonging to the day it ends on', () => {
    const { usual } = habitsOf([...every(5, 15, pulse), [local(15, 22, 5), { heartRate: 62 }]])
    expect(usual.heartRate?.slice(0, 3)).toEqual([74, 1, 14])
    expect(usual.heartRateNight?.slice(0, 3)).toEqual([62, 1, 14])
  })

  it('takes one sample in ten minutes, however often the band measures', () => {
    const often = habitsOf([...every(1, 3, pulse), [local(3, 22, 5), { heartRate: 62 }]])
    // 15 waking hours a day; nights of nine hours, but the first began at midnight and the last stops there.
    expect(entries(often.log, 'heartRate').map(([, , count]) => count)).toEqual([90, 90, 90])
    expect(entries(often.log, 'heartRateNight').map(([, , count]) => count)).toEqual([12, 54, 54, 42])
  })

  it('leaves out what was measured walking', () => {
    const said = every(5, 4, (_, hour) => {
      const walking = hour >= 9 && hour < 12
      return {
        heartRate: walking ? 110 : 70,
        steps: counter(hour, { from: 9, to: 12, perHour: 1_200 }),
      }
    })
    const { usual } = habitsOf([...said, [local(4, 22, 5), { heartRate: 70 }]])
    expect(usual.heartRate?.[0]).toBe(70)
    expect(usual.heartRate?.[1]).toBe(0)
  })

  it('is not learned off the wrist, nor on the charger', () => {
    const off: Said[] = [
      [local(0, 8), { worn: 0 }],
      ...every(10, 1, () => ({ heartRate: 90 })).filter(([at]) => at > local(0, 8)),
    ]
    expect(lived(off).habits?.samples.heartRate).toBeUndefined()
  })

  it('is not learned while an alert about the person is up, and again when it is over', () => {
    const catalogue = catalogueOf(
      '{ type: sustained, metric: heartRate, comparison: atLeast, raise: 120, clear: 110, for: 0s, maxGap: 1h }',
    )
    const fever = every(10, 1, (_, hour) => ({ heartRate: hour >= 9 && hour < 20 ? 125 : 72 }))
    const state = lived([...fever, [local(1, 22, 5), { heartRate: 72 }]], { catalogue })
    const [median, , count] = entries(state.habits!.log, 'heartRate').at(-1) ?? []
    expect(median).toBe(72)
    // 20:00–22:00: what was measured before it is forgotten, the sample that ends the alert is one of the usual again.
    expect(count).toBe(12)
  })
})

describe('blood pressure', () => {
  it('of one measurement a day is spread by what lies between the days', () => {
    const said: Said[] = Array.from({ length: 15 }, (_, day) => [
      local(day, 9),
      { systolic: 130 + (day % 5) * 4, diastolic: 80 },
    ])
    const { usual } = habitsOf([...said, [local(15, 22, 5), { systolic: 130, diastolic: 80 }]])
    expect(usual.systolic).toEqual([138, 4, 14, 14])
    expect(usual.diastolic).toEqual([80, 0, 14, 14])
  })
})

describe('the log', () => {
  it('keeps fourteen days of ranges, whatever lies between them, and none older than four weeks', () => {
    const weekdays = every(60, 40, pulse).filter(
      ([at]) => (at - local(0, 0)) % (7 * 86_400_000) < 5 * 86_400_000,
    )
    const { log, usual } = habitsOf([...weekdays, [local(40, 22, 5), { heartRate: 62 }]])
    expect(usual.heartRate?.[2]).toBe(14)
    expect((log.heartRate ?? '').split(';').length).toBeLessThanOrEqual(29)
    const gone = habitsOf([...every(60, 10, pulse), [local(45, 22, 5), { heartRate: 62 }]])
    expect(gone.usual.heartRate).toBeUndefined()
  })

  it('is not moved by a reading of yesterday', () => {
    const state = lived([...every(10, 2, pulse)])
    const who = profile()
    const late = reading(local(0, 12), { systolic: 190, diastolic: 100 }, { receivedAt: local(2, 0) })
    expect(evaluate(NO_RULES, state, late, who).state.habits).toBe(state.habits)
  })

  it('is the same object for a reading that teaches nothing', () => {
    const state = lived([...every(10, 1, pulse)])
    const soon = reading(local(0, 23, 55), { heartRate: 70 })
    expect(evaluate(NO_RULES, state, soon, profile()).state.habits).toBe(state.habits)
  })
})

describe('the local day', () => {
  it('keeps to the wall clock over a change of the clocks', () => {
    // New York, spring forward on 2026-03-08 and 70 by day, 60 by night, on that clock.
    const said: Said[] = []
    for (let at = Date.UTC(2026, 2, 5, 5); at < Date.UTC(2026, 2, 12, 4); at += 10 * MINUTE) {
      const hour = Number(
        new Intl.DateTimeFormat('en-US', {
          timeZone: 'America/New_York',
          hour: 'numeric',
          hourCycle: 'h23',
        }).format(at),
      )
      said.push([at, { heartRate: hour >= 7 && hour < 22 ? 70 : 60 }])
    }
    const { habits } = lived(said, { timeZone: 'America/New_York' })
    expect(entries(habits!.log, 'heartRate').map((entry) => entry.slice(0, 2))).toEqual(
      Array(7).fill([70, 0]),
    )
    const nights = entries(habits!.log, 'heartRateNight')
    expect(nights.map((entry) => entry.slice(0, 2))).toEqual(Array(7).fill([60, 0]))
    // Eight hours instead of nine in the night the clock went forward.
    expect(nights.map(([, , count]) => count)).toContain(48)
  })
})
