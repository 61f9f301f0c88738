// The roster, its changes, calendar files and feeds on the wire. Whether a change may be is judged by the port, not here.

import { z } from 'zod'
import type {
  Holiday,
  HolidayShift,
  Override,
  RosterFeed,
  Swap,
} from '../../../alerts/model/roster-change.ts'
import type { ImportRow } from '../../../alerts/roster/ical-import.ts'
import type { LineFault } from '../../../alerts/roster/ical-lines.ts'
import type { Turn } from '../../../alerts/roster/rota.ts'
import type { RosterDay } from '../../../alerts/roster/view.ts'
import type { RosterFeedView, RosterImportRequest, RosterImportResult, RosterView } from '../api-roster.ts'
import { staffMember } from './roster.ts'
import { epochMs, id, list, type Shape } from './shape.ts'

const requestId = z.string().min(8).max(64).describe('Made by the client, once per click.')
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .describe("A day of the community's calendar, yyyy-mm-dd.")
const clock = z.string().regex(/^\d{2}:\d{2}$/)
const reason = z.string().trim().min(1).max(500)
const span = z.object({ from: epochMs, to: epochMs })
const moment = z.union([epochMs, z.string().max(16).describe("The community's own clock: 2026-11-22T20:00.")])

const holidayShift = z.strictObject({
  personId: id,
  from: clock,
  to: clock,
} satisfies Shape<HolidayShift>)
const like = z.number().int().min(1).max(7).describe('A weekday, 1 = Monday … 7 = Sunday.')
const plan = z.union([z.object({ like }), z.object({ shifts: list(holidayShift) })])
const askedPlan = z.union([
  z.strictObject({ like }),
  z.strictObject({ shifts: z.array(holidayShift).min(1).max(50) }),
])

const made = {
  id: z.number().int(),
  communityId: z.string(),
  reason: z.string(),
  createdBy: z.string(),
  createdAt: epochMs,
  requestId: z.string(),
  cancelledAt: epochMs.optional(),
  cancelledBy: z.string().optional(),
  noticeId: z.number().int().optional().describe('The alert that says who was told of it.'),
}

export const rosterChange = z
  .discriminatedUnion('kind', [
    z.object({
      ...made,
      kind: z.literal('holiday'),
      name: z.string(),
      firstDay: z.string(),
      lastDay: z.string(),
      plan,
    } satisfies Shape<Holiday>),
    z.object({
      ...made,
      kind: z.literal('override'),
      from: epochMs,
      to: epochMs,
      personIds: list(z.string()),
      instead: z.string().optional(),
      imported: z.literal(true).optional(),
    } satisfies Shape<Override>),
    z.object({
      ...made,
      kind: z.literal('swap'),
      personId: z.string(),
      from: epochMs,
      to: epochMs,
      by: z.string(),
      inReturn: span.optional(),
    } satisfies Shape<Swap>),
  ])
  .meta({ description: 'Of two changes that disagree, the one with the greater number counts.' })

const asked = { requestId, communityId: id, reason }
export const rosterChangeRequest = z.discriminatedUnion('kind', [
  z.strictObject({
    ...asked,
    kind: z.literal('holiday'),
    name: z.string().trim().min(1).max(60),
    firstDay: day,
    lastDay: day,
    plan: askedPlan,
  }),
  z.strictObject({
    ...asked,
    kind: z.literal('override'),
    from: moment,
    to: moment,
    personIds: z.array(id).max(20).describe('Empty only together with `instead`: that person stays away.'),
    instead: id.optional().describe('Only this person is replaced; absent = everybody.'),
  }),
  z.strictObject({
    ...asked,
    kind: z.literal('swap'),
    personId: id.describe('Whose shift it is.'),
    from: epochMs,
    to: epochMs,
    by: id.describe('Who takes it.'),
    inReturn: span.optional().describe('A shift of `by` that `personId` takes; absent = none.'),
  }),
])

export const cancelRequest = z.strictObject({ requestId })

const turn = z.object({
  from: epochMs,
  to: epochMs,
  personId: z.string(),
  slot: z.string().describe('The shift; the same for whoever takes it over.'),
  changes: list(z.number().int()),
  instead: z.string().optional(),
} satisfies Shape<Turn>)

export const rosterView = z.object({
  communityId: z.string(),
  timeZone: z.string(),
  at: epochMs,
  today: z.string(),
  days: list(
    z.object({
      day: z.string(),
      from: epochMs,
      to: epochMs,
      holiday: z.number().int().optional(),
      turns: list(turn),
      gaps: list(span),
    } satisfies Shape<RosterDay>),
  ),
  onDuty: list(staffMember),
  next: z.object({ from: epochMs, people: list(staffMember) }).nullable(),
  changes: list(rosterChange),
  staff: list(staffMember),
  may: z.enum(['all', 'own', 'nothing']),
} satisfies Shape<RosterView>)

export const importRequest = z.strictObject({
  requestId,
  communityId: id,
  calendar: z.string().min(1).max(1_000_000),
  reason: z.string().trim().max(500),
  apply: z.boolean(),
} satisfies Shape<RosterImportRequest>)

export const importResult = z.object({
  faults: list(
    z.object({
      line: z.number().int(),
      code: z.string(),
      about: z.string(),
      meant: z.string().optional(),
      message: z.string(),
      advice: z.string(),
    } satisfies Shape<LineFault>),
  ),
  rows: list(
    z.object({
      from: epochMs,
      to: epochMs,
      before: list(z.string()),
      after: list(z.string()),
    } satisfies Shape<ImportRow>),
  ),
  events: z.number().int(),
  past: z.number().int().describe('Events that are over; they change nothing.'),
  applied: z.number().int().describe('Changes that were made.'),
} satisfies Shape<RosterImportResult>)

export const feedView = z.object({
  id: z.number().int(),
  communityId: z.string(),
  personId: z.string().optional(),
  createdBy: z.string(),
  createdAt: epochMs,
  revokedAt: epochMs.optional(),
  revokedBy: z.string().optional(),
  path: z.string().describe('What a calendar program subscribes to, on this site.'),
} satisfies Shape<RosterFeed> & Shape<RosterFeedView>)

export const feedRequest = z.strictObject({
  communityId: id,
  personId: id.optional().describe('Only the turns of this person; absent = of everybody.'),
})
