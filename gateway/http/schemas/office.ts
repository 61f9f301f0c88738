// Sessions, devices, refused messages and the demo's phones on the wire.

import { z } from 'zod'
import type { Card120 } from '../../../alerts/model/notification.ts'
import { DEVICE_ID } from '../../protocol/topics.ts'
import type { AdoptResult, Meta, PhoneMessage, Rejection, Session, UnknownDevice } from '../api.ts'
import { epochMs, id, list, locale, role, type Shape, severity } from './shape.ts'

export const session = z.object({
  personId: z.string(),
  name: z.string(),
  nameEn: z.string().optional(),
  role,
  locale,
  residentIds: list(z.string()).optional(),
  gridIds: list(z.string()).optional(),
  expiresAt: epochMs.optional(),
  demo: z.boolean(),
} satisfies Shape<Session>)

export const loginRequest = z.strictObject({
  login: z.string().trim().min(1).max(64),
  password: z.string().min(1).max(128),
})

export const meta = z.object({
  name: z.string(),
  version: z.string(),
  demo: z.boolean(),
  locales: list(locale),
  serverTime: epochMs,
} satisfies Shape<Meta>)

export const unknownDevice = z.object({
  deviceId: z.string(),
  kind: z.enum(['band', 'drain', 'unknown']),
  firstSeenAt: epochMs,
  lastSeenAt: epochMs,
  attempts: z.number().int(),
  address: z.string(),
  reason: z.enum(['unknownDevice', 'wrongSecret']),
} satisfies Shape<UnknownDevice>)

export const adoptRequest = z
  .strictObject({
    deviceId: z.string().regex(DEVICE_ID, '1 to 64 letters, digits, dots, underscores or hyphens'),
    kind: z.enum(['band', 'drain']),
    model: z.string().trim().min(1).max(64).optional(),
    residentId: id.optional(),
    drainId: id.optional(),
  })
  .refine((device) => device.kind === 'band' || device.residentId === undefined, {
    path: ['residentId'],
    message: 'a water level sensor is worn by nobody; name a drainId',
  })
  .refine((device) => device.kind === 'drain' || device.drainId === undefined, {
    path: ['drainId'],
    message: 'a band hangs in no drain; name a residentId',
  })

export const adoptResult = z.object({
  deviceId: z.string(),
  username: z.string(),
  secret: z.string().describe('Shown this once; the gateway keeps only its hash.'),
} satisfies Shape<AdoptResult>)

export const rejection = z.object({
  id: z.number().int(),
  receivedAt: epochMs,
  deviceId: z.string(),
  topic: z.string(),
  reason: z.string(),
  detail: z.string(),
  payloadStart: z.string(),
} satisfies Shape<Rejection>)

const point = z.object({ latitude: z.number(), longitude: z.number() })

const card120 = z.object({
  eventNumber: z.string(),
  version: z.number().int(),
  state: z.enum(['new', 'updated', 'confirmed', 'withdrawn']),
  calledAt: epochMs,
  what: z.string(),
  patient: z.object({
    name: z.string(),
    sex: z.string(),
    age: z.number(),
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
  vitals: list(z.object({ metric: z.string(), value: z.string(), eventTime: epochMs })),
  confirmedByPerson: z.boolean(),
  confirmedBy: z.string().optional(),
  callBack: z.string().optional(),
} satisfies Shape<Card120>)

export const phoneMessage = z.object({
  key: z.string(),
  at: epochMs,
  recipientId: z.string(),
  recipientName: z.string(),
  recipientRole: z.string(),
  alertId: z.number().int(),
  reason: z.string(),
  title: z.string(),
  body: z.string(),
  severity,
  card: card120.optional(),
} satisfies Shape<PhoneMessage>)
