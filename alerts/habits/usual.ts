// What the log comes to: the person's own range by day and by night, when they get up, how long they sit, when the band
// is charged, and where weeks lead. Worked out when a day or a night ends, so that a reading only looks it up.

import type { Drift, HabitLog, HabitMetric, HabitSeries, Usual, UsualRange } from '../model/habits.ts'
import { byDay, entries } from './log.ts'
import { median, percentile, usualMinute, weightedMedian } from './median.ts'
import { tenths } from './samples.ts'

/** A day counts by its samples, but a day that was measured all the time not more than one measured ten times. */
const MOST_WEIGHT = 10
const RECENT_DAYS = 7

const RANGES: readonly (HabitMetric | `${HabitMetric}Night`)[] = [
  'heartRate',
  'heartRateNight',
  'systolic',
  'systolicNight',
  'diastolic',
  'diastolicNight',
]

/** Everything, after a day has ended. */
export function usualOf(log: HabitLog): Usual {
  const usual: { -readonly [Key in keyof Usual]: Usual[Key] } = {}
  for (const series of RANGES) {
    const range = rangeOf(log, series)
    if (range !== undefined) usual[series] = range
  }
  for (const series of ['risen', 'rested'] as const) {
    const values = entries(log, series).map(([value = 0]) => value)
    const late = percentile(values, 0.95)
    if (late !== undefined) usual[series] = [Math.round(late), values.length]
  }
  const charged = chargedOf(log)
  if (charged !== undefined) usual.charged = charged
  const systolic = driftOf(log, 'systolic')
  if (systolic !== undefined) usual.systolicDrift = systolic
  const steps = driftOf(log, 'steps')
  if (steps !== undefined) usual.stepsDrift = steps
  return usual
}

/** Spread within the days and between them, both: one alone is too narrow for somebody measured once a day. */
function rangeOf(log: HabitLog, series: (typeof RANGES)[number]): UsualRange | undefined {
  const days = entries(log, series).filter((entry) => entry.length === 3)
  const weighted = days.map(([centre = 0, , count = 0]) => [centre, Math.min(count, MOST_WEIGHT)] as const)
  const centre = weightedMedian(weighted)
  if (centre === undefined) return undefined
  const within = weightedMedian(
    days.map(([, spread = 0, count = 0]) => [spread, Math.min(count - 1, MOST_WEIGHT)] as const),
  )
  const between = weightedMedian(weighted.map(([value, weight]) => [Math.abs(value - centre), weight]))
  const samples = days.reduce((sum, [, , count = 0]) => sum + count, 0)
  return [tenths(centre), tenths(Math.hypot(within ?? 0, between ?? 0)), days.length, samples]
}

function chargedOf(log: HabitLog): Usual['charged'] {
  const slots = byDay(log, 'charged')
  const days = slots.flatMap((entry, ago) => (entry.length > 0 ? [ago] : []))
  const times = days.map((ago) => slots[ago] ?? [])
  const minute = usualMinute(times.map(([at = 0]) => at))
  if (minute === undefined) return undefined
  const gaps = days.slice(1).map((ago, i) => ago - (days[i] ?? 0))
  const drains = times.flatMap(([, drain]) => (drain === undefined || drain <= 0 ? [] : [drain / 10]))
  return [minute, Math.max(1, Math.round(median(gaps) ?? 1)), tenths(median(drains) ?? 0), times.length]
}

function driftOf(log: HabitLog, series: HabitSeries): Drift | undefined {
  const slots = byDay(log, series)
  const ofDays = (from: number, to: number): number[] =>
    slots.slice(from, to).flatMap(([value]) => (value === undefined ? [] : [value]))
  const recent = ofDays(1, 1 + RECENT_DAYS)
  const before = ofDays(1 + RECENT_DAYS, 29)
  const now = median(recent)
  const then = median(before)
  return now === undefined || then === undefined
    ? undefined
    : [tenths(now), recent.length, tenths(then), before.length]
}

/** How far a value lies from the usual one, in robust standard deviations; `floor` is the least deviation believed in. */
export const robustZ = (value: number, [centre, spread]: UsualRange, floor: number): number =>
  (value - centre) / (MAD_TO_SD * Math.max(spread, floor))

/** Of a normal distribution. */
export const MAD_TO_SD = 1.4826
