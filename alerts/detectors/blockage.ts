// Water that rises although it does not rain: a blocked drain, a burst pipe, water pressed back. Where nobody knows
// whether it rains, it raises nothing and says so.

import type { Metric } from '../model/telemetry.ts'
import type { EpochMs } from '../model/time.ts'
import { type Input, keep, type Outcome, QUIET } from './detector.ts'
import { extendSeries, median, type Series, type SeriesParams, samplesOf, smoothed } from './series.ts'
import { rainfall, wetness } from './wetness.ts'

export type BlockageParams = SeriesParams &
  Readonly<{
    metric: Metric
    /** Units above the lowest value of the window. */
    rise: number
    /** Below this value nothing is looked at. */
    from: number
    /** mm of rain in an hour that still count as dry. */
    dryUpTo: number
    /** ms the rise must have stood in dry weather. */
    for: number
    clearFor: number
  }>

/** From here on the lowest value is remembered: halfway up to `from`, or the rise would begin with its own top. */
export const watchedFrom = (params: Readonly<{ from: number; rise: number }>): number =>
  params.from - params.rise / 2

export type BlockageState = Readonly<{
  detector: 'blockage'
  phase: 'pending' | 'firing'
  series: Series
  /** Since when it has risen in dry weather; null = it has not. */
  since: EpochMs | null
  /** The lowest value before the rise, once raised, and since when the water is back near it. */
  base?: number
  okSince?: EpochMs | null
}>

export function blockage(
  state: BlockageState | undefined,
  input: Input,
  params: BlockageParams,
): Outcome<BlockageState> {
  const sample = input.live.latest[params.metric]
  if (sample === undefined || sample.at !== input.at) return keep(state)
  const watched = watchedFrom(params)
  if (state === undefined && sample.value < watched) return QUIET
  const series = extendSeries(state?.series, sample, { params, before: input.before.latest[params.metric] })
  const values = smoothed(series)
  const now = median(values.slice(-3))
  if (state?.phase === 'firing') return whileFiring({ ...state, series }, input, { params, now })
  const known = values.length >= params.atLeastSamples
  const base = Math.min(...values)
  const rises = known && now >= params.from && now - base >= params.rise
  const weather = rises ? wetness(input, params.dryUpTo) : 'unknown'
  const since = rises && weather === 'dry' ? (state?.since ?? input.at) : null
  const next: BlockageState = { detector: 'blockage', phase: 'pending', series, since }
  const facts = { rise: tenths(now - base), base: tenths(base), ...rainFacts(input), weather }
  const evidence = {
    samples: samplesOf(series, params.metric),
    metric: params.metric,
    since: since ?? input.at,
    heldMs: since === null ? 0 : input.at - since,
    facts,
  }
  if (since !== null && input.at - since >= params.for)
    return { state: { ...next, phase: 'firing', base, okSince: null }, verdict: 'raise', evidence }
  if (!rises && sample.value < watched && now < watched) return QUIET
  return { state: next, verdict: 'none', ...(rises ? { evidence } : {}) }
}

function whileFiring(
  state: BlockageState,
  input: Input,
  by: Readonly<{ params: BlockageParams; now: number }>,
): Outcome<BlockageState> {
  const { params, now } = by
  const base = state.base ?? 0
  const isBack = now < params.from || now - base < params.rise / 2
  // A gap has begun the series anew: what happened in it is not known.
  const okSince = !isBack ? null : state.series.length === 2 ? input.at : (state.okSince ?? input.at)
  if (okSince === null || input.at - okSince < params.clearFor)
    return { state: { ...state, okSince }, verdict: 'none' }
  return {
    state: undefined,
    verdict: 'clear',
    evidence: {
      samples: samplesOf(state.series, params.metric),
      metric: params.metric,
      since: okSince,
      heldMs: input.at - okSince,
      facts: { base: tenths(base), ...rainFacts(input) },
    },
  }
}

function rainFacts(input: Input): Readonly<Record<string, number>> {
  const { own, community } = rainfall(input)
  const rain = own ?? community
  return rain === undefined ? {} : { rainMm: tenths(rain) }
}

const tenths = (value: number): number => Math.round(value * 10) / 10
