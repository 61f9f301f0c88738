// The port this folder needs: what a decision may ask to be written. One list of effects is one transaction.

import type { Alert, TimelineEntry } from './model/alert.ts'
import type { Notification, NotificationStatus, Reached } from './model/notification.ts'
import type { EpochMs } from './model/time.ts'

/** A notification's progress. Written by the dispatcher only. */
export type DeliveryUpdate = Readonly<{
  key: string
  status: NotificationStatus
  attempts: number
  nextAttemptAt: EpochMs
  settledAt?: EpochMs
  lastError?: string
  receipt?: string
  reached?: Reached
  /** It goes out in this digest. */
  digest?: string
}>

/**
 * One row to write. `alert` inserts or replaces by id (a unique index keeps one unresolved alert per subject and
 * rule); `timeline` appends; `notification` inserts, and is ignored when its key already stands.
 */
export type Effect =
  | Readonly<{ type: 'alert'; alert: Alert }>
  | Readonly<{ type: 'timeline'; entry: TimelineEntry }>
  | Readonly<{ type: 'notification'; notification: Notification }>
  | Readonly<{ type: 'delivery'; update: DeliveryUpdate }>
