// The few samples a pending rule keeps for its evidence: the first, the newest, and an even choice between them.

import type { Evidence } from '../model/alert.ts'
import type { Metric } from '../model/telemetry.ts'
import type { EpochMs } from '../model/time.ts'

/** Twelve samples are enough for a card, and keep several pending rules of one resident under 2 KiB of state. */
const KEPT = 12

/** `points` is flat: at, value, at, value … Every `every`-th sample is kept. */
export type Trace = Readonly<{ points: readonly number[]; every: number }>

export const startTrace = (at: EpochMs, value: number): Trace => ({ points: [at, value], every: 1 })

/** Adds sample number `index` (from 0). A full trace drops every second sample and keeps half as many from then on. */
export function extendTrace(trace: Trace, index: number, sample: readonly [EpochMs, number]): Trace {
  if (index % trace.every !== 0) return trace
  const points = [...trace.points, sample[0], sample[1]]
  if (points.length <= KEPT * 2) return { points, every: trace.every }
  return { points: points.filter((_, i) => (i >> 1) % 2 === 0), every: trace.every * 2 }
}

/** The kept samples and, last, the one that decided. */
export function traceSamples(
  trace: Trace,
  metric: Metric,
  last: readonly [EpochMs, number],
): Evidence['samples'] {
  const samples: { metric: Metric; at: EpochMs; value: number }[] = []
  for (let i = 0; i + 1 < trace.points.length; i += 2) {
    const [at, value] = trace.points.slice(i, i + 2) as [number, number]
    if (at !== last[0]) samples.push({ metric, at, value })
  }
  samples.push({ metric, at: last[0], value: last[1] })
  return samples
}
