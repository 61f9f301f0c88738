// The fold: one subject's state and one reading, one moment or one person's word give the next state and what was
// found. Pure; touches only the rules of the metrics that moved; knows no alert, no policy and no clock.

import type { Input, Outcome, Verdict, Watch } from '../detectors/detector.ts'
import type { Finding } from '../model/alert.ts'
import type { Reading } from '../model/telemetry.ts'
import type { EpochMs } from '../model/time.ts'
import { type BoundRule, bitOf, type Catalogue, type Plan, planFor, rulesOf } from './compile.ts'
import { advance } from './live.ts'
import {
  type RuleState,
  type RuleStates,
  type Step,
  type SubjectProfile,
  type SubjectState,
  withRule,
} from './state.ts'

export { condition } from './condition.ts'
export { limits } from './limits.ts'
export { emptyState, type Step, type SubjectProfile, type SubjectState } from './state.ts'

/** The findings of nearly every reading: one shared constant. */
export const NO_FINDINGS: readonly Finding[] = Object.freeze([])

const WORN = bitOf('worn')

/** What one call builds up. Never leaves this file. */
type Draft = { rules: RuleStates; findings: Finding[] | undefined; readonly profile: SubjectProfile }

/** One reading. Values at or before the newest of their metric move nothing; an SOS or a fall always finds. */
export function evaluate(
  catalogue: Catalogue,
  state: SubjectState,
  reading: Reading,
  profile: SubjectProfile,
): Step {
  const plan = planFor(catalogue, profile)
  const before = state.live
  const { live, moved } = advance(before, reading, profile.deviceId)
  const at = reading.eventTime
  const input: Input = { at, receivedAt: reading.receivedAt, live, before, timeZone: profile.timeZone }
  const draft: Draft = { rules: state.rules, findings: undefined, profile }

  if (reading.kind === 'sos' || reading.kind === 'fall') {
    for (const bound of plan.events)
      if (bound.eventKind === reading.kind && bound.event)
        settle(draft, bound, bound.event(draft.rules[bound.rule.id], input), at)
  }
  if (before.seenAt === null || reading.receivedAt - before.seenAt > plan.silence) {
    for (const bound of plan.returning)
      if (bound.returned) settle(draft, bound, bound.returned(draft.rules[bound.rule.id], input), at)
  }
  for (const bound of plan.hearing) {
    const own = draft.rules[bound.rule.id]
    if (own !== undefined && bound.heard) settle(draft, bound, bound.heard(own, input), at)
  }
  if (moved !== 0) {
    const offWrist = live.latest.worn?.value === 0
    for (const bound of rulesOf(plan, moved)) {
      if (offWrist && bound.vital) continue
      if (bound.step) settle(draft, bound, bound.step(draft.rules[bound.rule.id], input), at)
    }
    if (offWrist && (moved & WORN) !== 0) forgetPendingVitals(draft, plan)
  }

  const next = { live, rules: draft.rules, dueAt: null, ...since(state) }
  return { state: scheduled(next, plan, profile), findings: draft.findings ?? NO_FINDINGS }
}

/** The passing of time. Until `state.dueAt` it returns the state it was given. Telling twice is impossible: what was told fires. */
export function tick(catalogue: Catalogue, state: SubjectState, now: EpochMs, profile: SubjectProfile): Step {
  if (state.dueAt === null || now < state.dueAt) return { state, findings: NO_FINDINGS }
  const plan = planFor(catalogue, profile)
  const draft: Draft = { rules: state.rules, findings: undefined, profile }
  const watch = watchOf(state, profile)
  for (const bound of plan.timed) {
    const own = draft.rules[bound.rule.id]
    const due = bound.deadline?.(own, watch) ?? null
    if (due !== null && due <= now && bound.expire)
      settle(draft, bound, bound.expire(own, { ...watch, now, due }), due)
  }
  const next = { live: state.live, rules: draft.rules, dueAt: null, ...since(state) }
  return { state: scheduled(next, plan, profile), findings: draft.findings ?? NO_FINDINGS }
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
  let rules = state.rules
  for (const bound of plan.rules) {
    const own = rules[bound.rule.id]
    if (own === undefined) continue
    if (bound.rule.id === ruleId) rules = withRule(rules, ruleId, bound.release(own))
    else if (own.phase === 'pending' && bound.rule.inhibitedBy.includes(ruleId))
      rules = withRule(rules, bound.rule.id, undefined)
  }
  if (rules === state.rules) return { state, findings: NO_FINDINGS }
  return { state: scheduled({ ...state, rules }, plan, profile), findings: NO_FINDINGS }
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
  const next = { ...state, listeningSince: at }
  return { state: scheduled(next, planFor(catalogue, profile), profile), findings: NO_FINDINGS }
}

const since = (state: SubjectState): Pick<SubjectState, 'listeningSince'> | undefined =>
  state.listeningSince === undefined ? undefined : { listeningSince: state.listeningSince }

const watchOf = (state: SubjectState, profile: SubjectProfile): Watch => ({
  live: state.live,
  listeningSince: state.listeningSince ?? 0,
  timeZone: profile.timeZone,
})

function scheduled(state: SubjectState, plan: Plan, profile: SubjectProfile): SubjectState {
  const watch = watchOf(state, profile)
  let dueAt: EpochMs | null = null
  for (const bound of plan.timed) {
    const due = bound.deadline?.(state.rules[bound.rule.id], watch) ?? null
    if (due !== null && (dueAt === null || due < dueAt)) dueAt = due
  }
  return state.dueAt === dueAt ? state : { ...state, dueAt }
}

/** Takes what a detector answered into the draft. */
function settle(draft: Draft, bound: BoundRule, outcome: Outcome<RuleState>, at: EpochMs): void {
  const { rule } = bound
  const own = draft.rules[rule.id]
  if (outcome.verdict !== 'none' && outcome.evidence !== undefined) {
    // What a worse rule already tells is not told again; its own evidence starts anew.
    if (outcome.verdict === 'raise' && !rule.emergency && isInhibited(draft.rules, rule.inhibitedBy)) {
      if (own !== undefined) draft.rules = withRule(draft.rules, rule.id, undefined)
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
  if (outcome.state !== own) draft.rules = withRule(draft.rules, rule.id, outcome.state)
}

const isInhibited = (rules: RuleStates, inhibitors: readonly string[]): boolean =>
  inhibitors.some((id) => rules[id]?.phase === 'firing')

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
function forgetPendingVitals(draft: Draft, plan: Plan): void {
  for (const bound of plan.rules)
    if (bound.vital && draft.rules[bound.rule.id]?.phase === 'pending')
      draft.rules = withRule(draft.rules, bound.rule.id, undefined)
}
