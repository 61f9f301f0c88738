// What a channel is: one way to bring one notification to one recipient. It classifies its own failure and never
// retries by itself; when to try again is decided in delivery/retry.

import type { Notification } from '../model/notification.ts'

/** Accepted by the other side. That is not "read by a person": only an acknowledgement stops an escalation. */
export type Delivered = Readonly<{ result: 'delivered'; receipt?: string }>
/** Worth trying again, not before `afterMs` when the other side asked for a pause. */
export type Retry = Readonly<{ result: 'retry'; reason: string; afterMs?: number }>
/** Will never succeed as it is: a wrong address, a refused signature. */
export type Rejected = Readonly<{ result: 'rejected'; reason: string }>
export type Sent = Delivered | Retry | Rejected

export type RateLimit = Readonly<{
  /** Messages per second in the long run, and how many may go at once after a quiet time. */
  perSecond: number
  burst: number
  /** Sends in flight at once; emergencies have as many again of their own. */
  concurrency: number
  /** After this long a send counts as failed with a retry. */
  timeoutMs: number
}>

export type Channel = Readonly<{
  name: string
  limit: RateLimit
  /** May reject: a thrown error counts as a retry. */
  send(notification: Notification, signal: AbortSignal): Promise<Sent>
}>
