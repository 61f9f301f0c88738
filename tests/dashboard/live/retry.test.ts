// How long the page waits before it connects again.

import { describe, expect, it } from 'vitest'
import { retryDelay } from '../../../dashboard/src/live/retry.ts'

describe('the wait before the next attempt', () => {
  it('starts at 250 to 500 ms and doubles', () => {
    expect([retryDelay(0, () => 0), retryDelay(0, () => 1)]).toEqual([250, 500])
    expect(retryDelay(3, () => 1)).toBe(4_000)
  })

  it('never exceeds 15 s, however often it failed', () => {
    for (const attempt of [6, 20, 5_000]) expect(retryDelay(attempt, () => 1)).toBe(15_000)
  })

  it('differs between two boards with different luck', () => {
    expect(retryDelay(5, () => 0.1)).not.toBe(retryDelay(5, () => 0.9))
  })
})
