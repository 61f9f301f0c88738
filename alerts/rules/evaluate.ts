// The fold: one subject's state and one reading, one moment or one person's word give the next state and what was
// found. Pure; touches only the rules of the metrics that moved; knows no alert, no policy and no clock.

import type { DeviceRequest, Input, Outcome, Verdict, Watch } from '../detectors/detector.ts'
import { learn } from '../habits/learn.ts'
import type { Finding } from '../model/alert.ts'
import type { Habits } from '../model/habits.ts'
import type { Reading } from '../model/telemetry.ts'
import type { EpochMs } from '../model/time.ts'
import type { Weather } from '../model/weather.ts'
import type { BoundRule } from './bind.ts'
import { type Catalogue, type Plan, planFor, rulesOf } from './compile.ts'
import type { Answer } from './guard.ts'
import { advance } from './live.ts'
import { bitOf } from './metric-slots.ts'
import type { RuleState, RuleStates, Step, SubjectProfile, SubjectState } from './state.ts'

export { condition } from './condition.ts'
export { limits } from './limits.ts'
export { emptyState, type Step, type SubjectProfile, type SubjectState } from './state.ts'

/** The findings of nearly every reading: one shared constant. */
export const NO_FINDINGS: readonly Finding[] = Object.freeze([])
const NO_REQUESTS: readonly DeviceRequest[] = Object.freeze([])

const WORN = bitOf('worn')

/** What one rule was asked and answered, for whoever wants to know why, or why not. */
export type Seen = Readonly<{
  ruleId: string
  at: EpochMs
  before: RuleState | undefined
  outcome: Outcome<RuleState>
  /** What its condition said; undefined when it has none. "no" kept it from looking. */
  guard: Answer | undefined
  /** The rule that fires and keeps this one from raising. */
  inhibitedBy: string | undefined
}>

export type Observe = (seen: Seen) => void

/**
 * What one call builds up. Never leaves this file. `own` holds the rule states by the index of the rule in its plan,
 * and is absent while all are idle: looking up a name that is not there is the dearest thing an object can do.
 */
type Draft = {
  own: (RuleState | undefined)[] | undefined
  changed: boolean
  findings: Finding[] | undefined
  requests: DeviceRequest[] | undefined
  readonly state: SubjectState
  readonly plan: Plan
  readonly profile: SubjectProfile
  readonly observe: Observe | undefined
}

function draftOf(state: SubjectState, plan: Plan, profile: SubjectProfile, observe?: Observe): Draft {
  let own: (RuleState | undefined)[] | undefined
  for (const id in state.rules) {
    const index = plan.indexOf.get(id)
    if (index === undefined) continue
    if (own === undefined) own = new Array(plan.rules.length).fill(undefined)
    own[index] = state.rules[id]
  }
  return { own, changed: false, findings: undefined, requests: undefined, state, plan, profile, observe }
}

const ownOf = (draft: Draft, bound: BoundRule): RuleState | undefined => draft.own?.[bound.index]

function put(draft: Draft, bound: BoundRule, next: RuleState | undefined): void {
  if (draft.own === undefined) draft.own = new Array(draft.plan.rules.length).fill(undefined)
  draft.own[bound.index] = next
  draft.changed = true
}

