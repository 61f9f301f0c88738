// What one call of the fold builds up: rule states by their place in the plan, findings, requests; and how it becomes
// the next state. Mutable, and never kept beyond the call.

import type { DeviceRequest, Outcome, Verdict, Watch } from '../detectors/detector.ts'
import type { Finding } from '../model/alert.ts'
import type { Habits } from '../model/habits.ts'
import type { EpochMs } from '../model/time.ts'
import type { Weather } from '../model/weather.ts'
import type { BoundRule } from './bind.ts'
import type { Plan } from './compile.ts'
import type { Answer } from './guard.ts'
import type { RuleState, RuleStates, Step, SubjectProfile, SubjectState } from './state.ts'

/** The findings of nearly every reading: one shared constant. */
export const NO_FINDINGS: readonly Finding[] = Object.freeze([])
export const NO_REQUESTS: readonly DeviceRequest[] = Object.freeze([])

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
 * `own` holds the rule states by the index of the rule in its plan,
 * and is absent while all are idle: looking up a name that is not there is the dearest thing an object can do.
 */
export type Draft = {
  own: (RuleState | undefined)[] | undefined
  changed: boolean
  findings: Finding[] | undefined
  requests: DeviceRequest[] | undefined
  readonly state: SubjectState
  readonly plan: Plan
  readonly profile: SubjectProfile
  readonly observe: Observe | undefined
}

export function draftOf(state: SubjectState, plan: Plan, profile: SubjectProfile, observe?: Observe): Draft {
  let own: (RuleState | undefined)[] | undefined
  for (const id in state.rules) {
    const index = plan.indexOf.get(id)
    if (index === undefined) continue
    own ??= plan.places.fill(undefined)
    own[index] = state.rules[id]
  }
  return { own, changed: false, findings: undefined, requests: undefined, state, plan, profile, observe }
}

export const ownOf = (draft: Draft, bound: BoundRule): RuleState | undefined => draft.own?.[bound.index]

export function put(draft: Draft, bound: BoundRule, next: RuleState | undefined): void {
  draft.own ??= draft.plan.places.fill(undefined)
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

/** What a state carries beside its rules. */
type Kept = {
  listeningSince: EpochMs | undefined
  habits: Habits | undefined
  weather: Weather | undefined
}

export const watchOf = (
  state: Pick<SubjectState, 'live'> & Partial<Kept>,
  profile: SubjectProfile,
): Watch => ({
  live: state.live,
  listeningSince: state.listeningSince ?? 0,
  timeZone: profile.timeZone,
  profile,
  habits: state.habits,
  weather: state.weather,
})

/** The draft as a step, with the earliest moment at which time alone has something to say. */
export function stepOf(draft: Draft, kept: Pick<SubjectState, 'live'> & Partial<Kept>): Step {
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

export const seenBy = (
  draft: Draft,
  bound: BoundRule,
  of: Readonly<{ at: EpochMs; guard: Answer | undefined }>,
): Pick<Seen, 'ruleId' | 'at' | 'guard' | 'inhibitedBy'> => ({
  ruleId: bound.rule.id,
  inhibitedBy: inhibitorOf(draft, bound),
  ...of,
})

/** Takes what a detector answered into the draft. */
export function settle(
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

export const isInhibited = (draft: Draft, bound: BoundRule): boolean =>
  inhibitorOf(draft, bound) !== undefined

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
export function forgetPendingVitals(draft: Draft): void {
  if (draft.own === undefined) return
  for (const bound of draft.plan.rules)
    if (bound.vital && ownOf(draft, bound)?.phase === 'pending') put(draft, bound, undefined)
}
/** While an alert about the person is up, what they do is not what they usually do; a note for the daily review is none. */
export function isAiling(draft: Draft): boolean {
  if (draft.own === undefined) return false
  return draft.plan.rules.some(
    ({ rule, index }) =>
      rule.concerns === 'person' && rule.severity !== 'info' && draft.own?.[index]?.phase === 'firing',
  )
}
