// The few samples that stand for a day or a night: at most one every ten minutes, evenly thinned out, so that a band
// that measures every second teaches no more than one that measures now and then.

import type { Sampled } from '../model/habits.ts'
import { type EpochMs, MINUTE } from '../model/time.ts'
import { deviation, median } from './median.ts'

/** Enough for a median within 2 bpm; a full list drops every second one and takes half as many from then on. */
const KEPT = 16
const APART_MS = 10 * MINUTE

/** `newest`: when the newest sample was taken. */
export const isDue = (newest: EpochMs | undefined, at: EpochMs): boolean =>
  newest === undefined || at - newest >= APART_MS

export function withSample(sampled: Sampled | undefined, at: EpochMs, value: number): Sampled {
  if (sampled === undefined) return { at, count: 1, values: [value] }
  const { count } = sampled
  if (count % stride(count) !== 0) return { ...sampled, at, count: count + 1 }
  const values = [...sampled.values, value]
  return {
    at,
    count: count + 1,
    values: values.length <= KEPT ? values : values.filter((_, i) => i % 2 === 0),
  }
}

/** Of so many samples every second, fourth, eighth … is kept. */
function stride(count: number): number {
  let every = 1
  while (Math.ceil(count / every) > KEPT) every *= 2
  return every
}

/** Median, spread and count, as the log writes them: in whole beats and millimetres, which is what a band measures. */
export function summary({ values, count }: Sampled): string {
  const centre = median(values) ?? 0
  return `${Math.round(centre)},${Math.round(deviation(values, centre))},${count}`
}

export const tenths = (value: number): number => Math.round(value * 10) / 10
