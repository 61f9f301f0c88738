// The fold: one subject's state and one reading, one moment or one person's word give the next state and what was
// found. Pure; touches only the rules of the metrics that moved; knows no alert, no policy and no clock.

import { cameLate, type Input } from '../detectors/detector.ts'
import { knowsUsual } from '../habits/laid.ts'
import { learn, upToDate } from '../habits/learn.ts'
import type { Reading } from '../model/telemetry.ts'
import type { EpochMs } from '../model/time.ts'
import type { Weather } from '../model/weather.ts'
import { type BoundRule, isPassedOver } from './bind.ts'
import { type Catalogue, type Plan, personalOf, planFor, rulesOf } from './compile.ts'
import {
  type Draft,
  draftOf,
  forgetPendingVitals,
  isAiling,
  isInhibited,
  NO_FINDINGS,
  NO_REQUESTS,
  type Observe,
  ownOf,
  put,
  seenBy,
  settle,
  stepOf,
  watchOf,
} from './draft.ts'
import { advance } from './live.ts'
import { bitOf } from './metric-slots.ts'
import type { Step, SubjectProfile, SubjectState } from './state.ts'

export { condition } from './condition.ts'
export { NO_FINDINGS, type Observe, type Seen } from './draft.ts'
export { limits } from './limits.ts'
export { emptyState, type Step, type SubjectProfile, type SubjectState } from './state.ts'

const WORN = bitOf('worn')

/** One reading. Values at or before the newest of their metric move nothing; an SOS or a fall always finds. */
export function evaluate(
  catalogue: Catalogue,
  state: SubjectState,
  reading: Reading,
  profile: SubjectProfile,
  observe?: Observe,
): Step {
  const plan = planFor(catalogue, profile)
  const before = state.live
  const { live, moved, notable } = advance(before, reading, { deviceId: profile.deviceId, plan })
  const at = reading.eventTime
  const { weather } = state
  const habits =
    moved === 0 ? state.habits : upToDate(state.habits, { at, before, timeZone: profile.timeZone })
  const input: Input = {
    at,
    receivedAt: reading.receivedAt,
    live,
    before,
    timeZone: profile.timeZone,
    reading,
    profile,
    habits,
    weather,
  }
  const draft = draftOf(state, plan, profile, observe)

  if (reading.kind === 'sos' || reading.kind === 'fall') {
    for (const bound of plan.events)
      if (bound.eventKind === reading.kind && bound.event)
        settle(draft, bound, bound.event(ownOf(draft, bound), input), at)
  }
  if (before.seenAt !== null && reading.receivedAt - before.seenAt > plan.silence) {
    for (const bound of plan.returning)
      if (bound.returned) settle(draft, bound, bound.returned(ownOf(draft, bound), input), at)
  }
  if (reading.doubtful.length > 0) {
    for (const bound of plan.doubting)
      if (bound.doubted) settle(draft, bound, bound.doubted(ownOf(draft, bound), input), at)
  }
  if (draft.own !== undefined) {
    for (const bound of plan.hearing) {
      const own = ownOf(draft, bound)
      if (own !== undefined && bound.heard) settle(draft, bound, bound.heard(own, input), at)
    }
  }
  // All idle and nothing notable: no rule could answer anything but "still idle".
  if (
    moved !== 0 &&
    (notable || draft.own !== undefined || observe !== undefined || isPersonal(plan, moved, input))
  ) {
    const offWrist = live.latest.worn?.value === 0
    // What came late may move even a rule that calls it safe.
    const everyRule = observe !== undefined || cameLate(input)
    for (const bound of rulesOf(plan, moved)) {
      if (offWrist && bound.vital) continue
      if (!everyRule && ownOf(draft, bound) === undefined && isPassedOver(bound, moved, input)) continue
      look(draft, bound, input)
    }
    if (offWrist && (moved & WORN) !== 0) forgetPendingVitals(draft)
  }
  const known = moved === 0 ? habits : learn(habits, input, () => isAiling(draft))
  return stepOf(draft, { live, listeningSince: state.listeningSince, habits: known, weather })
}

