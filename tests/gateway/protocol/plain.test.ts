import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { level, status, vitals } from '../../../gateway/protocol/payloads.ts'
import { isPlainLevel, isPlainStatus, isPlainVitals } from '../../../gateway/protocol/plain.ts'

// Values that are nearly right: the edges of every field, and what JSON can hold besides.
const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    '',
    'x',
    'x'.repeat(64),
    'x'.repeat(65),
    0,
    -1,
    1.5,
    1e300,
    Number.POSITIVE_INFINITY,
    2 ** 53,
    2 ** 53 - 1,
    [],
    {},
    '2026-11-21T10:00:00Z',
  ),
  fc.double(),
  fc.integer(),
  fc.string(),
)
const right = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.double({ noNaN: true, min: 0, max: 300 }))
const value = fc.oneof({ weight: 4, arbitrary: right }, { weight: 1, arbitrary: odd })
const pressure = fc.oneof(
  fc.record({ systolic: value, diastolic: value }),
  fc.record({ systolic: value, diastolic: value, mean: value }, { requiredKeys: [] }),
  odd,
)
const envelope = {
  ts: fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 0 }) }, odd),
  id: fc.oneof({ weight: 3, arbitrary: fc.string({ minLength: 1, maxLength: 64 }) }, odd),
  seq: fc.oneof({ weight: 3, arbitrary: fc.nat() }, odd),
}
const asJson = (payload: unknown): unknown => JSON.parse(JSON.stringify(payload) ?? 'null')

const vitalsLike = fc.record(
  { ...envelope, heartRate: value, spo2: value, temperature: value, bloodPressure: pressure, firmware: odd },
  { requiredKeys: [] },
)
const levelLike = fc.record(
  { ...envelope, centimetres: value, battery: value, more: odd },
  { requiredKeys: [] },
)

const flag = fc.oneof({ weight: 3, arbitrary: fc.boolean() }, odd)
const statusLike = fc.record(
  {
    ...envelope,
    online: flag,
    battery: value,
    charging: flag,
    signal: value,
    still: flag,
    shown: odd,
    more: odd,
  },
  { requiredKeys: [] },
)

describe('the short cut for plain payloads', () => {
  it('accepts no vitals that the schema refuses or changes', () => {
    fc.assert(
      fc.property(vitalsLike, (payload) => {
        const json = asJson(payload)
        if (isPlainVitals(json)) expect(vitals.safeParse(json)).toEqual({ success: true, data: json })
      }),
      { numRuns: 3_000 },
    )
  })

  it('accepts no level that the schema refuses or changes', () => {
    fc.assert(
      fc.property(levelLike, (payload) => {
        const json = asJson(payload)
        if (isPlainLevel(json)) expect(level.safeParse(json)).toEqual({ success: true, data: json })
      }),
      { numRuns: 3_000 },
    )
  })

  it('accepts no status that the schema refuses or changes', () => {
    fc.assert(
      fc.property(statusLike, (payload) => {
        const json = asJson(payload)
        if (isPlainStatus(json)) expect(status.safeParse(json)).toEqual({ success: true, data: json })
      }),
      { numRuns: 3_000 },
    )
  })

  it('is taken by what bands and drains send every minute', () => {
    expect(
      isPlainVitals({
        ts: 1_763_700_000_000,
        seq: 7,
        heartRate: 71,
        spo2: 97,
        bloodPressure: { systolic: 121, diastolic: 74 },
      }),
    ).toBe(true)
    expect(isPlainStatus({ ts: 1_763_700_000_000, seq: 8, battery: 64, charging: false })).toBe(true)
    expect(isPlainStatus({ online: true })).toBe(true)
    expect(isPlainLevel({ ts: 1_763_700_000_000, id: 'a', centimetres: 3.5, battery: 80 })).toBe(true)
  })

  it('leaves to the schema what it would strip, explain or refuse', () => {
    for (const json of [
      null,
      [],
      'x',
      { heartRate: Number.POSITIVE_INFINITY },
      { heartRate: null },
      { firmware: 'x' },
      { ts: '2026-11-21T10:00:00Z' },
      { id: '' },
      { seq: -1 },
      { bloodPressure: { systolic: 120 } },
    ])
      expect(isPlainVitals(json)).toBe(false)
    expect(isPlainLevel({ battery: 80 })).toBe(false)
    expect(isPlainStatus({ battery: null })).toBe(false)
    expect(isPlainStatus({ online: 'yes' })).toBe(false)
  })
})
