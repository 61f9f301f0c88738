// Times and durations as the reader says them, in the reader's language and local time. Pure: now is an argument.

import type { EpochMs, Locale } from '../server-types.ts'
import type { Dictionary } from '../text/zh-cn.ts'

const SECOND = 1_000
const MINUTE = 60_000
const HOUR = 3_600_000
const DAY = 86_400_000

/** Data older than this is called old: two heartbeats of five seconds missed. */
export const STALE_AFTER_MS = 10 * SECOND

/** "12 秒前". Times ahead of now (a fast clock) read as now. */
export const ageText = (words: Dictionary, at: EpochMs, now: EpochMs): string => {
  const age = now - at
  if (age < 5 * SECOND) return words.time.now
  if (age < MINUTE) return words.time.secondsAgo(Math.floor(age / SECOND))
  if (age < HOUR) return words.time.minutesAgo(Math.floor(age / MINUTE))
  if (age < DAY) return words.time.hoursAgo(Math.floor(age / HOUR))
  return words.time.daysAgo(Math.floor(age / DAY))
}

/** "2 分 30 秒": seconds matter below ten minutes only. */
export const durationText = (words: Dictionary, ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / SECOND))
  if (seconds < 60) return words.time.seconds(seconds)
  const minutes = Math.floor(seconds / 60)
  if (minutes < 10 && seconds % 60 !== 0) return words.time.minutesSeconds(minutes, seconds % 60)
  if (minutes < 60) return words.time.minutes(minutes)
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return words.time.hoursMinutes(hours, minutes % 60)
  return words.time.days(Math.floor(hours / 24), hours % 24)
}

const two = (n: number): string => String(n).padStart(2, '0')

/** "04:32", "1:02:03": a ticking clock for ages and countdowns; never negative. */
export const clockText = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / SECOND))
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${two(minutes)}:${two(seconds % 60)}`
}

/** What is left until `dueAt`, whole seconds rounded up; null once it has passed. */
export const countdownText = (dueAt: EpochMs, now: EpochMs): string | null =>
  dueAt <= now ? null : clockText(dueAt - now + 999)

/** Seconds since the last frame when that is too long ago to call the page current, else null. */
export const dataAgeSeconds = (lastFrameAt: EpochMs | null, now: EpochMs): number | null => {
  if (lastFrameAt === null) return null
  const age = now - lastFrameAt
  return age > STALE_AFTER_MS ? Math.floor(age / SECOND) : null
}

const formats = new Map<string, Intl.DateTimeFormat>()
const formatOf = (locale: Locale, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const key = locale + JSON.stringify(options)
  const known = formats.get(key)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, { ...options, hour12: false })
  formats.set(key, made)
  return made
}

const sameDay = (a: EpochMs, b: EpochMs): boolean => new Date(a).toDateString() === new Date(b).toDateString()

/** "14:02" today, "11月20日 14:02" otherwise. */
export const momentText = (locale: Locale, at: EpochMs, now: EpochMs): string =>
  sameDay(at, now)
    ? formatOf(locale, { hour: '2-digit', minute: '2-digit' }).format(at)
    : formatOf(locale, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' }).format(at)

/** "14:02:07" today, with the date otherwise: for timelines, where seconds count. */
export const preciseText = (locale: Locale, at: EpochMs, now: EpochMs): string =>
  sameDay(at, now)
    ? formatOf(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at)
    : formatOf(locale, {
        month: 'short',
        day: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
      }).format(at)

/** Local midnight at or before `now`. */
export const startOfDay = (now: EpochMs): EpochMs => {
  const day = new Date(now)
  day.setHours(0, 0, 0, 0)
  return day.getTime()
}
