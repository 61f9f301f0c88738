// What an attempt means for its message: settled, tried again, or given up so that the next way takes over. Pure; does
// not know queues, channels or the store.

import type { Sent } from '../channels/channel.ts'
import type { Notification } from '../model/notification.ts'
import type { EpochMs } from '../model/time.ts'
import type { DeliveryUpdate } from '../store.ts'
import { nextAttempt } from './retry.ts'
import { SUPERSEDED } from './successor.ts'

const MOST_ERROR = 200

/** `superseded`: a closing message waits behind it. `refused`: the provider has already said that it never arrived. */
export function verdictOn(
  job: Notification,
  sent: Sent,
  when: Readonly<{ now: EpochMs; random: number; superseded: boolean; refused?: string | undefined }>,
): DeliveryUpdate {
  const { now, random, superseded, refused } = when
  const { key, emergency, createdAt } = job
  // What was not even tried counts against nobody's quota.
  const attempts = job.attempts + (sent.result === 'limited' ? 0 : 1)
  const settled = { key, attempts, nextAttemptAt: job.nextAttemptAt, settledAt: now }
  if (sent.result === 'delivered') {
    if (refused !== undefined && !superseded)
      return { ...settled, status: 'failed', lastError: refused.slice(0, MOST_ERROR) }
    return {
      ...settled,
      status: 'delivered',
      reached: sent.reached ?? 'accepted',
      ...(sent.receipt === undefined ? {} : { receipt: sent.receipt }),
    }
  }
  if (superseded) return { ...settled, status: 'failed', lastError: SUPERSEDED }
  const lastError = sent.reason.slice(0, MOST_ERROR)
  const elsewhere = (job.alternatives ?? []).length > 0
  if (sent.result === 'rejected' || (sent.result === 'limited' && elsewhere))
    return { ...settled, status: 'failed', lastError }
  const next = nextAttempt({
    emergency,
    attempts,
    createdAt,
    now,
    random,
    afterMs: sent.afterMs,
    elsewhere,
  })
  return next.giveUp
    ? { ...settled, status: 'failed', lastError }
    : { key, status: 'retrying', attempts, nextAttemptAt: next.at, lastError }
}

/** Given up without having been tried: untrue by now, or by a way that is off or down. */
export const unsent = (
  { key, attempts, nextAttemptAt }: Notification,
  lastError: string,
  now: EpochMs,
): DeliveryUpdate => ({ key, attempts, nextAttemptAt, status: 'failed', settledAt: now, lastError })
