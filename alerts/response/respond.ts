// What a finding or the passing of time does to an alert. One unresolved alert per (subject, rule): whoever calls
// passes it in; this file never opens a second one beside it. People's commands are in command.ts.

import type { Alert, Finding, Severity } from '../model/alert.ts'
import type { EpochMs } from '../model/time.ts'
import { MINUTE } from '../model/time.ts'
import { isLapsed, lapse, withoutAcknowledgement } from './acknowledgement.ts'
import { endWindow, owedAt } from './cancel-window.ts'
import { type Change, change, escalate, mailOf, note, outcomeOf, recover } from './change.ts'
import { NOTHING, type Outcome, type ResponseContext } from './context.ts'
import { isDue } from './escalation.ts'
import { nextStatus, statusAfter } from './lifecycle.ts'
import { release } from './pause.ts'
import { placeOf } from './place.ts'
import { covering } from './silence.ts'
import { recipientsOf, tell, tellAgain } from './telling.ts'
import { beginTest, endTest, pressedAgain } from './test-press.ts'

export { command } from './command.ts'
export { loadPolicies } from './load-policies.ts'
export { align } from './pause.ts'

const RANK: Readonly<Record<Severity, number>> = { info: 0, warning: 1, critical: 2 }
/** The classes the house names; no class, or one of the site's own naming, stands at 0. */
const LEVELS: Readonly<Record<string, number>> = {
  moved: -1,
  still: 1,
  attention: 1,
  warning: 2,
  closure: 3,
  danger: 4,
}
const rankOf = (level: string | undefined): number => LEVELS[level ?? ''] ?? 0

/** Above 0 when the finding is worse than the alert says, below 0 when it is milder. */
function direction(alert: Alert, finding: Finding): number {
  const bySeverity = RANK[finding.severity] - RANK[alert.severity]
  if (bySeverity !== 0 || alert.level === finding.level) return bySeverity
  const byLevel = rankOf(finding.level) - rankOf(alert.level)
  if (byLevel !== 0) return byLevel
  // Classes of the site's own naming: the further limit is the worse one; in doubt, people are told.
  const before = alert.evidence.threshold
  const after = finding.evidence.threshold
  if (before === undefined || after === undefined || before === after) return 1
  const downwards = finding.evidence.comparison === 'below' || finding.evidence.comparison === 'atMost'
  return downwards ? before - after : after - before
}

function facts(finding: Finding): Readonly<Record<string, string | number | boolean>> {
  const { metric, threshold, samples } = finding.evidence
  const newest = samples.findLast((sample) => metric === undefined || sample.metric === metric)
  return {
    severity: finding.severity,
    eventTime: finding.eventTime,
    ...(finding.level === undefined ? {} : { level: finding.level }),
    ...(metric === undefined ? {} : { metric }),
    ...(newest === undefined ? {} : { value: newest.value }),
    ...(threshold === undefined ? {} : { threshold }),
  }
}

/** A cause that was gone this long is news when it is back; shorter, it flickers. */
const COMES_BACK_AS_NEWS = 30 * MINUTE

const lateMark = (context: ResponseContext) => (context.late ? { late: true } : {})

function open(finding: Finding, context: ResponseContext): Outcome {
  const place = placeOf(context.directory, finding.subject, finding.deviceId)
  const named = finding.evidence.facts?.communityId
  const alert: Alert = {
    id: context.nextAlertId(),
    subject: finding.subject,
    deviceId: finding.deviceId,
    communityId: place.community?.id ?? (typeof named === 'string' ? named : ''),
    gridId: place.grid?.id ?? '',
    ruleId: finding.ruleId,
    ruleVersion: finding.ruleVersion,
    severity: finding.severity,
    ...(finding.level === undefined ? {} : { level: finding.level }),
    policyId: finding.policyId,
    emergency: finding.emergency,
    closesOnClear: finding.closesOnClear,
    status: 'open',
    eventTime: finding.eventTime,
    receivedAt: context.receivedAt,
    evidence: finding.evidence,
    repeats: 0,
    nextStep: 0,
    dueAt: context.now,
    revision: 0,
  }
  const draft = change(alert, context)
  const known = context.policies.has(finding.policyId)
  note(draft, 'opened', {
    ruleId: finding.ruleId,
    ...facts(finding),
    ...lateMark(context),
    ...(known ? {} : { unknownPolicy: finding.policyId }),
    ...(context.test === undefined ? {} : { test: true, by: context.test.by }),
  })
  if (context.test === undefined) escalate(draft)
  else beginTest(draft, context.test)
  return outcomeOf(draft)
}

const withoutClear = ({ clearedAt: _, ...alert }: Alert): Alert => alert

/** The newest moment the alert already knows of. */
const lastSeen = (alert: Alert): EpochMs =>
  Math.max(alert.eventTime, ...alert.evidence.samples.map((sample) => sample.at))

/** Worse: told anew from the first step, and an earlier acknowledgement does not cover it. */
function worsen(draft: Change, finding: Finding): void {
  const before = draft.alert.severity
  const { context } = draft
  draft.alert = {
    ...withoutClear(withoutAcknowledgement(draft.alert)),
    status: statusAfter(draft.alert.status, 'worsen'),
    severity: finding.severity,
    ...(finding.level === undefined ? {} : { level: finding.level }),
    policyId: finding.policyId,
    evidence: finding.evidence,
    reachedAt: finding.eventTime,
    nextStep: 0,
    dueAt: context.now,
  }
  note(draft, 'stepped', { direction: 'up', from: before, ...facts(finding), ...lateMark(context) })
  escalate(draft, true)
}

