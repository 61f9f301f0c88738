// Finished days as text: one entry per day, the newest last and the day under way empty until something ends. Written
// when a day or a night ends, and bounded in days and in entries.

import type { HabitLog, HabitSeries } from '../model/habits.ts'

/** Days that a range is made of; days without the band do not count as days. */
const RANGE_DAYS = 14
/** Charges that a habit is made of. */
const CHARGES = 7
/** Nights that are compared: the last three with a week before. */
const NIGHTS = 10
/** Today and the four weeks that a trend looks at. */
const KEPT_SLOTS = 29
/** Of which days older than the range keep their first number: trends go by daily medians. */
const LONG: ReadonlySet<HabitSeries> = new Set<HabitSeries>(['systolic', 'steps'])

/** Writes today's entry. */
export const written = (log: HabitLog, series: HabitSeries, entry: string): HabitLog => ({
  ...log,
  [series]: `${log[series] ?? ''}${entry}`,
})

/** So many days later: today's entries are empty, and what is too old is gone. */
export function turned(log: HabitLog, days: number): HabitLog {
  const next: Partial<Record<HabitSeries, string>> = {}
  for (const key in log) {
    const series = key as HabitSeries
    const text = bounded(`${log[series] ?? ''}${';'.repeat(Math.min(days, KEPT_SLOTS))}`, series)
    if (text !== undefined) next[series] = text
  }
  return next
}

function bounded(text: string, series: HabitSeries): string | undefined {
  const slots = text.split(';').slice(-KEPT_SLOTS)
  const long = LONG.has(series)
  const most = series === 'charged' ? CHARGES : series === 'ups' ? NIGHTS : RANGE_DAYS
  let full = 0
  for (let i = slots.length - 1; i >= 0; i--) {
    const slot = slots[i] ?? ''
    if (slot !== '') full += 1
    if (full > most) slots[i] = long ? (slot.split(',')[0] ?? '') : ''
  }
  const first = slots.findIndex((slot) => slot !== '')
  return first < 0 ? undefined : slots.slice(first).join(';')
}

/** By day, the newest first: index 0 is today. A day without an entry is empty. */
export const byDay = (log: HabitLog, series: HabitSeries): readonly (readonly number[])[] =>
  (log[series] ?? '')
    .split(';')
    .reverse()
    .map((slot) => (slot === '' ? [] : slot.split(',').map(Number)))

/** The first number of each day, the newest first; undefined for a day without an entry. */
export function firsts(log: HabitLog, series: HabitSeries): (number | undefined)[] {
  const text = log[series]
  if (text === undefined) return []
  return text
    .split(';')
    .map((slot) => (slot === '' ? undefined : Number.parseFloat(slot)))
    .reverse()
}

/** The entries there are, the newest first, at most those a range is made of. */
export const entries = (log: HabitLog, series: HabitSeries): readonly (readonly number[])[] =>
  byDay(log, series)
    .filter((entry) => entry.length > 0)
    .slice(0, RANGE_DAYS)
