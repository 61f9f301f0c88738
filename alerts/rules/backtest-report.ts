// What a backtest says: the alerts a rule would have raised, counted the ways people ask about them, and held against
// how staff closed the real ones. Types and arithmetic; how the alerts are found is in backtest.ts.

import type { Outcome, Severity } from '../model/alert.ts'
import type { SubjectKey } from '../model/people.ts'
import type { EpochMs } from '../model/time.ts'

/** What is asked. `parameters` by name as in a care plan, durations in seconds; null = the rule as it stands, alone. */
export type BacktestRequest = Readonly<{
  ruleId: string
  parameters: Readonly<Record<string, number>> | null
  /** 1 to 365. */
  days: number
  residentId?: string
}>

/** One alert the rule would have raised, from its raise to its clear. */
export type BacktestAlert = Readonly<{
  subject: SubjectKey
  deviceId: string
  raisedAt: EpochMs
  /** Null: it still fired at the end. */
  clearedAt: EpochMs | null
  /** The worst it reached. */
  severity: Severity
  level?: string
  /** The value that decided, where one did. */
  value?: number
  /** The past alert it corresponds to, and how staff closed that. */
  alertId?: number
  outcome?: Outcome
}>

/** One rule's side of the comparison. */
export type BacktestSide = Readonly<{
  parameters: Readonly<Record<string, number>>
  alerts: number
  /** Residents (or drains) with at least one. */
  subjects: number
  perSubjectWeek: number
  /** Parallel to `days` of the report. */
  perDay: readonly number[]
  /** By local hour of the raise, 24 numbers. */
  perHour: readonly number[]
  /** Most alerts first, at most 50. */
  perSubject: readonly Readonly<{ subject: SubjectKey; alerts: number; firingMs: number }>[]
  bySeverity: Readonly<Record<Severity, number>>
  firingMs: number
  /** Alerts that match a past one closed as genuine; as accidental, test or equipment; and the rest. */
  genuine: number
  notGenuine: number
  unlabelled: number
  /** genuine / (genuine + notGenuine); null when nothing is labelled. */
  precision: number | null
  /** Genuine past alerts that it finds / all of them; null when there are none. */
  recall: number | null
}>

export type BacktestReport = Readonly<{
  ruleId: string
  ruleVersion: string
  from: EpochMs
  to: EpochMs
  /** The oldest reading that was there to replay; null when there was none. */
  oldestAt: EpochMs | null
  timeZone: string
  /** Local days, yyyy-mm-dd, oldest first. */
  days: readonly string[]
  /** Readings replayed, and whose. */
  readings: number
  subjects: number
  /** Past alerts of the rule in this time, by how they were closed. */
  past: Readonly<{ genuine: number; notGenuine: number; unlabelled: number }>
  current: BacktestSide
  /** Null when nothing was changed. */
  changed: BacktestSide | null
  /** Alerts that only one of the two raises: newest first, at most 200 of each, and how many there are. */
  onlyCurrent: Readonly<{ count: number; alerts: readonly BacktestAlert[] }>
  onlyChanged: Readonly<{ count: number; alerts: readonly BacktestAlert[] }>
}>

export type BacktestProgress = Readonly<{ subjectsDone: number; subjects: number; readings: number }>

/** Why there is no report. `faults` name what is wrong with the parameters. */
export type BacktestRefusal = Readonly<{
  ok: false
  code:
    | 'ruleNotFound'
    | 'residentNotFound'
    | 'parametersInvalid'
    | 'notReplayable'
    | 'backtestBusy'
    | 'cancelled'
  faults?: readonly Readonly<{ path: string; message: string }>[]
}>

export type BacktestOutcome = Readonly<{ ok: true; report: BacktestReport }> | BacktestRefusal
