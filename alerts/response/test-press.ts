// The press of an announced test: when a press is one, whom it tells, how it ends, and how it becomes a real call for
// help. In doubt a press is real. Where announcements are kept is not known here.

import type { Alert, Finding } from '../model/alert.ts'
import { type AnnouncedTest, testStateAt } from '../model/announced-test.ts'
import type { Notification, Recipient } from '../model/notification.ts'
import { type EpochMs, MINUTE } from '../model/time.ts'
import { withoutAcknowledgement } from './acknowledgement.ts'
import { type Change, change, escalate, mailOf, note, outcomeOf } from './change.ts'
import type { Outcome, ResponseContext } from './context.ts'
import { namesOf } from './escalation.ts'
import { statusAfter } from './lifecycle.ts'
import { nameOfPerson } from './place.ts'
import { personIn, recipientsOf, tell } from './telling.ts'

/** The one rule whose press can be a test: a fall never is. */
export const TEST_RULE = 'sos'
/** How long a test stands on the board, so that somebody can say "this is real"; shorter once it is proven. */
export const TEST_STANDS = 5 * MINUTE
export const TEST_STANDS_PROVEN = 2 * MINUTE

/** Something about this person that no test explains. */
export const standsAgainstTest = (alert: Alert): boolean =>
  alert.status !== 'resolved' && (alert.emergency || alert.severity === 'critical')

/**
 * The announcement this finding uses up, or undefined: then the press is real. `others` are the unresolved alerts of
 * the resident. One press is a test, the first; it was made after the announcement by the band's own clock (a press
 * kept from before is no answer to it) and reaches the gateway before its end; nothing else is wrong with the person.
 */
export function testFor(
  announced: AnnouncedTest | undefined,
  finding: Finding,
  { now, others }: Readonly<{ now: EpochMs; others: readonly Alert[] }>,
): AnnouncedTest | undefined {
  if (announced === undefined || testStateAt(announced, now) !== 'waiting') return undefined
  const { subject, ruleId, transition } = finding
  const isPress = subject.kind === 'resident' && ruleId === TEST_RULE && transition === 'raise'
  if (!isPress || subject.id !== announced.residentId) return undefined
  if (finding.eventTime < announced.at || others.some(standsAgainstTest)) return undefined
  return announced
}

export const isPressedBy = (announced: AnnouncedTest, alert: Alert): AnnouncedTest => ({
  ...announced,
  pressedAt: alert.receivedAt,
  alertId: alert.id,
})

/** Instead of the chain: the band, whoever announced it and, where they said so, the family. Nobody else. */
export function beginTest(draft: Change, announced: AnnouncedTest): void {
  const { by, at: announcedAt, tellFamily } = announced
  draft.alert = {
    ...draft.alert,
    test: { testId: announced.id, by, announcedAt, tellFamily },
    dueAt: draft.context.now + TEST_STANDS,
  }
  const mail = mailOf(draft)
  const told: Recipient[] = []
  const wearer = recipientsOf(mail, 'wearer')
  for (const recipients of [personIn(mail, by), tellFamily ? recipientsOf(mail, 'family') : [], wearer]) {
    if (recipients.length === 0) continue
    const reached = tell(mail, recipients, { reason: 'raised', step: -1 })
    if (reached.ok) told.push(...reached.recipients)
    else note(draft, 'suppressed', { ...namesOf(recipients), reason: reached.why })
  }
  if (told.length > 0) note(draft, 'notified', { ...namesOf(told), test: true })
}

/**
 * From now on it is a call for help like any other: open, nobody has taken it on, the chain from its first step.
 * `reason`: somebody said so, or the elder pressed again.
 */
export function makeReal(draft: Change, reason: 'person' | 'pressedAgain', note_?: string): void {
  const { test: _, undo: __, ...alert } = draft.alert
  draft.alert = {
    ...withoutAcknowledgement(alert),
    status: statusAfter(alert.status, 'worsen'),
    nextStep: 0,
    dueAt: draft.context.now,
  }
  note(draft, 'madeReal', { reason, ...(note_ === undefined ? {} : { note: note_ }) })
  escalate(draft)
}

/** The elder presses again while the test stands: whatever was announced, this is real. */
export function pressedAgain(alert: Alert, finding: Finding, context: ResponseContext): Outcome {
  const draft = change(alert, context)
  draft.alert = {
    ...draft.alert,
    repeats: alert.repeats + 1,
    ...(finding.eventTime >= alert.eventTime ? { evidence: finding.evidence } : {}),
  }
  makeReal(draft, 'pressedAgain')
  return outcomeOf(draft)
}

/** A channel has taken a message about it to a person: it need not stand much longer. */
export function proveTest(draft: Change, { status, recipient }: Notification): void {
  const { alert, context } = draft
  if (alert.test === undefined || alert.test.provenAt !== undefined) return
  if (status !== 'delivered' || recipient.kind !== 'person') return
  const soon = Math.max(context.now, alert.receivedAt + TEST_STANDS_PROVEN)
  draft.alert = {
    ...alert,
    test: { ...alert.test, provenAt: context.now },
    dueAt: Math.min(alert.dueAt ?? soon, soon),
  }
}

/** Its time is over. Who announced it is told only if nothing has reached anybody: that is the news. */
export function endTest(alert: Alert, context: ResponseContext): Outcome {
  const draft = change(alert, context)
  const { undo: _, ...rest } = draft.alert
  const proven = alert.test?.provenAt !== undefined
  draft.alert = {
    ...rest,
    status: statusAfter(alert.status, 'resolve'),
    outcome: 'test',
    resolvedAt: context.now,
    resolvedBy: 'system',
    dueAt: null,
  }
  note(draft, 'resolved', { outcome: 'test', proven })
  if (!proven) {
    const mail = mailOf(draft)
    const by = alert.test?.by ?? ''
    const actorName = nameOfPerson(context, by)
    tell(mail, personIn(mail, by), { reason: 'resolved', step: -1, actorName })
  }
  return outcomeOf(draft)
}
