// The fold: one subject's state and one reading, one moment or one person's word give the next state and what was
// found. Pure; touches only the rules of the metrics that moved; knows no alert, no policy and no clock.

import type { Input, Outcome, Verdict, Watch } from '../detectors/detector.ts'
import type { Finding } from '../model/alert.ts'
import type { LiveState } from '../model/live.ts'
import type { Reading } from '../model/telemetry.ts'
import type { EpochMs } from '../model/time.ts'
import type { BoundRule } from './bind.ts'
import { type Catalogue, type Plan, planFor, rulesOf } from './compile.ts'
import { advance } from './live.ts'
import { bitOf } from './metric-slots.ts'
import type { RuleState, RuleStates, Step, SubjectProfile, SubjectState } from './state.ts'

export { condition } from './condition.ts'
export { limits } from './limits.ts'
export { emptyState, type Step, type SubjectProfile, type SubjectState } from './state.ts'

/** The findings of nearly every reading: one shared constant. */
export const NO_FINDINGS: readonly Finding[] = Object.freeze([])

const WORN = bitOf('worn')

/**
 * What one call builds up. Never leaves this file. `own` holds the rule states by the index of the rule in its plan,
 * and is absent while all are idle: looking up a name that is not there is the dearest thing an object can do.
 */
type Draft = {
  own: (RuleState | undefined)[] | undefined
  changed: boolean
  findings: Finding[] | undefined
  readonly state: SubjectState
  readonly plan: Plan
  readonly profile: SubjectProfile
}

function draftOf(state: SubjectState, plan: Plan, profile: SubjectProfile): Draft {
  let own: (RuleState | undefined)[] | undefined
  for (const id in state.rules) {
    const index = plan.indexOf.get(id)
    if (index === undefined) continue
    if (own === undefined) own = new Array(plan.rules.length).fill(undefined)
    own[index] = state.rules[id]
  }
  return { own, changed: false, findings: undefined, state, plan, profile }
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
): Step {
  const plan = planFor(catalogue, profile)
  const before = state.live
  const { live, moved, notable } = advance(before, reading, { deviceId: profile.deviceId, plan })
  const at = reading.eventTime
  const input: Input = { at, receivedAt: reading.receivedAt, live, before, timeZone: profile.timeZone }
  const draft = draftOf(state, plan, profile)

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
  if (moved !== 0 && (notable || draft.own !== undefined)) {
    const offWrist = live.latest.worn?.value === 0
    for (const bound of rulesOf(plan, moved)) {
      if (offWrist && bound.vital) continue
      if (bound.step) settle(draft, bound, bound.step(ownOf(draft, bound), input), at)
    }
    if (offWrist && (moved & WORN) !== 0) forgetPendingVitals(draft)
  }
  return stepOf(draft, live, state.listeningSince)
}

/** The passing of time. Until `state.dueAt` it returns the state it was given; what was told once fires, and is not told twice. */
export function tick(catalogue: Catalogue, state: SubjectState, now: EpochMs, profile: SubjectProfile): Step {
  if (state.dueAt === null || now < state.dueAt) return { state, findings: NO_FINDINGS }
  const plan = planFor(catalogue, profile)
  const draft = draftOf(state, plan, profile)
  const { live, listeningSince } = state
  const watch: Watch = { live, listeningSince: listeningSince ?? 0, timeZone: profile.timeZone }
  for (const bound of plan.timed) {
    if (isInhibited(draft, bound)) continue
    const own = ownOf(draft, bound)
    const due = bound.deadline?.(own, watch) ?? null
    if (due !== null && due <= now && bound.expire)
      settle(draft, bound, bound.expire(own, { ...watch, now, due }), due)
  }
  return stepOf(draft, live, listeningSince)
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
  if (!draft.changed) return { state, findings: NO_FINDINGS }
  return stepOf(draft, state.live, state.listeningSince)
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
  return stepOf(draftOf(state, plan, profile), state.live, at)
}

/** The draft as a step, with the earliest moment at which time alone has something to say. */
function stepOf(draft: Draft, live: LiveState, listeningSince: EpochMs | undefined): Step {
  const rules = rulesOfDraft(draft)
  const watch: Watch = { live, listeningSince: listeningSince ?? 0, timeZone: draft.profile.timeZone }
  let dueAt: EpochMs | null = null
  for (const bound of draft.plan.timed) {
    if (isInhibited(draft, bound)) continue
    const due = bound.deadline?.(ownOf(draft, bound), watch) ?? null
    if (due !== null && (dueAt === null || due < dueAt)) dueAt = due
  }
  return {
    state: listeningSince === undefined ? { live, rules, dueAt } : { live, rules, dueAt, listeningSince },
    findings: draft.findings ?? NO_FINDINGS,
  }
}

/** Takes what a detector answered into the draft. */
function settle(draft: Draft, bound: BoundRule, outcome: Outcome<RuleState>, at: EpochMs): void {
  const own = ownOf(draft, bound)
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

/** While an inhibitor fires, or a person has resolved it and its cause lasts. */
function isInhibited(draft: Draft, { rule }: BoundRule): boolean {
  if (draft.own === undefined || rule.emergency) return false
  for (const id of rule.inhibitedBy) {
    const index = draft.plan.indexOf.get(id)
    const phase = index === undefined ? undefined : draft.own[index]?.phase
    if (phase === 'firing' || phase === 'released') return true
  }
  return false
}

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
