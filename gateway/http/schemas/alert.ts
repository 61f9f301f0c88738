// Alerts, their history and their deliveries on the wire, and what a person may do to one.

import { z } from 'zod'
import type { Alert, Evidence, TimelineEntry } from '../../../alerts/model/alert.ts'
import {
  type Assignment,
  type Attendance,
  PHONE_RESULTS,
  UNDOABLE,
  type Undo,
} from '../../../alerts/model/attendance.ts'
import {
  AREA_KINDS,
  CALL_REASONS,
  CALL_RESULTS,
  type Call,
  type CallReason,
  type Members,
} from '../../../alerts/model/incident.ts'
import type { LateEpisode, LateSummary } from '../../../alerts/model/late.ts'
import type { SubjectRef } from '../../../alerts/model/people.ts'
import { METRICS } from '../../../alerts/model/telemetry.ts'
import type { NotificationView } from '../../live/frames.ts'
import type { AlertActionResult, AlertDetail, AlertPage, CallListEntry, CallRequest } from '../api.ts'
import { deskActions, deskRecord, observations } from './desk.ts'
import { testPress } from './proven.ts'
import { epochMs, id, list, type Shape, severity } from './shape.ts'

const fact = z.union([z.string(), z.number(), z.boolean()])

const subject = z.object({
  kind: z.enum(['resident', 'drain', 'device', 'system', 'area']),
  id: z.string(),
  area: z.enum(AREA_KINDS).optional().describe('Of an area: what `id` is the id of.'),
} satisfies Shape<SubjectRef>)

const evidence = z.object({
  samples: list(z.object({ metric: z.enum(METRICS), at: epochMs, value: z.number() })),
  metric: z.enum(METRICS).optional(),
  comparison: z.enum(['above', 'below', 'atLeast', 'atMost']).optional(),
  threshold: z.number().optional(),
  since: epochMs,
  heldMs: z.number().optional(),
  facts: z.record(z.string(), fact).optional(),
} satisfies Shape<Evidence>)

const call = z.object({
  result: z.enum(CALL_RESULTS),
  at: epochMs,
  by: z.string(),
  note: z.string().optional(),
  times: z.number().int(),
} satisfies Shape<Call>)

const members = z.object({
  area: z.enum(AREA_KINDS),
  count: z.number().int(),
  standing: z.number().int(),
  newestId: z.number().int(),
  worstId: z.number().int(),
  oldestAt: epochMs,
  newestAt: epochMs,
  subjects: list(z.string()),
} satisfies Shape<Members>)

const episode = z.object({
  ruleId: z.string(),
  count: z.number().int(),
  severity,
  from: epochMs,
  to: epochMs,
  metric: z.enum(METRICS).optional(),
  worst: z.number().optional(),
  comparison: z.enum(['above', 'below', 'atLeast', 'atMost']).optional(),
  threshold: z.number().optional(),
} satisfies Shape<LateEpisode>)

const late = z.object({
  episodes: list(episode),
  pending: list(z.looseObject({})).describe('While the upload goes on: what has not ended yet.'),
  opened: list(z.number().int()),
  until: epochMs.describe('The upload counts as over then, unless more arrives.'),
} satisfies Shape<LateSummary>)

export const alertStatus = z.enum(['open', 'acknowledged', 'resolved'])

const attendance = z.object({
  personId: z.string(),
  onTheWayAt: epochMs.optional(),
  arrivedAt: epochMs.optional(),
} satisfies Shape<Attendance>)

const assignment = z.object({
  personId: z.string(),
  by: z.string(),
  at: epochMs,
} satisfies Shape<Assignment>)

const undo = z.object({
  action: z.enum(UNDOABLE),
  by: z.string(),
  at: epochMs,
  until: epochMs.describe('Until then that person can take it back.'),
  reachedAt: epochMs.optional(),
  was: z.looseObject({}).describe('The alert as it was before.'),
} satisfies Shape<Undo>)

export const alert = z
  .object({
    id: z.number().int(),
    subject,
    deviceId: z.string(),
    communityId: z.string(),
    gridId: z.string(),
    ruleId: z.string(),
    ruleVersion: z.string(),
    severity,
    level: z.string().optional(),
    policyId: z.string(),
    emergency: z.boolean(),
    closesOnClear: z.boolean(),
    status: alertStatus,
    eventTime: epochMs,
    receivedAt: epochMs,
    evidence,
    repeats: z.number().int(),
    clearedAt: epochMs.optional(),
    acknowledgedAt: epochMs.optional(),
    acknowledgedBy: z.string().optional(),
    declined: list(z.string()).optional().describe('Who was told and cannot go.'),
    handedOver: z.object({ from: z.string(), at: epochMs }).optional(),
    assignedTo: assignment.optional(),
    attending: list(attendance).optional(),
    resolvedAt: epochMs.optional(),
    resolvedBy: z.string().optional(),
    outcome: z.enum(['genuine', 'accidental', 'test', 'equipment', 'recovered']).optional(),
    confirmation: z.enum(['confirmed', 'withdrawn']).optional(),
    desk: deskRecord.optional().describe('What the 120 desk has said of its card.'),
    observed: observations.optional(),
    nextStep: z.number().int(),
    dueAt: epochMs
      .nullable()
      .describe('When something is due: the next step, or the end of an acknowledgement.'),
    chainDueAt: epochMs.optional(),
    lapsesAt: epochMs.optional().describe('Taken on, and nobody on the way: open again from then on.'),
    undo: undo.optional(),
    silence: z
      .object({ id: z.number().int(), until: epochMs, chainDueAt: epochMs.optional() })
      .optional()
      .describe('Nobody is notified until then; open alerts only.'),
    test: testPress.optional(),
    difficult: z.boolean().optional(),
    incidentId: z.number().int().optional(),
    partedAt: epochMs.optional(),
    reachedAt: epochMs.optional(),
    members: members.optional(),
    calls: z.record(z.string(), call).optional(),
    late: late.optional(),
    revision: z.number().int(),
  } satisfies Shape<Alert>)
  .meta({ description: 'An alert: open → acknowledged → resolved.' })

