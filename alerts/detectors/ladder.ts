// One alert that climbs through classes, each after a time of its own; down only after a dead band and a time, with
// fresh samples all along. Serves water levels (bigger is worse) and batteries (smaller is worse).

import type { Severity } from '../model/alert.ts'
import type { Metric } from '../model/telemetry.ts'
import type { EpochMs } from '../model/time.ts'
import { holds, worseDirection } from './comparison.ts'
import { type Input, keep, type Outcome, QUIET, type Verdict } from './detector.ts'

/** `for`: ms the value must be in the class, with samples no further apart than `maxGap`; absent = at once. */
export type Rung = Readonly<{ level: string; raise: number; severity: Severity; for?: number | undefined }>

export type LadderParams = Readonly<{
  metric: Metric
  comparison: 'atLeast' | 'atMost'
  /** From the mildest to the worst. */
  levels: readonly Rung[]
  /** A class is left only this far on the safe side of its limit. */
  deadBand: number
  /** ms the first class must have been left, with samples no further apart than `maxGap`, before the alert clears. */
  clearFor: number
  /** The same for the steps down before; absent = `clearFor`. */
  stepDownFor?: number | undefined
  maxGap: number
  /** Judge by the middle one of the last three values: waves and leaves raise nothing, a flood a sample later. */
  median?: 3 | undefined
  notWhileCharging: boolean
  /** After a person resolved the alert: raise on the next reading again, or only when it gets worse than it was. */
  afterRelease: 'startAgain' | 'waitForWorse'
}>

/**
 * `rung` is an index into `levels`, -1 while pending; `leftSince[i]` says since when class i (≤ rung) has been left,
 * `inSince[i]` since when class i has been reached that has to last, null = not. `recent`: the last two values, for
 * the median.
 */
export type LadderState = Readonly<{
  detector: 'ladder'
  phase: 'pending' | 'firing' | 'released'
  rung: number
  since: EpochMs
  leftSince: readonly (EpochMs | null)[]
  last: EpochMs
  inSince?: readonly (EpochMs | null)[]
  recent?: readonly number[]
}>

/** What the value is taken for: the two differ while the median is not known yet. */
type Judged = Readonly<{ value: number; mildest: number; worst: number; between?: number }>
type Asked = Readonly<{ params: LadderParams; judged: Judged }>

export function ladder(
  state: LadderState | undefined,
  input: Input,
  params: LadderParams,
): Outcome<LadderState> {
  if (params.notWhileCharging && input.live.latest.charging?.value === 1) {
    if (state?.phase !== 'firing') return QUIET
    return cleared(state, input, { params, facts: { charging: true } })
  }
  const sample = input.live.latest[params.metric]
  if (sample === undefined || sample.at !== input.at) return keep(state)
  if (state === undefined && !isIn(params, 0, sample.value)) return QUIET
  const fresh = state !== undefined && input.at - state.last <= params.maxGap
  const recent = fresh ? (state.recent ?? []) : []
  const judged = judge(params, recent, sample.value)
  const inSince = sinceIn(params, judged, { before: fresh ? state.inSince : undefined, at: input.at })
  const carried = {
    ...(inSince.some((since) => since !== null) ? { inSince } : {}),
    ...(params.median === undefined ? {} : { recent: [...recent, sample.value].slice(-2) }),
  }
  const reached = reachedRung(params, judged, { inSince, at: input.at })
  const asked = { params, judged }
  if (reached > (state?.rung ?? -1)) {
    const inFor = inSince[reached] ?? input.at
    return climb(state, input, { ...asked, rung: reached, since: inFor, carried })
  }
  if (state === undefined || state.phase === 'pending')
    return wait(input, { ...asked, since: fresh ? state.since : input.at, carried })
  return descend(state, input, { ...asked, fresh, carried })
}

type Carried = Pick<LadderState, 'inSince' | 'recent'>

const isIn = (params: LadderParams, rung: number, value: number): boolean => {
  const limit = params.levels[rung]
  return limit !== undefined && holds(params.comparison, value, limit.raise)
}

/**
 * With the median, of one value nothing is known, and of two that the middle one lies between them: the climb goes by
 * the milder end, the descent by the worse one. So a spike raises nothing and a dropout clears nothing. Of two
 * spikes with a good value between them the middle one is a spike: a climb also asks `between`, the milder of the
 * newest two.
 */
function judge(params: LadderParams, recent: readonly number[], value: number): Judged {
  if (params.median === undefined) return { value, mildest: value, worst: value }
  const sign = worseDirection(params.comparison)
  const [one, two] = recent
  if (one === undefined)
    return { value, mildest: sign * Number.NEGATIVE_INFINITY, worst: sign * Number.POSITIVE_INFINITY }
  const low = Math.min(one, two ?? value, value)
  const high = Math.max(one, two ?? value, value)
  if (two === undefined)
    return sign === 1 ? { value: low, mildest: low, worst: high } : { value: high, mildest: high, worst: low }
  const middle = one + two + value - low - high
  const between = sign === 1 ? Math.min(two, value) : Math.max(two, value)
  return { value: middle, mildest: middle, worst: middle, between }
}

/** The value is in the class, and what was measured between is no further from it than half the way to 0. */
function climbsTo(params: LadderParams, rung: number, { mildest, between }: Judged): boolean {
  const limit = params.levels[rung]?.raise
  if (limit === undefined || !isIn(params, rung, mildest)) return false
  if (between === undefined) return true
  const sign = worseDirection(params.comparison)
  return sign * between >= sign * limit - Math.max(params.deadBand, Math.abs(limit) / 2)
}

const NOWHERE: readonly (EpochMs | null)[] = []

