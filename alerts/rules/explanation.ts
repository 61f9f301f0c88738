// What an explanation says: codes and facts, never words. Why a rule raised for somebody at a moment, or why it did
// not; what its neighbours said. How it is found out is in explain.ts.

import type { Outcome, Severity } from '../model/alert.ts'
import type { SubjectKey } from '../model/people.ts'
import type { Metric } from '../model/telemetry.ts'
import type { EpochMs } from '../model/time.ts'
import type { Answer } from './guard.ts'
import type { Line } from './kind.ts'

/** What decided about a rule at the moment in question; the first that holds, in this order. */
export const EXPLAIN_REASONS = [
  'gatewayOnly',
  'switchedOff',
  'otherDevice',
  'notForThem',
  'firing',
  'closedByPerson',
  'conditionNo',
  'notWorn',
  'noValues',
  'valuesTooOld',
  'inhibited',
  'notLongEnough',
  'notOftenEnough',
  'waiting',
  'withinLimits',
] as const
export type ExplainReason = (typeof EXPLAIN_REASONS)[number]

/** Where a number in force came from; the last of these that changed it. */
export type ParameterOrigin = 'rule' | 'tag' | 'carePlan' | 'variant'

export type ExplainedParameter = Readonly<{
  name: string
  /** Durations in seconds, as in a care plan. */
  value: number
  /** As everybody else has it. */
  standard: number
  origin: ParameterOrigin
}>

export type ExplainedSample = Readonly<{
  metric: Metric
  at: EpochMs
  value: number
  /** Doubtful values are kept and never evaluated. */
  good: boolean
  /** On the wrong side of a limit of the rule; absent where the rule has none for it. */
  beyond?: boolean
}>

/** One line of what the rule did before the moment. */
export type ExplainedStep = Readonly<{
  at: EpochMs
  what:
    | 'began'
    | 'restarted'
    | 'ended'
    | 'raised'
    | 'stepped'
    | 'cleared'
    | 'inhibited'
    | 'released'
    | 'conditionNo'
  severity?: Severity
  level?: string
  /** The rule that inhibited it. */
  by?: string
  heldMs?: number
}>

export type RuleExplanation = Readonly<{
  ruleId: string
  ruleVersion: string
  relation: 'asked' | 'inhibits' | 'inhibited' | 'sameMetric' | 'other'
  phase: 'idle' | 'pending' | 'armed' | 'firing' | 'released'
  reason: ExplainReason
  metrics: readonly Metric[]
  /** The limits in force, with everything applied. */
  limits: readonly Line[]
  parameters: readonly ExplainedParameter[]
  /** What its condition said; null when it has none, or was not asked. */
  condition: Answer | null
  /** The rule that keeps it quiet; null = none. */
  inhibitedBy: string | null
  /** How far it had got; null while idle. */
  progress: Readonly<{
    since: EpochMs
    heldMs: number
    neededMs?: number
    count?: number
    neededCount?: number
  }> | null
  /** When time alone would raise it; null = never, as things stood. */
  dueAt: EpochMs | null
  samples: readonly ExplainedSample[]
  steps: readonly ExplainedStep[]
}>

export type Explanation = Readonly<{
  subject: SubjectKey
  deviceId: string
  timeZone: string
  at: EpochMs
  /** Readings from here on were replayed. */
  from: EpochMs
  readings: number
  device: Readonly<{
    worn: boolean | null
    wornSince: EpochMs | null
    charging: boolean | null
    online: boolean | null
    batteryPercent: number | null
    /** Newest reading of any kind. */
    heardAt: EpochMs | null
  }>
  /** The one asked about first, then those that keep it quiet or share its metrics, then what else was not idle. */
  rules: readonly RuleExplanation[]
  /** Alerts of the subject that were unresolved at the moment. */
  alerts: readonly Readonly<{
    id: number
    ruleId: string
    severity: Severity
    eventTime: EpochMs
    silence?: Readonly<{ id: number; until: EpochMs }>
  }>[]
  /** The alert asked about; `found`: the replay raises it at the same moment, within half an hour of it, or not at all. */
  alert: Readonly<{
    id: number
    ruleId: string
    ruleVersion: string
    outcome?: Outcome
    silence?: Readonly<{ id: number; until: EpochMs }>
    found: 'same' | 'near' | 'not'
  }> | null
}>

export type ExplainRequest =
  | Readonly<{ alertId: number }>
  | Readonly<{ subject: SubjectKey; at: EpochMs; ruleId?: string }>

export type ExplainOutcome =
  | Readonly<{ ok: true; explanation: Explanation }>
  | Readonly<{ ok: false; code: 'alertNotFound' | 'subjectNotFound' | 'ruleNotFound' | 'nothingStored' }>
