// When a notification is tried again, and when it is given up. Does not know channels; chance is an argument.

import { DAY, type EpochMs, MINUTE, SECOND } from '../model/time.ts'

export type RetryPolicy = Readonly<{
  firstMs: number
  capMs: number
  giveUpAfterMs: number
  maxAttempts: number
}>

/** Emergencies try hard and give up early, so that people learn in time that somebody was not told. */
export const EMERGENCY_RETRY: RetryPolicy = {
  firstMs: 0.5 * SECOND,
  capMs: 15 * SECOND,
  giveUpAfterMs: 30 * MINUTE,
  maxAttempts: 40,
}
export const ORDINARY_RETRY: RetryPolicy = {
  firstMs: SECOND,
  capMs: 5 * MINUTE,
  giveUpAfterMs: DAY,
  maxAttempts: Number.POSITIVE_INFINITY,
}

/** Where the same person can be reached another way, waiting for this one is the worse choice. */
export const EMERGENCY_HANDOVER: RetryPolicy = {
  firstMs: 0.5 * SECOND,
  capMs: SECOND,
  giveUpAfterMs: 5 * SECOND,
  maxAttempts: 2,
}
export const ORDINARY_HANDOVER: RetryPolicy = {
  firstMs: SECOND,
  capMs: 30 * SECOND,
  giveUpAfterMs: 2 * MINUTE,
  maxAttempts: 3,
}

const policyOf = (emergency: boolean, elsewhere: boolean): RetryPolicy =>
  elsewhere
    ? emergency
      ? EMERGENCY_HANDOVER
      : ORDINARY_HANDOVER
    : emergency
      ? EMERGENCY_RETRY
      : ORDINARY_RETRY

/** A send may not outlast the patience there is for it. */
export const patienceMs = (emergency: boolean, elsewhere: boolean): number =>
  policyOf(emergency, elsewhere).giveUpAfterMs

/** When a stored message is tried next: no wait is longer than this, but for a clock that was set back meanwhile. */
export const dueBy = ({
  emergency,
  nextAttemptAt,
  now,
}: Readonly<{ emergency: boolean; nextAttemptAt: EpochMs; now: EpochMs }>): EpochMs =>
  Math.min(nextAttemptAt, now + policyOf(emergency, false).capMs)

export type NextAttempt = Readonly<{ giveUp: false; at: EpochMs }> | Readonly<{ giveUp: true }>

/**
 * Decides after a failed attempt. `attempts` counts the failed one; `random` is in [0, 1).
 * Backoff with full jitter: a random part of min(cap, first · 2^(attempts−1)). A pause the other side asked for
 * (`afterMs`) is kept, but never carries past the deadline: one last attempt is made there.
 */
export function nextAttempt(
  failed: Readonly<{
    emergency: boolean
    attempts: number
    createdAt: EpochMs
    now: EpochMs
    random: number
    afterMs?: number | undefined
    /** Another way to the same recipient stands ready. */
    elsewhere?: boolean
  }>,
): NextAttempt {
  const elsewhere = failed.elsewhere ?? false
  const policy = policyOf(failed.emergency, elsewhere)
  const deadline = failed.createdAt + policy.giveUpAfterMs
  if (failed.attempts >= policy.maxAttempts || failed.now >= deadline) return { giveUp: true }
  // 2^30 · 0.5 s is beyond every cap; more would overflow to Infinity · 0.
  const ceiling = Math.min(policy.capMs, policy.firstMs * 2 ** Math.min(30, failed.attempts - 1))
  const backoff = failed.random * ceiling
  const wait = Math.max(backoff, failed.afterMs ?? 0)
  if (elsewhere && failed.now + wait > deadline) return { giveUp: true }
  return { giveUp: false, at: Math.min(Math.ceil(failed.now + wait), deadline) }
}
