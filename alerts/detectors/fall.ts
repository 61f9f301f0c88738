// A fall is told at once. What comes after it is told as it becomes known: nobody moves, or somebody walks again. Until
// then, and when nothing is heard, it is unknown. Closes nothing.

import type { Evidence } from '../model/alert.ts'
import type { EpochMs } from '../model/time.ts'
import type { Input, Outcome, Watch } from './detector.ts'
import { keep } from './detector.ts'
import { wearFacts, wherever } from './event.ts'

export type FallParams = Readonly<{
  /** ms after the fall from which a step counter that stands, or the band's own word, is stillness. */
  stillAfter: number
  /** ms after the fall at which the band's earlier word is taken, or the band is asked. */
  decideAfter: number
  /** So many steps are somebody on their feet; fewer may be an arm that flails. */
  movedSteps: number
}>

export type FallState = Readonly<{
  detector: 'event'
  phase: 'firing'
  since: EpochMs
  /** The newest fall. */
  last: EpochMs
  count?: number
  /** The step counter before the fall, or the first one heard after it. */
  steps?: readonly [at: EpochMs, count: number]
  /** The band said early on that it feels no movement. */
  stillAt?: EpochMs
  /** What was told of the time after the newest fall. */
  after?: 'still' | 'moved'
  /** The band has been asked to measure. */
  asked?: boolean
}>

export function fall(state: FallState | undefined, input: Input): Outcome<FallState> {
  const { at, reading, live } = input
  const isAgain = state !== undefined && at === state.last
  const count = (state?.count ?? (state === undefined ? 0 : 1)) + (isAgain ? 0 : 1)
  const isNewest = state === undefined || at > state.last
  const isStill = reading.values.still === 1
  const steps = live.latest.steps
  const fresh: FallState = {
    detector: 'event',
    phase: 'firing',
    since: Math.min(state?.since ?? at, at),
    last: at,
    ...(count === 1 ? {} : { count }),
    ...(steps === undefined || steps.at > at ? {} : { steps: [steps.at, steps.value] as const }),
    ...(isStill ? { after: 'still' as const } : {}),
  }
  return {
    // One that comes late says nothing about the time after the newest.
    state: isNewest ? fresh : isAgain ? state : { ...state, since: fresh.since, count },
    verdict: 'raise',
    ...levelOf(state, isNewest, isStill),
    evidence: {
      samples: [{ metric: 'fall', at, value: 1 }],
      metric: 'fall',
      since: at,
      facts: {
        ...wearFacts(input),
        movement: isStill ? 'still' : 'unknown',
        ...(count === 1 ? {} : { falls: count, firstAt: fresh.since }),
      },
    },
    ...wherever(input),
  }
}

/** What was told after an earlier fall must not stand beside a new one of which nothing is known yet. */
function levelOf(
  state: FallState | undefined,
  isNewest: boolean,
  isStill: boolean,
): Readonly<{ level?: string }> {
  if (isNewest && isStill) return { level: 'still' }
  if (state?.after === undefined) return {}
  return { level: isNewest ? 'unclear' : state.after }
}

/** Any reading after a fall: whoever walks has got up. */
export function afterFall(
  state: FallState | undefined,
  input: Input,
  params: FallParams,
): Outcome<FallState> {
  if (state === undefined || state.after === 'moved' || input.at <= state.last) return keep(state)
  const { steps, still, worn } = input.live.latest
  const since = input.at - state.last
  if (steps?.at === input.at) {
    const before = state.steps
    if (before === undefined) return { state: { ...state, steps: [steps.at, steps.value] }, verdict: 'none' }
    // At midnight the counter starts anew.
    const walked = steps.value >= before[1] ? steps.value - before[1] : steps.value
    if (walked >= params.movedSteps) return tell(state, input.at, 'moved', { by: 'steps', steps: walked })
    // Counted from before the fall, or from after it: then only from there.
    const counted = before[0] <= state.last ? since : input.at - before[0]
    if (walked === 0 && counted >= params.stillAfter && worn?.value !== 0)
      return state.after === 'still' ? keep(state) : tell(state, input.at, 'still', { by: 'steps' })
  }
  if (still?.at === input.at) {
    if (still.value === 0) return tell(state, input.at, 'moved', { by: 'band' })
    if (state.after === 'still' || worn?.value === 0) return keep(state)
    if (since >= params.stillAfter) return tell(state, input.at, 'still', { by: 'band' })
    return { state: { ...state, stillAt: input.at }, verdict: 'none' }
  }
  return keep(state)
}

export const fallDeadline = (state: FallState | undefined, params: FallParams): EpochMs | null =>
  state === undefined || state.after !== undefined || state.asked === true
    ? null
    : state.last + params.decideAfter

/** The band said it was still and has not said otherwise; or it said nothing, and is asked. */
export function fallExpire(
  state: FallState | undefined,
  watch: Watch & Readonly<{ due: EpochMs }>,
): Outcome<FallState> {
  if (state === undefined) return keep(state)
  if (state.stillAt !== undefined && watch.live.latest.worn?.value !== 0)
    return { ...tell(state, watch.due, 'still', { by: 'band' }), at: watch.due }
  return { state: { ...state, asked: true }, verdict: 'none', request: 'measure' }
}

function tell(
  state: FallState,
  at: EpochMs,
  after: 'still' | 'moved',
  facts: NonNullable<Evidence['facts']>,
): Outcome<FallState> {
  return {
    state: { ...state, after },
    verdict: 'step',
    level: after,
    evidence: {
      samples: [{ metric: 'fall', at: state.last, value: 1 }],
      metric: 'fall',
      since: state.last,
      heldMs: at - state.last,
      facts: { movement: after, movementAt: at, ...facts },
    },
  }
}
