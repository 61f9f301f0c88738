import { describe, expect, it } from 'vitest'
import type { Reading } from '../../../alerts/model/telemetry.ts'
import { emptyState, evaluate } from '../../../alerts/rules/evaluate.ts'
import { catalogueOf, play, profile, START, told } from '../rules/script.ts'
import { fix, HOME, type Where } from './walk.ts'

const rule = catalogueOf(
  '{ type: wandering, homeRadius: 100, window: 30m, atLeast: 15m, maxGap: 10m, path: 300, straightness: 0.3, turns: 4, maxSpeed: 1.6 }',
)
const who = profile({ home: [HOME.latitude, HOME.longitude] })

/** Round and round: a fix every `everyMs` on a circle of `radius` metres, 250 m north of home, at `speed` m/s. */
function laps(
  of: Readonly<{ minutes: number; speed?: number; radius?: number; everyMs?: number; where?: Where }>,
): Reading[] {
  const { minutes, speed = 0.8, radius = 70, everyMs = 60_000, where = {} } = of
  const count = Math.floor((minutes * 60_000) / everyMs)
  return Array.from({ length: count + 1 }, (_, i) => {
    const angle = ((i * everyMs) / 1_000) * (speed / radius)
    return fix(START + i * everyMs, {
      north: 250 + radius * Math.cos(angle),
      east: radius * Math.sin(angle),
      accuracy: 10,
      ...where,
    })
  })
}
const found = (walk: readonly Reading[], subject = who) =>
  told(play(rule, walk, { profile: subject }).findings)

describe('going round in circles 250 m from home', () => {
  it('is wandering after a quarter of an hour, and says how long a way led nowhere', () => {
    const { findings } = play(rule, laps({ minutes: 30 }), { profile: who })
    expect(told(findings)).toEqual(['15:00 raise rule warning'])
    const { facts } = findings[0]!.evidence
    expect(facts).toMatchObject({ windowMs: 900_000, source: 'gps', accuracyMetres: 10 })
    // 15 minutes at 0.8 m/s are 720 m on the circle, a little less along its chords.
    expect(facts!.pathMetres).toBeGreaterThan(640)
    expect(facts!.pathMetres).toBeLessThan(720)
    expect(facts!.turns).toBeGreaterThanOrEqual(4)
  })

  it('is found with a fix every three minutes as well', () => {
    expect(found(laps({ minutes: 30, radius: 40, everyMs: 180_000 }))).toHaveLength(1)
  })

  it.each<[string, readonly Reading[]]>([
    ['for fourteen minutes', laps({ minutes: 14 })],
    ['at 3 m/s, which is a bus', laps({ minutes: 30, speed: 3, radius: 200 })],
    ['on a circle of 12 m, which is the tremble of a receiver', laps({ minutes: 30, radius: 12 })],
    ['by Wi-Fi', laps({ minutes: 30, where: { source: 'wifi' } })],
    ['by a cell tower', laps({ minutes: 30, where: { source: 'cell' } })],
    ['good to 51 m', laps({ minutes: 30, where: { accuracy: 51 } })],
    ['with 11 minutes between any two fixes', laps({ minutes: 90, everyMs: 660_000 })],
  ])('is nothing %s', (_, walk) => {
    expect(found(walk)).toEqual([])
  })

  it('a straight kilometre is a way', () => {
    const straight = Array.from({ length: 21 }, (_, i) =>
      fix(START + i * 60_000, { north: 150 + i * 48, east: (i % 2) * 12, accuracy: 10 }),
    )
    expect(found(straight)).toEqual([])
  })

  it('is nobody’s who has no known home, and the middle of the safe zone is one', () => {
    expect(found(laps({ minutes: 30 }), profile())).toEqual([])
    expect(found(laps({ minutes: 30 }), profile({ safeZone: { ...HOME, radiusMetres: 900 } }))).toHaveLength(
      1,
    )
  })

  it('ends at home, where a fix at the door may lie 100 m off', () => {
    const home = fix(START + 40 * 60_000, { north: 20, accuracy: 20 })
    expect(found([...laps({ minutes: 30 }), home]).at(-1)).toBe('40:00 clear rule warning')
  })

  it('remembers less than 1 KiB, and asks the band every three minutes at most', () => {
    let state = emptyState(who.deviceId)
    let asked = 0
    for (const one of laps({ minutes: 14, everyMs: 10_000, speed: 1.5, radius: 300 })) {
      const step = evaluate(rule, state, one, who)
      state = step.state
      asked += step.requests.length
      expect(JSON.stringify(state.rules).length).toBeLessThan(1_024)
    }
    expect(asked).toBe(5)
  })
})
