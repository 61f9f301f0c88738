// The recent values of one metric and how fast they move: bounded, gap-aware, and deaf to single outliers. Knows no
// limit and no rule.

import type { Evidence } from '../model/alert.ts'
import type { LatestValue } from '../model/live.ts'
import type { Metric } from '../model/telemetry.ts'
import { type EpochMs, HOUR } from '../model/time.ts'

/** Two dozen points tell a slope as well as a thousand, and keep a rule's state under 1 KiB. */
const KEPT = 24

/** Time, value, time, value … oldest first. */
export type Series = readonly number[]

export type SeriesParams = Readonly<{
  /** ms; older points are dropped … */
  window: number
  /** … but so many newest ones stay, so that a slow sensor has a slope too. */
  atLeastSamples: number
  /** ms; a longer silence starts the series anew: what happened in it is not known. */
  maxGap: number
}>

/** The series with one more sample. `before` seeds an empty one: the sample that came before the first that mattered. */
export function extendSeries(
  series: Series | undefined,
  sample: LatestValue,
  of: Readonly<{ params: SeriesParams; before?: LatestValue | undefined }>,
): Series {
  const { window, atLeastSamples, maxGap } = of.params
  let points = series?.slice() ?? []
  const { before } = of
  if (points.length === 0 && before !== undefined && before.at < sample.at) points = [before.at, before.value]
  const newest = points[points.length - 2]
  if (newest !== undefined && sample.at - newest > maxGap) points = []
  // A talkative sensor: the newest point is replaced until it is far enough from the one before it.
  const { length } = points
  const apart = length >= 4 ? (points[length - 2] ?? 0) - (points[length - 4] ?? 0) : window
  if (apart < window / KEPT) points = points.slice(0, length - 2)
  points.push(sample.at, sample.value)
  let first = 0
  const most = points.length - 2 * atLeastSamples
  while (first < most && (points[first] ?? 0) < sample.at - window) first += 2
  first = Math.max(first, points.length - 2 * (KEPT + 2))
  return first === 0 ? points : points.slice(first)
}

export const newestAt = (series: Series): EpochMs => series[series.length - 2] ?? 0
export const spanOf = (series: Series): number => newestAt(series) - (series[0] ?? 0)

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

const middle = (a: number, b: number, c: number): number =>
  Math.max(Math.min(a, b), Math.min(Math.max(a, b), c))

/** Running medians of three; the ends by Tukey's rule (Exploratory Data Analysis, 1977): no outlier is left, no rise lags. */
export function smoothed(series: Series): number[] {
  const count = series.length / 2
  const raw = (i: number): number => series[2 * i + 1] ?? 0
  const values = Array.from({ length: count }, (_, i) =>
    i === 0 || i === count - 1 ? raw(i) : middle(raw(i - 1), raw(i), raw(i + 1)),
  )
  const end = (i: number, one: number, two: number): number =>
    middle(raw(i), values[one] ?? 0, 3 * (values[one] ?? 0) - 2 * (values[two] ?? 0))
  if (count < 3) return values
  const first = end(0, 1, 2)
  values[count - 1] = end(count - 1, count - 2, count - 3)
  values[0] = first
  return values
}

export type Trend = Readonly<{
  /** Units of the metric per hour. */
  perHour: number
  /** What the line through all points says about the newest moment. */
  now: number
}>

/**
 * Theil–Sen on the medians of three: the middle one of the slopes between all pairs (Sen 1968, JASA 63:1379), so that
 * one wave moves next to nothing and a fifth of wrong points little. Undefined with fewer than `atLeastSamples`.
 */
export function trendOf(series: Series, atLeastSamples: number): Trend | undefined {
  const count = series.length / 2
  if (count < Math.max(2, atLeastSamples)) return undefined
  const values = smoothed(series)
  const slopes: number[] = []
  for (let i = 0; i < count; i++)
    for (let j = i + 1; j < count; j++) {
      const span = (series[2 * j] ?? 0) - (series[2 * i] ?? 0)
      slopes.push(((values[j] ?? 0) - (values[i] ?? 0)) / span)
    }
  const slope = median(slopes)
  const last = newestAt(series)
  // Of the newest values only: a rise that gets faster has left the line of its beginning behind.
  const newest = [count - 3, count - 2, count - 1].filter((i) => i >= 0)
  const now = median(newest.map((i) => (series[2 * i + 1] ?? 0) + slope * (last - (series[2 * i] ?? 0))))
  return { perHour: slope * HOUR, now }
}

/** The points as evidence. */
export function samplesOf(series: Series, metric: Metric): Evidence['samples'] {
  const samples: { metric: Metric; at: EpochMs; value: number }[] = []
  for (let i = 0; i + 1 < series.length; i += 2)
    samples.push({ metric, at: series[i] ?? 0, value: series[i + 1] ?? 0 })
  return samples
}
