// Taking an alert on, and what becomes of that when nobody goes there: it lapses, and the chain goes on where it
// stood. The deadline is a column of the alert, like that of a step. Who may take it on is not known here.

import type { Alert } from '../model/alert.ts'
import type { EpochMs } from '../model/time.ts'
import { wakesAt } from './cancel-window.ts'
import { type Change, change, escalate, mailOf, note, outcomeOf, withoutSilence } from './change.ts'
import type { Outcome, ResponseContext } from './context.ts'
import { LATE_AFTER } from './escalation.ts'
import { nextStatus, statusAfter } from './lifecycle.ts'
import { nameOfPerson } from './place.ts'
import { acknowledgedFor, firingAt, type Policy, policyFor } from './policy.ts'
import { covering } from './silence.ts'
import { isMember } from './storm.ts'
import { personIn, recipientsOf, tell, type Wording } from './telling.ts'

/** Whoever had taken it on does not answer for it any more; who is on the way still is. */
export function withoutAcknowledgement(alert: Alert): Alert {
  const { acknowledgedAt: _, acknowledgedBy: __, handedOver: ___, ...rest } = alert
  const { chainDueAt: ____, lapsesAt: _____, ...open } = rest
  return open
}

const policyOf = ({ context, alert }: Pick<Change, 'context' | 'alert'>): Policy =>
  policyFor(context.policies, alert.policyId)

/** Stops the chain, for as long as an acknowledgement holds. */
export function takeOn(draft: Change, by: Readonly<{ actorId: string; at: EpochMs }>): void {
  const { alert } = draft
  const chainDueAt = alert.silence === undefined ? alert.dueAt : (alert.silence.chainDueAt ?? null)
  draft.alert = {
    ...withoutSilence(alert),
    status: statusAfter(alert.status, 'acknowledge'),
    acknowledgedAt: by.at,
    acknowledgedBy: by.actorId,
    dueAt: null,
    ...(chainDueAt === null ? {} : { chainDueAt }),
  }
  note(draft, 'acknowledged', {})
  hold(draft)
}

/**
 * From now on the acknowledgement holds its full time. For ever where somebody is on the way or there, where an
 * incident tells for the alert, and where a policy tells nobody.
 */
export function hold(draft: Change): void {
  const { context } = draft
  const { lapsesAt: _, ...alert } = draft.alert
  const policy = policyOf(draft)
  const endless = (alert.attending ?? []).length > 0 || isMember(alert) || policy.boardOnly === true
  const lapsesAt = endless ? undefined : context.now + acknowledgedFor(policy, alert.severity)
  draft.alert = { ...alert, dueAt: null, ...(lapsesAt === undefined ? {} : { lapsesAt }) }
  draft.alert = { ...draft.alert, dueAt: wakesAt(draft.alert, context.policies) }
}

/** Has an acknowledgement come to its end? */
export const isLapsed = ({ status, lapsesAt }: Alert, now: EpochMs): boolean =>
  nextStatus(status, 'lapse').ok && status === 'acknowledged' && lapsesAt !== undefined && lapsesAt <= now

/**
 * Nobody went there: the alert is open again and its chain goes on with the step that was next, never before that
 * step's own time; one that had come to its end begins anew. What has gone away by itself meanwhile (and is no
 * emergency) only waits to be closed: its acknowledgement holds on. `isLapsed` must say yes.
 */
export function lapse(alert: Alert, context: ResponseContext): Outcome {
  const { now } = context
  const draft = change(alert, context)
  if (alert.clearedAt !== undefined && !alert.emergency) {
    hold(draft)
    return outcomeOf(draft)
  }
  const by = alert.acknowledgedBy ?? ''
  const isOver = firingAt(policyOf(draft), alert.nextStep) === undefined
  const dueAt = isMember(alert) ? null : Math.max(now, isOver ? now : (alert.chainDueAt ?? now))
  const late = now - (alert.lapsesAt ?? now) > LATE_AFTER
  draft.alert = {
    ...withoutAcknowledgement(draft.alert),
    status: statusAfter(alert.status, 'lapse'),
    dueAt,
    ...(isOver ? { nextStep: 0 } : {}),
  }
  note(draft, 'lapsed', { by, ...(late ? { late: true } : {}) })
  if (covering(context.silences, draft.alert, context) === undefined) tellLapsed(draft, by)
  if (dueAt !== null && dueAt <= now) escalate(draft, isOver)
  return outcomeOf(draft)
}

/** Whoever had taken it on, and the officers on duty, whatever step comes next. */
function tellLapsed(draft: Change, by: string): void {
  const mail = mailOf(draft)
  const wording: Wording = {
    reason: 'updated',
    step: -1,
    happening: 'lapsed',
    actorName: nameOfPerson(draft.context, by),
  }
  tell(mail, personIn(mail, by), wording)
  tell(mail, recipientsOf(mail, 'duty'), wording)
}
