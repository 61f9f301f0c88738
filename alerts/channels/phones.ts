// The demo's phones: what each person's phone would have received, newest first, kept in a list the demo page reads.

import type { Card120, Notification } from '../model/notification.ts'
import type { EpochMs } from '../model/time.ts'
import type { Channel, RateLimit } from './channel.ts'

/** One message on one phone. */
export type PhoneMessage = Readonly<{
  key: string
  at: EpochMs
  recipientId: string
  recipientName: string
  recipientRole: string
  alertId: number
  reason: string
  title: string
  body: string
  severity: 'info' | 'warning' | 'critical'
  card?: Card120
  /** Where its owner can act without a login. */
  link?: string
}>

export const PHONES_KEPT = 500
export const PHONES_LIMIT: RateLimit = { perSecond: 200, burst: 400, concurrency: 64, timeoutMs: 5_000 }

/** One message as a phone shows it, received at `at`. */
export const toPhone = (
  { key, alertId, reason, recipient, message }: Notification,
  at: EpochMs,
  link?: string,
): PhoneMessage => ({
  key,
  at,
  recipientId: recipient.id,
  recipientName: recipient.name,
  recipientRole: recipient.role,
  alertId,
  reason,
  title: message.title,
  body: message.body,
  severity: message.severity,
  ...(message.card === undefined ? {} : { card: message.card }),
  ...(link === undefined ? {} : { link }),
})

/** Puts messages at the front of `list` and keeps the newest 500; a key that is already there is not shown twice. */
export function createPhonesChannel(
  deps: Readonly<{
    list: PhoneMessage[]
    now(): EpochMs
    link?: (notification: Notification) => string | undefined
    limit?: RateLimit
  }>,
): Channel {
  const { list, now } = deps
  return {
    name: 'phone',
    limit: deps.limit ?? PHONES_LIMIT,
    async send(notification) {
      if (!list.some(({ key }) => key === notification.key)) {
        list.unshift(toPhone(notification, now(), deps.link?.(notification)))
        if (list.length > PHONES_KEPT) list.length = PHONES_KEPT
      }
      return { result: 'delivered', receipt: 'phone' }
    },
  }
}
