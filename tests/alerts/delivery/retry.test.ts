import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextAttempt } from '../../../alerts/delivery/retry.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const failed = (change: Partial<Parameters<typeof nextAttempt>[0]> = {}) => ({
  emergency: false,
  attempts: 1,
  createdAt: 0,
  now: 0,
  random: 0.999999,
  ...change,
})

describe('backoff with full jitter', () => {
  it.each([
    [false, 1, 1_000],
    [false, 2, 2_000],
    [false, 5, 16_000],
    [false, 9, 256_000],
    [false, 10, 300_000],
    [false, 5_000, 300_000],
    [true, 1, 500],
    [true, 3, 2_000],
    [true, 6, 15_000],
    [true, 39, 15_000],
  ])('emergency %s: after attempt %i it waits at most %i ms', (emergency, attempts, ceiling) => {
    expect(nextAttempt(failed({ emergency, attempts }))).toEqual({ giveUp: false, at: ceiling })
    expect(nextAttempt(failed({ emergency, attempts, random: 0 }))).toEqual({ giveUp: false, at: 0 })
  })
})

describe('giving up', () => {
  it.each([
    ['an emergency after 40 attempts', { emergency: true, attempts: 40, now: MINUTE }],
    ['an emergency after 30 minutes', { emergency: true, attempts: 3, now: 30 * MINUTE }],
    ['anything else after 24 hours', { attempts: 300, now: 24 * HOUR }],
  ])('%s', (_, change) => {
    expect(nextAttempt(failed(change))).toEqual({ giveUp: true })
  })

  it('not a moment earlier', () => {
    expect(nextAttempt(failed({ emergency: true, attempts: 39, now: 30 * MINUTE - 1 })).giveUp).toBe(false)
    expect(nextAttempt(failed({ attempts: 100_000, now: 24 * HOUR - 1 })).giveUp).toBe(false)
  })
})

describe('Retry-After', () => {
  it('is kept when it is longer than the backoff', () => {
    expect(nextAttempt(failed({ afterMs: 90_000 }))).toEqual({ giveUp: false, at: 90_000 })
  })

  it('of two days still allows one last attempt at the deadline', () => {
    expect(nextAttempt(failed({ emergency: true, afterMs: 48 * HOUR }))).toEqual({
      giveUp: false,
      at: 30 * MINUTE,
    })
  })
})

it('never plans an attempt in the past or beyond the deadline', () => {
  fc.assert(
    fc.property(
      fc.boolean(),
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 0, max: 30 * HOUR }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      fc.option(fc.integer({ min: 0, max: 100 * HOUR }), { nil: undefined }),
      (emergency, attempts, now, random, afterMs) => {
        const next = nextAttempt({ emergency, attempts, createdAt: 0, now, random, afterMs })
        if (next.giveUp) return
        expect(next.at).toBeGreaterThanOrEqual(now)
        expect(next.at).toBeLessThanOrEqual(emergency ? 30 * MINUTE : 24 * HOUR)
      },
    ),
  )
})
