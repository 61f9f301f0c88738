// What the HTTP API says, as types: the dashboard is compiled against this file. The routes validate with zod.

import type { Alert, Outcome, TimelineEntry } from '../../alerts/model/alert.ts'
import type { PhoneResult } from '../../alerts/model/attendance.ts'
import type { Call, CallResult, CallTask } from '../../alerts/model/incident.ts'
import type { Locale, Role, Sex } from '../../alerts/model/people.ts'
import type { Zone } from '../../alerts/model/profile.ts'
import type { Silence, SilenceKind, SilenceMatch, SilenceState } from '../../alerts/model/silence.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import type { NotificationView, ResidentTile } from '../live/frames.ts'
import type { DeskAction } from './api-desk.ts'
import type { RuleConflict } from './api-rules.ts'

/** RFC 9457; `code` is closed and is what the dashboard translates. */
export type Problem = Readonly<{
  type: string
  title: string
  status: number
  code: string
  detail?: string
  faults?: readonly Readonly<{ path: string; message: string }>[]
  /** Of `ruleChanged`: who was faster. */
  conflict?: RuleConflict
  /** Of `leavesUncovered`, `notOnDuty`, `alreadyOnDuty`: the minutes, and whom it is about. */
  gaps?: readonly Readonly<{ from: EpochMs; to: EpochMs }>[]
  personId?: string
}>

/** GET /api/meta, without a session: what the login page needs. */
export type Meta = Readonly<{
  name: string
  version: string
  /** Simulated data: say so on every page. */
  demo: boolean
  locales: readonly Locale[]
  serverTime: EpochMs
}>

/** GET /api/session, POST /api/session (log in), DELETE /api/session (log out). */
export type Session = Readonly<{
  personId: string
  name: string
  nameEn?: string
  role: Role
  locale: Locale
  /** Elders a family member may see; absent for staff. */
  residentIds?: readonly string[]
  /** Grids a grid worker answers for: the first filter of their lists, not a wall. */
  gridIds?: readonly string[]
  /** When this session ends and the login page returns. */
  expiresAt?: EpochMs
  /** The demo's phones page exists. */
  demo: boolean
}>

/** GET /api/residents/:id */
export type ResidentDetail = Readonly<{
  tile: ResidentTile
  born: string
  phone?: string
  address: string
  entry: string
  conditions: readonly string[]
  medication: readonly string[]
  allergies: readonly string[]
  bloodType?: string
  /** `personId` for staff: whom a call was made to. */
  caregivers: readonly Readonly<{ name: string; relation: string; phone?: string; personId?: string }>[]
  safeZone?: Zone
  /** Metres from the border of the safe zone to the last position; 0 inside, absent without the one or the other. */
  outsideMetres?: number
  /** Limits in force for this person, after overrides, to draw into the curves. */
  limits: readonly Limit[]
  /** The last 50 alerts, newest first. */
  alerts: readonly Alert[]
}>

export type Limit = Readonly<{
  ruleId: string
  metric: string
  comparison: 'above' | 'below' | 'atLeast' | 'atMost'
  threshold: number
  severity: 'info' | 'warning' | 'critical'
  overridden: boolean
}>

/** GET /api/residents/:id/samples?metric=heartRate&from=&to= and /api/drains/:id/samples; times ms, arrays parallel. */
export type Samples = Readonly<{
  metric: string
  from: EpochMs
  to: EpochMs
  /** Oldest first; thinned to at most 2,000 points by keeping each bucket's minimum and maximum. */
  at: readonly EpochMs[]
  value: readonly number[]
  doubtful: readonly Readonly<{ at: EpochMs; value: number; reason: string }>[]
  /** Newest received time the history has indexed; younger readings are still on their way into it. */
  indexedTo: EpochMs
}>

/** GET /api/alerts/:id */
export type AlertDetail = Readonly<{
  alert: Alert
  timeline: readonly TimelineEntry[]
  notifications: readonly NotificationView[]
  /** Names for the person ids that occur in the timeline. */
  people: Readonly<Record<string, string>>
  /** Of an incident: its members, those whose cause stands first, newest first; at most 200. */
  members?: readonly Alert[]
  /** Of an incident with a call list: residents at risk, worst first, each with the last word on them. */
  callList?: readonly CallListEntry[]
}>

/** One person to call: why they stand where they stand, how to reach them, and what came of it. Staff only. */
export type CallListEntry = CallTask &
  Readonly<{
    name: string
    nameEn?: string
    age: number
    sex: Sex
    building: string
    buildingEn?: string
    door: string
    entry: string
    phone?: string
    tags: readonly string[]
    contacts: readonly Readonly<{ name: string; relation: string; phone?: string }>[]
    /** Absent while nobody has called. `alert.calls` of a live frame carries the same, newer. */
    call?: Call
  }>

/** POST /api/alerts/:id/calls — idempotent by `requestId`; answers AlertActionResult. `needsHelp` is told to duty again. */
export type CallRequest = Readonly<{
  requestId: string
  residentId: string
  result: CallResult
  note?: string
}>

/** GET /api/alerts?status=&residentId=&drainId=&gridId=&from=&to=&before=&limit= — newest first; `next` is the `before` of the next page. */
export type AlertPage = Readonly<{ alerts: readonly Alert[]; next: number | null }>

