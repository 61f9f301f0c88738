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
export type LatePending = Readonly<{ finding: Finding; kind: ReadingKind }>

/** The summary of one late upload, worst first. */
export type LateSummary = Readonly<{
  episodes: readonly LateEpisode[]
  /** While the upload goes on; empty once it is over: what still held then is an alert of its own. */
  pending: readonly LatePending[]
  /** Alerts that were opened for what still held at its end. */
  opened: readonly number[]
}>
