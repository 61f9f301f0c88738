// An idle rule is passed over by what it calls safe. Whoever explains looks at every rule: both must come to the same.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, MINUTE } from '../../../alerts/model/time.ts'
import { emptyState, evaluate, type SubjectState, tick } from '../../../alerts/rules/evaluate.ts'
import { defaultCatalogue, drainProfile, profile, reading, START, type Values } from './script.ts'

const catalogue = defaultCatalogue()
const elder = profile({
  tags: ['独居', 'dementia', '失智'],
  safeZone: { latitude: 31.23, longitude: 121.47, radiusMetres: 200 },
})

/** Three weeks of ordinary days, so that what is usual is known. */
function livedThrough(): SubjectState {
  let state = emptyState('band-001')
  for (let at = START - 21 * DAY, i = 0; at < START; at += 20 * MINUTE, i++) {
    const asleep = (at / DAY + 1 / 3) % 1 < 0.25
    const heartRate = (asleep ? 54 : 66) + (i % 7)
    const pressure = i % 12 === 0 ? { systolic: 122 + (i % 5), diastolic: 76 + (i % 4) } : {}
    state = evaluate(catalogue, state, reading(at, { heartRate, ...pressure }), elder).state
    const steps = asleep ? 0 : Math.floor((((at / DAY + 1 / 3) % 1) - 0.25) * 4_000)
    state = evaluate(catalogue, state, reading(at + MINUTE, { steps }), elder).state
    state = evaluate(catalogue, state, reading(at + 2 * MINUTE, { battery: 90 - (i % 40) }), elder).state
  }
  return state
}
const lived = livedThrough()

const values: fc.Arbitrary<Values> = fc.oneof(
  fc.integer({ min: 36, max: 150 }).map((heartRate) => ({ heartRate })),
  fc
    .tuple(fc.integer({ min: 80, max: 190 }), fc.integer({ min: 45, max: 125 }))
    .map(([systolic, diastolic]) => ({ systolic, diastolic })),
  fc
    .tuple(fc.integer({ min: 50, max: 120 }), fc.integer({ min: 84, max: 99 }))
    .map(([heartRate, spo2]) => ({ heartRate, spo2, systolic: 118, diastolic: 74 })),
  fc.integer({ min: 0, max: 6_000 }).map((steps) => ({ steps })),
  fc.integer({ min: 1, max: 100 }).map((battery) => ({ battery })),
  fc.constantFrom<Values>(
    { worn: 0 },
    { worn: 1 },
    { charging: 1 },
    { charging: 0 },
    { still: 1 },
    { fall: 1 },
  ),
  fc
    .tuple(fc.integer({ min: -40, max: 40 }), fc.constantFrom(10, 60, 300))
    .map(([away, accuracy]) => ({ latitude: 31.23 + away / 10_000, longitude: 121.47, accuracy })),
  fc.constant({ sos: 1 }),
)
const water: fc.Arbitrary<Values> = fc.oneof(
  fc.integer({ min: 0, max: 45 }).map((level) => ({ level })),
  fc
    .tuple(fc.integer({ min: 0, max: 45 }), fc.integer({ min: 0, max: 30 }))
    .map(([level, rain]) => ({ level, rain })),
  fc.integer({ min: 1, max: 100 }).map((battery) => ({ battery })),
)
const wait = fc.constantFrom(1_000, 10_000, MINUTE, 5 * MINUTE, 20 * MINUTE, 70 * MINUTE)

function holds(of: fc.Arbitrary<Values>, who: typeof elder, from: SubjectState): void {
  fc.assert(
    fc.property(fc.array(fc.tuple(wait, of), { minLength: 1, maxLength: 40 }), (steps) => {
      let plain = from
      let watched = from
      let now = START
      for (const [pause, what] of steps) {
        now += pause
        const ticked = [
          tick(catalogue, plain, now, who),
          tick(catalogue, watched, now, who, () => {}),
        ] as const
        expect(ticked[0].findings).toEqual(ticked[1].findings)
        const one = evaluate(catalogue, ticked[0].state, reading(now, what), who)
        const other = evaluate(catalogue, ticked[1].state, reading(now, what), who, () => {})
        expect(one.findings).toEqual(other.findings)
        expect(one.requests).toEqual(other.requests)
        plain = one.state
        watched = other.state
        expect(JSON.stringify(plain)).toBe(JSON.stringify(watched))
      }
    }),
    { numRuns: 300 },
  )
}

describe('a reading that some rules are not handed', () => {
  it('is tried on somebody whose usual pulse and pressure, by day and by night, are known', () => {
    expect(Object.keys(lived.habits?.usual ?? {})).toEqual(
      expect.arrayContaining(['heartRate', 'heartRateNight', 'systolic']),
    )
  })
  it('comes to the same for somebody whose habits are known', () => holds(values, elder, lived), 60_000)
  it('comes to the same for somebody new', () => holds(values, elder, emptyState('band-001')), 60_000)
  it('comes to the same for a drain', () => holds(water, drainProfile, emptyState('drain-01')), 60_000)
})
