// A token bucket: how many messages a channel may take now, and when the next may go. Pure; time is an argument.

import type { RateLimit } from '../channels/channel.ts'
import type { EpochMs } from '../model/time.ts'

export type Bucket = Readonly<{ tokens: number; at: EpochMs }>

export const fullBucket = (limit: RateLimit, now: EpochMs): Bucket => ({ tokens: limit.burst, at: now })

/** A quarter of the burst is kept for emergencies: ordinary mail never empties the bucket under them. */
export const reserve = (limit: RateLimit): number => Math.floor(limit.burst / 4)

/** Takes one token, or says when one will be there. A clock that goes back only refills later. */
export function take(
  bucket: Bucket,
  limit: RateLimit,
  request: Readonly<{ now: EpochMs; emergency: boolean }>,
): Readonly<{ ok: true; bucket: Bucket }> | Readonly<{ ok: false; at: EpochMs }> {
  const { now, emergency } = request
  const elapsed = Math.max(0, now - bucket.at)
  const tokens = Math.min(limit.burst, bucket.tokens + (elapsed * limit.perSecond) / 1_000)
  const needed = 1 + (emergency ? 0 : reserve(limit))
  if (tokens >= needed) return { ok: true, bucket: { tokens: tokens - 1, at: now } }
  return { ok: false, at: now + Math.ceil(((needed - tokens) * 1_000) / limit.perSecond) }
}