/** Gone for a while and back: whoever took it on believes it over, so the chain starts anew. */
function recur(draft: Change, finding: Finding): void {
  const { context } = draft
  note(draft, 'repeated', { times: draft.alert.repeats, back: true, ...facts(finding), ...lateMark(context) })
  const isOpen = draft.alert.status === 'open'
  draft.alert = { ...draft.alert, evidence: finding.evidence }
  // While nobody has taken it on, the chain is under way and goes on.
  if (isOpen) return
  draft.alert = {
    ...withoutAcknowledgement(draft.alert),
    status: statusAfter(draft.alert.status, 'worsen'),
    nextStep: 0,
    dueAt: context.now,
  }
  escalate(draft, true)
}

const classOf = ({ severity, level }: Finding): Pick<Alert, 'severity'> & Partial<Pick<Alert, 'level'>> => ({
  severity,
  ...(level === undefined ? {} : { level }),
})

function repeat(alert: Alert, finding: Finding, context: ResponseContext): Outcome {
  if (alert.test !== undefined) return pressedAgain(alert, finding, context)
  const draft = change(alert, context)
  const newer = finding.eventTime >= lastSeen(alert)
  // What comes back after it was gone starts at its own class: the next step up from there is news again.
  const comesBack = alert.clearedAt !== undefined && finding.eventTime > alert.clearedAt
  draft.alert = {
    ...withoutClear(draft.alert),
    repeats: alert.repeats + 1,
    ...(comesBack ? { ...classOf(finding), reachedAt: finding.eventTime } : {}),
  }
  if (direction(alert, finding) > 0) worsen(draft, finding)
  else if (comesBack && finding.eventTime - (alert.clearedAt ?? 0) >= COMES_BACK_AS_NEWS)
    recur(draft, finding)
  else {
    // Late uploads arrive out of order: the card shows the newest samples, whatever came last.
    if (newer) draft.alert = { ...draft.alert, evidence: finding.evidence }
    note(draft, 'repeated', { times: draft.alert.repeats, ...facts(finding), ...lateMark(context) })
    if (finding.emergency && finding.eventTime - lastSeen(alert) >= MINUTE) tellRepeat(draft)
  }
  return outcomeOf(draft)
}

/**
 * Pressed again a minute or more later (bands repeat a press on their own within seconds): the desk gets a fresh
 * card, and whoever took it on learns that the elder is still calling. While nobody has, the chain tells the rest.
 */
function tellRepeat(draft: Change): void {
  const mail = mailOf(draft)
  const told = draft.context.told(draft.alert.id)
  const by = draft.alert.acknowledgedBy
  const wording = { reason: 'updated', step: -1 } as const
  tellAgain(
    mail,
    told.filter(({ recipient }) => recipient.role === 'desk120' || recipient.id === by),
    wording,
  )
  if (draft.alert.status === 'acknowledged') tell(mail, recipientsOf(mail, 'duty'), wording)
}

function step(alert: Alert, finding: Finding, context: ResponseContext): Outcome {
  const way = direction(alert, finding)
  if (way === 0) return NOTHING
  const draft = change(alert, context)
  if (way > 0) worsen(draft, finding)
  else {
    draft.alert = {
      ...draft.alert,
      severity: finding.severity,
      ...(finding.level === undefined ? {} : { level: finding.level }),
      evidence: finding.evidence,
    }
    note(draft, 'stepped', {
      direction: 'down',
      from: alert.severity,
      ...facts(finding),
      ...lateMark(context),
    })
  }
  return outcomeOf(draft)
}

function clear(alert: Alert, finding: Finding, context: ResponseContext): Outcome {
  // An emergency is closed by people only, whatever its rule says.
  const closes = (alert.closesOnClear || finding.closesOnClear) && !alert.emergency
  if (alert.clearedAt !== undefined && !closes) return NOTHING
  const draft = change(alert, context)
  draft.alert = { ...draft.alert, clearedAt: finding.eventTime }
  note(draft, 'cleared', facts(finding))
  if (!closes) return outcomeOf(draft)
  recover(draft)
  return outcomeOf(draft)
}

/**
 * Answers a finding. `unresolved` is the alert of the same subject and rule that is open or acknowledged, if any.
 * A repeat or an upward step while one is open changes that one; `clear` without one changes nothing.
 */
export function respond(unresolved: Alert | undefined, finding: Finding, context: ResponseContext): Outcome {
  if (unresolved === undefined || !nextStatus(unresolved.status, 'repeat').ok)
    return finding.transition === 'clear' ? NOTHING : open(finding, context)
  switch (finding.transition) {
    case 'raise':
      return repeat(unresolved, finding, context)
    case 'step':
      return step(unresolved, finding, context)
    case 'clear':
      return clear(unresolved, finding, context)
  }
}

/** Fires what has fallen due at `context.now`: a step, or the end of an acknowledgement that came to nothing. */
export function due(alert: Alert, context: ResponseContext): Outcome {
  if (alert.test !== undefined)
    return alert.dueAt !== null && alert.dueAt <= context.now ? endTest(alert, context) : NOTHING
  if (isLapsed(alert, context.now)) return lapse(alert, { ...context, late: false })
  if (owedAt(alert, context.policies) <= context.now) return endWindow(alert, context)
  if (!isDue(alert, context.now)) return NOTHING
  // Each step is marked late by its own due time.
  const draft = change(alert, { ...context, late: false })
  // What a silence held until now goes on first, unless another one covers it: `escalate` sees to that.
  if (alert.silence !== undefined && covering(context.silences, alert, context) === undefined) release(draft)
  if (isDue(draft.alert, context.now)) escalate(draft)
  return outcomeOf(draft)
}
