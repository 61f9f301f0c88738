// A rate with a burst, by the wall clock it is given. What happens without a token is the caller's business.

import type { EpochMs } from '../../alerts/model/time.ts'

export type TokenBucket = Readonly<{
  /** Lets time pass; call once before a run of `has` and `take`. */
  refill(now: EpochMs): void
  has(): boolean
  /** Takes one, into debt if need be; the debt never exceeds the burst. */
  take(): void
  /** Milliseconds until `has` can be true again, 0 when it is. */
  waitMs(): number
}>

export function createTokenBucket(perSecond: number, burst: number): TokenBucket {
  let tokens = burst
  let refilledAt: EpochMs | undefined
  return {
    refill(now) {
      // A clock that is set back costs at most the tokens of that stretch.
      const elapsed = refilledAt === undefined ? 0 : Math.max(0, now - refilledAt)
      refilledAt = now
      tokens = Math.min(burst, tokens + (elapsed * perSecond) / 1_000)
    },
    has: () => tokens >= 1,
    take: () => {
      tokens = Math.max(-burst, tokens - 1)
    },
    waitMs: () => (tokens >= 1 ? 0 : Math.ceil(((1 - tokens) * 1_000) / perSecond)),
  }
}
