// What takes over when a message could not be brought to somebody by one way: the same message by the next, under its
// own key. Does not decide when a way has failed.

import type { Notification } from '../model/notification.ts'
import type { EpochMs } from '../model/time.ts'

/** Marks a message that a later one of the same alert and recipient made untrue before it went out. */
export const SUPERSEDED = 'superseded'

/** The key names the channel before the reason, its last part. */
const keyBy = (key: string, channel: string): string => {
  const parts = key.split('.')
  parts[parts.length - 2] = channel
  return parts.join('.')
}

/** The message that follows a failed one; undefined when it did not fail, was superseded, or has no way left. */
export function successorOf(failed: Notification, now: EpochMs): Notification | undefined {
  const [next, ...alternatives] = failed.alternatives ?? []
  if (failed.status !== 'failed' || failed.lastError === SUPERSEDED || next === undefined) return undefined
  const { key, alertId, step, reason, recipient, message, emergency } = failed
  return {
    key: keyBy(key, next.channel),
    alertId,
    step,
    reason,
    recipient,
    ...next,
    message,
    emergency,
    status: 'queued',
    attempts: 0,
    // Its own beginning: the time the first way took is not taken from the second.
    createdAt: now,
    nextAttemptAt: now,
    ...(alternatives.length === 0 ? {} : { alternatives }),
  }
}
