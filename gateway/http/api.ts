// What the HTTP API says, as types: the dashboard is compiled against this file. The routes validate with zod.

import type { Alert, Outcome, TimelineEntry } from '../../alerts/model/alert.ts'
import type { Locale, Role } from '../../alerts/model/people.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import type { NotificationView, ResidentTile } from '../live/frames.ts'

/** RFC 9457; `code` is closed and is what the dashboard translates. */
export type Problem = Readonly<{
  type: string
  title: string
  status: number
  code: string
  detail?: string
  faults?: readonly Readonly<{ path: string; message: string }>[]
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
  caregivers: readonly Readonly<{ name: string; relation: string; phone?: string }>[]
  safeZone?: Readonly<{ latitude: number; longitude: number; radiusMetres: number }>
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
}>

/** GET /api/alerts?status=&residentId=&drainId=&gridId=&from=&to=&before=&limit= — newest first; `next` is the `before` of the next page. */
export type AlertPage = Readonly<{ alerts: readonly Alert[]; next: number | null }>

/** POST /api/alerts/:id/actions — acts as the logged-in person; idempotent by `requestId`. */
export type AlertAction =
  | Readonly<{ action: 'acknowledge'; requestId: string }>
  | Readonly<{ action: 'comment'; requestId: string; text: string }>
  | Readonly<{ action: 'confirm'; requestId: string; note?: string }>
  | Readonly<{ action: 'withdraw'; requestId: string; note?: string }>
  | Readonly<{ action: 'resolve'; requestId: string; outcome: Exclude<Outcome, 'recovered'>; note?: string }>

export type AlertActionResult = Readonly<{ alert: Alert; entries: readonly TimelineEntry[] }>

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
