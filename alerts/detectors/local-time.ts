// Wall-clock windows ("22:00 to 07:00") in a community's time zone. Reads no clock: the instant is an argument.

import { DAY, type EpochMs, MINUTE } from '../model/time.ts'

/** Minutes of the local day; `to` at or before `from` passes midnight. */
export type DayWindow = Readonly<{ from: number; to: number }>

/** Zones change their offset on quarter hours only (tz database since 1972). */
const QUARTER = 15 * MINUTE
const KEPT_QUARTERS = 4_096

type Zone = { format: Intl.DateTimeFormat; quarter: number; offset: number; offsets: Map<number, number> }
/** A memo of a pure function: the same instant and zone always give the same offset. */
const zones = new Map<string, Zone>()

/** Milliseconds to add to UTC to read the local clock at `at`. Throws RangeError for a zone that does not exist. */
export function zoneOffset(timeZone: string, at: EpochMs): number {
  let zone = zones.get(timeZone)
  if (zone === undefined) {
    const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
    zone = { format, quarter: Number.NaN, offset: 0, offsets: new Map() }
    zones.set(timeZone, zone)
  }
  const quarter = Math.floor(at / QUARTER)
  if (quarter === zone.quarter) return zone.offset
  let offset = zone.offsets.get(quarter)
  if (offset === undefined) {
    offset = readOffset(zone.format, at)
    if (zone.offsets.size >= KEPT_QUARTERS) zone.offsets.clear()
    zone.offsets.set(quarter, offset)
  }
  zone.quarter = quarter
  zone.offset = offset
  return offset
}

/** `GMT`, `GMT+08:00`, `GMT-03:30`. */
function readOffset(format: Intl.DateTimeFormat, at: EpochMs): number {
  const name = format.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? ''
  const match = /^GMT([+-])(\d{2}):(\d{2})/.exec(name)
  if (match === null) return 0
  const minutes = Number(match[2]) * 60 + Number(match[3])
  return (match[1] === '-' ? -minutes : minutes) * MINUTE
}

const localMs = (timeZone: string, at: EpochMs): number => {
  const local = (at + zoneOffset(timeZone, at)) % DAY
  return local < 0 ? local + DAY : local
}

export function isWithin(window: DayWindow, timeZone: string, at: EpochMs): boolean {
  const minute = localMs(timeZone, at) / MINUTE
  return window.from < window.to
    ? minute >= window.from && minute < window.to
    : minute >= window.from || minute < window.to
}

/** Month × 100 + day of the local date: 1115 is the fifteenth of November. */
export function localDate(timeZone: string, at: EpochMs): number {
  const local = new Date(at + zoneOffset(timeZone, at))
  return (local.getUTCMonth() + 1) * 100 + local.getUTCDate()
}

/** The first instant at or after `at` by which the window has been open for `length` without a break. */
export function endOfSpell(
  window: DayWindow,
  timeZone: string,
  spell: Readonly<{ at: EpochMs; length: number }>,
): EpochMs {
  const open = isWithin(window, timeZone, spell.at)
  const end = spell.at + spell.length
  if (open && untilMinute(timeZone, spell.at, window.to) >= spell.length) return end
  return spell.at + untilMinute(timeZone, spell.at, window.from) + spell.length
}

/** Time until the local clock next shows `minute`, corrected when the zone changes its offset on the way. */
function untilMinute(timeZone: string, at: EpochMs, minute: number): number {
  const wait = (minute * MINUTE - localMs(timeZone, at) + DAY) % DAY || DAY
  return wait + zoneOffset(timeZone, at) - zoneOffset(timeZone, at + wait)
}
