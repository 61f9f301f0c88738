// What the engine remembers of one subject: plain JSON, replaced and never mutated, about a kilobyte. Idle rules have
// no entry, so that a healthy resident costs the live values and nothing else.

import type { AbsenceState } from '../detectors/absence.ts'
import type { EventState } from '../detectors/event.ts'
import type { LadderState } from '../detectors/ladder.ts'
import type { NotWornState } from '../detectors/not-worn.ts'
import type { OfflineState } from '../detectors/offline.ts'
import type { RepeatsState } from '../detectors/repeats.ts'
import type { SustainedState } from '../detectors/sustained.ts'
import type { Finding } from '../model/alert.ts'
import type { LiveState } from '../model/live.ts'
import type { SubjectRef } from '../model/people.ts'
import type { EpochMs } from '../model/time.ts'

export type RuleState =
  | SustainedState
  | RepeatsState
  | LadderState
  | EventState
  | AbsenceState
  | OfflineState
  | NotWornState

export type RuleStates = Readonly<Record<string, RuleState>>

export type SubjectState = Readonly<{
  live: LiveState
  /** By rule id; no entry = idle. */
  rules: RuleStates
  /** When `tick` has something to decide; null = nothing that time alone could decide. */
  dueAt: EpochMs | null
  /** The gateway was not listening before this moment: silence until then says nothing. */
  listeningSince?: EpochMs
}>

/** Whom a state is about, with what changes seldom: from the directory. `overrides`: rule id, then parameter. */
export type SubjectProfile = Readonly<{
  subject: SubjectRef
  deviceId: string
  deviceKind: 'band' | 'drain'
  overrides: Readonly<Record<string, Readonly<Record<string, number>>>>
  tags: readonly string[]
  /** IANA zone: nights and days are told in it. */
  timeZone: string
}>

export type Step = Readonly<{ state: SubjectState; findings: readonly Finding[] }>

/** A subject nobody has heard of. With its device's id, silence is `neverSeen`; without one, `noDevice`. */
export const emptyState = (deviceId: string | null = null): SubjectState => ({
  live: { latest: {}, seenAt: null, deviceId },
  rules: {},
  dueAt: null,
})
