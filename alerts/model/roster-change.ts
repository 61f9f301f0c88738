// What people change in the weekly roster: holidays, swaps, overrides. Rows that are called off, never deleted; none of
// them reaches into the past, so that who was on duty last Tuesday stays what it was.

import type { EpochMs } from './time.ts'

/** The rule under whose name people are told of a swap or an override. */
export const ROSTER_CHANGE_RULE = 'roster-change'

/** A day of a community's own calendar, yyyy-mm-dd. */
export type Day = string

type Made = Readonly<{
  /** Site-wide running number; of two changes that disagree, the greater counts. */
  id: number
  communityId: string
  /** Why, in the author's words. */
  reason: string
  /** Person id. */
  createdBy: string
  createdAt: EpochMs
  /** The click it came from: the same click twice is one change, across restarts too. */
  requestId: string
  /** Called off: from then on it changes nothing. */
  cancelledAt?: EpochMs
  cancelledBy?: string
  /** Number of the alert under which whoever it concerns was told. */
  noticeId?: number
}>

/** A shift of a holiday's own plan; `to` at or before `from` means the next day. */
export type HolidayShift = Readonly<{ personId: string; from: string; to: string }>

/** Days that go by another plan: by another weekday's, or by shifts of their own (of the duty officers). */
export type Holiday = Made &
  Readonly<{
    kind: 'holiday'
    name: string
    firstDay: Day
    lastDay: Day
    plan: Readonly<{ like: number }> | Readonly<{ shifts: readonly HolidayShift[] }>
  }>

/** Others from … to: instead of everybody who would be on duty, or instead of one of them. */
export type Override = Made &
  Readonly<{
    kind: 'override'
    from: EpochMs
    to: EpochMs
    /** Nobody only `instead` of one, while others stay. */
    personIds: readonly string[]
    instead?: string
    /** It came out of a calendar file. */
    imported?: true
  }>

/** `by` takes a shift of `personId`; `inReturn` is a shift of `by` that `personId` takes. */
export type Swap = Made &
  Readonly<{
    kind: 'swap'
    personId: string
    from: EpochMs
    to: EpochMs
    by: string
    inReturn?: Readonly<{ from: EpochMs; to: EpochMs }>
  }>

export type RosterChange = Holiday | Override | Swap

/** A calendar that programs may subscribe to without logging in; of one person, or of everybody. */
export type RosterFeed = Readonly<{
  id: number
  communityId: string
  personId?: string
  createdBy: string
  createdAt: EpochMs
  revokedAt?: EpochMs
  revokedBy?: string
}>
