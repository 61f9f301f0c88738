// The daily care of a community: who is worth a call today and why, who was called or visited, what was promised. Plain
// data; how a list is made is in alerts/care/.

import type { EpochMs } from './time.ts'

/** A day of the community's own calendar: yyyy-mm-dd. */
export type LocalDay = string

export const CONTACT_KINDS = ['call', 'visit'] as const
export type ContactKind = (typeof CONTACT_KINDS)[number]

/** `noAnswer`, `notHome`: nobody was reached. `promised`: reached, and something was promised to them. */
export const CONTACT_RESULTS = ['fine', 'promised', 'needsHelp', 'noAnswer', 'notHome'] as const
export type ContactResult = (typeof CONTACT_RESULTS)[number]

export type CarePromise = Readonly<{ what: string; dueOn: LocalDay }>

export const PROMISE_ENDS = ['kept', 'dropped'] as const
export type PromiseEnd = (typeof PROMISE_ENDS)[number]

/** A call or a visit of the staff to a resident, without any alert. Taken back within seconds or kept for ever. */
export type CareContact = Readonly<{
  /** Site-wide running number. */
  id: number
  residentId: string
  communityId: string
  /** Person id. */
  by: string
  at: EpochMs
  kind: ContactKind
  result: ContactResult
  note?: string
  promise?: CarePromise
  requestId: string
  undoneAt?: EpochMs
  /** What became of the promise; open while absent. */
  settled?: Readonly<{ how: PromiseEnd; by: string; at: EpochMs; note?: string }>
}>

/** What was promised, to whom and by whom, while it is open. `id` is that of the contact. */
export type OpenPromise = Readonly<{
  id: number
  residentId: string
  by: string
  at: EpochMs
  what: string
  dueOn: LocalDay
}>

/**
 * Why somebody is on the list, the weightiest first. Facts, never words.
 * `alert`: `alertId`, `ruleId`, `level`, `severity`, `since`. `afterEmergency`: the same of one that is closed.
 * `promiseDue`: `promiseId`, `what`, `dueOn`, `days` overdue. `notReached`: `times`, `since`.
 * `callDue`: `every`. `callMissed`: `every`, `days` overdue, `last` when there was one.
 * `nightsUp`: `recent`, `usual` (times a night). `risingLater`: `recent`, `usual` (minute of the day).
 * `seldomWorn`: `days` of `of`. `neverSeen`: the band has never been heard of. `notProven`: `every`, `days` since its
 * button or its screen was last seen to work, none when never.
 */
export type ReviewCode =
  | 'alert'
  | 'afterEmergency'
  | 'promiseDue'
  | 'notReached'
  | 'callDue'
  | 'callMissed'
  | 'nightsUp'
  | 'risingLater'
  | 'seldomWorn'
  | 'neverSeen'
  | 'notProven'

export type ReviewReason = Readonly<{
  code: ReviewCode
  weight: number
  /** About the person, or about the band that is to tell of them. */
  about: 'person' | 'device'
  facts: Readonly<Record<string, string | number>>
}>

export type ReviewItem = Readonly<{
  residentId: string
  score: number
  reasons: readonly ReviewReason[]
  /** Person id; null when the place has nobody. */
  assignedTo: string | null
  /** On the list since that day, and nobody has reached them. */
  carriedSince?: LocalDay
}>

/** The list as it was fixed in the morning. Never changed: what became of it is told by the contacts of the day. */
export type ReviewList = Readonly<{
  communityId: string
  day: LocalDay
  fixedAt: EpochMs
  items: readonly ReviewItem[]
}>

/** Somebody else takes a resident over for one day. */
export type CareAssignment = Readonly<{
  communityId: string
  day: LocalDay
  residentId: string
  personId: string
  by: string
  at: EpochMs
}>

/** What has become of an item in the course of its day. */
export type ReviewState = 'open' | 'fine' | 'promised' | 'needsHelp' | 'notReached'
