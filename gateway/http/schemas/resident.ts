// Residents and drains on the wire, with their curves.

import { z } from 'zod'
import { METRICS } from '../../../alerts/model/telemetry.ts'
import type { DrainTile, ResidentTile } from '../../live/frames.ts'
import type { Limit, ResidentDetail, Samples } from '../api.ts'
import { alert } from './alert.ts'
import { announcedTestFields } from './proven.ts'
import { epochMs, list, type Shape, severity } from './shape.ts'

const shown = z.object({ value: z.number(), at: epochMs }).nullable()
const condition = z.enum(['fine', 'alarm', 'unknown'])
const unknownReason = z
  .enum(['neverSeen', 'offline', 'notWorn', 'stale', 'noBattery', 'charging', 'noDevice'])
  .optional()

export const residentTile = z.object({
  id: z.string(),
  name: z.string(),
  nameEn: z.string().optional(),
  age: z.number().int(),
  sex: z.enum(['female', 'male']),
  communityId: z.string(),
  gridId: z.string(),
  building: z.string(),
  buildingEn: z.string().optional(),
  door: z.string(),
  tags: list(z.string()),
  deviceId: z.string().nullable(),
  condition,
  unknownReason,
  heartRate: shown,
  systolic: shown,
  diastolic: shown,
  spo2: shown,
  temperature: shown,
  steps: shown,
  battery: shown,
  charging: z.boolean(),
  worn: z.boolean().nullable(),
  online: z.boolean().nullable(),
  seenAt: epochMs.nullable(),
  position: z
    .object({
      latitude: z.number(),
      longitude: z.number(),
      accuracyMetres: z.number().nullable(),
      source: z.string(),
      at: epochMs,
    })
    .nullable(),
  alertIds: list(z.number().int()),
  proven: z.object({ at: epochMs, by: z.enum(['press', 'band']) }).optional(),
  test: z.object(announcedTestFields).optional(),
} satisfies Shape<ResidentTile>)

export const drainTile = z.object({
  id: z.string(),
  name: z.string(),
  nameEn: z.string().optional(),
  communityId: z.string(),
  gridId: z.string(),
  latitude: z.number(),
  longitude: z.number(),
  deviceId: z.string().nullable(),
  condition,
  unknownReason,
  level: shown,
  levelClass: z.string().nullable(),
  trend: z.number().nullable(),
  battery: shown,
  online: z.boolean().nullable(),
  seenAt: epochMs.nullable(),
  recent: list(z.object({ value: z.number(), at: epochMs })),
  classes: list(z.object({ level: z.string(), threshold: z.number() })).optional(),
  alertIds: list(z.number().int()),
} satisfies Shape<DrainTile>)

const limit = z.object({
  ruleId: z.string(),
  metric: z.string(),
  comparison: z.enum(['above', 'below', 'atLeast', 'atMost']),
  threshold: z.number(),
  severity,
  overridden: z.boolean(),
} satisfies Shape<Limit>)

export const residentDetail = z.object({
  tile: residentTile,
  born: z.string(),
  phone: z.string().optional(),
  address: z.string(),
  entry: z.string(),
  conditions: list(z.string()),
  medication: list(z.string()),
  allergies: list(z.string()),
  bloodType: z.string().optional(),
  caregivers: list(
    z.object({
      name: z.string(),
      relation: z.string(),
      phone: z.string().optional(),
      personId: z.string().optional(),
    }),
  ),
  safeZone: z
    .union([
      z.object({ latitude: z.number(), longitude: z.number(), radiusMetres: z.number() }),
      z.object({ polygon: list(z.tuple([z.number(), z.number()]).readonly()) }),
    ])
    .optional(),
  outsideMetres: z.number().optional(),
  limits: list(limit),
  alerts: list(alert),
} satisfies Shape<ResidentDetail>)

export const samples = z.object({
  metric: z.string(),
  from: epochMs,
  to: epochMs,
  at: list(epochMs),
  value: list(z.number()),
  doubtful: list(z.object({ at: epochMs, value: z.number(), reason: z.string() })),
  indexedTo: epochMs,
} satisfies Shape<Samples>)

const DAY = 86_400_000
/** A curve spans at most a year: what a doctor asks for, and what one query can answer. */
export const samplesQuery = z
  .object({
    metric: z.enum(METRICS),
    from: z.coerce.number().int().min(0).describe('Epoch milliseconds.'),
    to: z.coerce.number().int().min(0).describe('Epoch milliseconds, after `from`, at most 366 days.'),
  })
  .refine(({ from, to }) => to > from, { path: ['to'], message: '`to` must be after `from`' })
  .refine(({ from, to }) => to - from <= 366 * DAY, { path: ['to'], message: 'at most 366 days at a time' })
