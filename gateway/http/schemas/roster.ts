// The staff, the roster and the hand-over sheet on the wire.

import { z } from 'zod'
import type { Promised, SilentBand } from '../../../alerts/response/handover.ts'
import type { Gap } from '../../../alerts/roster/span.ts'
import type { HandoverSheet, StaffMember } from '../api-roster.ts'
import { alert } from './alert.ts'
import { openPromise } from './care.ts'
import { epochMs, list, type Shape } from './shape.ts'
import { silence } from './silence.ts'

export const staffMember = z
  .object({
    personId: z.string(),
    name: z.string(),
    nameEn: z.string().optional(),
    role: z.enum(['duty', 'grid', 'director', 'admin']),
    phone: z.string().optional(),
    gridIds: list(z.string()).optional(),
    onDuty: z.boolean(),
  } satisfies Shape<StaffMember>)
  .meta({ description: 'Somebody of the staff, and whether they are on duty at the minute asked for.' })

const promised = z.object({
  alertId: z.number().int(),
  personId: z.string(),
  what: z.enum(['assigned', 'onTheWay', 'handedOver']),
  at: epochMs,
} satisfies Shape<Promised>)

const silentBand = z.object({
  residentId: z.string(),
  seenAt: epochMs.nullable(),
} satisfies Shape<SilentBand>)

const gap = z.object({ from: epochMs, to: epochMs } satisfies Shape<Gap>)

export const handoverSheet = z.object({
  at: epochMs,
  communityId: z.string(),
  alerts: list(alert).describe('Not resolved; worst first, those nobody has taken on before the others.'),
  failed: list(alert).describe('Messages that did not arrive.'),
  promised: list(promised),
  silences: list(silence).describe('Those that end within 12 hours.'),
  silent: list(silentBand),
  uncovered: list(gap).describe('Nobody on duty, within the next seven days.'),
  onDuty: list(staffMember),
  next: z.object({ from: epochMs, people: list(staffMember) }).nullable(),
  carePromises: list(openPromise).describe('To residents: due within a week, or overdue.'),
  people: z.record(z.string(), z.string()),
} satisfies Shape<HandoverSheet>)
