// The same values, to the digit, for so long that no sensor measures them any more: a frozen level while rain falls, or
// a band that repeats its last blood pressure. A dry road is allowed to stay dry.

import type { Metric } from '../model/telemetry.ts'
import type { EpochMs } from '../model/time.ts'
import { type Input, keep, type Outcome, QUIET } from './detector.ts'
import { rainfall } from './wetness.ts'

export type StuckParams = Readonly<{
  /** All of them, measured together, must stay the same. */
  metrics: readonly Metric[]
  atLeastSamples: number
  /** ms from the first of them to the newest. */
  for: number
  maxGap: number
  /** Values of the first metric below this one may stay the same for ever. */
  from: number
  /** While so many mm an hour fall, no value may stay the same for so long, wherever it stands. */
  inRain?: Readonly<{ mm: number; for: number }> | undefined
}>

export type StuckState = Readonly<{
  detector: 'stuck'
  phase: 'pending' | 'firing'
  since: EpochMs
  last: EpochMs
  count: number
  /** Since when rain has been falling on it all along. */
  rainSince: EpochMs | null
}>

/** The metrics of this reading, all together, with the values the reading before had. */
export function isSame({ at, live, before }: Input, metrics: readonly Metric[]): boolean {
  for (const metric of metrics) {
    const now = live.latest[metric]
    const then = before.latest[metric]
    if (now === undefined || then === undefined || now.at !== at || now.value !== then.value) return false
  }
  return true
}

export function stuck(state: StuckState | undefined, input: Input, params: StuckParams): Outcome<StuckState> {
  const [first] = params.metrics
  const sample = first === undefined ? undefined : input.live.latest[first]
  const then = first === undefined ? undefined : input.before.latest[first]
  // Something else of the device moved.
  if (first === undefined || sample === undefined || sample.at !== input.at) return keep(state)
  if (!isSame(input, params.metrics))
    return state?.phase === 'firing' ? movedAgain(state, input, params) : QUIET
  const { own, community } = rainfall(input)
  const rain = Math.max(own ?? 0, community ?? 0)
  const rains = params.inRain !== undefined && rain >= params.inRain.mm
  const fresh = state === undefined || input.at - state.last <= params.maxGap
  if (state?.phase === 'firing') return { state: { ...state, last: input.at }, verdict: 'none' }
  const begun: StuckState = {
    detector: 'stuck',
    phase: 'pending',
    since: then !== undefined && input.at - then.at <= params.maxGap ? then.at : input.at,
    last: input.at,
    count: then !== undefined && input.at - then.at <= params.maxGap ? 2 : 1,
    rainSince: rains ? input.at : null,
  }
  const next: StuckState =
    state === undefined || !fresh
      ? begun
      : {
          ...state,
          last: input.at,
          count: state.count + 1,
          rainSince: rains ? (state.rainSince ?? input.at) : null,
        }
  const heldMs = input.at - next.since
  const long = sample.value >= params.from && heldMs >= params.for
  const inRain = next.rainSince !== null && input.at - next.rainSince >= (params.inRain?.for ?? 0)
  if (next.count < params.atLeastSamples || !(long || inRain)) return { state: next, verdict: 'none' }
  return {
    state: { ...next, phase: 'firing' },
    verdict: 'raise',
    evidence: {
      samples: samplesOf(input, params.metrics),
      metric: first,
      since: next.since,
      heldMs,
      facts: { identical: next.count, ...(inRain ? { rainMm: rain } : {}) },
    },
  }
}

function movedAgain(state: StuckState, input: Input, params: StuckParams): Outcome<StuckState> {
  const [first] = params.metrics
  return {
    state: undefined,
    verdict: 'clear',
    evidence: {
      samples: samplesOf(input, params.metrics),
      ...(first === undefined ? {} : { metric: first }),
      since: input.at,
      facts: { firingSince: state.since },
    },
  }
}

const samplesOf = (input: Input, metrics: readonly Metric[]) =>
  metrics.flatMap((metric) => {
    const latest = input.live.latest[metric]
    return latest === undefined ? [] : [{ metric, ...latest }]
  })
