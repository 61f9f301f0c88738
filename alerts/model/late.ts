// What a device reports of the past after an outage: episodes that are over become one summary instead of many alerts.

import type { Finding, Severity } from './alert.ts'
import type { Metric, ReadingKind } from './telemetry.ts'
import type { EpochMs } from './time.ts'

/** What one rule saw in the buffered past, and is over. */
export type LateEpisode = Readonly<{
  ruleId: string
  /** How many times it began and ended. */
  count: number
  severity: Severity
  /** From the first beginning to the last end, by event time. */
  from: EpochMs
  to: EpochMs
  metric?: Metric
  /** The worst value, and the limit it was held against. */
  worst?: number
  comparison?: 'above' | 'below' | 'atLeast' | 'atMost'
  threshold?: number
}>

/** What began in the buffered past and has not ended yet, as far as it has been uploaded. */
export type LatePending = Readonly<{
  /** What is answered if it still holds at the end: the raise, with the class it has reached since. */
  finding: Finding
  kind: ReadingKind
  /** When the gateway first heard of it. */
  receivedAt: EpochMs
  /** What it becomes if it ends. */
  episode: LateEpisode
}>

/** The summary of one late upload. */
export type LateSummary = Readonly<{
  /** The gravest first. */
  episodes: readonly LateEpisode[]
  /** While the upload goes on; empty once it is over: what still held then is an alert of its own. */
  pending: readonly LatePending[]
  /** Alerts that were opened for what still held at its end. */
  opened: readonly number[]
  /** The upload counts as over then, unless more arrives. */
  until: EpochMs
}>
