// Days and clock times of a community's calendar as moments, also on the two days a year that have 23 or 25 hours.

import { zoneOffset } from '../detectors/local-time.ts'
import type { Directory } from '../model/people.ts'
import type { Day } from '../model/roster-change.ts'
import { DAY, type EpochMs, MINUTE } from '../model/time.ts'

/** No zone moves its clock but at a quarter of an hour (tz database since 1972). */
const QUARTER = 15 * MINUTE

/** "08:00" -> 480; "24:00" is the end of the day. */
export const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5))

export const zoneOf = (directory: Directory, communityId: string): string =>
  directory.communities.get(communityId)?.timeZone ?? 'UTC'

const utcOf = (day: Day): number => Date.parse(`${day}T00:00:00Z`)
const dayFrom = (utc: number): Day => new Date(utc).toISOString().slice(0, 10)

export const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && dayOrNothing(text) === text
const dayOrNothing = (text: string): Day | undefined => {
  const utc = utcOf(text)
  return Number.isFinite(utc) ? dayFrom(utc) : undefined
}

/** The local day of a moment. */
export const dayOf = (at: EpochMs, timeZone: string): Day => dayFrom(at + zoneOffset(timeZone, at))

export const plusDays = (day: Day, days: number): Day => dayFrom(utcOf(day) + days * DAY)

/** 1 = Monday … 7 = Sunday. */
export const weekdayOf = (day: Day): number => ((Math.floor(utcOf(day) / DAY) + 3) % 7) + 1

/**
 * The moment the local clock shows `minutes` after midnight of `day`. A time that comes twice is the first of the two;
 * one that the clock leaps over is the moment of the leap. So what ends at a time and what begins at it always meet.
 */
export function momentOf(day: Day, minutes: number, timeZone: string): EpochMs {
  const local = utcOf(day) + minutes * MINUTE
  const steady = steadyOffset(day, timeZone)
  if (steady !== undefined && minutes >= 0 && minutes <= 48 * 60) return local - steady
  const before = local - zoneOffset(timeZone, local - DAY)
  const after = local - zoneOffset(timeZone, local + DAY)
  const isShown = (at: EpochMs): boolean => at + zoneOffset(timeZone, at) === local
  if (isShown(before)) return isShown(after) ? Math.min(before, after) : before
  if (isShown(after)) return after
  let leap = Math.floor(after / QUARTER) * QUARTER
  while (leap + zoneOffset(timeZone, leap) < local) leap += QUARTER
  return leap
}

const KEPT_DAYS = 4_096
/** A memo of a pure function: on most days of most zones the clock is not moved, neither the day before nor after. */
const steady = new Map<string, number | null>()

/** What is added to UTC from the day before `day` to three days later; undefined when it changes on the way. */
function steadyOffset(day: Day, timeZone: string): number | undefined {
  const key = `${timeZone}|${day}`
  let offset = steady.get(key)
  if (offset === undefined) {
    const midnight = utcOf(day)
    const first = zoneOffset(timeZone, midnight - 2 * DAY)
    offset = first === zoneOffset(timeZone, midnight + 4 * DAY) ? first : null
    if (steady.size >= KEPT_DAYS) steady.clear()
    steady.set(key, offset)
  }
  return offset ?? undefined
}

/** "2026-11-22T20:00" of the community's clock; undefined for what is no such time. */
export function momentFrom(text: string, timeZone: string): EpochMs | undefined {
  const [day = '', clock = ''] = text.split('T')
  if (!isDay(day) || !/^([01]\d|2[0-3]):[0-5]\d$/.test(clock)) return undefined
  return momentOf(day, minutesOf(clock), timeZone)
}
