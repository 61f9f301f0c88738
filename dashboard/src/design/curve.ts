// What a chart shows, as data: lines over time, limits, marks, doubtful values. Pure; drawing is in plot.ts.

import { usualGap, withGaps } from '../format/values.ts'
import type { EpochMs, Severity } from '../server-types.ts'

export type CurveLine = Readonly<{
  label: string
  at: readonly EpochMs[]
  value: readonly number[]
  /** A stepped line for totals that only grow within a day. */
  stepped?: boolean
}>

export type CurveLimit = Readonly<{ threshold: number; severity: Severity; label: string }>
export type CurveMark = Readonly<{ at: EpochMs; severity: Severity; label: string }>

export type Curve = Readonly<{
  lines: readonly CurveLine[]
  from: EpochMs
  to: EpochMs
  limits: readonly CurveLimit[]
  marks: readonly CurveMark[]
  doubtful: readonly Readonly<{ at: EpochMs; value: number; label: string }>[]
  /** Digits of a value as the reader sees it. */
  digits: (value: number) => string
  unit: string
  /** The axis never shrinks below this span, so that quiet curves look quiet. */
  atLeast: readonly [number, number]
}>

/** Times (seconds, ascending) shared by all lines, and one column of values per line; null breaks a line. */
export const columns = (
  lines: readonly CurveLine[],
): readonly [number[], ...(number | null | undefined)[][]] => {
  const broken = lines.map((line) => withGaps(line.at, line.value, usualGap(line.at)))
  const times = [...new Set(broken.flatMap((line) => line.at))].sort((a, b) => a - b)
  const values = broken.map((line) => {
    const byTime = new Map(line.at.map((at, i) => [at, line.value[i] as number | null]))
    // `undefined` joins across, `null` breaks: lines sampled at different times stay whole.
    return times.map((at) => byTime.get(at))
  })
  return [times.map((at) => at / 1000), ...values]
}

/** The span of the value axis: data, limits and the least span, with a little air. */
export const valueRange = (curve: Curve): [number, number] => {
  let [low, high] = curve.atLeast
  const include = (value: number): void => {
    if (value < low) low = value
    if (value > high) high = value
  }
  for (const line of curve.lines) for (const value of line.value) include(value)
  for (const limit of curve.limits) include(limit.threshold)
  const air = (high - low) * 0.06
  return [low === 0 ? 0 : low - air, high + air]
}

const LEAST_SPAN_MS = 15 * 60_000

/**
 * Where the time axis begins. A young history would be a dot at the right edge of an empty day: when less than a
 * quarter of the span has data, the axis begins shortly before the first sample.
 */
export const timeFrom = (curve: Curve): EpochMs => {
  const first = Math.min(...curve.lines.map((line) => line.at[0] ?? Number.POSITIVE_INFINITY))
  const span = curve.to - curve.from
  if (!Number.isFinite(first) || first - curve.from < span * 0.75) return curve.from
  const from = Math.min(first, curve.to - LEAST_SPAN_MS)
  return Math.max(curve.from, from - (curve.to - from) * 0.04)
}

/** Doubtful values far outside the axis are drawn at its edge: seen, without flattening the curve. */
export const clampTo = (value: number, [low, high]: readonly [number, number]): number =>
  Math.min(high, Math.max(low, value))

/** Appends a live value when it is newer than the last one drawn. */
export const appended = (line: CurveLine, at: EpochMs, value: number): CurveLine =>
  at <= (line.at.at(-1) ?? 0) ? line : { ...line, at: [...line.at, at], value: [...line.value, value] }
