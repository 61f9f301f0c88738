// What becomes of an alert when a message about it is settled: a line in its history, and, when nobody was told, the
// next step at once and an alert of its own. Does not decide when a message is given up.

import { SUPERSEDED } from '../delivery/dispatcher.ts'
import type { Alert, Finding } from '../model/alert.ts'
import type { Notification } from '../model/notification.ts'
import type { EpochMs } from '../model/time.ts'
import { change, escalate, note, outcomeOf } from './change.ts'
import { NOTHING, type Outcome, type ResponseContext } from './context.ts'
import { firingAt, policyFor } from './policy.ts'

export const DELIVERY_FAILED = 'delivery-failed'

/**
 * Records a settled notification (delivered or failed) in its alert's history. When a person could not be reached
 * and the alert still waits for somebody, the next step of its policy does not wait for its time.
 */
export function settle(alert: Alert, notification: Notification, context: ResponseContext): Outcome {
  const { status, recipient, channel, attempts, reason, key, lastError } = notification
  if (status !== 'delivered' && status !== 'failed') return NOTHING
  const draft = change(alert, context)
  note(draft, status === 'delivered' ? 'delivered' : 'deliveryFailed', {
    key,
    recipient: recipient.id,
    name: recipient.name,
    role: recipient.role,
    channel,
    reason,
    attempts,
    ...(lastError === undefined || status === 'delivered' ? {} : { error: lastError }),
  })
  const next = firingAt(policyFor(context.policies, alert.policyId), alert.nextStep)
  const fallsThrough =
    status === 'failed' &&
    lastError !== SUPERSEDED &&
    recipient.kind === 'person' &&
    alert.status === 'open' &&
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

/**
 * The finding that a message could not be delivered, one per recipient and channel; undefined when there is none to
 * make: a superseded message, a band (its wearer cannot help), or a message of a delivery-failed alert itself,
 * which would go round for ever.
 */
export function deliveryFailed(alert: Alert, failed: Notification, now: EpochMs): Finding | undefined {
  const { recipient, channel, lastError } = failed
  if (failed.status !== 'failed' || lastError === SUPERSEDED) return undefined
  if (alert.ruleId === DELIVERY_FAILED || recipient.kind === 'device') return undefined
  return {
    ruleId: DELIVERY_FAILED,
    ruleVersion: '1',
    subject: { kind: 'system', id: `delivery:${channel}:${recipient.id}` },
    deviceId: '',
    transition: 'raise',
    severity: alert.emergency ? 'critical' : 'warning',
    policyId: 'system',
    closesOnClear: false,
    emergency: false,
    eventTime: now,
    evidence: {
      samples: [],
      since: failed.createdAt,
      facts: {
        alertId: alert.id,
        communityId: alert.communityId,
        recipientId: recipient.id,
        recipientName: recipient.name,
        channel,
        attempts: failed.attempts,
        error: lastError ?? '',
      },
    },
  }
}
