// What the HTTP API says of the staff and the roster, as types: the dashboard is compiled against this file.

import type { OpenPromise } from '../../alerts/model/care.ts'
import type { Role } from '../../alerts/model/people.ts'
import type { Day, RosterChange, RosterFeed } from '../../alerts/model/roster-change.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import type { Handover } from '../../alerts/response/handover.ts'
import type { ChangeRequest } from '../../alerts/roster/change.ts'
import type { ImportPlan } from '../../alerts/roster/ical-import.ts'
import type { RosterDay } from '../../alerts/roster/view.ts'

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

/**
 * GET /api/roster?communityId=&from=&days= (staff): the duty officers' roster, by days of the community's calendar.
 * Without `from`, the week of today, from Monday on.
 */
export type RosterView = Readonly<{
  communityId: string
  timeZone: string
  at: EpochMs
  today: Day
  days: readonly RosterDay[]
  onDuty: readonly StaffMember[]
  next: Readonly<{ from: EpochMs; people: readonly StaffMember[] }> | null
  /** Those that reach into the days, newest first; called-off ones too. */
  changes: readonly RosterChange[]
  /** Who may be entered; names of everybody who occurs and still works here. */
  staff: readonly StaffMember[]
  /** What the reader may change: everything, or swaps of their own. */
  may: 'all' | 'own' | 'nothing'
}>

/**
 * POST /api/roster/changes (duty, director, admin) answers 201 with the RosterChange, after the commit; idempotent by
 * `requestId`. A duty officer may make swaps they are a party of.
 */
export type RosterChangeRequest = ChangeRequest & Readonly<{ requestId: string }>

/** POST /api/roster/import (director, admin): `apply: false` only says what would change. */
export type RosterImportRequest = Readonly<{
  requestId: string
  communityId: string
  /** The .ics file as text, at most 1 MB. */
  calendar: string
  reason: string
  apply: boolean
}>
export type RosterImportResult = ImportPlan & Readonly<{ applied: number }>

/** GET and POST /api/roster/feeds, POST /api/roster/feeds/:id/revoke: calendars that are subscribed to without a login. */
export type RosterFeedView = RosterFeed & Readonly<{ path: string }>
