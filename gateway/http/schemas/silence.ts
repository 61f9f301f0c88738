// Silences and maintenance windows on the wire. Times that depend on the clock are judged by the port, not here.

import { z } from 'zod'
import { SILENCE_KINDS, type Silence, type SilenceMatch } from '../../../alerts/model/silence.ts'
import type { SilencePage, SilenceRequest } from '../api.ts'
import { epochMs, id, list, type Shape } from './shape.ts'

const matcher = {
  ruleId: id.optional(),
  residentId: id.optional(),
  drainId: id.optional(),
  deviceId: id.optional(),
  buildingId: id.optional(),
  gridId: id.optional(),
  communityId: id.optional(),
} satisfies Shape<SilenceMatch>

const kind = z.enum(SILENCE_KINDS)

export const silence = z
  .object({
    id: z.number().int(),
    kind,
    match: z.object(matcher).describe('Every one that is there must fit.'),
    reason: z.string(),
    createdBy: z.string().describe('A person id.'),
    createdAt: epochMs,
    from: epochMs,
    until: epochMs,
    exceptCritical: z.boolean().describe('What is critical, or becomes it, breaks through.'),
    endedAt: epochMs.optional().describe('Ended before its time.'),
    endedBy: z.string().optional(),
  } satisfies Shape<Silence>)
  .meta({ description: 'Planned before `from`, past from `until` or `endedAt` on, active in between.' })

export const silencePage = z.object({
  silences: list(silence),
  people: z.record(z.string(), z.string()),
  next: z.number().int().nullable(),
} satisfies Shape<SilencePage>)

const requestId = z.string().min(8).max(64).describe('Made by the client, once per click.')

export const silenceRequest = z
  .strictObject({
    requestId,
    kind,
    match: z.strictObject(matcher),
    reason: z.string().trim().min(1).max(500),
    from: epochMs.optional().describe('Absent, or just past: now. At most a year ahead.'),
    until: epochMs.describe('At most 30 days after it begins.'),
    exceptCritical: z.boolean().default(true),
  } satisfies Shape<SilenceRequest>)
  .meta({ description: 'At least one matcher. Emergencies are never silenced.' })

export const silenceEndRequest = z.strictObject({ requestId })
