// What becomes of an alert when a message about it is settled: a line in its history and, when a person could not be
// told, their next channel or the next step at once. Does not decide when a message is given up; delivery/retry does.

import { SUPERSEDED, successorOf } from '../delivery/successor.ts'
import type { Alert } from '../model/alert.ts'
import type { Notification } from '../model/notification.ts'
import { change, escalate, note, outcomeOf } from './change.ts'
import { NOTHING, type Outcome, type ResponseContext } from './context.ts'
import { firingAt, policyFor } from './policy.ts'
import { proveTest } from './test-press.ts'

/**
 * Records a settled notification (delivered or failed) in its alert's history. When a person could not be reached
 * by any of their ways and the alert still waits for somebody, the next step of its policy does not wait for its time.
 */
export function settle(alert: Alert, notification: Notification, context: ResponseContext): Outcome {
  const { status, recipient, channel, attempts, reason, key, lastError, digest } = notification
  if (status !== 'delivered' && status !== 'failed') return NOTHING
  const draft = change(alert, context)
  const successor = successorOf(notification, context.now)
  note(draft, status === 'delivered' ? 'delivered' : 'deliveryFailed', {
    key,
    recipient: recipient.id,
    name: recipient.name,
    role: recipient.role,
    channel,
    reason,
    attempts,
    ...(digest === undefined ? {} : { digest }),
    ...(lastError === undefined || status === 'delivered' ? {} : { error: lastError }),
    ...(successor === undefined ? {} : { next: successor.channel }),
  })
  // The same person, by another way, in the same step: nobody else needs to be told sooner for it.
  if (successor !== undefined) {
    const { entries } = outcomeOf(draft)
    return { alert: undefined, entries, notifications: [successor] }
  }
  if (alert.test !== undefined) {
    const before = draft.alert
    proveTest(draft, notification)
    const outcome = outcomeOf(draft)
    return draft.alert === before ? { ...outcome, alert: undefined } : outcome
  }
  const next = firingAt(policyFor(context.policies, alert.policyId), alert.nextStep)
  const fallsThrough =
    status === 'failed' &&
    lastError !== SUPERSEDED &&
    recipient.kind === 'person' &&
    notification.message.brief?.answer === undefined &&
    alert.status === 'open' &&
    alert.silence === undefined &&
    alert.dueAt !== null &&
    next?.round === 0
  if (!fallsThrough) {
    const { entries } = outcomeOf(draft)
    return { alert: undefined, entries, notifications: [] }
  }
  draft.alert = { ...draft.alert, dueAt: Math.min(alert.dueAt ?? context.now, context.now) }
  escalate(draft)
  return outcomeOf(draft)
}
