// The 120 desk on the wire: its card, its receipts, and what staff record of it.

import { z } from 'zod'
import {
  DESK_STEPS,
  DESK_WORDS,
  type DeskMoment,
  type DeskRecord,
  OBSERVATIONS,
  OBSERVED,
  type Observed,
} from '../../../alerts/model/desk.ts'
import type { Card120 } from '../../../alerts/model/notification.ts'
import type { DeskReceiptAnswer } from '../api-desk.ts'
import { epochMs, list, type Shape } from './shape.ts'

const moment = z.object({
  at: epochMs.describe('When it happened, as the desk says.'),
  heardAt: epochMs,
  by: z.string().describe('A partner id, or of the telephone a person id.'),
  how: z.enum(['interface', 'phone']),
} satisfies Shape<DeskMoment>)

const vehicle = z.object({ number: z.string().optional(), phone: z.string().optional() })

export const deskRecord = z.object({
  received: moment.optional(),
  vehicleOut: moment.optional(),
  arrived: moment.optional(),
  standDown: moment.optional().describe('The desk knows that the card was withdrawn.'),
  eventNumber: z.string().optional().describe('The desk’s own.'),
  eventNumberHow: z.enum(['interface', 'phone']).optional(),
  vehicle: vehicle.optional(),
  cardVersion: z.number().int().optional(),
} satisfies Shape<DeskRecord>)

const observed = z.object({
  answer: z.enum(OBSERVED),
  at: epochMs,
  by: z.string(),
} satisfies Shape<Observed>)

export const observations = z.object({ conscious: observed.optional(), breathing: observed.optional() })

const cardState = z.enum(['new', 'updated', 'confirmed', 'withdrawn', ...DESK_STEPS])
const point = z.object({ latitude: z.number(), longitude: z.number() })

export const card120 = z.object({
  eventNumber: z.string(),
  version: z.number().int(),
  state: cardState,
  calledAt: epochMs,
  what: z.string(),
  patient: z.object({
    name: z.string(),
    sex: z.string(),
    age: z.number().int(),
    bloodType: z.string().optional(),
  }),
  phone: z.string().optional(),
  contacts: list(z.object({ name: z.string(), relation: z.string(), phone: z.string().optional() })),
  address: z.string(),
  entry: z.string(),
  position: z
    .object({
      wgs84: point,
      gcj02: point,
      accuracyMetres: z.number().optional(),
      eventTime: epochMs.optional(),
      source: z.string().optional(),
    })
    .optional(),
  conditions: list(z.string()),
  medication: list(z.string()),
  allergies: list(z.string()),
  cautions: list(z.string()).optional(),
  observed: observations.optional(),
  vitals: list(
    z.object({ metric: z.string(), value: z.string(), eventTime: epochMs, source: z.string().optional() }),
  ),
  onSite: list(z.string()).optional(),
  onTheWay: list(z.string()).optional(),
  deskEventNumber: z.string().optional(),
  confirmedByPerson: z.boolean(),
  confirmedBy: z.string().optional(),
  callBack: z.string().optional(),
} satisfies Shape<Card120>)

const eventNumber = z.string().trim().min(1).max(64)
const givenVehicle = z.strictObject({
  number: z.string().trim().min(1).max(32).exactOptional(),
  phone: z.string().trim().min(1).max(32).exactOptional(),
})

/** What staff record: members of `alertAction`. */
export const deskActions = (requestId: z.ZodString, note: z.ZodOptional<z.ZodString>) =>
  [
    z.strictObject({
      action: z.literal('desk'),
      requestId,
      step: z.enum(DESK_WORDS).describe('`standDown`: the desk knows that the card was withdrawn.'),
      happenedAt: epochMs.optional().describe('When it happened, as the desk said on the telephone.'),
      eventNumber: eventNumber.optional().describe('The desk’s own number for the event.'),
      vehicle: givenVehicle.optional(),
      note,
    }),
    z.strictObject({
      action: z.literal('observe'),
      requestId,
      question: z.enum(OBSERVATIONS),
      answer: z.enum(OBSERVED),
    }),
  ] as const

export const receiptBody = z.object({
  version: z.literal(1),
  key: z.string().min(8).max(128).describe('Made by you, one per receipt: a repeat gets the first answer.'),
  eventNumber: z.string().min(1).max(128).describe('`card.eventNumber` as it was sent to you.'),
  cardVersion: z.number().int().min(1).describe('`card.version` as it was sent to you.'),
  status: z.enum(DESK_STEPS),
  at: epochMs.optional().describe('When it happened, by your clock; absent: now.'),
  deskEventNumber: eventNumber.optional(),
  vehicle: givenVehicle.optional(),
  note: z.string().trim().max(500).optional(),
})

export const receiptHeaders = z.looseObject({
  'x-shouwang-partner': z.string().optional().describe('Your partner id.'),
  'x-shouwang-timestamp': z.string().optional().describe('Epoch milliseconds, at most 5 minutes off.'),
  'x-shouwang-signature': z
    .string()
    .optional()
    .describe('Lower-case hex of HMAC-SHA256 with your secret over `timestamp + "." + body`.'),
})

export const receiptAnswer = z.object({
  key: z.string(),
  result: z.enum(['recorded', 'alreadyKnown']),
  eventNumber: z.string(),
  card: z.object({ version: z.number().int(), state: cardState }),
} satisfies Shape<DeskReceiptAnswer>)
