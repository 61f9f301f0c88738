// What the HTTP routes need of the rest of the gateway. app.ts fits the pieces; tsc proves that they fit.

import type { Alert, Outcome, TimelineEntry } from '../../alerts/model/alert.ts'
import type { PhoneResult, Via } from '../../alerts/model/attendance.ts'
import type { CallResult, CallTask } from '../../alerts/model/incident.ts'
import type { Notification } from '../../alerts/model/notification.ts'
import type { Device, Directory } from '../../alerts/model/people.ts'
import type { Silence, SilenceState } from '../../alerts/model/silence.ts'
import type { Metric } from '../../alerts/model/telemetry.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import type { RainWarning } from '../../alerts/model/weather.ts'
import type { CommandRefusal, DeskCommand } from '../../alerts/response/context.ts'
import type { SilenceFault, SilenceRequest } from '../../alerts/response/silence.ts'
import type {
  BacktestOutcome,
  BacktestProgress,
  BacktestRequest,
} from '../../alerts/rules/backtest-report.ts'
import type { ExplainOutcome, ExplainRequest } from '../../alerts/rules/explanation.ts'
import type { QualityReport } from '../../alerts/rules/quality-report.ts'
import type { DrainTile, ResidentTile, WeatherView } from '../live/frames.ts'
import type { ActEvidence } from '../storage/effects.ts'
import type {
  CarePlan,
  Limit,
  Rejection,
  RuleAdjustment,
  RuleConflict,
  RuleHistoryEntry,
  RuleList,
  RulesReload,
  RuleView,
  Samples,
  UnknownDevice,
} from './api.ts'
import type { DeskPort } from './desk-port.ts'
import type { CarePort } from './ports-care.ts'
import type { LinkPort, PhonesPort, PushPort, ReceiptsPort, RepliesPort } from './ports-messages.ts'
import type { ProofPort, RecordPort, TestPort } from './ports-proven.ts'
import type { RosterPort } from './ports-roster.ts'

/** Live memory of the gateway: cheap, synchronous, committed state only. */
export type WorldPort = Readonly<{
  directory(): Directory
  residentTile(id: string): ResidentTile | undefined
  drainTile(id: string): DrainTile | undefined
  residentTiles(): readonly ResidentTile[]
  drainTiles(): readonly DrainTile[]
  /** Unresolved alerts, worst first. */
  unresolved(): readonly Alert[]
  limitsFor(residentId: string): readonly Limit[]
  /** Whom to call in an incident, worst first; undefined for an alert without a call list. */
  callList(alert: Alert): readonly CallTask[] | undefined
}>

/** What a person may do to an alert. `at` and the actor are filled in by the route. */
export type CommandInput = Readonly<{
  alertId: number
  requestId: string
  actorId: string
  at: EpochMs
  /** Without a login: how and from where. */
  via?: Via
  /** Written with what the act changes, or not at all. */
  evidence?: ActEvidence
}> &
  (
    | Readonly<{ action: 'acknowledge' }>
    | Readonly<{ action: 'comment'; text: string }>
    | Readonly<{ action: 'confirm' | 'withdraw'; note?: string }>
    | Readonly<{ action: 'call'; residentId: string; result: CallResult; note?: string }>
    | Readonly<{ action: 'onTheWay' | 'arrived' | 'decline'; note?: string }>
    | Readonly<{ action: 'assign'; personId: string; instead?: string; note?: string }>
    | Readonly<{ action: 'handOver'; personId: string; from: string; note?: string }>
    | Readonly<{ action: 'logCall'; callee: string; result: PhoneResult; note?: string }>
    | DeskCommand
    | Readonly<{ action: 'real'; note?: string }>
    | Readonly<{ action: 'undo' }>
    | Readonly<{
        action: 'resolve'
        outcome: Exclude<Outcome, 'recovered'>
        note?: string
        members?: 'keep' | 'resolve'
      }>
  )

