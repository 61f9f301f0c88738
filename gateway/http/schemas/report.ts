// A day or a month on record on the wire.

import { z } from 'zod'
import { OUTCOMES } from '../../../alerts/model/alert.ts'
import type { SubjectRef } from '../../../alerts/model/people.ts'
import { REPORT_KINDS } from '../../../alerts/record/calendar.ts'
import { CANARY_STAGES } from '../../../alerts/record/canary.ts'
import type { KpiGroup } from '../../../alerts/record/kpi.ts'
import type {
  Bar,
  ChannelCount,
  FailedMessage,
  Outage,
  PeriodFigures,
  SilentDevice,
  SubjectCount,
  WorstCase,
} from '../../../alerts/record/report.ts'
import type { ChangedNumber, ReportedChange } from '../../../alerts/record/rule-changes.ts'
import type { Gap } from '../../../alerts/roster/span.ts'
import type { ReportAnswer, ReportMailAnswer } from '../api-reports.ts'
import { figures } from './record.ts'
import { epochMs, id, list, locale, type Shape, severity } from './shape.ts'
import { silence } from './silence.ts'

const count = z.number().int()
const milliseconds = z.number()

export const dailyQuery = z.object({
  date: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .describe('A day on the community’s clock: 2026-11-21.'),
  communityId: id.optional(),
})
export const monthlyQuery = z.object({
  month: z
    .string()
    .regex(/^\d{4}-\d{2}$/)
    .describe('A month on the community’s clock: 2026-11.'),
  communityId: id.optional(),
})
export const inWords = { locale: locale.default('zh-CN').describe('The language of the table.') }

const subject = z.object({
  kind: z.enum(['resident', 'drain', 'device', 'system', 'area']),
  id: z.string(),
  area: z.enum(['building', 'grid', 'community']).optional(),
} satisfies Shape<SubjectRef>)

const top = <S extends z.ZodType>(item: S) => z.object({ list: list(item), total: count })

const periodFigures = {
  urgent: figures.describe('Emergencies and what is critical.'),
  all: figures.describe('Warnings too.'),
  emergencies: count,
  longest: z.object({ alertId: count, waitedMs: milliseconds, answered: z.boolean() }).optional(),
  messages: list(
    z.object({
      channel: z.string(),
      messages: count,
      delivered: count,
      failed: count,
    } satisfies Shape<ChannelCount>),
  ),
  days: z.number().describe('Days of the period that are over and on record.'),
} satisfies Shape<PeriodFigures>

const group = z.object({ key: z.string(), figures } satisfies Shape<KpiGroup>)
const bar = z.object({ key: z.string(), urgent: count, others: count, tests: count } satisfies Shape<Bar>)

const worst = z.object({
  alertId: count,
  subject,
  ruleId: z.string(),
  level: z.string().optional(),
  severity,
  emergency: z.boolean(),
  receivedAt: epochMs,
  waitedMs: milliseconds,
  answered: z.boolean(),
  arrivedMs: milliseconds.optional(),
  resolvedMs: milliseconds.optional(),
  outcome: z.enum([...OUTCOMES, 'recovered']).optional(),
  lapses: count,
} satisfies Shape<WorstCase>)

const subjectCount = z.object({
  subject,
  alerts: count,
  urgent: count,
  genuine: count,
  false: count,
} satisfies Shape<SubjectCount>)

const silentDevice = z.object({
  subject,
  deviceId: z.string(),
  ruleId: z.string(),
  times: count,
  totalMs: milliseconds,
  standing: z.boolean(),
} satisfies Shape<SilentDevice>)

const failedMessage = z.object({
  alertId: count,
  recipient: z.string(),
  role: z.string(),
  channel: z.string(),
  attempts: count,
  error: z.string(),
  createdAt: epochMs,
} satisfies Shape<FailedMessage>)

const outage = z.object({
  channel: z.string(),
  from: epochMs,
  to: epochMs.optional(),
  reason: z.string(),
} satisfies Shape<Outage>)

const canaryDay = z.discriminatedUnion('state', [
  z.object({ day: z.string(), state: z.literal('proven'), at: epochMs, tookMs: milliseconds }),
  z.object({
    day: z.string(),
    state: z.literal('failed'),
    at: epochMs,
    stage: z.enum([...CANARY_STAGES, '']),
    until: epochMs.optional(),
  }),
  z.object({ day: z.string(), state: z.literal('none') }),
])

const changedNumber = z.object({
  ruleId: z.string(),
  name: z.string().optional(),
  tag: z.string().optional(),
  from: z.number().nullable(),
  to: z.number().nullable(),
} satisfies Shape<ChangedNumber>)

const change = z.object({
  no: count,
  at: epochMs,
  by: z.string(),
  reason: z.string(),
  ruleId: z.string().optional(),
  residentId: z.string().optional(),
  restores: count.optional(),
  numbers: list(changedNumber),
} satisfies Shape<ReportedChange>)

export const reportAnswer = z.object({
  kind: z.enum(REPORT_KINDS),
  name: z.string(),
  communityId: z.string(),
  timeZone: z.string(),
  from: epochMs,
  to: epochMs,
  madeAt: epochMs,
  recordSince: epochMs.nullable().describe('What is before was not recorded here.'),
  figures: z.object(periodFigures),
  previous: z
    .object({ ...periodFigures, name: z.string() })
    .optional()
    .describe('The month before, in a monthly report.'),
  by: z.object({ shift: list(group), grid: list(group), rule: list(group) }).describe('Of the urgent ones.'),
  bars: list(bar).describe('The hours of a day ("00" to "23"), the days of a month.'),
  worst: top(worst),
  residents: top(subjectCount),
  devices: top(silentDevice),
  failed: top(failedMessage),
  outages: list(outage),
  silences: list(silence),
  canary: list(canaryDay).nullable().describe('Null: there is no canary here.'),
  uncovered: list(z.object({ from: epochMs, to: epochMs } satisfies Shape<Gap>))
    .nullable()
    .describe('Nobody on duty. Null: no roster is kept here.'),
  changes: list(change),
  titles: z.record(z.string(), z.object({ 'zh-CN': z.string(), en: z.string() })),
  madeBy: z.object({ personId: z.string(), name: z.string() }),
  people: z.record(z.string(), z.string()),
  subjects: z.record(z.string(), z.string()),
} satisfies Shape<ReportAnswer>)

const sent = z.object({
  kind: z.enum(REPORT_KINDS),
  name: z.string(),
  madeAt: epochMs,
  to: list(
    z.object({
      personId: z.string(),
      name: z.string(),
      status: z.enum(['queued', 'sending', 'retrying', 'delivered', 'failed']),
      at: epochMs.optional(),
      error: z.string().optional(),
    } satisfies Shape<ReportMailAnswer['sent'][number]['to'][number]>),
  ),
} satisfies Shape<ReportMailAnswer['sent'][number]>)

export const mailQuery = z.object({ communityId: id.optional() })

export const reportMailAnswer = z.object({
  communityId: z.string(),
  timeZone: z.string(),
  isOn: z.boolean().describe('The site has settings for e-mail.'),
  at: z.string().describe('A time of day on the community’s clock.'),
  readers: list(
    z.object({
      personId: z.string(),
      name: z.string(),
      kinds: list(z.enum(REPORT_KINDS)),
    } satisfies Shape<ReportMailAnswer['readers'][number]>),
  ),
  next: list(
    z.object({ kind: z.enum(REPORT_KINDS), at: epochMs } satisfies Shape<ReportMailAnswer['next'][number]>),
  ),
  sent: list(sent).describe('Newest first.'),
} satisfies Shape<ReportMailAnswer>)
