// Days of a community's own calendar: which one it is at an instant, how many lie between two, what time it is there.

import { zoneOffset } from '../detectors/local-time.ts'
import type { LocalDay } from '../model/care.ts'
import { DAY, type EpochMs, MINUTE } from '../model/time.ts'

/** Days since 1970-01-01. */
const numberOf = (day: LocalDay): number => Math.round(Date.parse(`${day}T00:00Z`) / DAY)

/** A memo of a pure function: a morning asks for the same few days for everybody. */
const names = new Map<number, LocalDay>()
const KEPT_NAMES = 1_000

function dayOf(number: number): LocalDay {
  let day = names.get(number)
  if (day === undefined) {
    day = new Date(number * DAY).toISOString().slice(0, 10)
    if (names.size >= KEPT_NAMES) names.clear()
    names.set(number, day)
  }
  return day
}

export const localDay = (timeZone: string, at: EpochMs): LocalDay =>
  dayOf(Math.floor((at + zoneOffset(timeZone, at)) / DAY))

/** Minutes of the local day. */
export const localMinute = (timeZone: string, at: EpochMs): number => {
  const local = (at + zoneOffset(timeZone, at)) % DAY
  return Math.floor((local < 0 ? local + DAY : local) / MINUTE)
}

/** Positive when `to` is the later one. */
export const daysBetween = (from: LocalDay, to: LocalDay): number => numberOf(to) - numberOf(from)

export const dayAfter = (day: LocalDay, days: number): LocalDay => dayOf(numberOf(day) + days)

export const isLocalDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && Number.isFinite(numberOf(text)) && dayOf(numberOf(text)) === text
