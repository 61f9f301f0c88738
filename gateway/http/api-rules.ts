// What the HTTP API says about rules, their changes and care plans, as types. The routes validate with zod.

import type { EpochMs } from '../../alerts/model/time.ts'
import type { RuleAdjustment } from '../../alerts/rules/adjust.ts'
import type { ParameterUnit } from '../../alerts/rules/parameters.ts'

/** What people read, in both languages. */
export type Words = Readonly<{ 'zh-CN': string; en: string }>

/** GET /api/rules (staff): the rules in force, in the order of the files. */
export type RuleList = Readonly<{
  rules: readonly RuleView[]
  /** Since when these rules have been in force. */
  since: EpochMs
  /** The files as they are now were refused; the rules above are those from before. Null: the files are in force. */
  refusal: RulesRefusal | null
  /** Changes of rules that are not in the files any more: kept, without effect. */
  orphans: readonly Readonly<{ ruleId: string; no: number; at: EpochMs; by: string; byName: string }>[]
  /** Tags that residents have, for "other numbers for …". */
  tags: readonly string[]
}>

export type RulesRefusal = Readonly<{ at: EpochMs; faults: readonly RuleFault[] }>
export type RuleFault = Readonly<{ path: string; line: number; column?: number; message: string }>

/** GET /api/rules/:id */
export type RuleView = Readonly<{
  id: string
  title: Words
  advice: Words
  source: string
  appliesTo: 'band' | 'drain' | 'gateway'
  concerns: 'person' | 'place' | 'device'
  severity: 'info' | 'warning' | 'critical'
  policy: string
  emergency: boolean
  enabled: boolean
  /** Why nobody may switch it off or change it; absent where the director and the admin may. */
  fixed?: 'emergency' | 'internal'
  /** The way of noticing: `sustained`, `ladder` … */
  detector: string
  metrics: readonly string[]
  parameters: readonly RuleParameter[]
  /** Only residents with one of these tags; empty = everybody. */
  tags: readonly string[]
  /** Other numbers for residents with a tag. */
  forTags: readonly TagParameters[]
  inhibitedBy: readonly string[]
  /** As alerts record it: that of the file, and `+no` of the newest change while one is in force. */
  version: string
  /** Number of its newest change, 0 = never changed: send it back as `expected`. */
  changeNo: number
  /** Differs from the files: what the newest change was. Null: as in the files. */
  changed: Readonly<{ no: number; at: EpochMs; by: string; byName: string; reason: string }> | null
  /** Parts of its changes that do not fit the files any more and are ignored. */
  faults: readonly string[]
  alerts: RuleAlertCounts
}>

export type RuleAlertCounts = Readonly<{
  last7Days: number
  last30Days: number
  /** Of the last 30 days, as staff closed them: genuine, and accidental, test or equipment. */
  genuine: number
  notGenuine: number
  /** genuine / (genuine + notGenuine); null when nobody has said. */
  precision: number | null
}>

/**
 * One number of a rule, fit for a slider. `value`, `standard`, `min`, `max` and `step` are as in a care plan
 * (durations in seconds); what people read is `value / scale` in `unit`.
 */
export type RuleParameter = Readonly<{
  name: string
  /** What to call it: a key of the dictionary, with the metric or the class it is about. */
  label: string
  metric?: string
  level?: Words
  unit: ParameterUnit
  scale: number
  /** In force for everybody. */
  value: number
  /** As in the files. */
  standard: number
  min: number
  max: number
  step: number
}>

export type TagParameters = Readonly<{
  tag: string
  parameters: Readonly<Record<string, number>>
  /** As in the files; absent when the files say nothing for this tag. */
  standard?: Readonly<Record<string, number>>
}>

/** What a change sets. */
export type { RuleAdjustment } from '../../alerts/rules/adjust.ts'

/** POST /api/rules/:id/changes (director, admin). `expected`: the `changeNo` the person was looking at. */
export type RuleChangeRequest = Readonly<{ change: RuleAdjustment; reason: string; expected: number }>

/** POST /api/rules/:id/undo: puts back what was before the newest change, or as it was after change `to` (0 = the files). */
export type RuleUndoRequest = Readonly<{ reason: string; expected: number; to?: number }>

/** GET /api/rules/:id/history, newest first. */
export type RuleHistoryEntry = Readonly<{
  no: number
  at: EpochMs
  by: string
  byName: string
  reason: string
  change: RuleAdjustment
  /** An undo: how the rule was after this change, 0 = as in the files. */
  restores?: number
  /** What it changed, in the numbers that were in force before and after; `null` = as in the files. */
  before: RuleAdjustment
}>

/** 409 ruleChanged carries who was faster. */
export type RuleConflict = Readonly<{ no: number; at: EpochMs; by: string; byName: string }>

/** GET and PUT /api/residents/:id/overrides: the care plan's numbers, with their history, newest first. */
export type CarePlan = Readonly<{
  residentId: string
  /** By rule id, then parameter; durations in seconds. */
  overrides: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** Number of its newest change, 0 = never changed on the board: send it back as `expected`. */
  changeNo: number
  history: readonly CarePlanEntry[]
}>
export type CarePlanEntry = Readonly<{
  no: number
  at: EpochMs
  by: string
  byName: string
  reason: string
  before: CarePlan['overrides']
  after: CarePlan['overrides']
}>
export type CarePlanRequest = Readonly<{
  overrides: CarePlan['overrides']
  reason: string
  expected: number
}>

/** POST /api/rules/reload (admin): reads the files now. */
export type RulesReload =
  | Readonly<{ ok: true; changed: boolean }>
  | Readonly<{ ok: false; refusal: RulesRefusal }>
