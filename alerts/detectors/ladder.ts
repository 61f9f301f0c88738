// One alert that climbs through classes: up at once, down only after a dead band and a time with fresh samples.
// Serves water levels (bigger is worse) and batteries (smaller is worse).

import type { Severity } from '../model/alert.ts'
import type { Metric } from '../model/telemetry.ts'
import type { EpochMs } from '../model/time.ts'
import { holds, worseDirection } from './comparison.ts'
import { type Input, keep, type Outcome, QUIET, type Verdict } from './detector.ts'

export type Rung = Readonly<{ level: string; raise: number; severity: Severity }>

export type LadderParams = Readonly<{
  metric: Metric
  comparison: 'atLeast' | 'atMost'
  /** From the mildest to the worst. */
  levels: readonly Rung[]
  /** A class is left only this far on the safe side of its limit. */
  deadBand: number
  /** ms a class must have been left, with samples no further apart than `maxGap`, before the alert steps down. */
  clearFor: number
  maxGap: number
  notWhileCharging: boolean
  /** After a person resolved the alert: raise on the next reading again, or only when it gets worse than it was. */
  afterRelease: 'startAgain' | 'waitForWorse'
}>

/** `rung` is an index into `levels`; `leftSince[i]` says since when class i (≤ rung) has been left, null = not. */
export type LadderState = Readonly<{
  detector: 'ladder'
  phase: 'firing' | 'released'
  rung: number
  since: EpochMs
  leftSince: readonly (EpochMs | null)[]
  last: EpochMs
}>

export function ladder(
  state: LadderState | undefined,
  input: Input,
  params: LadderParams,
): Outcome<LadderState> {
  if (params.notWhileCharging && input.live.latest.charging?.value === 1) {
    if (state === undefined) return QUIET
    if (state.phase === 'released') return QUIET
    return cleared(state, input, { params, facts: { charging: true } })
  }
  const sample = input.live.latest[params.metric]
  if (sample === undefined || sample.at !== input.at) return keep(state)
  const reached = rungOf(params, sample.value)
  if (state === undefined)
    return reached < 0 ? QUIET : climb(undefined, input, { params, rung: reached, value: sample.value })
  if (reached > state.rung) return climb(state, input, { params, rung: reached, value: sample.value })
  return descend(state, input, { params, value: sample.value })
}

/** Index of the worst class the value reaches; -1 below the first. */
function rungOf(params: LadderParams, value: number): number {
  for (let i = params.levels.length - 1; i >= 0; i--) {
    const rung = params.levels[i]
    if (rung !== undefined && holds(params.comparison, value, rung.raise)) return i
  }
  return -1
}

function climb(
  state: LadderState | undefined,
  input: Input,
  to: Readonly<{ params: LadderParams; rung: number; value: number }>,
): Outcome<LadderState> {
  const firing = state?.phase === 'firing'
  const next: LadderState = {
    detector: 'ladder',
    phase: 'firing',
    rung: to.rung,
    since: firing ? state.since : input.at,
    leftSince: to.params.levels.slice(0, to.rung + 1).map(() => null),
    last: input.at,
  }
  return told(next, input, { ...to, verdict: firing ? 'step' : 'raise' })
}

function descend(
  state: LadderState,
  input: Input,
  to: Readonly<{ params: LadderParams; value: number }>,
): Outcome<LadderState> {
  const { params, value } = to
  const sign = worseDirection(params.comparison)
  const fresh = input.at - state.last <= params.maxGap
  const leftSince = state.leftSince.map((since, i) => {
    const rung = params.levels[i]
    const left = rung !== undefined && sign * value < sign * rung.raise - params.deadBand
    if (!left) return null
    return fresh ? (since ?? input.at) : input.at
  })
  let rung = state.rung
  while (rung >= 0) {
    const since = leftSince[rung]
    if (since === null || since === undefined || input.at - since < params.clearFor) break
    rung -= 1
  }
  if (rung < 0)
    return state.phase === 'released'
      ? QUIET
      : cleared(state, input, { params, since: leftSince[0] ?? input.at })
  const next: LadderState = { ...state, rung, leftSince: leftSince.slice(0, rung + 1), last: input.at }
  if (rung < state.rung && state.phase === 'firing')
    return told(next, input, { params, rung, value, verdict: 'step' })
  // A level that stays in its class changes nothing worth a new object.
  const steady =
    rung === state.rung && leftSince.every((since, i) => since === null && state.leftSince[i] === null)
  return keep(steady ? state : next)
}

function told(
  next: LadderState,
  input: Input,
  to: Readonly<{ params: LadderParams; rung: number; value: number; verdict: Verdict }>,
): Outcome<LadderState> {
  const rung = to.params.levels[to.rung]
  if (rung === undefined) return keep(next)
  return {
    state: next,
    verdict: to.verdict,
    severity: rung.severity,
    level: rung.level,
    evidence: {
      samples: [{ metric: to.params.metric, at: input.at, value: to.value }],
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
  if (state === undefined || params.afterRelease === 'startAgain') return undefined
  return { ...state, phase: 'released' }
}
