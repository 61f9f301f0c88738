// How often the door without a login may be knocked at. Forged links are counted by address, so that nobody tries them
// out; a genuine one is counted by itself, so that a neighbour behind the same address locks nobody out at night.

import type { EpochMs } from '../../alerts/model/time.ts'

export type Pace = Readonly<{
  /** Takes one; false when there is none left. */
  allows(key: string, now: EpochMs): boolean
}>

const MOST_KEYS = 20_000

/** `burst` at once, then `perMinute`. Forgets the key that was used longest ago. */
export function createPace({ perMinute, burst }: Readonly<{ perMinute: number; burst: number }>): Pace {
  const buckets = new Map<string, Readonly<{ tokens: number; at: EpochMs }>>()
  return {
    allows(key, now) {
      const known = buckets.get(key) ?? { tokens: burst, at: now }
      const elapsed = Math.max(0, now - known.at)
      const tokens = Math.min(burst, known.tokens + (elapsed * perMinute) / 60_000)
      buckets.delete(key)
      buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now })
      for (const oldest of buckets.keys()) {
        if (buckets.size <= MOST_KEYS) break
        buckets.delete(oldest)
      }
      return tokens >= 1
    },
  }
}
