// A day or a month of one community on record, as plain facts: what asked for somebody, how fast people came, what did
// not work, and what was changed. Types only; the words are the reader's.

import type { Outcome, Severity } from '../model/alert.ts'
import type { Directory, Locale, SubjectRef } from '../model/people.ts'
import type { Silence } from '../model/silence.ts'
import type { EpochMs } from '../model/time.ts'
import type { Gap } from '../roster/span.ts'
import type { Period, ReportKind } from './calendar.ts'
import type { CanaryStage } from './canary.ts'
import type { Figures, KpiGroup } from './kpi.ts'
import type { ReportedChange } from './rule-changes.ts'

export type ReportQuery = Readonly<{
  period: Period
  /** To compare with; a month's only. */
  previous?: Period
  communityId: string
  now: EpochMs
  /** Rules that notice a device that says nothing or is not worn. */
  silentRules: readonly string[]
  /** Whose shifts and roster are looked at; residents and devices may be left out. */
  roster: Directory
}>

/** The figures of one period, which the month after it is compared with. */
export type PeriodFigures = Readonly<{
  /** Emergencies and what is critical: what the standard is about. */
  urgent: Figures
  /** Warnings too. */
  all: Figures
  emergencies: number
  /** Of the urgent ones, the longest wait for somebody: until now where nobody has come yet. */
  longest?: Readonly<{ alertId: number; waitedMs: number; answered: boolean }>
  messages: readonly ChannelCount[]
  /** Days of the period that are over and on record, with fractions. */
  days: number
}>

/** Messages about the alerts of the period. */
export type ChannelCount = Readonly<{ channel: string; messages: number; delivered: number; failed: number }>

/** One hour of a day or one day of a month. */
export type Bar = Readonly<{ key: string; urgent: number; others: number; tests: number }>

/** An urgent alert that waited longer than 60 s, or was taken on and came to nothing. */
export type WorstCase = Readonly<{
  alertId: number
  subject: SubjectRef
  ruleId: string
  level?: string
  severity: Severity
  emergency: boolean
  receivedAt: EpochMs
  waitedMs: number
  answered: boolean
  arrivedMs?: number
  resolvedMs?: number
  outcome?: Outcome
  /** How often an acknowledgement came to nothing. */
  lapses: number
}>

export type SubjectCount = Readonly<{
  subject: SubjectRef
  alerts: number
  urgent: number
  genuine: number
  /** Closed as accidental or as equipment. */
  false: number
}>

/** A device that said nothing, or was not worn. */
export type SilentDevice = Readonly<{
  subject: SubjectRef
  deviceId: string
  ruleId: string
  times: number
  /** Within the period. */
  totalMs: number
  /** Still so at the end of the period, or now. */
  standing: boolean
}>

export type FailedMessage = Readonly<{
  alertId: number
  recipient: string
  role: string
  channel: string
  attempts: number
  error: string
  createdAt: EpochMs
}>

/** A channel, or one address of it, that was down. */
export type Outage = Readonly<{ channel: string; from: EpochMs; to?: EpochMs; reason: string }>

/** `none`: no canary flew that day. */
export type CanaryDay = Readonly<
  { day: string } & (
    | { state: 'proven'; at: EpochMs; tookMs: number }
    | { state: 'failed'; at: EpochMs; stage: CanaryStage | ''; until?: EpochMs }
    | { state: 'none' }
  )
>

/** A list of the first ones, and how many there are. */
export type Top<T> = Readonly<{ list: readonly T[]; total: number }>

export type Report = Readonly<{
  kind: ReportKind
  /** "2026-11-21" or "2026-11". */
  name: string
  communityId: string
  timeZone: string
  from: EpochMs
  to: EpochMs
  madeAt: EpochMs
  /** When the record begins; null while there is none. */
  recordSince: EpochMs | null
  figures: PeriodFigures
  previous?: PeriodFigures & Readonly<{ name: string }>
  /** Of the urgent ones. */
  by: Readonly<{ shift: readonly KpiGroup[]; grid: readonly KpiGroup[]; rule: readonly KpiGroup[] }>
  bars: readonly Bar[]
  worst: Top<WorstCase>
  residents: Top<SubjectCount>
  devices: Top<SilentDevice>
  failed: Top<FailedMessage>
  outages: readonly Outage[]
  silences: readonly Silence[]
  /** Null: this site has no canary. */
  canary: readonly CanaryDay[] | null
  /** By the roster as it stands now. Null: this community keeps none. */
  uncovered: readonly Gap[] | null
  changes: readonly ReportedChange[]
  /** What the rules that are named here are called. */
  titles: Readonly<Record<string, RuleName>>
}>

export type RuleName = Readonly<Record<Locale, string>>
