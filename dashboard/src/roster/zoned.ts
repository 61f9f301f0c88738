// Times of a roster as the community's own clock shows them, wherever the reader sits. Pure.

import type { EpochMs, Locale } from '../server-types.ts'
import type { Dictionary } from '../text/zh-cn.ts'

const formats = new Map<string, Intl.DateTimeFormat>()
const formatOf = (locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  const key = locale + JSON.stringify(options)
  const known = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, hourCycle: 'h23' })
  formats.set(key, known)
  return known
}

export type Reader = Readonly<{ words: Dictionary; locale: Locale; timeZone: string }>

const tag = (locale: Locale): string => (locale === 'en' ? 'en-GB' : locale)

/** "20:00" */
export const clockOf = ({ timeZone }: Pick<Reader, 'timeZone'>, at: EpochMs): string =>
  formatOf('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(at)

/** "2026-11-23": the community's day at that moment. */
export const dayAt = ({ timeZone }: Pick<Reader, 'timeZone'>, at: EpochMs): string =>
  formatOf('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at)

/** What a datetime-local field holds: "2026-11-23T20:00". */
export const fieldOf = (reader: Pick<Reader, 'timeZone'>, at: EpochMs): string =>
  `${dayAt(reader, at)}T${clockOf(reader, at)}`

const noon = (day: string): Date => new Date(`${day}T12:00:00Z`)

export const plusDays = (day: string, days: number): string =>
  new Date(noon(day).getTime() + days * 86_400_000).toISOString().slice(0, 10)

/** 1 = Monday … 7 = Sunday. */
export const weekdayOf = (day: string): number => noon(day).getUTCDay() || 7

export const weekdayText = ({ words }: Pick<Reader, 'words'>, day: string): string =>
  words.roster.weekdays[weekdayOf(day) - 1] ?? ''

/** "11月23日", "23 Nov". */
export const dateText = ({ locale }: Pick<Reader, 'locale'>, day: string): string =>
  formatOf(tag(locale), { timeZone: 'UTC', month: 'short', day: 'numeric' }).format(noon(day))

/** "11月23日 周一 20:00" */
export const momentText = (reader: Reader, at: EpochMs): string => {
  const day = dayAt(reader, at)
  return reader.words.roster.moment(dateText(reader, day), weekdayText(reader, day), clockOf(reader, at))
}

/** "11月23日 周一 20:00 – 次日 08:00"; the end of a day is 24:00. */
export const spanText = (reader: Reader, { from, to }: Readonly<{ from: EpochMs; to: EpochMs }>): string => {
  const begin = dayAt(reader, from)
  const end = dayAt(reader, to)
  const { roster } = reader.words
  if (begin === end) return `${momentText(reader, from)}–${clockOf(reader, to)}`
  if (end === plusDays(begin, 1)) return `${momentText(reader, from)}–${nextDayClock(reader, to)}`
  return roster.fullSpan(momentText(reader, from), momentText(reader, to))
}

const nextDayClock = (reader: Reader, at: EpochMs): string => {
  const clock = clockOf(reader, at)
  return clock === '00:00' ? '24:00' : `${reader.words.roster.nextDay}${clock}`
}

/** Of a turn under the heading of its day: "20:00–次日 08:00"; one of many days with its dates. */
export const turnText = (
  reader: Reader,
  turn: Readonly<{ from: EpochMs; to: EpochMs }>,
  day: Readonly<{ day: string }>,
): string => {
  const begin = dayAt(reader, turn.from)
  const end = dayAt(reader, turn.to)
  const { roster } = reader.words
  if (begin === day.day && end === day.day)
    return roster.clock(clockOf(reader, turn.from), clockOf(reader, turn.to))
  if (begin === day.day && end === plusDays(day.day, 1))
    return roster.clock(clockOf(reader, turn.from), nextDayClock(reader, turn.to))
  return roster.clock(
    begin === day.day
      ? clockOf(reader, turn.from)
      : `${dateText(reader, begin)} ${clockOf(reader, turn.from)}`,
    end === day.day ? clockOf(reader, turn.to) : `${dateText(reader, end)} ${clockOf(reader, turn.to)}`,
  )
}
