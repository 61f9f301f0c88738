// The daily care on the wire.

import { z } from 'zod'
import { isLocalDay } from '../../../alerts/care/local-day.ts'
import {
  type CareAssignment,
  type CareContact,
  CONTACT_KINDS,
  CONTACT_RESULTS,
  type OpenPromise,
  PROMISE_ENDS,
  type ReviewReason,
} from '../../../alerts/model/care.ts'
import type {
  AssignmentRequest,
  ContactAnswer,
  ContactRequest,
  ContactUndoRequest,
  PromiseRequest,
  ResidentCare,
  ReviewDay,
  ReviewDaySummary,
  ReviewEntry,
  ReviewPerson,
} from '../api-care.ts'
import { epochMs, id, list, type Shape } from './shape.ts'

export const localDay = z
  .string()
  .refine(isLocalDay, 'is no day')
  .describe("yyyy-mm-dd of the community's own calendar.")

const kind = z.enum(CONTACT_KINDS)
const result = z
  .enum(CONTACT_RESULTS)
  .describe('`noAnswer` and `notHome`: nobody was reached, and the resident stays on the list.')
const how = z.enum(PROMISE_ENDS)
const note = z.string().trim().min(1).max(500)
const requestId = z.string().min(8).max(64).describe('Made by the client, once per click.')

const promise = z.object({ what: z.string(), dueOn: z.string() })
export const openPromise = z.object({
  id: z.number().int().describe('Of the contact in which it was made.'),
  residentId: z.string(),
  by: z.string().describe('A person id.'),
  at: epochMs,
  what: z.string(),
  dueOn: z.string(),
} satisfies Shape<OpenPromise>)

export const careContact = z
  .object({
    id: z.number().int(),
    residentId: z.string(),
    communityId: z.string(),
    by: z.string().describe('A person id.'),
    at: epochMs,
    kind,
    result,
    note: z.string().optional(),
    promise: promise.optional(),
    requestId: z.string(),
    undoneAt: epochMs.optional().describe('Taken back: it counts for nothing.'),
    settled: z
      .object({ how, by: z.string(), at: epochMs, note: z.string().optional() })
      .optional()
      .describe('What became of the promise; open while absent.'),
  } satisfies Shape<CareContact>)
  .meta({ description: 'A call or a visit of the staff to a resident.' })

const reason = z
  .object({
    code: z.enum([
      'alert',
      'afterEmergency',
      'promiseDue',
      'notReached',
      'callDue',
      'callMissed',
      'nightsUp',
      'risingLater',
      'seldomWorn',
      'neverSeen',
      'notProven',
    ]),
    weight: z.number(),
    about: z.enum(['person', 'device']),
    facts: z.record(z.string(), z.union([z.string(), z.number()])),
  } satisfies Shape<ReviewReason>)
  .meta({ description: 'Why somebody is on the list: a code and facts; docs/care.md names them.' })

const person = z.object({
  name: z.string(),
  nameEn: z.string().optional(),
  sex: z.enum(['female', 'male']),
  age: z.number().int(),
  phone: z.string().optional(),
  gridId: z.string(),
  building: z.string(),
  buildingEn: z.string().optional(),
  door: z.string(),
  entry: z.string(),
  tags: list(z.string()),
} satisfies Shape<ReviewPerson>)

const entry = z.object({
  residentId: z.string(),
  score: z.number(),
  reasons: list(reason).describe('The weightiest first.'),
  assignedTo: z.string().nullable().describe('A person id.'),
  carriedSince: z.string().optional().describe('On the list since that day, and nobody has reached them.'),
  resident: person.nullable(),
  state: z.enum(['open', 'fine', 'promised', 'needsHelp', 'notReached']),
  added: z.boolean().describe('Came on the list after the morning.'),
  contacts: list(careContact).describe('Of that day, newest first.'),
  last: careContact.nullable(),
  promises: list(openPromise),
} satisfies Shape<ReviewEntry>)

export const reviewDay = z.object({
  communityId: z.string(),
  day: z.string(),
  today: z.string(),
  fixedAt: epochMs.nullable(),
  fixAt: z.string(),
  entries: list(entry).describe('The most urgent first, each resident once.'),
  people: z.record(z.string(), z.string()),
} satisfies Shape<ReviewDay>)

const amount = z.number().int()
export const reviewDaySummary = z.object({
  day: z.string(),
  fixedAt: epochMs,
  of: amount,
  open: amount,
  fine: amount,
  promised: amount,
  needsHelp: amount,
  notReached: amount,
} satisfies Shape<ReviewDaySummary>)

export const residentCare = z.object({
  contacts: list(careContact).describe('Newest first, at most 100.'),
  every: z.number().int().nullable(),
  today: z.string(),
  people: z.record(z.string(), z.string()),
} satisfies Shape<ResidentCare>)

export const contactRequest = z
  .strictObject({
    requestId,
    residentId: id,
    kind,
    result,
    note: note.optional(),
    promise: z.strictObject({ what: z.string().trim().min(1).max(200), dueOn: localDay }).optional(),
  } satisfies Shape<ContactRequest>)
  .meta({ description: 'With `promised` a promise, due today or within a year; else none.' })

export const contactAnswer = z.object({
  contact: careContact,
  undoUntil: epochMs,
  alertId: z.number().int().nullable(),
} satisfies Shape<ContactAnswer>)

export const contactUndoRequest = z.strictObject({ requestId } satisfies Shape<ContactUndoRequest>)
export const promiseRequest = z.strictObject({
  requestId,
  how,
  note: note.optional(),
} satisfies Shape<PromiseRequest>)
export const assignmentRequest = z.strictObject({
  requestId,
  residentId: id,
  personId: id,
} satisfies Shape<AssignmentRequest>)
export const careAssignment = z.object({
  communityId: z.string(),
  day: z.string(),
  residentId: z.string(),
  personId: z.string(),
  by: z.string(),
  at: epochMs,
} satisfies Shape<CareAssignment>)
