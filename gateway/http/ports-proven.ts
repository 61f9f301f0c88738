// What the routes of the record, of tests and of proofs need of the rest of the gateway.

import type { AnnouncedTest } from '../../alerts/model/announced-test.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import type { Kpi } from '../../alerts/record/kpi.ts'
import type { KpiQuery } from '../../alerts/record/kpi-group.ts'
import type { RecordTimes } from '../../alerts/record/proof.ts'
import type { Report, ReportQuery } from '../../alerts/record/report.ts'
import type { ReportMailAnswer } from './api-reports.ts'

/** The record behind proofs and figures, read off the main thread like the history. */
export type RecordPort = Readonly<{
  recordTimes(alertId: number): Promise<RecordTimes>
  kpi(query: KpiQuery): Promise<Kpi>
  report(query: Omit<ReportQuery, 'silentRules'>): Promise<Report>
  /** Who gets reports by e-mail; undefined for a community nobody knows. */
  mail(communityId: string, now: EpochMs): Promise<ReportMailAnswer | undefined>
  /** What was last seen to work, and since when a community's canary is due. */
  proven(): readonly Readonly<{
    what: 'community' | 'channel' | 'since' | 'press' | 'band'
    id: string
    at: EpochMs
    tookMs?: number
  }>[]
}>

export type TestOutcome =
  | Readonly<{ ok: true; test: AnnouncedTest }>
  | Readonly<{
      ok: false
      code:
        | 'residentNotFound'
        | 'noBand'
        | 'testWaiting'
        | 'emergencyOpen'
        | 'noTestWaiting'
        | 'storeUnavailable'
    }>

/** Both resolve after the commit. */
export type TestPort = Readonly<{
  /** The newest of this resident, whatever has become of it. */
  of(residentId: string): AnnouncedTest | undefined
  announce(
    input: Readonly<{
      residentId: string
      actorId: string
      at: EpochMs
      forMs: number
      tellFamily: boolean
    }>,
  ): Promise<TestOutcome>
  callOff(input: Readonly<{ residentId: string; actorId: string; at: EpochMs }>): Promise<TestOutcome>
}>

/** When a band was last seen to work; `press`: from the button to a person, `band`: it has shown a message. */
export type BandProof = Readonly<{ at: EpochMs; by: 'press' | 'band' }>

/** What was last seen to work, from memory. */
export type ProofPort = Readonly<{
  band(deviceId: string): BandProof | undefined
  /** Every channel that is on, and every one that ever took a message. */
  channels(): readonly Readonly<{ channel: string; isOn: boolean; at: EpochMs | null }>[]
}>
