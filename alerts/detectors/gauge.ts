// A rain gauge that says 0 while it must be raining: leaves in the funnel. Known by the community's other gauges, by
// the warning in force, or by the water that rises below it.

import type { EpochMs } from '../model/time.ts'
import { atLeast, type RainWarning, warningAt } from '../model/weather.ts'
import { type Input, keep, type Outcome, QUIET } from './detector.ts'
import { rainfall } from './wetness.ts'

export type GaugeParams = Readonly<{
  /** ms with nothing but 0, while it must have been raining. */
  for: number
  /** ms; samples further apart start the time anew. */
  maxGap: number
  /** mm in an hour at another gauge of the community that this one should have felt. */
  elsewhere: number
  /** A warning of this colour or a worse one. */
  warning: RainWarning
  /** Or the water below it stands at `from` or higher, and has risen by so many cm meanwhile. */
  from: number
  rise: number
}>

/** `lowest`: the lowest level since `since`; absent while no level is known. */
export type GaugeState = Readonly<{
  detector: 'gauge'
  phase: 'pending' | 'firing'
  since: EpochMs
  last: EpochMs
  lowest?: number
}>

export function gauge(state: GaugeState | undefined, input: Input, params: GaugeParams): Outcome<GaugeState> {
  const { rain, level } = input.live.latest
  if (rain === undefined || rain.at !== input.at) return keep(state)
  if (rain.value > 0) return state?.phase === 'firing' ? feltRain(state, input, rain.value) : QUIET
  if (state?.phase === 'firing') return keep(state)
  const water = level?.at === input.at ? level.value : undefined
  const isHigh = water !== undefined && water >= params.from
  const fresh = state !== undefined && input.at - state.last <= params.maxGap
  const lowest = least(fresh ? state.lowest : input.before.latest.level?.value, water)
  const sign = signOf(input, params, water === undefined || lowest === undefined ? 0 : water - lowest)
  // Without a sign of rain, a gauge that says 0 is right.
  if (sign === undefined && !isHigh) return QUIET
  const since = fresh ? state.since : input.at
  const next = {
    detector: 'gauge' as const,
    since,
    last: input.at,
    ...(lowest === undefined ? {} : { lowest }),
  }
  if (sign === undefined || input.at - since < params.for)
    return { state: { ...next, phase: 'pending' }, verdict: 'none' }
  return {
    state: { ...next, phase: 'firing' },
    verdict: 'raise',
    evidence: {
      samples: [{ metric: 'rain', at: input.at, value: 0 }],
      metric: 'rain',
      since,
      heldMs: input.at - since,
      facts: sign,
    },
  }
}

/** What says that it rains. */
function signOf(
  input: Input,
  params: GaugeParams,
  risen: number,
): Readonly<Record<string, string | number>> | undefined {
  const warning = warningAt(input.weather, input.at)
  if (atLeast(warning, params.warning)) return { sign: 'warning', warning }
  const { community } = rainfall(input)
  if (community !== undefined && community >= params.elsewhere)
    return { sign: 'elsewhere', rainMm: community }
  return risen >= params.rise ? { sign: 'rise', rise: Math.round(risen * 10) / 10 } : undefined
}

const least = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined ? other : other === undefined ? one : Math.min(one, other)

function feltRain(state: GaugeState, input: Input, value: number): Outcome<GaugeState> {
  return {
    state: undefined,
    verdict: 'clear',
    evidence: {
      samples: [{ metric: 'rain', at: input.at, value }],
      metric: 'rain',
      since: input.at,
      facts: { firingSince: state.since },
    },
  }
}
