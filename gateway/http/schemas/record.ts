// The proof of one alert and the figures of many on the wire.

import { z } from 'zod'
import { REACHED } from '../../../alerts/model/notification.ts'
import type { DeskFigures, Figures, KpiGroup, Spread, Standard } from '../../../alerts/record/kpi.ts'
import { KPI_BY, KPI_OF } from '../../../alerts/record/kpi-group.ts'
import { HOPS, type Hop, type Proof, type ProofRecipient } from '../../../alerts/record/proof.ts'
import type { KpiAnswer, ProvenAnswer } from '../api-record.ts'
import { epochMs, list, queryTime, type Shape } from './shape.ts'

const milliseconds = z.number()

const hop = z.object({
  hop: z.enum(HOPS),
  state: z.enum(['fine', 'slow', 'missing', 'waiting', 'skipped', 'notAsked']),
  at: epochMs.optional(),
  tookMs: milliseconds.optional(),
  expectedMs: milliseconds.optional(),
  by: z.string().optional(),
} satisfies Shape<Hop>)

const recipient = z.object({
  key: z.string(),
  recipientId: z.string(),
  name: z.string(),
  role: z.string(),
  channel: z.string(),
  reason: z.string(),
  state: z.enum(['fine', 'slow', 'failed', 'waiting']),
  queuedAt: epochMs,
  stages: z.partialRecord(z.enum(REACHED), epochMs),
  tookMs: milliseconds.optional(),
  expectedMs: milliseconds,
  error: z.string().optional(),
} satisfies Shape<ProofRecipient>)

export const proof = z.object({
  alertId: z.number().int(),
  hops: list(hop),
  recipients: list(recipient),
  red: z.enum(HOPS).optional().describe('The first hop that is slow or missing.'),
} satisfies Shape<Proof>)

const spread = z.object({
  count: z.number().int(),
  p50: milliseconds.optional(),
  p95: milliseconds.optional(),
} satisfies Shape<Spread>)

const standard = z.object({
  withinMs: milliseconds,
  wanted: z.number(),
  judged: z.number().int(),
  within: z.number().int(),
  share: z.number().optional(),
  met: z.boolean().optional(),
} satisfies Shape<Standard>)

export const figures = z.object({
  alerts: z.number().int(),
  tests: z.number().int(),
  standards: list(standard),
  acknowledge: spread,
  arrive: spread,
  resolve: spread,
  desk: z
    .object({ received: spread, vehicleOut: spread, arrived: spread } satisfies Shape<DeskFigures>)
    .describe('From the press to what the 120 desk did, by its own times.'),
  own: z
    .object({ alerts: z.number().int(), acknowledge: spread })
    .describe('The gateway’s alerts about itself: in the total only, and in no other figure.'),
  outcomes: z.record(z.string(), z.number().int()),
} satisfies Shape<Figures>)

export const kpiQuery = z
  .object({
    from: queryTime,
    to: queryTime.describe('Exclusive; at most 400 days after `from`.'),
    by: z.enum(KPI_BY).default('shift'),
    of: z.enum(KPI_OF).default('urgent').describe('`urgent`: emergencies and what is critical.'),
  })
  .refine(({ from, to }) => to > from && to - from <= 400 * 86_400_000, {
    path: ['to'],
    message: 'after `from`, and at most 400 days',
  })

export const kpiAnswer = z.object({
  from: epochMs,
  to: epochMs,
  by: z.enum(KPI_BY),
  of: z.enum(KPI_OF),
  total: figures,
  groups: list(
    z.object({ key: z.string(), name: z.string().optional(), figures } satisfies Shape<
      KpiGroup & { name?: string }
    >),
  ),
} satisfies Shape<KpiAnswer>)

export const provenAnswer = z.object({
  communities: list(
    z.object({
      id: z.string(),
      name: z.string(),
      since: epochMs,
      at: epochMs.nullable(),
      tookMs: milliseconds.optional(),
    } satisfies Shape<ProvenAnswer['communities'][number]>),
  ),
  channels: list(
    z.object({ channel: z.string(), isOn: z.boolean(), at: epochMs.nullable() } satisfies Shape<
      ProvenAnswer['channels'][number]
    >),
  ),
} satisfies Shape<ProvenAnswer>)