const timelineEntry = z.object({
  alertId: z.number().int(),
  seq: z.number().int(),
  at: epochMs,
  kind: z.string(),
  actor: z.string().describe('A person id, or `system`.'),
  detail: z.record(z.string(), z.union([fact, list(z.string())])),
} satisfies Shape<TimelineEntry>)

const notification = z.object({
  key: z.string(),
  alertId: z.number().int(),
  step: z.number().int(),
  reason: z.string(),
  recipientId: z.string().describe('Empty where the reader may only know the role.'),
  recipientName: z.string(),
  recipientRole: z.string(),
  channel: z.string(),
  status: z.enum(['queued', 'sending', 'retrying', 'delivered', 'failed']),
  attempts: z.number().int(),
  createdAt: epochMs,
  settledAt: epochMs.optional(),
  lastError: z.string().optional(),
  reached: z.enum(['sent', 'accepted', 'delivered', 'read', 'actedOn']).optional(),
  digest: z.string().optional().describe('Key of the digest it came in, with others.'),
} satisfies Shape<NotificationView>)

const callListEntry = z.object({
  residentId: z.string(),
  score: z.number(),
  reasons: list(
    z.object({
      code: z.enum(CALL_REASONS),
      weight: z.number(),
      drainId: z.string().optional(),
      years: z.number().int().optional(),
    } satisfies Shape<CallReason>),
  ),
  name: z.string(),
  nameEn: z.string().optional(),
  age: z.number().int(),
  sex: z.enum(['female', 'male']),
  building: z.string(),
  buildingEn: z.string().optional(),
  door: z.string(),
  entry: z.string(),
  phone: z.string().optional(),
  tags: list(z.string()),
  contacts: list(z.object({ name: z.string(), relation: z.string(), phone: z.string().optional() })),
  call: call.optional(),
} satisfies Shape<CallListEntry>)

export const alertDetail = z.object({
  alert,
  timeline: list(timelineEntry),
  notifications: list(notification),
  people: z.record(z.string(), z.string()),
  members: list(alert).optional(),
  callList: list(callListEntry).optional(),
} satisfies Shape<AlertDetail>)

export const alertPage = z.object({
  alerts: list(alert),
  next: z.number().int().nullable(),
} satisfies Shape<AlertPage>)

export const alertActionResult = z.object({
  alert,
  entries: list(timelineEntry),
} satisfies Shape<AlertActionResult>)

const requestId = z
  .string()
  .min(8)
  .max(64)
  .describe('Made by the client, once per click: a repeat gets the first answer.')
const note = z.string().trim().max(2_000).optional()

export const alertAction = z
  .discriminatedUnion('action', [
    z.strictObject({ action: z.literal('acknowledge'), requestId }),
    z.strictObject({ action: z.literal('comment'), requestId, text: z.string().trim().min(1).max(2_000) }),
    z.strictObject({ action: z.literal('confirm'), requestId, note }),
    z.strictObject({ action: z.literal('withdraw'), requestId, note }),
    z.strictObject({ action: z.literal('real'), requestId, note }),
    z.strictObject({ action: z.literal('onTheWay'), requestId, note }),
    z.strictObject({ action: z.literal('arrived'), requestId, note }),
    z.strictObject({
      action: z.literal('assign'),
      requestId,
      personId: id,
      instead: id.optional().describe('Who has the task now, as the client saw it; absent when nobody.'),
      note,
    }),
    z.strictObject({
      action: z.literal('handOver'),
      requestId,
      personId: id,
      from: id.describe('Who answers for it now, as the client saw it.'),
      note,
    }),
    z.strictObject({
      action: z.literal('logCall'),
      requestId,
      callee: id.describe('A person id, `resident`, `desk120` or `other`.'),
      result: z.enum(PHONE_RESULTS),
      note,
    }),
    ...deskActions(requestId, note),
    z.strictObject({ action: z.literal('decline'), requestId, note }),
    z.strictObject({ action: z.literal('undo'), requestId }),
    z.strictObject({
      action: z.literal('resolve'),
      requestId,
      outcome: z.enum(['genuine', 'accidental', 'test', 'equipment']),
      note,
      members: z
        .enum(['keep', 'resolve'])
        .optional()
        .describe('Of an incident: what becomes of its unresolved members. The default is `keep`.'),
    }),
  ])
  .meta({
    description:
      'confirm and withdraw speak to the 120 desk and apply to emergencies. real turns an announced test into a call for help; until then only comment, logCall and resolve apply to one. undo takes back the last acknowledge, onTheWay, arrived, decline or resolve of the same person within 10 s.',
  })

export const callRequest = z.strictObject({
  requestId,
  residentId: z.string().min(1).max(64),
  result: z.enum(CALL_RESULTS),
  note,
} satisfies Shape<CallRequest>)
