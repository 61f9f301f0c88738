// A value beyond its limit for a time, with samples all along: a gap restarts the clock, so that a duration is never
// filled by silence. Raise and clear levels differ. At night another pair of levels may apply.

import type { Metric } from '../model/telemetry.ts'
import type { EpochMs } from '../model/time.ts'
import { type Comparison, holds, recovered, worseDirection } from './comparison.ts'
import { type Input, keep, type Outcome, QUIET } from './detector.ts'
import { type DayWindow, isWithin } from './local-time.ts'
import { extendTrace, startTrace, type Trace, traceSamples } from './trace.ts'

export type SustainedParams = Readonly<{
  metric: Metric
  comparison: Comparison
  raise: number
  clear: number
  /** ms the condition must hold, from its first sample to its newest; 0 = at once. */
  for: number
  atLeastSamples: number
  /** ms; two samples further apart are not "all along". */
  maxGap: number
  clearFor: number
  night?: Readonly<{ window: DayWindow; raise: number; clear: number }> | undefined
}>

export type SustainedState =
  | Readonly<{
      detector: 'sustained'
      phase: 'pending'
      since: EpochMs
      last: EpochMs
      count: number
      trace: Trace
    }>
  | Readonly<{
      detector: 'sustained'
      phase: 'firing'
      since: EpochMs
      /** Since when the value has been back beyond the clear level, and the newest such sample. */
      okSince: EpochMs | null
      last: EpochMs
    }>

type Pending = Extract<SustainedState, { phase: 'pending' }>
type Firing = Extract<SustainedState, { phase: 'firing' }>

export function sustained(
  state: SustainedState | undefined,
  input: Input,
  params: SustainedParams,
): Outcome<SustainedState> {
  const sample = input.live.latest[params.metric]
  if (sample === undefined || sample.at !== input.at) return keep(state)
  if (state === undefined && !mayHold(params, sample.value)) return QUIET
  const night = params.night !== undefined && isWithin(params.night.window, input.timeZone, input.at)
  const levels = night && params.night !== undefined ? params.night : params
  if (state?.phase === 'firing')
    return whileFiring(state, [sample.at, sample.value], { params, clear: levels.clear })
  if (!holds(params.comparison, sample.value, levels.raise)) return QUIET
  return whileHolding(state, [sample.at, sample.value], { params, raise: levels.raise })
}

/** Cheap test against the looser of the day and night levels, before anybody asks what time it is. */
function mayHold(params: SustainedParams, value: number): boolean {
  return (
    holds(params.comparison, value, params.raise) ||
    (params.night !== undefined && holds(params.comparison, value, params.night.raise))
  )
}

function whileHolding(
  state: Pending | undefined,
  sample: readonly [EpochMs, number],
  rule: Readonly<{ params: SustainedParams; raise: number }>,
): Outcome<SustainedState> {
  const { params } = rule
  const [at, value] = sample
  const fresh = state !== undefined && at - state.last <= params.maxGap
  const pending: Pending = fresh
    ? { ...state, last: at, count: state.count + 1, trace: extendTrace(state.trace, state.count, sample) }
    : { detector: 'sustained', phase: 'pending', since: at, last: at, count: 1, trace: startTrace(at, value) }
  const heldMs = at - pending.since
  if (heldMs < params.for || pending.count < params.atLeastSamples) return { state: pending, verdict: 'none' }
  return {
    state: { detector: 'sustained', phase: 'firing', since: pending.since, okSince: null, last: at },
    verdict: 'raise',
    evidence: {
      samples: traceSamples(pending.trace, params.metric, sample),
      metric: params.metric,
      comparison: params.comparison,
      threshold: rule.raise,
      since: pending.since,
      heldMs,
      facts: { sampleCount: pending.count },
    },
  }
}

function whileFiring(
  state: Firing,
  sample: readonly [EpochMs, number],
  rule: Readonly<{ params: SustainedParams; clear: number }>,
): Outcome<SustainedState> {
  const { params } = rule
  const [at, value] = sample
  if (!recovered(params.comparison, value, rule.clear))
    return keep(state.okSince === null ? state : { ...state, okSince: null, last: at })
  const fresh = state.okSince !== null && at - state.last <= params.maxGap
  const okSince = fresh && state.okSince !== null ? state.okSince : at
  if (at - okSince < params.clearFor) return { state: { ...state, okSince, last: at }, verdict: 'none' }
  return {
    state: undefined,
    verdict: 'clear',
    evidence: {
      samples: [{ metric: params.metric, at, value }],
      metric: params.metric,
      comparison: worseDirection(params.comparison) === 1 ? 'atMost' : 'atLeast',
      threshold: rule.clear,
      since: okSince,
      heldMs: at - okSince,
      facts: { firingSince: state.since },
    },
  }
}
