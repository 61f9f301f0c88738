// The day that habits are learned by: from 22:00 to 22:00 local time, so that a night is in one piece and belongs to the
// day it ends on. Anchored at 04:00, because clocks are changed before that.

import { zoneOffset } from '../detectors/local-time.ts'
import { DAY, type EpochMs, HOUR, MINUTE } from '../model/time.ts'

const DAWN = 4 * HOUR
/** From 07:00 a person is awake, and at 22:00 the next day begins; both after dawn. */
const WAKING = 3 * HOUR
const END = 18 * HOUR
/** 22:00 to 04:00 is five hours at least, where the clock is put forward. */
const SHORTEST_EVENING = 5 * HOUR

/** 04:00 local time of the day that `at` belongs to. */
export function dawnOf(timeZone: string, at: EpochMs): EpochMs {
  const offset = zoneOffset(timeZone, at)
  const local = Math.floor((at + offset + (DAY - END - DAWN)) / DAY) * DAY + DAWN
  return local - zoneOffset(timeZone, local - zoneOffset(timeZone, local - offset))
}

/** The dawn of the day of `at`, when `dawn` is probably the same: no look-up in a time zone for most readings. */
export const dawnAt = (dawn: EpochMs, timeZone: string, at: EpochMs): EpochMs =>
  at >= dawn - SHORTEST_EVENING && at < dawn + END ? dawn : dawnOf(timeZone, at)

/** 23:00 to 05:00: in bed, whenever somebody goes there and gets up. */
export const darkFrom = (dawn: EpochMs): EpochMs => dawn - 5 * HOUR
export const darkTo = (dawn: EpochMs): EpochMs => dawn + HOUR
export const wakingFrom = (dawn: EpochMs): EpochMs => dawn + WAKING
export const endOf = (dawn: EpochMs): EpochMs => dawn + END

/** Whether `at` lies in the night; `dawn` may be that of an earlier day. */
export function isNight(dawn: EpochMs, at: EpochMs): boolean {
  let since = at - dawn
  if (since < END - DAY || since >= END) since = (((since % DAY) + DAY + DAY - END) % DAY) + END - DAY
  return since < WAKING
}

/** Minutes of the local day of `at`, which lies in the day of `dawn`. */
export const minuteOf = (dawn: EpochMs, at: EpochMs): number =>
  ((Math.floor((at - dawn + DAWN) / MINUTE) % 1_440) + 1_440) % 1_440

/** The instant at which the local clock shows `minute` (from 04:00 on) on the day of `dawn`. */
export const instantOf = (dawn: EpochMs, minute: number): EpochMs => dawn + minute * MINUTE - DAWN

/** Days between two dawns, whatever the clocks did meanwhile. */
export const daysBetween = (from: EpochMs, to: EpochMs): number => Math.round((to - from) / DAY)
