// What the engine remembers of one subject: plain JSON, replaced and never mutated, about a kilobyte. Idle rules have
// no entry, so that a healthy resident costs the live values, the habits and nothing else.

import type { DetectorState, DeviceRequest } from '../detectors/detector.ts'
import type { Finding } from '../model/alert.ts'
import type { Habits } from '../model/habits.ts'
import type { LiveState } from '../model/live.ts'
import type { EpochMs } from '../model/time.ts'
import type { Weather } from '../model/weather.ts'

export type { SubjectProfile } from '../model/profile.ts'

export type RuleState = DetectorState
export type RuleStates = Readonly<Record<string, RuleState>>

export type SubjectState = Readonly<{
  live: LiveState
  /** By rule id; no entry = idle. */
  rules: RuleStates
  /** When `tick` has something to decide; null = nothing that time alone could decide. */
  dueAt: EpochMs | null
  /** The gateway was not listening before this moment: silence until then says nothing. */
  listeningSince?: EpochMs
  habits?: Habits
  weather?: Weather
}>

/** `requests`: what the subject's band is asked to do; best effort, after the commit. */
export type Step = Readonly<{
  state: SubjectState
  findings: readonly Finding[]
  requests: readonly DeviceRequest[]
}>

/** A subject nobody has heard of. With its device's id, silence is `neverSeen`; without one, `noDevice`. */
export const emptyState = (deviceId: string | null = null): SubjectState => ({
  live: { latest: {}, seenAt: null, deviceId },
  rules: {},
  dueAt: null,
})
