// What the API says about the record: the proof of one alert, the figures of many.

import type { EpochMs } from '../../alerts/model/time.ts'
import type { Figures, KpiGroup } from '../../alerts/record/kpi.ts'
import type { KpiBy, KpiOf } from '../../alerts/record/kpi-group.ts'

/** GET /api/alerts/:id/proof (staff). */
export type { Hop, HopName, HopState, Proof, ProofRecipient } from '../../alerts/record/proof.ts'

/**
 * GET /api/kpi?from=&to=&by=shift|grid|rule|outcome|day&of=urgent|all (duty, director, admin), and the same as a table
 * with /api/kpi.csv. The names of grids come along; shifts are hours, `-` is no group.
 */
export type KpiAnswer = Readonly<{
  from: EpochMs
  to: EpochMs
  by: KpiBy
  of: KpiOf
  total: Figures
  groups: readonly (KpiGroup & Readonly<{ name?: string }>)[]
}>

/**
 * GET /api/health/proven (staff): when a press was last proven to reach a channel, by community, and when each channel
 * last took a message. Only communities with a canary; `since` when it is due, `at` null while none has flown.
 */
export type ProvenAnswer = Readonly<{
  communities: readonly Readonly<{
    id: string
    name: string
    since: EpochMs
    at: EpochMs | null
    tookMs?: number
  }>[]
  /** Those that are on, and those that ever took a message; `at` null: never. Longest ago first. */
  channels: readonly Readonly<{ channel: string; isOn: boolean; at: EpochMs | null }>[]
}>