export type CommandOutcome =
  | Readonly<{ ok: true; alert: Alert; entries: readonly TimelineEntry[] }>
  | Readonly<{
      ok: false
      code: CommandRefusal | 'alertNotFound' | 'noCallList' | 'notOnCallList' | 'storeUnavailable'
    }>

/** Resolves after the commit: what it returns is on disk. */
export type CommandPort = (command: CommandInput) => Promise<CommandOutcome>

export type SilenceOutcome =
  | Readonly<{ ok: true; silence: Silence }>
  | Readonly<{ ok: false; code: 'invalidRequest'; faults: readonly SilenceFault[] }>
  | Readonly<{
      ok: false
      code: 'neverSilenced' | 'silenceNotFound' | 'alreadyEnded' | 'storeUnavailable'
    }>

/** Both resolve after the commit, with the open alerts they concern already held or released. */
export type SilencePort = Readonly<{
  create(input: Readonly<{ actorId: string; at: EpochMs; request: SilenceRequest }>): Promise<SilenceOutcome>
  end(input: Readonly<{ silenceId: number; actorId: string; at: EpochMs }>): Promise<SilenceOutcome>
}>

/** A staff member's word on the rain warning of a community; `until` null = until it is lifted. */
export type WeatherInput = Readonly<{
  communityId: string
  warning: RainWarning
  until: EpochMs | null
  source: string
  actorId: string
  at: EpochMs
}>

export type WeatherOutcome =
  | Readonly<{ ok: true; weather: WeatherView }>
  | Readonly<{ ok: false; code: 'communityNotFound' | 'endsTooSoon' | 'storeUnavailable' }>

/** `set` resolves after the commit, when every drain of the community goes by it. */
export type WeatherPort = Readonly<{
  views(): readonly WeatherView[]
  set(input: WeatherInput): Promise<WeatherOutcome>
}>

/** Reads off the main thread. Rejects with GatewayError('storeUnavailable') when the reader cannot answer. */
export type HistoryPort = Readonly<{
  samples(
    query: Readonly<{ deviceId: string; metric: Metric; from: EpochMs; to: EpochMs; maxPoints: number }>,
  ): Promise<Samples>
  alert(id: number): Promise<Alert | undefined>
  alerts(
    query: Readonly<{
      status?: 'open' | 'acknowledged' | 'resolved'
      subjectKey?: string
      gridIds?: readonly string[]
      from?: EpochMs
      to?: EpochMs
      before?: number
      limit: number
    }>,
  ): Promise<readonly Alert[]>
  /** Alerts that belong or belonged to an incident, standing ones first, newest first. */
  members(query: Readonly<{ incidentId: number; limit: number }>): Promise<readonly Alert[]>
  timeline(alertId: number): Promise<readonly TimelineEntry[]>
  notifications(alertId: number): Promise<readonly Notification[]>
  silences(
    query: Readonly<{ state?: SilenceState; now: EpochMs; before?: number; limit: number }>,
  ): Promise<readonly Silence[]>
  rejections(query: Readonly<{ before?: number; limit: number }>): Promise<readonly Rejection[]>
}>

export type Account = Readonly<{
  personId: string
  login: string
  /** PHC-like string: `argon2id$v=19$m=…,t=…,p=…$salt$hash`. */
  passwordHash: string
  disabled: boolean
}>

export type StoredSession = Readonly<{
  /** SHA-256 of the cookie's token, hex. */
  tokenHash: string
  personId: string
  createdAt: EpochMs
  expiresAt: EpochMs
  address: string
}>

/** Accounts and sessions; every write resolves after its commit. */
export type AccountPort = Readonly<{
  byLogin(login: string): Promise<Account | undefined>
  byPerson(personId: string): Promise<Account | undefined>
  save(account: Account): Promise<void>
  createSession(session: StoredSession): Promise<void>
  session(tokenHash: string): Promise<StoredSession | undefined>
  deleteSession(tokenHash: string): Promise<void>
}>

