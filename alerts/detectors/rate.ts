// How fast a value rises or falls, by a slope that one wrong sample does not move and no gap fills. Knows no class:
// when one will be reached is said by forecast.ts.

import type { Metric } from '../model/telemetry.ts'
import { type EpochMs, HOUR } from '../model/time.ts'
import { type Input, keep, type Outcome, QUIET } from './detector.ts'
import { extendSeries, type Series, type SeriesParams, samplesOf, spanOf, trendOf } from './series.ts'

export type RateParams = SeriesParams &
  Readonly<{
    metric: Metric
    direction: 'rising' | 'falling'
    /** Units per `per` ms, as a positive number in both directions. */
    raise: number
    clear: number
    per: number
    /** Looks only at values at or beyond this one, in its direction. */
    from: number
    clearFor: number
  }>

export type RateState = Readonly<{
  detector: 'rate'
  phase: 'pending' | 'firing'
  series: Series
  since: EpochMs
  /** Since when it has been slow enough again; null = it is not, or is still pending. */
  okSince: EpochMs | null
}>

export function rate(state: RateState | undefined, input: Input, params: RateParams): Outcome<RateState> {
  const sample = input.live.latest[params.metric]
  if (sample === undefined || sample.at !== input.at) return keep(state)
  const sign = params.direction === 'rising' ? 1 : -1
  const isNear = (value: number): boolean => sign * value >= sign * params.from
  if (state === undefined && !isNear(sample.value)) return QUIET
  const series = extendSeries(state?.series, sample, { params, before: input.before.latest[params.metric] })
  const trend = trendOf(series, params.atLeastSamples)
  const speed = trend === undefined ? undefined : (sign * trend.perHour * params.per) / HOUR
  if (state?.phase === 'firing') return whileFiring({ ...state, series }, input, { params, speed })
  if (speed !== undefined && speed >= params.raise && trend !== undefined && isNear(trend.now))
    return {
      state: { detector: 'rate', phase: 'firing', series, since: input.at, okSince: null },
      verdict: 'raise',
      evidence: {
        samples: samplesOf(series, params.metric),
        metric: params.metric,
        since: series[0] ?? input.at,
        heldMs: spanOf(series),
        facts: { ...factsOf(params, speed), limitPer: params.raise },
      },
    }
  // Two values in a row that are not near: one alone may be an outlier.
  if (!isNear(sample.value) && series.length > 2 && !isNear(series[series.length - 3] ?? sample.value))
    return QUIET
  return {
    state: { detector: 'rate', phase: 'pending', series, since: input.at, okSince: null },
    verdict: 'none',
  }
}

function whileFiring(
  state: RateState,
  input: Input,
  by: Readonly<{ params: RateParams; speed: number | undefined }>,
): Outcome<RateState> {
  const { params, speed } = by
  // With too few samples after a gap nothing is known: neither still fast nor over.
  if (speed === undefined) return { state: { ...state, okSince: null }, verdict: 'none' }
  const okSince = speed > params.clear ? null : (state.okSince ?? input.at)
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
      facts: { firingSince: state.since, ...factsOf(params, speed) },
    },
  }
}

const factsOf = (params: RateParams, speed: number) => ({
  direction: params.direction,
  ratePer: Math.round(speed * 10) / 10,
  perMinutes: params.per / 60_000,
})
