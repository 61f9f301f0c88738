// A message that was given up is itself an alert: somebody was not told. So is a channel that is down: one alert for
// all the messages it does not take.

import type { CircuitChange } from '../alerts/delivery/circuits.ts'
import type { Alert, Finding } from '../alerts/model/alert.ts'
import type { Notification } from '../alerts/model/notification.ts'
import type { EpochMs } from '../alerts/model/time.ts'
import type { Catalogue } from '../alerts/rules/compile.ts'

const RULE = 'delivery-failed'

/**
 * The finding for a failed message; undefined when the message was itself about a failed delivery, because an alert
 * about an alert about an alert helps nobody, and when it went to a band: a band that is away is its own alert. One
 * alert per recipient and channel: each is somebody who was not told.
 */
export function deliveryFailed(
  failed: Notification,
  context: Readonly<{ now: EpochMs; catalogue: Catalogue; about: Alert | undefined }>,
): Finding | undefined {
  const rule = context.catalogue.byId.get(RULE)
  if (!rule || context.about?.ruleId === RULE || failed.recipient.kind === 'device') return undefined
  return {
    ruleId: RULE,
    ruleVersion: rule.version,
    subject: { kind: 'system', id: `${failed.channel}-${failed.recipient.id}` },
    deviceId: '',
    transition: 'raise',
    // A report that did not come is nobody who was not helped.
    severity: failed.message.report === undefined ? rule.severity : 'warning',
    policyId: rule.policy,
    closesOnClear: rule.closesOnClear,
    emergency: false,
    eventTime: context.now,
    evidence: {
      samples: [],
      since: failed.createdAt,
      facts: {
        alertId: failed.alertId,
        channel: failed.channel,
        recipient: failed.recipient.name,
        attempts: failed.attempts,
        error: failed.lastError ?? '',
        ...(context.about === undefined ? {} : { communityId: context.about.communityId }),
      },
    },
  }
}

/** The finding for a channel that went down, or came back. */
export function channelTrouble(
  { name, channel, down, at, reason }: CircuitChange,
  catalogue: Catalogue,
): Finding | undefined {
  const rule = catalogue.byId.get(RULE)
  if (!rule) return undefined
  return {
    ruleId: RULE,
    ruleVersion: rule.version,
    subject: { kind: 'system', id: `channel-${name}` },
    deviceId: '',
    transition: down ? 'raise' : 'clear',
    severity: rule.severity,
    policyId: rule.policy,
    // A channel that works again needs nobody any more.
    closesOnClear: true,
    emergency: false,
    eventTime: at,
    evidence: { samples: [], since: at, facts: { channelDown: channel, error: reason } },
  }
}