export type DevicePort = Readonly<{
  unknown(): readonly UnknownDevice[]
  /** Stores the device and a fresh random secret; resolves after the commit with the secret in clear, this once. */
  adopt(device: Device): Promise<Readonly<{ secret: string }>>
}>

export type HealthPort = Readonly<{
  /** Names of what is not ready; empty when the gateway may serve. */
  notReady(): readonly string[]
  /** Prometheus text exposition. */
  metrics(): Promise<string>
}>

/**
 * Replays the stored readings on a thread of its own; one at a time, `backtestBusy` while another is under way.
 * Rejects with GatewayError('storeUnavailable') when the files cannot be read.
 */
export type BacktestPort = (
  request: BacktestRequest,
  watch?: Readonly<{ onProgress?(progress: BacktestProgress): void; signal?: AbortSignal }>,
) => Promise<BacktestOutcome>

/** What both doors of a change may answer instead. */
export type ChangeRefusal =
  | Readonly<{ ok: false; code: 'nothingChanged' | 'storeUnavailable' }>
  | Readonly<{ ok: false; code: 'ruleChanged'; conflict: RuleConflict }>
  | Readonly<{
      ok: false
      code: 'parametersInvalid'
      faults: readonly Readonly<{ path: string; message: string }>[]
    }>

type ChangeBy = Readonly<{ reason: string; expected: number; author: string; at: EpochMs }>

export type RuleOutcome =
  | Readonly<{ ok: true; rule: RuleView }>
  | ChangeRefusal
  | Readonly<{ ok: false; code: 'ruleNotFound' | 'ruleFixed' }>

export type CarePlanInput = ChangeBy & Readonly<{ residentId: string; overrides: CarePlan['overrides'] }>
export type CarePlanOutcome =
  | Readonly<{ ok: true; plan: CarePlan }>
  | ChangeRefusal
  | Readonly<{ ok: false; code: 'residentNotFound' }>

/** The rules in force and what people change in them; every change resolves after its commit. */
export type RulesPort = Readonly<{
  list(): Promise<RuleList>
  rule(id: string): Promise<RuleView | undefined>
  /** Newest first; also of a rule that is gone. */
  history(id: string): readonly RuleHistoryEntry[] | undefined
  change(input: ChangeBy & Readonly<{ ruleId: string; change: RuleAdjustment }>): Promise<RuleOutcome>
  undo(input: ChangeBy & Readonly<{ ruleId: string; to?: number }>): Promise<RuleOutcome>
  /** Reads the files now. */
  reload(): Promise<RulesReload>
  carePlan(residentId: string): Promise<CarePlan | undefined>
  changeCarePlan(input: CarePlanInput): Promise<CarePlanOutcome>
}>

/** Why a rule raised, or why it did not: replayed on a thread of its own, a few at once. */
export type ExplainPort = (
  request: ExplainRequest,
) => Promise<ExplainOutcome | Readonly<{ ok: false; code: 'explainBusy' }>>

/** How good the rules were in the last weeks (1 to 26); undefined when the gateway is closing. */
export type QualityPort = (weeks: number) => Promise<QualityReport | undefined>

export type HttpPorts = Readonly<{
  now(): EpochMs
  world: WorldPort
  command: CommandPort
  history: HistoryPort
  record: RecordPort
  silences: SilencePort
  tests: TestPort
  proofs: ProofPort
  weather: WeatherPort
  care?: CarePort
  roster: RosterPort
  accounts: AccountPort
  devices: DevicePort
  health: HealthPort
  rules: RulesPort
  /** Absent where no history can be replayed. */
  backtest?: BacktestPort
  explain?: ExplainPort
  quality?: QualityPort
  push?: PushPort
  receipts?: ReceiptsPort
  desk: DeskPort
  links?: LinkPort
  replies?: RepliesPort
  /** Present in the demo only. */
  phones?: PhonesPort
}>
