// The day has begun and the person has not: no movement since dawn, later than they usually get up. Decided by readings
// of a band that was on the wrist and heard since then; by a default time until a week of mornings is known.

import { felt, isOff, wasSilent } from '../habits/activity.ts'
import { dawnAt, instantOf } from '../habits/day.ts'
import { usualOf } from '../habits/laid.ts'
import { type EpochMs, HOUR, MINUTE } from '../model/time.ts'
import { type Input, keep, type Outcome, QUIET } from './detector.ts'

export type FirstMovementParams = Readonly<{
  /** ms after the usual latest time (95th percentile). */
  margin: number
  /** Mornings after which the person's own time counts. */
  days: number
  /** Minutes of the local day: until then, and never earlier than `earliest` or later than `latest`. */
  standard: number
  earliest: number
  latest: number
}>

export type FirstMovementState = Readonly<{
  detector: 'firstMovement'
  phase: 'firing' | 'released'
  since: EpochMs
}>

/** When the person is overdue on the day of the reading, and whether by their own habit. */
function limitOf(
  input: Input,
  params: FirstMovementParams,
): Readonly<{ dawn: EpochMs; at: EpochMs; own: boolean }> | undefined {
  const { habits, at, timeZone } = input
  if (habits === undefined) return undefined
  const dawn = dawnAt(habits.dawn, timeZone, at)
  const risen = usualOf(habits, 'risen')
  const late = risen?.[0] ?? 0
  const own = (risen?.[1] ?? 0) >= params.days
  const minute = own
    ? Math.min(Math.max(late + params.margin / MINUTE, params.earliest), params.latest)
    : params.standard
  return { dawn, at: instantOf(dawn, minute), own }
}

/** No movement between dawn and this reading, and the band was there to feel it. */
export function isMissing(input: Input, params: FirstMovementParams): boolean {
  const { habits, at, live } = input
  const activity = habits?.activity
  if (habits === undefined || activity?.since === undefined || isOff(live)) return false
  const { worn, heartRate } = live.latest
  if (worn?.value !== 1 && (heartRate === undefined || at - heartRate.at > HOUR / 2)) return false
  if (felt(input) !== 'still' || wasSilent(input)) return false
  const limit = limitOf(input, params)
  // After the latest time anybody is expected it is no longer the first movement that is missing.
  return (
    limit !== undefined &&
    at >= limit.at &&
    at < instantOf(limit.dawn, params.latest) + HOUR &&
    activity.since <= limit.dawn
  )
}

/** A reading of steps, stillness, wear or charging. */
export function firstMovement(
  state: FirstMovementState | undefined,
  input: Input,
  params: FirstMovementParams,
): Outcome<FirstMovementState> {
  if (state !== undefined) return over(state, input)
  const limit = limitOf(input, params)
  const since = input.habits?.activity?.since
  if (limit === undefined || since === undefined || !isMissing(input, params)) return QUIET
  const { steps } = input.live.latest
  return {
    state: { detector: 'firstMovement', phase: 'firing', since },
    verdict: 'raise',
    evidence: {
      samples: steps === undefined ? [] : [{ metric: 'steps', ...steps }],
      since,
      heldMs: input.at - since,
      facts: { expectedBy: limit.at, ownHabit: limit.own, lastMoved: since },
    },
  }
}

function over(state: FirstMovementState, input: Input): Outcome<FirstMovementState> {
  const moved = felt(input) === 'moved'
  const takenOff = isOff(input.live) && !isOff(input.before)
  if (!moved && !takenOff) return keep(state)
  if (state.phase === 'released') return QUIET
  return {
    state: undefined,
    verdict: 'clear',
    evidence: { samples: [], since: input.at, facts: { stillSince: state.since, moved } },
  }
}
