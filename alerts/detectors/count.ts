// So many events, or so many readings beyond a limit, within a window: what one of them alone would not say. Told when
// the count is reached; after that, counting starts anew.

import type { Metric } from '../model/telemetry.ts'
import type { EpochMs } from '../model/time.ts'
import { type Comparison, holds } from './comparison.ts'
import { type Input, keep, type Outcome, QUIET } from './detector.ts'

export type CountParams = Readonly<{
  metric: Metric
  /** Of readings: which of them count; of an event, every one does. */
  limit?: Readonly<{ comparison: Comparison; raise: number }> | undefined
  count: number
  window: number
  /** ms; what follows sooner belongs to the one before. */
  apart: number
}>

/** `times` of what counted, ascending; those up to `told` were told already. */
export type CountState = Readonly<{
  detector: 'count'
  phase: 'armed'
  times: readonly EpochMs[]
  told: EpochMs
}>

/** A reading of the metric, or an event of its kind; late ones take their place in time. */
export function count(state: CountState | undefined, input: Input, params: CountParams): Outcome<CountState> {
  const { at } = input
  if (params.limit !== undefined) {
    const sample = input.live.latest[params.metric]
    if (sample === undefined || sample.at !== at) return keep(state)
    if (!holds(params.limit.comparison, sample.value, params.limit.raise)) return forgotten(state, at, params)
  }
  const told = state?.told ?? 0
  const known = state?.times ?? []
  if (at <= told || known.some((time) => Math.abs(time - at) < Math.max(params.apart, 1))) return keep(state)
  const all = [...known, at].sort((a, b) => a - b)
  const newest = all.at(-1) ?? at
  const times = all.filter((time) => newest - time <= params.window).slice(-params.count)
  if (times.length < params.count)
    return { state: { detector: 'count', phase: 'armed', times, told }, verdict: 'none' }
  const since = times[0] ?? at
  return {
    state: { detector: 'count', phase: 'armed', times: [], told: newest },
    verdict: 'raise',
    evidence: {
      samples: times.map((time) => ({
        metric: params.metric,
        at: time,
        value: valueAt(input, params, time),
      })),
      metric: params.metric,
      since,
      heldMs: newest - since,
      facts: { count: times.length, windowMs: params.window },
    },
  }
}

/** Only the newest value is known still; of an event it is 1, of an earlier reading its limit. */
function valueAt(input: Input, params: CountParams, time: EpochMs): number {
  if (params.limit === undefined) return 1
  return time === input.at
    ? (input.live.latest[params.metric]?.value ?? params.limit.raise)
    : params.limit.raise
}

/** What lies a window back can never count again. */
export function forgotten(
  state: CountState | undefined,
  at: EpochMs,
  params: CountParams,
): Outcome<CountState> {
  if (state === undefined) return QUIET
  const newest = Math.max(state.times.at(-1) ?? 0, state.told)
  return at - newest > params.window ? QUIET : keep(state)
}
