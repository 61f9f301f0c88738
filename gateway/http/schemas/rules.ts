// Rules, their changes and care plans on the wire.

import { z } from 'zod'
import type {
  BacktestAlert,
  BacktestReport,
  BacktestSide,
  CarePlan,
  CarePlanEntry,
  RuleAlertCounts,
  RuleFault,
  RuleHistoryEntry,
  RuleList,
  RuleParameter,
  RulesRefusal,
  RuleView,
  TagParameters,
  Words,
} from '../api.ts'
import { epochMs, id, list, type Shape, severity } from './shape.ts'

const words = z.object({ 'zh-CN': z.string(), en: z.string() } satisfies Shape<Words>)
const numbers = z.record(z.string().max(64), z.number())
const reason = z.string().trim().min(1).max(500).describe('Why; kept in the history.')
const expected = z
  .number()
  .int()
  .min(0)
  .describe('The `changeNo` the person was looking at; another one is answered with 409.')

const adjustment = z.object({
  enabled: z.boolean().nullable().optional(),
  parameters: z.record(z.string(), z.number().nullable()).optional(),
  forTags: z.record(z.string(), numbers.nullable()).optional(),
})

const parameter = z.object({
  name: z.string(),
  label: z.string(),
  metric: z.string().optional(),
  level: words.optional(),
  unit: z.string(),
  scale: z.number().describe('People read `value / scale` in `unit`.'),
  value: z.number(),
  standard: z.number().describe('As in the files.'),
  min: z.number(),
  max: z.number(),
  step: z.number(),
} satisfies Shape<RuleParameter>)

export const ruleView = z
  .object({
    id: z.string(),
    title: words,
    advice: words,
    source: z.string(),
    appliesTo: z.enum(['band', 'drain', 'gateway']),
    concerns: z.enum(['person', 'place', 'device']),
    severity,
    policy: z.string(),
    emergency: z.boolean(),
    enabled: z.boolean(),
    fixed: z.enum(['emergency', 'internal']).optional().describe('Why nobody may change it.'),
    detector: z.string(),
    metrics: list(z.string()),
    parameters: list(parameter),
    tags: list(z.string()),
    forTags: list(
      z.object({
        tag: z.string(),
        parameters: numbers,
        standard: numbers.optional(),
      } satisfies Shape<TagParameters>),
    ),
    inhibitedBy: list(z.string()),
    version: z.string(),
    changeNo: z.number().int(),
    changed: z
      .object({
        no: z.number().int(),
        at: epochMs,
        by: z.string(),
        byName: z.string(),
        reason: z.string(),
      } satisfies Shape<NonNullable<RuleView['changed']>>)
      .nullable(),
    faults: list(z.string()),
    alerts: z.object({
      last7Days: z.number().int(),
      last30Days: z.number().int(),
      genuine: z.number().int(),
      notGenuine: z.number().int(),
      precision: z.number().nullable(),
    } satisfies Shape<RuleAlertCounts>),
  } satisfies Shape<RuleView>)
  .meta({ description: 'A rule as it is in force, with what the files say.' })

const refusal = z.object({
  at: epochMs,
  faults: list(
    z.object({
      path: z.string(),
      line: z.number().int(),
      column: z.number().int().optional(),
      message: z.string(),
    } satisfies Shape<RuleFault>),
  ),
} satisfies Shape<RulesRefusal>)

export const ruleList = z.object({
  rules: list(ruleView),
  since: epochMs,
  refusal: refusal
    .nullable()
    .describe('The files as they are now have faults: the rules are those from before.'),
  orphans: list(
    z.object({
      ruleId: z.string(),
      no: z.number().int(),
      at: epochMs,
      by: z.string(),
      byName: z.string(),
    } satisfies Shape<RuleList['orphans'][number]>),
  ).describe('Changes of rules that are not in the files any more.'),
  tags: list(z.string()),
} satisfies Shape<RuleList>)

export const ruleHistory = list(
  z.object({
    no: z.number().int(),
    at: epochMs,
    by: z.string(),
    byName: z.string(),
    reason: z.string(),
    change: adjustment,
    restores: z.number().int().optional(),
    before: adjustment,
  } satisfies Shape<RuleHistoryEntry>),
)

export const rulesReload = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), changed: z.boolean() }),
  z.object({ ok: z.literal(false), refusal }),
])

export const ruleChangeRequest = z.strictObject({
  change: z
    .strictObject({
      enabled: z.boolean().nullable().optional(),
      parameters: z.record(z.string().max(64), z.number().nullable()).optional(),
      forTags: z.record(z.string().trim().min(1).max(64), numbers.nullable()).optional(),
    })
    .refine((change) => Object.values(change).some((part) => part !== undefined), 'name what is to change')
    .describe('Only what is named is changed; null puts back what the files say.'),
  reason,
  expected,
})

export const ruleUndoRequest = z.strictObject({
  reason,
  expected,
  to: z.number().int().min(0).optional().describe('As it was after this change; absent: before the newest.'),
})

const careNumbers = z.record(id, numbers)

export const carePlan = z.object({
  residentId: z.string(),
  overrides: careNumbers,
  changeNo: z.number().int(),
  history: list(
    z.object({
      no: z.number().int(),
      at: epochMs,
      by: z.string(),
      byName: z.string(),
      reason: z.string(),
      before: careNumbers,
      after: careNumbers,
    } satisfies Shape<CarePlanEntry>),
  ),
} satisfies Shape<CarePlan>)

export const carePlanRequest = z.strictObject({
  overrides: careNumbers.describe('All of them: what is not named is as for everybody.'),
  reason,
  expected,
})

export const backtestRequest = z.strictObject({
  parameters: numbers.nullable().describe('Null: the rule as it stands, alone.'),
  days: z.number().int().min(1).max(365).default(30),
  residentId: id.optional(),
})

const outcome = z.enum(['genuine', 'accidental', 'test', 'equipment', 'recovered'])
const backtestAlerts = z.object({
  count: z.number().int(),
  alerts: list(
    z.object({
      subject: z.string(),
      deviceId: z.string(),
      raisedAt: epochMs,
      clearedAt: epochMs.nullable(),
      severity,
      level: z.string().optional(),
      value: z.number().optional(),
      alertId: z.number().int().optional(),
      outcome: outcome.optional(),
    } satisfies Shape<BacktestAlert>),
  ),
})
const backtestSide = z.object({
  parameters: numbers,
  alerts: z.number().int(),
  subjects: z.number().int(),
  perSubjectWeek: z.number(),
  perDay: list(z.number()),
  perHour: list(z.number()),
  perSubject: list(z.object({ subject: z.string(), alerts: z.number(), firingMs: z.number() })),
  bySeverity: z.object({ info: z.number(), warning: z.number(), critical: z.number() }),
  firingMs: z.number(),
  genuine: z.number(),
  notGenuine: z.number(),
  unlabelled: z.number(),
  precision: z.number().nullable(),
  recall: z.number().nullable(),
} satisfies Shape<BacktestSide>)

export const backtestReport = z.object({
  ruleId: z.string(),
  ruleVersion: z.string(),
  from: epochMs,
  to: epochMs,
  oldestAt: epochMs.nullable(),
  timeZone: z.string(),
  days: list(z.string()),
  readings: z.number().int(),
  subjects: z.number().int(),
  past: z.object({ genuine: z.number(), notGenuine: z.number(), unlabelled: z.number() }),
  current: backtestSide,
  changed: backtestSide.nullable(),
  onlyCurrent: backtestAlerts,
  onlyChanged: backtestAlerts,
} satisfies Shape<BacktestReport>)