/** One rule looks at one reading, with the numbers in force and unless its condition says no. */
function look(draft: Draft, bound: BoundRule, input: Input): void {
  const { at, live, timeZone, weather } = input
  const own = ownOf(draft, bound)
  const guard = bound.guard?.({ at, live, timeZone, tags: input.profile.tags, weather })
  const isUp = own?.phase === 'firing' || own?.phase === 'released'
  if (guard === 'no' && !isUp) {
    // What was about to show was shown under another condition: it starts anew.
    if (own?.phase === 'pending') put(draft, bound, undefined)
    draft.observe?.({
      ...seenBy(draft, bound, { at, guard }),
      before: own,
      outcome: { state: undefined, verdict: 'none' },
    })
    return
  }
  const inForce = bound.inForce === undefined ? bound : bound.inForce(at, timeZone, weather)
  if (inForce.step === undefined) return
  const outcome = inForce.step(own, input)
  // Outside its condition what a person has resolved may end, and is not raised anew.
  const isAnew = guard === 'no' && own?.phase === 'released' && outcome.verdict !== 'none'
  if (!isAnew) settle(draft, bound, outcome, at, guard)
}

/** A value that is ordinary for most and not for this person. */
function isPersonal(plan: Plan, moved: number, input: Input): boolean {
  const { always, byHabit } = personalOf(plan, moved)
  for (const bound of always) if (bound.personal?.(input) === true) return true
  if (input.habits === undefined || !knowsUsual(input.habits)) return false
  for (const bound of byHabit) if (bound.personal?.(input) === true) return true
  return false
}

/** The passing of time. Until `state.dueAt` it returns the state it was given; what was told once fires, and is not told twice. */
export function tick(
  catalogue: Catalogue,
  state: SubjectState,
  now: EpochMs,
  profile: SubjectProfile,
  observe?: Observe,
): Step {
  if (state.dueAt === null || now < state.dueAt)
    return { state, findings: NO_FINDINGS, requests: NO_REQUESTS }
  const plan = planFor(catalogue, profile)
  const draft = draftOf(state, plan, profile, observe)
  const watch = watchOf(state, profile)
  for (const bound of plan.timed) {
    if (isInhibited(draft, bound)) continue
    const own = ownOf(draft, bound)
    const due = bound.deadline?.(own, watch) ?? null
    if (due !== null && due <= now && bound.expire)
      settle(draft, bound, bound.expire(own, { ...watch, now, due }), due)
  }
  return stepOf(draft, state)
}

/**
 * A person resolved the alert of `ruleId` at `at`. Limits go back to idle and need fresh evidence; an absence stays
 * quiet until it has ended. The rules it inhibits start anew too: they saw the same cause.
 */
export function release(
  catalogue: Catalogue,
  state: SubjectState,
  ruleId: string,
  _at: EpochMs,
  profile: SubjectProfile,
): Step {
  const plan = planFor(catalogue, profile)
  const draft = draftOf(state, plan, profile)
  for (const bound of plan.rules) {
    const own = ownOf(draft, bound)
    if (own === undefined) continue
    if (bound.rule.id === ruleId) put(draft, bound, bound.release(own))
    else if (own.phase === 'pending' && bound.rule.inhibitedBy.includes(ruleId)) put(draft, bound, undefined)
  }
  if (!draft.changed) return { state, findings: NO_FINDINGS, requests: NO_REQUESTS }
  return stepOf(draft, state)
}

/**
 * The gateway listens again since `at`: absences count from there, because nobody could have heard anything before.
 * Also refits `dueAt` to a catalogue or a profile that has changed meanwhile.
 */
export function resume(
  catalogue: Catalogue,
  state: SubjectState,
  at: EpochMs,
  profile: SubjectProfile,
): Step {
  const plan = planFor(catalogue, profile)
  return stepOf(draftOf(state, plan, profile), { ...state, listeningSince: at })
}

/** What the weather has in store for the subject's place, from now on. Variants go by it; nothing is decided yet. */
export function underWeather(
  catalogue: Catalogue,
  state: SubjectState,
  weather: Weather,
  profile: SubjectProfile,
): Step {
  return stepOf(draftOf(state, planFor(catalogue, profile), profile), { ...state, weather })
}

/** The same state under another catalogue or profile: `dueAt` fits anew, nothing else moves. */
export function refit(catalogue: Catalogue, state: SubjectState, profile: SubjectProfile): SubjectState {
  const plan = planFor(catalogue, profile)
  const { dueAt } = stepOf(draftOf(state, plan, profile), state).state
  return dueAt === state.dueAt ? state : { ...state, dueAt }
}
