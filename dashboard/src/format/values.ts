// Measured values as text: digits, unit, pairs. Knows metrics and their precision, not where a value is shown.

import type { Shown } from '../server-types.ts'
import type { Dictionary } from '../text/zh-cn.ts'

const decimals: Readonly<Record<string, number>> = { temperature: 1, level: 1, rain: 1 }

/** Digits only: "72", "36.6", "3,214"; whole centimetres are written without ".0". */
export const digits = (metric: string, value: number): string => {
  const places = decimals[metric] ?? 0
  const fixed = value.toFixed(places)
  if ((metric === 'level' || metric === 'rain') && fixed.endsWith('.0')) return fixed.slice(0, -2)
  return metric === 'steps' ? fixed.replace(/\B(?=(\d{3})+$)/g, ',') : fixed
}

/** "72 次/分", "88%": the per-cent sign stands close. */
export const withUnit = (words: Dictionary, metric: string, value: number): string => {
  const unit = words.unit[metric] ?? ''
  const number = digits(metric, value)
  if (unit === '') return number
  return unit === '%' ? `${number}%` : `${number} ${unit}`
}

/** "128/76", or null unless both halves were measured together (within one minute). */
export const pressureText = (systolic: Shown | null, diastolic: Shown | null): string | null => {
  if (systolic === null || diastolic === null) return null
  if (Math.abs(systolic.at - diastolic.at) > 60_000) return null
  return `${digits('systolic', systolic.value)}/${digits('diastolic', diastolic.value)}`
}

/** Label of a metric in the reader's words, the code itself where there is none. */
export const metricText = (words: Dictionary, metric: string): string => words.metric[metric] ?? metric

/** Where a line must break: a null after each gap longer than `maxGapMs`, so that silence is not drawn as a value. */
export const withGaps = (
  at: readonly number[],
  value: readonly number[],
  maxGapMs: number,
): { at: number[]; value: (number | null)[] } => {
  const outAt: number[] = []
  const outValue: (number | null)[] = []
  for (let i = 0; i < at.length; i += 1) {
    const time = at[i] as number
    const previous = i > 0 ? (at[i - 1] as number) : null
    if (previous !== null && time - previous > maxGapMs) {
      outAt.push(previous + 1)
      outValue.push(null)
    }
    outAt.push(time)
    outValue.push(value[i] as number)
  }
  return { at: outAt, value: outValue }
}

/** A gap is five times the usual distance between samples, but never less than ten minutes. */
export const usualGap = (at: readonly number[]): number => {
  const steps = at.slice(1).map((time, i) => time - (at[i] as number))
  steps.sort((a, b) => a - b)
  const median = steps[Math.floor(steps.length / 2)] ?? 0
  return Math.max(600_000, median * 5)
}