/** POST /api/alerts/:id/actions — acts as the logged-in person; idempotent by `requestId`. */
export type AlertAction =
  | Readonly<{ action: 'acknowledge'; requestId: string }>
  | Readonly<{ action: 'comment'; requestId: string; text: string }>
  | Readonly<{ action: 'confirm'; requestId: string; note?: string }>
  | Readonly<{ action: 'withdraw'; requestId: string; note?: string }>
  /** Of a test (`alert.test`): it is none; the chain starts at once. */
  | Readonly<{ action: 'real'; requestId: string; note?: string }>
  | Readonly<{ action: 'onTheWay'; requestId: string; note?: string }>
  | Readonly<{ action: 'arrived'; requestId: string; note?: string }>
  /** `instead`: who has the task now, as the page shows it; `changedMeanwhile` when that is not so any more. */
  | Readonly<{ action: 'assign'; requestId: string; personId: string; instead?: string; note?: string }>
  /** `from`: who answers for it now, as the page shows it. */
  | Readonly<{ action: 'handOver'; requestId: string; personId: string; from: string; note?: string }>
  /** `callee`: a person's id, `resident`, `desk120` or `other`. */
  | Readonly<{
      action: 'logCall'
      requestId: string
      callee: string
      result: PhoneResult
      note?: string
    }>
  /** Cannot go: what they had taken on goes back, and the next step comes when no one of the staff told is left. */
  | Readonly<{ action: 'decline'; requestId: string; note?: string }>
  /** Takes back the last acknowledge, onTheWay, arrived or resolve of the same person, within 10 s: `alert.undo`. */
  | Readonly<{ action: 'undo'; requestId: string }>
  | DeskAction
  | Readonly<{
      action: 'resolve'
      requestId: string
      outcome: Exclude<Outcome, 'recovered'>
      note?: string
      /** Of an incident: what becomes of its unresolved members. `keep` (the default): each goes on by itself. */
      members?: 'keep' | 'resolve'
    }>

export type AlertActionResult = Readonly<{ alert: Alert; entries: readonly TimelineEntry[] }>

/**
 * GET /api/silences?state=planned|active|past&before=&limit= (staff), newest first; without `state` all of them.
 * A silence is planned before `from`, past from `until` or `endedAt` on, and active in between.
 */
export type SilencePage = Readonly<{
  silences: readonly Silence[]
  /** Names of those who made and ended them. */
  people: Readonly<Record<string, string>>
  next: number | null
}>
export type SilenceQueryState = SilenceState

/**
 * POST /api/silences (duty, director, admin) answers 201 with the Silence, after the commit; idempotent by `requestId`.
 * Every matcher that is given must fit an alert; at least one is given. Emergencies are never silenced.
 */
export type SilenceRequest = Readonly<{
  requestId: string
  kind: SilenceKind
  match: SilenceMatch
  /** 1 to 500 characters. */
  reason: string
  /** Absent, or just past: now. At most a year ahead. */
  from?: EpochMs
  /** At most 30 days after it begins. */
  until: EpochMs
  /** Default true: what is critical, or becomes it, breaks through. */
  exceptCritical?: boolean
}>

/** POST /api/silences/:id/end (duty, director, admin) answers with the Silence as ended, after the commit. */
export type SilenceEndRequest = Readonly<{ requestId: string }>

/** GET /api/devices/unknown (admin, duty, director): devices that were refused, newest first. */
export type UnknownDevice = Readonly<{
  deviceId: string
  kind: 'band' | 'drain' | 'unknown'
  firstSeenAt: EpochMs
  lastSeenAt: EpochMs
  attempts: number
  address: string
  reason: 'unknownDevice' | 'wrongSecret'
}>

/** POST /api/devices (admin, director): adopt or create a device; the secret is shown this once. */
export type AdoptRequest = Readonly<{
  deviceId: string
  kind: 'band' | 'drain'
  model?: string
  residentId?: string
  drainId?: string
}>
export type AdoptResult = Readonly<{ deviceId: string; username: string; secret: string }>

/** GET /api/rejections: messages that could not be read, newest first, with the bytes' beginning. */
export type Rejection = Readonly<{
  id: number
  receivedAt: EpochMs
  deviceId: string
  topic: string
  reason: string
  detail: string
  payloadStart: string
}>

/** GET /api/demo/phones (demo only). Newest first. */
export type { PhoneMessage } from '../../alerts/channels/phones.ts'

/** POST /api/rules/:id/backtest: the stored readings through the rule as it is and as it would be. */
export type {
  BacktestAlert,
  BacktestOutcome,
  BacktestProgress,
  BacktestReport,
  BacktestRequest,
  BacktestSide,
} from '../../alerts/rules/backtest-report.ts'
/** GET /api/alerts/:id/explain, and GET /api/explain?subject=resident:r-1&at=&rule= (staff). */
export type {
  ExplainedParameter,
  ExplainedSample,
  ExplainedStep,
  ExplainReason,
  Explanation,
  RuleExplanation,
} from '../../alerts/rules/explanation.ts'
/** GET /api/rules/quality?weeks=1 (staff). */
export type { QualityReport, RuleQuality, SuggestedChange } from '../../alerts/rules/quality-report.ts'
export type {
  CarePlan,
  CarePlanEntry,
  CarePlanRequest,
  RuleAdjustment,
  RuleAlertCounts,
  RuleChangeRequest,
  RuleConflict,
  RuleFault,
  RuleHistoryEntry,
  RuleList,
  RuleParameter,
  RulesRefusal,
  RulesReload,
  RuleUndoRequest,
  RuleView,
  TagParameters,
  Words,
} from './api-rules.ts'
