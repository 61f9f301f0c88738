// A circuit breaker: is a channel worth waiting for, or is another way quicker? Pure; time is an argument. It never
// stops a message that has no other way: that one is tried at its own pace and is the probe as well.

import { type EpochMs, MINUTE, SECOND } from '../model/time.ts'

export type Breaker = Readonly<{
  state: 'closed' | 'open' | 'halfOpen'
  /** Failures since the last success. */
  inARow: number
  /** The newest results, oldest first. */
  recent: readonly Readonly<{ at: EpochMs; ok: boolean }>[]
  /** When the next probe may go; meaningful while open. */
  probeAt: EpochMs
  /** Openings since it was last closed: the pauses double. */
  openings: number
}>

/** This many failures one after the other, or this share of the newest results within the window. */
const IN_A_ROW = 5
const SHARE = 0.5
const NEWEST = 20
const WINDOW = 5 * MINUTE
const FIRST_PAUSE = 30 * SECOND
const LONGEST_PAUSE = 5 * MINUTE

export const CLOSED: Breaker = { state: 'closed', inARow: 0, recent: [], probeAt: 0, openings: 0 }

/** After one result. A success closes; a failure while a probe is out opens again for twice as long. */
export function afterResult(before: Breaker, ok: boolean, now: EpochMs): Breaker {
  const recent = [...before.recent, { at: now, ok }].filter(({ at }) => now - at <= WINDOW).slice(-NEWEST)
  if (ok)
    return before.state === 'closed'
      ? { ...before, inARow: 0, recent }
      : { ...CLOSED, recent: [{ at: now, ok }] }
  const inARow = before.inARow + 1
  const failed = recent.filter((result) => !result.ok).length
  const tooMany = inARow >= IN_A_ROW || (recent.length >= NEWEST && failed / recent.length >= SHARE)
  if (before.state === 'closed' && !tooMany) return { ...before, inARow, recent }
  // What was already under way when it opened, or had no other way, does not put the probe off.
  if (before.state === 'open') return { ...before, inARow, recent }
  const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(10, before.openings))
  return { state: 'open', inARow, recent, probeAt: now + pause, openings: before.openings + 1 }
}

/** Whether a message that has another way may still try this one; a probe is let through and marked. */
export function admit(before: Breaker, now: EpochMs): Readonly<{ ok: boolean; breaker: Breaker }> {
  if (before.state === 'closed') return { ok: true, breaker: before }
  // Further ahead than any pause: the clock was set back.
  if (now < before.probeAt && before.probeAt - now <= LONGEST_PAUSE) return { ok: false, breaker: before }
  // A probe whose result never comes must not keep the channel shut for ever: another may go after a pause.
  return { ok: true, breaker: { ...before, state: 'halfOpen', probeAt: now + FIRST_PAUSE } }
}
