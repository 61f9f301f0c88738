// What every way of noticing shares: what it looks at and what it answers. Knows no rule, no YAML and no wording.

import type { Evidence, Severity } from '../model/alert.ts'
import type { Habits } from '../model/habits.ts'
import type { LiveState } from '../model/live.ts'
import type { SubjectProfile } from '../model/profile.ts'
import type { Reading } from '../model/telemetry.ts'
import { type EpochMs, MINUTE } from '../model/time.ts'
import type { Weather } from '../model/weather.ts'

/** What every detector's state has; the rest is its own. Plain JSON, replaced and never written into. */
export type DetectorState = Readonly<{
  detector: string
  /** `firing`: an alert of it was raised and not cleared. `released`: a person resolved it and its cause lasts. */
  phase: 'pending' | 'armed' | 'firing' | 'released'
}>

/**
 * What a detector may look at when a reading arrives. `live` already holds the reading; a metric belongs to this
 * reading when its `latest.at` equals `at`. `before` is the live state the reading met.
 */
export type Input = Readonly<{
  at: EpochMs
  receivedAt: EpochMs
  live: LiveState
  before: LiveState
  timeZone: string
  reading: Reading
  profile: SubjectProfile
  habits: Habits | undefined
  weather: Weather | undefined
}>

/** More than a minute under way: from a buffer, or from a clock that runs slow. Its age says nothing about the sensor. */
export const cameLate = (of: Readonly<{ at: EpochMs; receivedAt: EpochMs }>): boolean =>
  of.receivedAt - of.at > MINUTE

/** What a detector may look at when only time has passed. `listeningSince`: before it nobody could have heard anything. */
export type Watch = Readonly<{
  live: LiveState
  listeningSince: EpochMs
  timeZone: string
  profile: SubjectProfile
  habits: Habits | undefined
  weather: Weather | undefined
}>

/** What happened to the rule; `none` when nothing a person need know. */
export type Verdict = 'none' | 'raise' | 'step' | 'clear'

/** What the engine asks a band to do: tell where it is, or measure again. */
export type DeviceRequest = 'locate' | 'measure'

/**
 * The answer of a detector: its next state (`undefined` = idle, so that an idle rule costs no memory), what happened,
 * and why. `at` is given where the moment of the event is not that of the reading.
 */
export type Outcome<State> = Readonly<{
  state: State | undefined
  verdict: Verdict
  evidence?: Evidence
  severity?: Severity
  level?: string
  at?: EpochMs
  request?: DeviceRequest
}>

/** Idle before, idle after: one shared constant, because most readings end here. */
export const QUIET: Outcome<never> = Object.freeze({ state: undefined, verdict: 'none' })

/** The state goes on, nothing is said. */
export const keep = <State>(state: State | undefined): Outcome<State> =>
  state === undefined ? QUIET : { state, verdict: 'none' }
