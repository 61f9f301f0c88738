// Lets time pass: once a second it asks the conductor what has fallen due. Nothing is scheduled anywhere else, so a
// restart, a suspended machine or a blocked loop costs lateness, never a step.

import type { EpochMs } from '../../alerts/model/time.ts'
import { SECOND } from '../../alerts/model/time.ts'
import { type Clock, every } from '../clock.ts'

/** Starts ticking; the returned function stops it. Errors of one tick are reported and do not end the ticking. */
export function startTicker(options: {
  clock: Clock
  tick(now: EpochMs): void
  onError(error: unknown): void
}): () => void {
  return every(options.clock, SECOND, () => {
    try {
      options.tick(options.clock.now())
    } catch (error) {
      options.onError(error)
    }
  })
}
