// What an explanation and the quality of the rules look like on the wire; every field of the types is named.

import { z } from 'zod'
import { METRICS } from '../../../alerts/model/telemetry.ts'
import {
  EXPLAIN_REASONS,
  type ExplainedParameter,
  type ExplainedSample,
  type ExplainedStep,
  type Explanation,
  type RuleExplanation,
} from '../../../alerts/rules/explanation.ts'
import type { QualityReport, RuleQuality, SuggestedChange } from '../../../alerts/rules/quality-report.ts'
import { epochMs, list, type Shape, severity } from './shape.ts'

const metric = z.enum(METRICS)
const numbers = z.record(z.string(), z.number())
const silence = z.object({ id: z.number().int(), until: epochMs }).optional()
const outcome = z.enum(['genuine', 'accidental', 'test', 'equipment', 'recovered'])

const ruleExplanation = z.object({
  ruleId: z.string(),
  ruleVersion: z.string(),
  relation: z.enum(['asked', 'inhibits', 'inhibited', 'sameMetric', 'other']),
  phase: z.enum(['idle', 'pending', 'armed', 'firing', 'released']),
  reason: z.enum(EXPLAIN_REASONS),
  metrics: list(metric),
  limits: list(
    z.object({
      metric,
      comparison: z.enum(['above', 'below', 'atLeast', 'atMost']),
      threshold: z.number(),
      severity: severity.optional(),
    }),
  ),
  parameters: list(
    z.object({
      name: z.string(),
      value: z.number(),
      standard: z.number(),
      origin: z.enum(['rule', 'tag', 'carePlan', 'variant']),
    } satisfies Shape<ExplainedParameter>),
  ),
  condition: z.enum(['yes', 'no', 'unknown']).nullable(),
  inhibitedBy: z.string().nullable(),
  progress: z
    .object({
      since: epochMs,
      heldMs: z.number(),
      neededMs: z.number().optional(),
      count: z.number().optional(),
      neededCount: z.number().optional(),
    })
    .nullable(),
  dueAt: epochMs.nullable(),
  samples: list(
    z.object({
      metric,
      at: epochMs,
      value: z.number(),
      good: z.boolean(),
      beyond: z.boolean().optional(),
    } satisfies Shape<ExplainedSample>),
  ),
  steps: list(
    z.object({
      at: epochMs,
      what: z.enum([
        'began',
        'restarted',
        'ended',
        'raised',
        'stepped',
        'cleared',
        'inhibited',
        'released',
        'conditionNo',
      ]),
      severity: severity.optional(),
      level: z.string().optional(),
      by: z.string().optional(),
      heldMs: z.number().optional(),
    } satisfies Shape<ExplainedStep>),
  ),
} satisfies Shape<RuleExplanation>)

export const explanation = z.object({
  subject: z.string(),
  deviceId: z.string(),
  timeZone: z.string(),
  at: epochMs,
  from: epochMs,
  readings: z.number().int(),
  device: z.object({
    worn: z.boolean().nullable(),
    wornSince: epochMs.nullable(),
    charging: z.boolean().nullable(),
    online: z.boolean().nullable(),
    batteryPercent: z.number().nullable(),
    heardAt: epochMs.nullable(),
  } satisfies Shape<Explanation['device']>),
  rules: list(ruleExplanation),
  alerts: list(
    z.object({
      id: z.number().int(),
      ruleId: z.string(),
      severity,
      eventTime: epochMs,
      silence,
    } satisfies Shape<Explanation['alerts'][number]>),
  ),
  alert: z
    .object({
      id: z.number().int(),
      ruleId: z.string(),
      ruleVersion: z.string(),
      outcome: outcome.optional(),
      silence,
      found: z.enum(['same', 'near', 'not']),
    } satisfies Shape<NonNullable<Explanation['alert']>>)
    .nullable(),
} satisfies Shape<Explanation>)

const noisy = { alerts: z.number().int(), genuine: z.number().int(), notGenuine: z.number().int() }
const noisySubjects = list(z.object({ subject: z.string(), ...noisy }))
const noisyDevices = list(z.object({ deviceId: z.string(), ...noisy }))

const suggestedSide = z.object({
  ...noisy,
  unlabelled: z.number().int(),
  precision: z.number().nullable(),
  recall: z.number().nullable(),
  firingMs: z.number(),
} satisfies Shape<SuggestedChange['before']>)

export const qualityReport = z.object({
  from: epochMs,
  to: epochMs,
  weeks: z.number(),
  subjects: z.number().int(),
  ...noisy,
  precision: z.number().nullable(),
  rules: list(
    z.object({
      ruleId: z.string(),
      ...noisy,
      perSubjectWeek: z.number(),
      unlabelled: z.number().int(),
      outcomes: z.partialRecord(outcome, z.number().int()),
      precision: z.number().nullable(),
      subjects: noisySubjects,
      devices: noisyDevices,
      suggestion: z
        .object({
          parameters: numbers,
          standard: numbers,
          before: suggestedSide,
          after: suggestedSide,
        } satisfies Shape<SuggestedChange>)
        .nullable(),
      noSuggestion: z.enum(['fixed', 'fewLabels', 'nothingFalse', 'nothingHelps', 'notTried']).nullable(),
    } satisfies Shape<RuleQuality>),
  ),
  noisiestSubjects: noisySubjects,
  noisiestDevices: noisyDevices,
} satisfies Shape<QualityReport>)
