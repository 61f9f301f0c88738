// The one place where the gateway's time comes from. Everything else is handed a Clock.

import type { EpochMs } from '../alerts/model/time.ts'

export type Clock = Readonly<{
  now(): EpochMs
  /** Calls `work` once after `ms`; the returned function cancels it. */
  setTimer(ms: number, work: () => void): () => void
}>

export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer(ms, work) {
    const timer = setTimeout(work, ms)
    return () => clearTimeout(timer)
  },
}

/** Calls `work` every `ms`, never twice at once, until the returned function is called. */
export function every(clock: Clock, ms: number, work: () => void): () => void {
  let cancel = (): void => {}
  let stopped = false
  const next = (): void => {
    cancel = clock.setTimer(ms, () => {
      work()
      if (!stopped) next()
    })
  }
  next()
  return () => {
    stopped = true
    cancel()
  }
}
