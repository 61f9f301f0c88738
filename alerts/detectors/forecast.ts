// When the next class will be reached, from how the value has been rising lately. Raised while it is still time to act;
// steps when a worse class comes into sight; ends when the rise does, and says how good it was.

import type { Severity } from '../model/alert.ts'
import type { Metric } from '../model/telemetry.ts'
import { type EpochMs, MINUTE } from '../model/time.ts'
import { type Input, keep, type Outcome, QUIET } from './detector.ts'
import {
  extendSeries,
  newestAt,
  type Series,
  type SeriesParams,
  samplesOf,
  type Trend,
  trendOf,
} from './series.ts'

export type ForecastParams = SeriesParams &
  Readonly<{
    metric: Metric
    /** From the mildest to the worst; bigger is worse. */
    levels: readonly Readonly<{ level: string; raise: number; severity: Severity }>[]
    /** Below this value nothing is forecast: a wet road is no flood. */
    from: number
    /** Units per hour; a slower rise is none. */
    minRise: number
    /** ms ahead; a sensor that is heard seldom is given three of its intervals. */
    horizon: number
    /** So many forecasts in a row must name a class before it is told. */
    agree: number
    /** ms without a forecast before the alert clears. */
    clearFor: number
  }>

export type ForecastState = Readonly<{
  detector: 'forecast'
  phase: 'pending' | 'firing' | 'released'
  series: Series
  /** Forecasts in a row of a class worse than the one told. */
  hits: number
  /** The class told; absent while pending. */
  told?: Readonly<{
    rung: number
    /** When the alert was raised, and when its class was told. */
    since: EpochMs
    at: EpochMs
    predictedAt: EpochMs
    reachedAt: EpochMs | null
    /** Since when nothing is forecast any more. */
    quietSince: EpochMs | null
  }>
}>

type Told = NonNullable<ForecastState['told']>
type Prediction = Readonly<{ rung: number; at: EpochMs; trend: Trend; value: number }>
type Facts = Record<string, string | number | boolean>

export function forecast(
  state: ForecastState | undefined,
  input: Input,
  params: ForecastParams,
): Outcome<ForecastState> {
  const sample = input.live.latest[params.metric]
  if (sample === undefined || sample.at !== input.at) return keep(state)
  if (state === undefined && sample.value < params.from) return QUIET
  const series = extendSeries(state?.series, sample, { params, before: input.before.latest[params.metric] })
  const trend = trendOf(series, params.atLeastSamples)
  const prediction = trend && predict(series, trend, params)
  const told = state?.told && reached(state.told, input.at, { trend, params })
  const worse = prediction !== undefined && prediction.rung > (told?.rung ?? -1)
  const hits = worse ? (state?.hits ?? 0) + 1 : 0
  const phase = state?.phase ?? 'pending'
  if (worse && hits >= params.agree) return tell({ phase, series, told }, input, { prediction, params })
  if (told === undefined) {
    const isOver = prediction === undefined && series.length > 2 && isLow(series, params.from)
    return isOver ? QUIET : { state: { detector: 'forecast', phase, series, hits }, verdict: 'none' }
  }
  return goOn({ detector: 'forecast', phase, series, hits, told }, input, { prediction, params })
}

/** Two values in a row below: one alone may be an outlier. */
const isLow = (series: Series, from: number): boolean =>
  (series[series.length - 1] ?? 0) < from && (series[series.length - 3] ?? 0) < from

/** The next class above, if the rise leads there in time. */
function predict(series: Series, trend: Trend, params: ForecastParams): Prediction | undefined {
  if (trend.perHour < params.minRise || trend.now < params.from) return undefined
  const rung = params.levels.findIndex(({ raise }) => raise > trend.now)
  const next = params.levels[rung]
  if (next === undefined) return undefined
  const last = newestAt(series)
  const interval = last - (series[series.length - 4] ?? last)
  const ahead = ((next.raise - trend.now) / trend.perHour) * 60 * MINUTE
  if (ahead > Math.max(params.horizon, 3 * interval)) return undefined
  return { rung, at: last + Math.round(ahead), trend, value: series[series.length - 1] ?? 0 }
}

