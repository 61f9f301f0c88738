// What the HTTP API says of the staff and the roster, as types: the dashboard is compiled against this file.

import type { OpenPromise } from '../../alerts/model/care.ts'
import type { Role } from '../../alerts/model/people.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import type { Handover } from '../../alerts/response/handover.ts'

/**
 * GET /api/staff?at=&communityId=&gridId= (staff): everybody who may be sent, those on duty at that minute first.
 * Without `at`, now.
 */
export type StaffMember = Readonly<{
  personId: string
  name: string
  nameEn?: string
  role: Exclude<Role, 'family'>
  phone?: string
  gridIds?: readonly string[]
  onDuty: boolean
}>

/** GET /api/handover?communityId= (staff): what one shift leaves to the next. Without `communityId`, the first. */
export type HandoverSheet = Handover &
  Readonly<{
    /** On duty now. */
    onDuty: readonly StaffMember[]
    /** On duty when the first of those now on duty goes; empty when nobody comes within a day. */
    next: Readonly<{ from: EpochMs; people: readonly StaffMember[] }> | null
    /** What was promised to residents and is due within a week, or overdue; the earliest first. */
    carePromises: readonly OpenPromise[]
    /** Names for person ids. */
    people: Readonly<Record<string, string>>
  }>