/** Since when the value has been in each class that has to last. */
function sinceIn(
  params: LadderParams,
  judged: Judged,
  of: Readonly<{ before: LadderState['inSince']; at: EpochMs }>,
): readonly (EpochMs | null)[] {
  if (!params.levels.some((rung) => (rung.for ?? 0) > 0)) return NOWHERE
  return params.levels.map(({ for: lasting = 0 }, i) =>
    lasting > 0 && climbsTo(params, i, judged) ? (of.before?.[i] ?? of.at) : null,
  )
}

/** Index of the worst class the value has been in for long enough; -1 below the first. */
function reachedRung(
  params: LadderParams,
  judged: Judged,
  of: Readonly<{ inSince: readonly (EpochMs | null)[]; at: EpochMs }>,
): number {
  for (let i = params.levels.length - 1; i >= 0; i--) {
    if (!climbsTo(params, i, judged)) continue
    if (of.at - (of.inSince[i] ?? of.at) >= (params.levels[i]?.for ?? 0)) return i
  }
  return -1
}

/** Not there yet: a class has to last, or a value may have been a spike. */
function wait(
  input: Input,
  to: Asked & Readonly<{ since: EpochMs; carried: Carried }>,
): Outcome<LadderState> {
  const { recent = [] } = to.carried
  const mayCome = to.carried.inSince !== undefined || recent.some((value) => isIn(to.params, 0, value))
  if (!mayCome) return QUIET
  const pending: LadderState = {
    detector: 'ladder',
    phase: 'pending',
    rung: -1,
    since: to.since,
    leftSince: [],
    last: input.at,
    ...to.carried,
  }
  return { state: pending, verdict: 'none' }
}

function climb(
  state: LadderState | undefined,
  input: Input,
  to: Asked & Readonly<{ rung: number; since: EpochMs; carried: Carried }>,
): Outcome<LadderState> {
  const firing = state?.phase === 'firing'
  const next: LadderState = {
    detector: 'ladder',
    phase: 'firing',
    rung: to.rung,
    since: firing ? state.since : to.since,
    leftSince: to.params.levels.slice(0, to.rung + 1).map(() => null),
    last: input.at,
    ...to.carried,
  }
  return told(next, input, { ...to, verdict: firing ? 'step' : 'raise' })
}

function descend(
  state: LadderState,
  input: Input,
  to: Asked & Readonly<{ fresh: boolean; carried: Carried }>,
): Outcome<LadderState> {
  const { params, judged, fresh } = to
  const sign = worseDirection(params.comparison)
  const leftSince = state.leftSince.map((since, i) => {
    const rung = params.levels[i]
    const left = rung !== undefined && sign * judged.worst < sign * rung.raise - params.deadBand
    if (!left) return null
    return fresh ? (since ?? input.at) : input.at
  })
  let rung = state.rung
  while (rung >= 0) {
    const since = leftSince[rung]
    const lasting = rung === 0 ? params.clearFor : (params.stepDownFor ?? params.clearFor)
    if (since === null || since === undefined || input.at - since < lasting) break
    rung -= 1
  }
  if (rung < 0)
    return state.phase === 'released'
      ? QUIET
      : cleared(state, input, { params, since: leftSince[0] ?? input.at })
  const { inSince: _, recent: __, ...kept } = state
  const next: LadderState = {
    ...kept,
    rung,
    leftSince: leftSince.slice(0, rung + 1),
    last: input.at,
    ...to.carried,
  }
  if (rung < state.rung && state.phase === 'firing')
    return told(next, input, { params, judged, rung, verdict: 'step' })
  // A level that stays in its class changes nothing worth a new object.
  const steady =
    rung === state.rung &&
    to.carried.recent === undefined &&
    to.carried.inSince === undefined &&
    leftSince.every((since, i) => since === null && state.leftSince[i] === null)
  return keep(steady ? state : next)
}

function told(
  next: LadderState,
  input: Input,
  to: Asked & Readonly<{ rung: number; verdict: Verdict }>,
): Outcome<LadderState> {
  const rung = to.params.levels[to.rung]
  if (rung === undefined) return keep(next)
  return {
    state: next,
    verdict: to.verdict,
    severity: rung.severity,
    level: rung.level,
    evidence: {
      samples: [{ metric: to.params.metric, at: input.at, value: to.judged.value }],
      metric: to.params.metric,
      comparison: to.params.comparison,
      threshold: rung.raise,
      since: next.since,
      heldMs: input.at - next.since,
    },
  }
}

function cleared(
  state: LadderState,
  input: Input,
  why: Readonly<{ params: LadderParams; since?: EpochMs; facts?: Readonly<Record<string, boolean>> }>,
): Outcome<LadderState> {
  const rung = why.params.levels[state.rung]
  const first = why.params.levels[0]
  const sample = input.live.latest[why.params.metric]
  const since = why.since ?? input.at
  const sign = worseDirection(why.params.comparison)
  return {
    state: undefined,
    verdict: 'clear',
    ...(rung === undefined ? {} : { severity: rung.severity, level: rung.level }),
    evidence: {
      samples: sample === undefined ? [] : [{ metric: why.params.metric, ...sample }],
      metric: why.params.metric,
      ...(why.facts !== undefined || first === undefined
        ? {}
        : {
            comparison: sign === 1 ? ('below' as const) : ('above' as const),
            threshold: first.raise - sign * why.params.deadBand,
          }),
      since,
      heldMs: input.at - since,
      facts: { firingSince: state.since, ...why.facts },
    },
  }
}

/** A person resolved the alert. */
export function releaseLadder(state: LadderState | undefined, params: LadderParams): LadderState | undefined {
  if (state === undefined || state.phase === 'pending' || params.afterRelease === 'startAgain')
    return undefined
  return { ...state, phase: 'released' }
}
