// When a reading was taken, from what the device says about it and when it arrived. Knows no payload and no rule.

import type { EpochMs } from '../../alerts/model/time.ts'
import { CLOCK_TOLERANCE_MS, OLDEST_CLOCK, SECONDS_BELOW } from '../protocol/limits.ts'

/** Epoch milliseconds of a `ts`: a number below SECONDS_BELOW is seconds. NaN when a date exists on paper only. */
export function readTimestamp(ts: number | string): EpochMs {
  if (typeof ts === 'string') return Date.parse(ts)
  return ts < SECONDS_BELOW ? ts * 1_000 : ts
}

export type ClockFault = 'clockNotSet' | 'futureClock'

/** Why a device's time cannot be used; undefined when it can. */
export function clockFault(deviceTime: EpochMs, receivedAt: EpochMs): ClockFault | undefined {
  // Written so that NaN is a fault.
  if (!(deviceTime >= OLDEST_CLOCK)) return 'clockNotSet'
  return deviceTime > receivedAt + CLOCK_TOLERANCE_MS ? 'futureClock' : undefined
}
