import { describe, expect, it } from 'vitest'
import { PAYLOADS } from '../../../gateway/protocol/payloads.ts'
import { createDrain, drainTraitsOf, levelAt } from '../../../simulators/drains/drain.ts'
import { rainOf } from '../../../simulators/drains/rain.ts'
import { fleetIds } from '../../../simulators/fleet.ts'
import type { Due } from '../../../simulators/message.ts'
import type { Effect } from '../../../simulators/scenario/effects.ts'
import { DAY, HOUR, MINUTE, startOfDay } from '../../../simulators/time.ts'

const MIDNIGHT = startOfDay(20_700)
const { drains } = fleetIds({ bands: 0, drains: 12 })
const levels = (messages: readonly Due[]) => messages.filter(({ topic }) => topic.endsWith('/level'))

describe('a drain', () => {
  it('stays between 0 and 5 cm for 30 days in all 12: moderate rain floods no street', () => {
    for (const deviceId of drains)
      for (let at = MIDNIGHT; at < MIDNIGHT + 30 * DAY; at += 20 * MINUTE) {
        const level = levelAt(drainTraitsOf(1, deviceId), at, [])
        expect(level).toBeGreaterThanOrEqual(0)
        expect(level).toBeLessThan(5)
      }
  })

  it('has rain on some of 60 days and none on others, the same on the same seed', () => {
    const wet = Array.from({ length: 60 }, (_, day) => rainOf(1, day).length > 0)
    expect(wet.filter(Boolean).length).toBeGreaterThan(10)
    expect(wet.filter(Boolean).length).toBeLessThan(40)
    expect(rainOf(1, 20_700)).toEqual(rainOf(1, 20_700))
  })

  it('rises under 100 mm/h and has fallen back below half three recessions after the rain', () => {
    const traits = drainTraitsOf(1, 'water-01')
    const from = MIDNIGHT + 6 * HOUR
    const rain: Effect[] = [{ type: 'rain', from, until: from + HOUR, millimetresPerHour: 100 }]
    const before = levelAt(traits, from, rain)
    const peak = levelAt(traits, from + HOUR, rain)
    expect(peak).toBeGreaterThan(before + 4)
    expect(levelAt(traits, from + 30 * MINUTE, rain)).toBeLessThan(peak)
    expect(levelAt(traits, from + HOUR + 3 * traits.recessionMs, rain)).toBeLessThan(peak / 2)
  })

  it('reports every 15 minutes when dry, every minute in high water, and its state every hour', () => {
    const drain = createDrain({ deviceId: 'water-02', seed: 1, speed: 1 })
    const window = { from: MIDNIGHT, until: MIDNIGHT + DAY }
    const high: Effect[] = [
      { type: 'value', metric: 'level', from: 0, until: Infinity, to: 20, rampMs: 0, backMs: 0 },
    ]
    const low: Effect[] = [
      { type: 'value', metric: 'level', from: 0, until: Infinity, to: 1, rampMs: 0, backMs: 0 },
    ]
    expect(levels(drain.due(window, high))).toHaveLength(1440)
    expect(levels(drain.due(window, low))).toHaveLength(96)
    expect(drain.due(window, []).filter(({ retain }) => retain)).toHaveLength(24)
  })

  it('climbs through 5, 15, 27 and 40 cm within a scripted ramp and reports from each class', () => {
    const from = MIDNIGHT + 12 * HOUR
    const ramp: Effect[] = [
      {
        type: 'value',
        metric: 'level',
        from,
        until: from + 11 * MINUTE,
        to: 46,
        rampMs: 155_000,
        backMs: 4 * MINUTE,
      },
    ]
    const drain = createDrain({ deviceId: 'water-03', seed: 1, speed: 5 })
    const said = levels(drain.due({ from, until: from + 5 * MINUTE }, ramp)).map(
      ({ payload }) => (payload as { centimetres: number }).centimetres,
    )
    for (const [low, high] of [
      [5, 15],
      [15, 27],
      [27, 40],
      [40, 50],
    ] as const)
      expect(said.some((level) => level >= low && level < high)).toBe(true)
    expect(said.every((level, n) => n === 0 || level >= (said[n - 1] ?? 0))).toBe(true)
  })

  it('speaks the wire contract and misses nothing however time is cut', () => {
    const drain = createDrain({ deviceId: 'water-05', seed: 1, speed: 3 })
    const cut = MIDNIGHT + 7 * HOUR + 123
    const whole = drain.due({ from: MIDNIGHT, until: MIDNIGHT + DAY }, [])
    expect([
      ...drain.due({ from: MIDNIGHT, until: cut }, []),
      ...drain.due({ from: cut, until: MIDNIGHT + DAY }, []),
    ]).toEqual(whole)
    for (const { topic, payload } of whole)
      expect(PAYLOADS[topic.endsWith('level') ? 'level' : 'status'].safeParse(payload).success).toBe(true)
  })
})
