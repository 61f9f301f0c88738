// What the daily care does for the routes.

import type { CareAssignment, CareContact, LocalDay, OpenPromise } from '../../alerts/model/care.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import type {
  ContactAnswer,
  ContactRequest,
  PromiseRequest,
  ResidentCare,
  ReviewDay,
  ReviewDaySummary,
} from './api-care.ts'

type By = Readonly<{ actorId: string; at: EpochMs }>

export type ContactOutcome =
  | (Readonly<{ ok: true }> & ContactAnswer)
  | Readonly<{
      ok: false
      code: 'residentNotFound' | 'promiseMissing' | 'promiseDueWrong' | 'storeUnavailable'
    }>

export type ContactChange =
  | Readonly<{ ok: true; contact: CareContact }>
  | Readonly<{
      ok: false
      code: 'contactNotFound' | 'tooLateToUndo' | 'noOpenPromise' | 'storeUnavailable'
    }>

export type AssignmentOutcome =
  | Readonly<{ ok: true; assignment: CareAssignment }>
  | Readonly<{ ok: false; code: 'residentNotFound' | 'personNotFound' | 'storeUnavailable' }>

/** Every change resolves after its commit. */
export type CarePort = Readonly<{
  /** Undefined: no such community, or no list of that day. With `residentId` only their entry, if they have one. */
  day(
    communityId: string,
    of: Readonly<{ day: LocalDay | undefined; residentId: string | undefined; now: EpochMs }>,
  ): Promise<ReviewDay | undefined>
  days(communityId: string, limit: number): Promise<readonly ReviewDaySummary[]>
  resident(residentId: string, now: EpochMs): Promise<ResidentCare | undefined>
  /** Open ones of a community, the earliest first. */
  promises(communityId: string): readonly OpenPromise[]
  record(input: ContactRequest & By): Promise<ContactOutcome>
  undo(input: Readonly<{ contactId: number; requestId: string }> & By): Promise<ContactChange>
  settle(
    input: Readonly<{ contactId: number }> & Omit<PromiseRequest, 'requestId'> & By,
  ): Promise<ContactChange>
  assign(input: Readonly<{ residentId: string; personId: string }> & By): Promise<AssignmentOutcome>
}>
