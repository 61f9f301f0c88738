// What becomes of a receipt: how far the message has come, or that it never arrived and the next way takes over. A
// receipt for a message nobody knows, or of another channel, changes nothing.

import { type Receipt, readReceipts } from '../../alerts/channels/aliyun-receipt.ts'
import type { Notification, Reached } from '../../alerts/model/notification.ts'

export type ReceiptDeps = Readonly<{
  /** The message of this key, or all that went out in the digest of this key. */
  stored(key: string): Promise<readonly Notification[]>
  /** False when the store refused. */
  reached(key: string, reached: Reached): Promise<boolean>
  /** The dispatcher's: before the send returned, or after the message was settled. */
  refused(key: string, reason: string, settled?: Notification): void
}>

/** Once somebody has it, a later failure is about something else. */
const ARRIVED: ReadonlySet<Reached> = new Set(['delivered', 'read', 'actedOn'])

export function createReceipts(deps: ReceiptDeps) {
  const take = async (receipt: Receipt): Promise<boolean> => {
    const { key } = receipt
    const stored = await deps.stored(key)
    if (!stored.some(({ channel }) => channel === 'sms' || channel === 'voice')) return true
    if (receipt.ok) return deps.reached(key, receipt.reached)
    // Its send may not have returned yet: then the digest is what the dispatcher knows.
    if (stored.some(({ digest }) => digest === key)) deps.refused(key, receipt.reason)
    for (const message of stored)
      if (message.reached === undefined || !ARRIVED.has(message.reached))
        deps.refused(message.key, receipt.reason, message)
    return true
  }
  return {
    /** False when something could not be stored: the provider is to send it again. */
    async aliyun(body: unknown): Promise<boolean> {
      const results = await Promise.all(readReceipts(body).map(take))
      return results.every((stored) => stored)
    },
  }
}
