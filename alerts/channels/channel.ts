// What a channel is: one way to bring one notification to one recipient. It classifies its own failure and never
// retries by itself; when to try again, and what takes over, is decided in delivery.

import type { Notification, Reached } from '../model/notification.ts'

/** Taken by the other side. That is not "read by a person": only an acknowledgement stops an escalation. */
export type Delivered = Readonly<{ result: 'delivered'; receipt?: string; reached?: Reached }>
/**
 * Worth trying again, not before `afterMs` when the other side asked for a pause. `about` says what is wrong: the
 * channel as a whole (the default), or only this address, which says nothing about the next one.
 */
export type Retry = Readonly<{
  result: 'retry'
  reason: string
  afterMs?: number
  about?: 'channel' | 'address'
}>
/** Will never succeed as it is: a wrong address (the default), or settings of the channel that are refused. */
export type Rejected = Readonly<{ result: 'rejected'; reason: string; about?: 'channel' | 'address' }>
/** The quota for this address or channel is used up for `afterMs`: another way is quicker than waiting. */
export type Limited = Readonly<{ result: 'limited'; reason: string; afterMs: number }>
export type Sent = Delivered | Retry | Rejected | Limited

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
  /** What goes down together: the whole channel (the default), each address by itself, or nothing at all. */
  circuit?: 'channel' | 'address' | 'none'
  /** May reject: a thrown error counts as a retry. */
  send(notification: Notification, signal: AbortSignal): Promise<Sent>
}>