/** In the order of the plan, so that equal states are equal texts; states of rules that are gone are left behind. */
function rulesOfDraft(draft: Draft): RuleStates {
  if (!draft.changed || draft.own === undefined) return draft.state.rules
  const rules: Record<string, RuleState> = {}
  for (const bound of draft.plan.rules) {
    const own = draft.own[bound.index]
    if (own !== undefined) rules[bound.rule.id] = own
  }
  return rules
}

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
  const { habits, weather } = state
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
    for (const bound of rulesOf(plan, moved)) {
      if (offWrist && bound.vital) continue
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
  if (guard === 'no' && own?.phase !== 'firing') {
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
  if (inForce.step) settle(draft, bound, inForce.step(own, input), at, guard)
}

/** A value that is ordinary for most and not for this person. */
function isPersonal(plan: Plan, moved: number, input: Input): boolean {
  for (const bound of plan.personal)
    if ((bound.mask & moved) !== 0 && bound.personal?.(input) === true) return true
  return false
}

/** While an alert about the person is up, what they do is not what they usually do; a note for the daily review is none. */
function isAiling(draft: Draft): boolean {
  if (draft.own === undefined) return false
  return draft.plan.rules.some(
    ({ rule, index }) =>
      rule.concerns === 'person' && rule.severity !== 'info' && draft.own?.[index]?.phase === 'firing',
  )
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

const watchOf = (state: Pick<SubjectState, 'live'> & Partial<Kept>, profile: SubjectProfile): Watch => ({
  live: state.live,
  listeningSince: state.listeningSince ?? 0,
  timeZone: profile.timeZone,
  profile,
  habits: state.habits,
  weather: state.weather,
})

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

/** What a state carries beside its rules. */
type Kept = {
  listeningSince: EpochMs | undefined
  habits: Habits | undefined
  weather: Weather | undefined
}

/** The same state under another catalogue or profile: `dueAt` fits anew, nothing else moves. */
export function refit(catalogue: Catalogue, state: SubjectState, profile: SubjectProfile): SubjectState {
  const plan = planFor(catalogue, profile)
  const { dueAt } = stepOf(draftOf(state, plan, profile), state).state
  return dueAt === state.dueAt ? state : { ...state, dueAt }
}

/** The draft as a step, with the earliest moment at which time alone has something to say. */
function stepOf(draft: Draft, kept: Pick<SubjectState, 'live'> & Partial<Kept>): Step {
  const rules = rulesOfDraft(draft)
  const watch = watchOf(kept, draft.profile)
  let dueAt: EpochMs | null = null
  for (const bound of draft.plan.timed) {
    if (isInhibited(draft, bound)) continue
    const due = bound.deadline?.(ownOf(draft, bound), watch) ?? null
    if (due !== null && (dueAt === null || due < dueAt)) dueAt = due
  }
  const { live, listeningSince, habits, weather } = kept
  const state: { [Key in keyof SubjectState]-?: SubjectState[Key] | undefined } = {
    live,
    rules,
    dueAt,
    listeningSince,
    habits,
    weather,
  }
  return {
    // One shape for all: the type says "absent" and means "undefined or absent"; JSON does not tell them apart either.
    state: state as SubjectState,
    findings: draft.findings ?? NO_FINDINGS,
    requests: draft.requests ?? NO_REQUESTS,
  }
}

const seenBy = (
  draft: Draft,
  bound: BoundRule,
  of: Readonly<{ at: EpochMs; guard: Answer | undefined }>,
): Pick<Seen, 'ruleId' | 'at' | 'guard' | 'inhibitedBy'> => ({
  ruleId: bound.rule.id,
  inhibitedBy: inhibitorOf(draft, bound),
  ...of,
})

/** Takes what a detector answered into the draft. */
function settle(
  draft: Draft,
  bound: BoundRule,
  outcome: Outcome<RuleState>,
  at: EpochMs,
  guard?: Answer,
): void {
  const own = ownOf(draft, bound)
  draft.observe?.({ ...seenBy(draft, bound, { at, guard }), before: own, outcome })
  if (outcome.request !== undefined) {
    if (draft.requests === undefined) draft.requests = [outcome.request]
    else if (!draft.requests.includes(outcome.request)) draft.requests.push(outcome.request)
  }
  if (outcome.verdict !== 'none' && outcome.evidence !== undefined) {
    // What a worse rule already tells is not told again; its own evidence starts anew.
    if (outcome.verdict === 'raise' && isInhibited(draft, bound)) {
      if (own !== undefined) put(draft, bound, undefined)
      return
    }
    const finding = findingOf(draft.profile, bound, {
      outcome,
      verdict: outcome.verdict,
      evidence: outcome.evidence,
      at,
    })
    if (draft.findings === undefined) draft.findings = [finding]
    else draft.findings.push(finding)
  }
  if (outcome.state !== own) put(draft, bound, outcome.state)
}

/** The rule that keeps this one quiet: it fires, or a person has resolved it and its cause lasts. */
function inhibitorOf(draft: Draft, { rule }: BoundRule): string | undefined {
  if (draft.own === undefined || rule.emergency) return undefined
  for (const id of rule.inhibitedBy) {
    const index = draft.plan.indexOf.get(id)
    const phase = index === undefined ? undefined : draft.own[index]?.phase
    if (phase === 'firing' || phase === 'released') return id
  }
  return undefined
}

const isInhibited = (draft: Draft, bound: BoundRule): boolean => inhibitorOf(draft, bound) !== undefined

function findingOf(
  profile: SubjectProfile,
  { rule }: BoundRule,
  found: Readonly<{
    outcome: Outcome<RuleState>
    verdict: Exclude<Verdict, 'none'>
    evidence: NonNullable<Outcome<RuleState>['evidence']>
    at: EpochMs
  }>,
): Finding {
  const { outcome, verdict, evidence } = found
  return {
    ruleId: rule.id,
    ruleVersion: rule.version,
    subject: profile.subject,
    deviceId: profile.deviceId,
    transition: verdict,
    severity: outcome.severity ?? rule.severity,
    ...(outcome.level === undefined ? {} : { level: outcome.level }),
    policyId: rule.policy,
    closesOnClear: rule.closesOnClear,
    emergency: rule.emergency,
    eventTime: outcome.at ?? found.at,
    evidence,
  }
}

/** The band came off: what vital signs were about to show is no longer known. */
function forgetPendingVitals(draft: Draft): void {
  if (draft.own === undefined) return
  for (const bound of draft.plan.rules)
    if (bound.vital && ownOf(draft, bound)?.phase === 'pending') put(draft, bound, undefined)
}
