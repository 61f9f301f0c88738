// How much a provider lets through to one address, counted before it says so itself: what it blocks is lost, and some
// shut the door for minutes. Pure, but for the list of past sends it keeps; time is an argument.

import type { EpochMs } from '../model/time.ts'

/** At most so many within so long, all of them at once. */
export type Quota = readonly Readonly<{ most: number; withinMs: number; called: string }>[]

export type Exceeded = Readonly<{ reason: string; afterMs: number }>

/** Which of the limits one more send would break, and how long until it would not; undefined = go. */
export function exceeded(quota: Quota, past: readonly EpochMs[], now: EpochMs): Exceeded | undefined {
  let worst: Exceeded | undefined
  for (const { most, withinMs, called } of quota) {
    const within = past.filter((at) => now - at < withinMs).sort((a, b) => a - b)
    const blocking = within[within.length - most]
    if (blocking === undefined) continue
    // A send of the future was before the clock was set back.
    const afterMs = Math.min(withinMs, Math.max(1, blocking + withinMs - now))
    if (worst === undefined || afterMs > worst.afterMs) worst = { reason: called, afterMs }
  }
  return worst
}

export type Counter = Readonly<{
  /** Takes one send for this address, or says what is exceeded. */
  take(address: string, now: EpochMs): Exceeded | undefined
  /** What was sent before this process began. */
  recall(address: string, past: readonly EpochMs[]): void
  knows(address: string): boolean
}>

export function createCounter(quota: Quota): Counter {
  const longest = Math.max(...quota.map(({ withinMs }) => withinMs))
  const sends = new Map<string, readonly EpochMs[]>()
  return {
    take(address, now) {
      const past = (sends.get(address) ?? []).filter((at) => now - at < longest)
      const over = exceeded(quota, past, now)
      sends.set(address, over === undefined ? [...past, now] : past)
      return over
    },
    recall: (address, past) => void sends.set(address, [...past, ...(sends.get(address) ?? [])]),
    knows: (address) => sends.has(address),
  }
}
