// Sessions, devices, refused messages and the demo's phones on the wire.

import { z } from 'zod'
import { DEVICE_ID } from '../../protocol/topics.ts'
import type { AdoptResult, Meta, PhoneMessage, Rejection, Session, UnknownDevice } from '../api.ts'
import { card120 } from './desk.ts'
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
  link: z.string().optional().describe('Where its owner can act without a login.'),
} satisfies Shape<PhoneMessage>)
