// What people do about an alert besides taking it on: who goes there, whose task it is, which telephone calls were
// made, and what can still be taken back.

import type { Alert } from './alert.ts'
import type { EpochMs } from './time.ts'

/** Somebody who is on the way, or there. */
export type Attendance = Readonly<{ personId: string; onTheWayAt?: EpochMs; arrivedAt?: EpochMs }>

/** The person who was asked to go, and by whom. */
export type Assignment = Readonly<{ personId: string; by: string; at: EpochMs }>

/** What came of a telephone call about an alert. */
export const PHONE_RESULTS = ['answered', 'noAnswer', 'busy', 'notInService'] as const
export type PhoneResult = (typeof PHONE_RESULTS)[number]

/** Whom one calls about an alert, besides a person of the directory by id. */
export const CALLEES = ['resident', 'desk120', 'other'] as const

/** How a person acted without a login: by the link of a message, or by answering an SMS; `address`: from where. */
export type Via = Readonly<{ by: 'link' | 'sms'; address: string }>

export const UNDOABLE = ['acknowledge', 'onTheWay', 'arrived', 'decline', 'resolve'] as const
export type Undoable = (typeof UNDOABLE)[number]

/** What such an act may change, and what taking it back puts back as it was. */
export const RESTORED = [
  'status',
  'dueAt',
  'silence',
  'chainDueAt',
  'lapsesAt',
  'acknowledgedAt',
  'acknowledgedBy',
  'handedOver',
  'attending',
  'assignedTo',
  'declined',
  'resolvedAt',
  'resolvedBy',
  'outcome',
  'confirmation',
] as const satisfies readonly (keyof Alert)[]

/** The last act that its author can still take back; nobody has acted on the alert since. */
export type Undo = Readonly<{
  action: Undoable
  by: string
  at: EpochMs
  until: EpochMs
  /** Of the alert then: a worsening since is news that nobody has taken on. */
  reachedAt?: EpochMs
  /** The alert before it; what was absent is absent. */
  was: Readonly<Partial<Pick<Alert, (typeof RESTORED)[number]>>>
}>
