// Whether a heart rate leaps as a sensor does that loses the pulse and locks on to something else. A heart may leap too
// (paroxysmal tachycardia): a leap proves nothing, it only asks for more time or a second measurement.

import type { LatestValue } from '../model/live.ts'

/** "A jump of more than 40 bpm between samples less than 10 s apart needs a second sample" (domain facts A5); bands
 * that report every 15 s leap within two of their samples. */
const LEAP_BPM = 40
const LEAP_MS = 30_000

export const isLeap = (before: LatestValue | undefined, now: LatestValue): boolean =>
  before !== undefined && now.at - before.at <= LEAP_MS && now.value - before.value > LEAP_BPM
