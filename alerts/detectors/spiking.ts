// A sensor that jumps there and back, or sends what cannot be, too often in an hour: dirt before the probe, a loose
// cable, a band that does not sit. Looks at values and at doubtful ones alike.

import type { Metric } from '../model/telemetry.ts'
import type { EpochMs } from '../model/time.ts'
import { type Input, keep, type Outcome, QUIET } from './detector.ts'

/** More than this many are remembered by nobody. */
const KEPT = 24

export type SpikingParams = Readonly<{
  metric: Metric
  /** A value so far from both its neighbours, on the same side of them, is a spike. */
  jump: number
  /** So many spikes and doubtful values … */
  hits: number
  /** … within so many ms. */
  within: number
  /** Clears when so few are left of them. */
  clear: number
  maxGap: number
}>

export type SpikingState = Readonly<{
  detector: 'spiking'
  phase: 'pending' | 'firing'
  since: EpochMs
  last: EpochMs
  /** The last two good values; the second may be a spike. */
  recent: readonly number[]
  /** When there was one; doubtful values count as negative times, so that the two can be told apart. */
  hits: readonly number[]
}>

/** A jump that may turn out to be a spike. */
export function leaps({ at, live, before }: Input, metric: Metric, jump: number): boolean {
  const now = live.latest[metric]
  const then = before.latest[metric]
  return now !== undefined && then !== undefined && now.at === at && Math.abs(now.value - then.value) >= jump
}

/** A good value. */
export function spiking(
  state: SpikingState | undefined,
  input: Input,
  params: SpikingParams,
): Outcome<SpikingState> {
  const sample = input.live.latest[params.metric]
  if (sample === undefined || sample.at !== input.at) return keep(state)
  if (state === undefined && !leaps(input, params.metric, params.jump)) return QUIET
  const then = input.before.latest[params.metric]
  const fresh = then !== undefined && input.at - then.at <= params.maxGap
  const recent = !fresh ? [] : state === undefined || state.recent.length === 0 ? [then.value] : state.recent
  const isSpike = spikes([...recent, sample.value], params.jump)
  const hits = isSpike ? [...(state?.hits ?? []), state?.last ?? input.at] : (state?.hits ?? [])
  // After a spike its good neighbour is compared with, not the spike.
  const kept = isSpike ? [sample.value] : [...recent, sample.value].slice(-2)
  return judge(
    { state, hits, recent: kept, mayCome: leaps(input, params.metric, params.jump) },
    input,
    params,
  )
}

/** A doubtful one. */
export function doubted(
  state: SpikingState | undefined,
  input: Input,
  params: SpikingParams,
): Outcome<SpikingState> {
  if (!input.reading.doubtful.some(({ metric }) => metric === params.metric)) return keep(state)
  // One that comes again, or late, is one.
  if (state !== undefined && input.at <= Math.max(state.last, ...state.hits.map(Math.abs))) return keep(state)
  const hits = [...(state?.hits ?? []), -input.at]
  return judge({ state, hits, recent: state?.recent ?? [], mayCome: false }, input, params)
}

const spikes = ([one, two, three]: readonly number[], jump: number): boolean => {
  if (one === undefined || two === undefined || three === undefined) return false
  return Math.min(two - one, two - three) >= jump || Math.min(one - two, three - two) >= jump
}

function judge(
  of: Readonly<{
    state: SpikingState | undefined
    hits: readonly number[]
    recent: readonly number[]
    mayCome: boolean
  }>,
  input: Input,
  params: SpikingParams,
): Outcome<SpikingState> {
  const { state } = of
  const hits = of.hits.filter((hit) => input.at - Math.abs(hit) <= params.within).slice(-KEPT)
  const doubtful = hits.filter((hit) => hit < 0).length
  const evidence = {
    samples: of.recent.slice(-1).map((value) => ({ metric: params.metric, at: input.at, value })),
    metric: params.metric,
    since: Math.min(input.at, ...hits.map(Math.abs)),
    heldMs: input.at - Math.min(input.at, ...hits.map(Math.abs)),
    facts: { spikes: hits.length - doubtful, doubtful },
  }
  const firing = state?.phase === 'firing'
  const next: SpikingState = {
    detector: 'spiking',
    phase: 'pending',
    since: input.at,
    last: input.at,
    recent: of.recent,
    hits,
  }
  // What is left is remembered, or a message that comes twice would count anew.
  if (firing && hits.length <= params.clear)
    return {
      state: hits.length === 0 ? undefined : next,
      verdict: 'clear',
      evidence: {
        ...evidence,
        since: input.at,
        heldMs: 0,
        facts: { ...evidence.facts, firingSince: state.since },
      },
    }
  if (firing) return { state: { ...next, phase: 'firing', since: state.since }, verdict: 'none' }
  if (hits.length >= params.hits) return { state: { ...next, phase: 'firing' }, verdict: 'raise', evidence }
  if (hits.length === 0 && !of.mayCome) return QUIET
  return { state: next, verdict: 'none' }
}
