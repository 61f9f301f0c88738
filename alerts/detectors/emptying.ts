// A battery that will be empty in so many days, by how it has been falling over days. For devices that nobody charges
// every evening; a band's next usual charge is looked at by battery-forecast.ts.

import { DAY, type EpochMs, HOUR } from '../model/time.ts'
import { type Input, keep, type Outcome, QUIET } from './detector.ts'
import { extendSeries, type Series, type SeriesParams, samplesOf, spanOf, trendOf } from './series.ts'

export type EmptyingParams = SeriesParams &
  Readonly<{
    /** Only percentages at or below this one matter. */
    from: number
    /** Percent at which the device stops. */
    empty: number
    /** ms ahead. */
    within: number
    /** ms the fall must have been seen for. */
    atLeastFor: number
  }>

export type EmptyingState = Readonly<{
  detector: 'emptying'
  phase: 'pending' | 'firing' | 'released'
  series: Series
  since: EpochMs
}>

/** So much more than before is another battery, or a charge. */
const REPLACED = 5

export function emptying(
  state: EmptyingState | undefined,
  input: Input,
  params: EmptyingParams,
): Outcome<EmptyingState> {
  const sample = input.live.latest.battery
  const then = input.before.latest.battery
  if (sample === undefined || sample.at !== input.at) return keep(state)
  const replaced = then !== undefined && sample.value - then.value >= REPLACED
  if (state?.phase === 'firing' && replaced) return ended(state, input)
  if (sample.value > params.from || replaced) return QUIET
  const series = extendSeries(state?.series, sample, { params })
  const phase = state?.phase ?? 'pending'
  const next: EmptyingState = { detector: 'emptying', phase, series, since: state?.since ?? input.at }
  const trend = spanOf(series) < params.atLeastFor ? undefined : trendOf(series, params.atLeastSamples)
  if (trend === undefined || trend.perHour >= 0 || phase !== 'pending')
    return { state: next, verdict: 'none' }
  const left = ((trend.now - params.empty) / -trend.perHour) * HOUR
  if (left > params.within) return { state: next, verdict: 'none' }
  return {
    state: { ...next, phase: 'firing', since: input.at },
    verdict: 'raise',
    evidence: {
      samples: samplesOf(series, 'battery'),
      metric: 'battery',
      since: series[0] ?? input.at,
      heldMs: spanOf(series),
      facts: {
        days: Math.max(0, Math.round(left / DAY)),
        emptyAt: input.at + Math.max(0, Math.round(left)),
        perDay: Math.round(-trend.perHour * 240) / 10,
      },
    },
  }
}

function ended(state: EmptyingState, input: Input): Outcome<EmptyingState> {
  return {
    state: undefined,
    verdict: 'clear',
    evidence: {
      samples: samplesOf([input.at, input.live.latest.battery?.value ?? 0], 'battery'),
      metric: 'battery',
      since: input.at,
      facts: { firingSince: state.since },
    },
  }
}
