import { describe, expect, it } from 'vitest'
import { isLeap } from '../../../alerts/detectors/leap.ts'
import { evaluate } from '../../../alerts/rules/evaluate.ts'
import { catalogueOf, play, profile, reading } from '../rules/script.ts'

describe('a leap of the heart rate', () => {
  const before = { value: 92, at: 0 }

  it('is more than 40 bpm upwards within half a minute', () => {
    expect(isLeap(before, { value: 133, at: 15_000 })).toBe(true)
    expect(isLeap(before, { value: 132, at: 15_000 })).toBe(false)
    expect(isLeap(before, { value: 200, at: 30_000 })).toBe(true)
    expect(isLeap(before, { value: 200, at: 31_000 })).toBe(false)
    expect(isLeap({ value: 200, at: 0 }, { value: 90, at: 10_000 })).toBe(false)
    expect(isLeap(undefined, { value: 200, at: 0 })).toBe(false)
  })

  it('is remembered with its time, and a late value is none', () => {
    const catalogue = catalogueOf('{ type: event, metric: sos }')
    const { state } = play(catalogue, [
      ['00:00', { heartRate: 90 }],
      ['00:15', { heartRate: 200 }],
      ['00:30', { heartRate: 201 }],
    ])
    expect(state.live.leaptAt).toBe(reading('00:15', {}).eventTime)
    const late = evaluate(catalogue, state, reading('00:20', { heartRate: 90 }), profile()).state
    expect(late.live.leaptAt).toBe(state.live.leaptAt)
  })
})
