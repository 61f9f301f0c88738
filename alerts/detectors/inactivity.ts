// No movement for hours of the waking day although the band is on the wrist and heard. Somebody who usually sits long is
// given their own time. Decided by readings, never by silence: a band that is off, charging or not heard tells nothing.

import { felt, isOff, wasSilent } from '../habits/activity.ts'
import { dawnAt, instantOf } from '../habits/day.ts'
import { usualOf } from '../habits/laid.ts'
import type { EpochMs } from '../model/time.ts'
import { HOUR, MINUTE } from '../model/time.ts'
import { type Input, keep, type Outcome, QUIET } from './detector.ts'
import type { DayWindow } from './local-time.ts'

export type InactivityParams = Readonly<{
  for: number
  /** Only these hours of the local day count; from 04:00 to 22:00 at most. */
  daytime: DayWindow
  /** ms beyond the longest usual stretch of the person (95th percentile), when that is later than `for` … */
  margin: number
  /** … and never later than this. */
  atMost: number
  /** Days after which the person's own stretch counts. */
  days: number
}>

export type InactivityState = Readonly<{
  detector: 'inactivity'
  phase: 'firing' | 'released'
  since: EpochMs
}>

/** Since when stillness of the waking day counts at this reading; undefined when nobody can tell. */
function stillSince(input: Input, params: InactivityParams): EpochMs | undefined {
  const { habits, at, timeZone } = input
  const since = habits?.activity?.since
  if (habits === undefined || since === undefined || !isWorn(input)) return undefined
  if (felt(input) !== 'still' || wasSilent(input)) return undefined
  const dawn = dawnAt(habits.dawn, timeZone, at)
  if (at >= instantOf(dawn, params.daytime.to)) return undefined
  return Math.max(since, instantOf(dawn, params.daytime.from))
}

/** On the wrist for certain: it says so, or a pulse was found there within half an hour. */
function isWorn({ live, at }: Input): boolean {
  if (isOff(live)) return false
  const { worn, heartRate } = live.latest
  return worn?.value === 1 || (heartRate !== undefined && at - heartRate.at <= HOUR / 2)
}

/** How long this person may sit still. */
function limitOf(input: Input, params: InactivityParams): number {
  const rested = input.habits && usualOf(input.habits, 'rested')
  if (rested === undefined || rested[1] < params.days) return params.for
  return Math.max(params.for, Math.min(rested[0] * MINUTE + params.margin, params.atMost))
}

export function isInactive(input: Input, params: InactivityParams): boolean {
  const since = stillSince(input, params)
  return since !== undefined && input.at - since >= limitOf(input, params)
}

/** A reading of steps, stillness, wear or charging. */
export function inactivity(
  state: InactivityState | undefined,
  input: Input,
  params: InactivityParams,
): Outcome<InactivityState> {
  if (state !== undefined) return over(state, input)
  const since = stillSince(input, params)
  const limit = limitOf(input, params)
  if (since === undefined || input.at - since < limit) return QUIET
  const lastMoved = input.habits?.activity?.since ?? since
  const { steps } = input.live.latest
  return {
    state: { detector: 'inactivity', phase: 'firing', since },
    verdict: 'raise',
    evidence: {
      samples: steps === undefined ? [] : [{ metric: 'steps', ...steps }],
      since,
      heldMs: input.at - since,
      facts: { limitMs: limit, lastMoved, ownLimit: limit !== params.for },
    },
  }
}

/** They move again; or somebody has taken the band off, which is a movement too. */
function over(state: InactivityState, input: Input): Outcome<InactivityState> {
  const moved = felt(input) === 'moved'
  const takenOff = isOff(input.live) && !isOff(input.before)
  if (!moved && !takenOff) return keep(state)
  if (state.phase === 'released') return QUIET
  const { steps } = input.live.latest
  return {
    state: undefined,
    verdict: 'clear',
    evidence: {
      samples: steps === undefined || steps.at !== input.at ? [] : [{ metric: 'steps', ...steps }],
      since: input.at,
      facts: { stillSince: state.since, stillMs: input.at - state.since, moved },
    },
  }
}
