// What the HTTP API says of the daily care, as types: the dashboard is compiled against this file. Staff only: family
// never sees who is on a list, nor why.

import type {
  CareContact,
  ContactKind,
  ContactResult,
  LocalDay,
  OpenPromise,
  PromiseEnd,
  ReviewItem,
  ReviewState,
} from '../../alerts/model/care.ts'
import type { Sex } from '../../alerts/model/people.ts'
import type { EpochMs } from '../../alerts/model/time.ts'

export type ReviewPerson = Readonly<{
  name: string
  nameEn?: string
  sex: Sex
  age: number
  phone?: string
  gridId: string
  building: string
  buildingEn?: string
  door: string
  entry: string
  tags: readonly string[]
}>

export type ReviewEntry = ReviewItem &
  Readonly<{
    /** Null: the resident has left the site since. */
    resident: ReviewPerson | null
    state: ReviewState
    /** Came on the list after the morning. */
    added: boolean
    /** Of that day, newest first. */
    contacts: readonly CareContact[]
    /** The newest one before that day in which somebody was reached. */
    last: CareContact | null
    /** Open now, due or not, the earliest first; of a day that is over none. */
    promises: readonly OpenPromise[]
  }>

/** GET /api/care/list?communityId=&day= (staff). Without `day`, today; without `communityId`, the first. */
export type ReviewDay = Readonly<{
  communityId: string
  day: LocalDay
  today: LocalDay
  /** When it was fixed; null before the morning, and then it is what it would be now. */
  fixedAt: EpochMs | null
  /** Local time at which it is fixed, "08:00". */
  fixAt: string
  entries: readonly ReviewEntry[]
  /** Names for person ids. */
  people: Readonly<Record<string, string>>
}>

/** GET /api/care/days?communityId= (staff): what became of the lists of the last days, newest first. */
export type ReviewDaySummary = Readonly<{
  day: LocalDay
  fixedAt: EpochMs
  of: number
}> &
  Readonly<Record<ReviewState, number>>

/** POST /api/care/contacts. A promise with `promised`, else none. */
export type ContactRequest = Readonly<{
  requestId: string
  residentId: string
  kind: ContactKind
  result: ContactResult
  note?: string
  promise?: Readonly<{ what: string; dueOn: LocalDay }>
}>

/** `alertId`: of the alert that was opened because help is needed. */
export type ContactAnswer = Readonly<{ contact: CareContact; undoUntil: EpochMs; alertId: number | null }>

/** POST /api/care/contacts/:id/undo, within ten seconds. */
export type ContactUndoRequest = Readonly<{ requestId: string }>

/** POST /api/care/contacts/:id/promise */
export type PromiseRequest = Readonly<{ requestId: string; how: PromiseEnd; note?: string }>

/** PUT /api/care/assignments: somebody else calls this resident today. */
export type AssignmentRequest = Readonly<{ requestId: string; residentId: string; personId: string }>

/** GET /api/care/residents/:id (staff): newest first; those that were taken back are among them. */
export type ResidentCare = Readonly<{
  contacts: readonly CareContact[]
  /** Days between two contacts; null when nobody has asked for any. */
  every: number | null
  today: LocalDay
  people: Readonly<Record<string, string>>
}>