/** Marks when the class that was told has really come. */
function reached(
  told: Told,
  at: EpochMs,
  by: Readonly<{ trend: Trend | undefined; params: ForecastParams }>,
): Told {
  const limit = by.params.levels[told.rung]?.raise ?? Number.POSITIVE_INFINITY
  if (told.reachedAt !== null || by.trend === undefined || by.trend.now < limit) return told
  return { ...told, reachedAt: at }
}

function tell(
  of: Readonly<{ phase: ForecastState['phase']; series: Series; told: Told | undefined }>,
  input: Input,
  by: Readonly<{ prediction: Prediction; params: ForecastParams }>,
): Outcome<ForecastState> {
  const { prediction, params } = by
  const next = params.levels[prediction.rung]
  if (next === undefined) return QUIET
  const firing = of.phase === 'firing'
  const since = firing && of.told !== undefined ? of.told.since : input.at
  const told: Told = {
    rung: prediction.rung,
    since,
    at: input.at,
    predictedAt: prediction.at,
    reachedAt: null,
    quietSince: null,
  }
  return {
    state: { detector: 'forecast', phase: 'firing', series: of.series, hits: 0, told },
    verdict: firing ? 'step' : 'raise',
    severity: next.severity,
    level: next.level,
    evidence: {
      samples: samplesOf(of.series, params.metric),
      metric: params.metric,
      threshold: next.raise,
      since: of.series[0] ?? input.at,
      facts: {
        nextLevel: next.level,
        nextLimit: next.raise,
        predictedAt: prediction.at,
        minutes: Math.max(1, Math.round((prediction.at - input.at) / MINUTE)),
        slopePerHour: Math.round(prediction.trend.perHour * 10) / 10,
        ...(of.told === undefined ? {} : outcomeOf(of.told, params)),
      },
    },
  }
}

/** The class told stands, has come, or is no longer in sight. */
function goOn(
  state: ForecastState & Readonly<{ told: Told }>,
  input: Input,
  by: Readonly<{ prediction: Prediction | undefined; params: ForecastParams }>,
): Outcome<ForecastState> {
  const { told, series } = state
  const { prediction, params } = by
  const isLast = told.rung === params.levels.length - 1
  const expected = prediction !== undefined && prediction.rung >= told.rung
  // A silence shows nothing: the quiet is counted anew after it.
  const begun = series.length > 2 ? told.quietSince : null
  const quietSince = expected ? null : (begun ?? input.at)
  const over = quietSince !== null && input.at - quietSince >= params.clearFor
  if (!over && !(isLast && told.reachedAt !== null))
    return {
      state: quietSince === told.quietSince ? state : { ...state, told: { ...told, quietSince } },
      verdict: 'none',
    }
  // What a person has resolved says nothing more; it may be told again once it has gone.
  if (state.phase === 'released') return over ? QUIET : keep(state)
  const level = params.levels[told.rung]
  return {
    state: over ? undefined : { ...state, phase: 'released' },
    verdict: 'clear',
    ...(level === undefined ? {} : { severity: level.severity, level: level.level }),
    evidence: {
      samples: samplesOf(series, params.metric),
      metric: params.metric,
      since: quietSince ?? input.at,
      heldMs: input.at - (quietSince ?? input.at),
      facts: { firingSince: told.since, ...outcomeOf(told, params) },
    },
  }
}

/** How good the forecast was: `errorMinutes` > 0 = the water came earlier than said. */
function outcomeOf(told: Told, params: ForecastParams): Facts {
  const level = params.levels[told.rung]?.level ?? ''
  if (told.reachedAt === null) return { forecastLevel: level, reached: false }
  const minutes = (ms: number): number => Math.round((ms / MINUTE) * 10) / 10
  return {
    forecastLevel: level,
    reached: true,
    reachedAt: told.reachedAt,
    leadMinutes: minutes(told.reachedAt - told.at),
    errorMinutes: minutes(told.predictedAt - told.reachedAt),
  }
}

/** A person resolved the alert: the same class is not told again, a worse one is. */
export const releaseForecast = (state: ForecastState | undefined): ForecastState | undefined =>
  state?.told === undefined ? undefined : { ...state, phase: 'released', hits: 0 }
