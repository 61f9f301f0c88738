// The times of a rule test: "10:00" is ten o'clock where its people live, on the test's day; "2d 10:00" two days later.

import { zoneOffset } from '../detectors/local-time.ts'
import { DAY, type EpochMs, HOUR, MINUTE, SECOND } from '../model/time.ts'
import type { Place } from './test-place.ts'

export type TestClock = Readonly<{
  timeZone: string
  /** Ten in the morning, where a script begins that says nothing else. */
  start: EpochMs
  /** A time of the script; undefined after a fault. */
  read(place: Place): EpochMs | undefined
  /** The other way round: `10:00`, `10:00:30`, `2d 03:00`. */
  show(at: EpochMs): string
}>

const TIME = /^(?:(\d{1,3})d )?([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/
const UNITS: Readonly<Record<string, number>> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY }

/** `30s`, `10m`, `1.5h`, `2d`. */
export function readLength(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text)
  return match === null ? undefined : Math.round(Number(match[1]) * (UNITS[match[2] ?? ''] ?? 0))
}

export function createTestClock(day: Place, zone: Place): TestClock {
  const timeZone = readZone(zone)
  const midnight = readDay(day)
  /** Wall clock to instant; the offset of the moment itself counts on the day it changes. */
  const instant = (wall: number): EpochMs => {
    const guess = wall - zoneOffset(timeZone, wall)
    return wall - zoneOffset(timeZone, guess)
  }
  return {
    timeZone,
    start: instant(midnight + 10 * HOUR),
    read(place) {
      const match = typeof place.value === 'string' ? TIME.exec(place.value) : null
      if (match === null) {
        place.fault(
          'a time is written in quotes, such as "10:00", "10:00:30", or "1d 03:00" for the next day',
        )
        return undefined
      }
      const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0))
      return instant(
        midnight +
          (days ?? 0) * DAY +
          (hours ?? 0) * HOUR +
          (minutes ?? 0) * MINUTE +
          (seconds ?? 0) * SECOND,
      )
    },
    show(at) {
      const wall = at + zoneOffset(timeZone, at) - midnight
      const days = Math.floor(wall / DAY)
      const clock = new Date(wall - days * DAY).toISOString().slice(11, 23)
      const time = clock.endsWith(':00.000') ? clock.slice(0, 5) : clock.replace('.000', '')
      return days === 0 ? time : `${days}d ${time}`
    },
  }
}

/** A Thursday in March, when nothing is special: no heating season, no change of clocks. */
const ORDINARY_DAY = Date.UTC(2026, 2, 5)

function readDay(place: Place): number {
  if (place.value === undefined) return ORDINARY_DAY
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(String(place.value))
  if (match !== null) {
    const [year, month, day] = match.slice(1).map(Number) as [number, number, number]
    const at = Date.UTC(year, month - 1, day)
    if (new Date(at).getUTCDate() === day) return at
  }
  place.fault('a day is written as "2026-03-05"')
  return ORDINARY_DAY
}

function readZone(place: Place): string {
  const zone = place.value ?? 'Asia/Shanghai'
  try {
    if (typeof zone === 'string') {
      zoneOffset(zone, ORDINARY_DAY)
      return zone
    }
  } catch {
    // Said below, as for anything else that is no zone.
  }
  place.fault('a time zone is an IANA name, such as Asia/Shanghai')
  return 'Asia/Shanghai'
}
