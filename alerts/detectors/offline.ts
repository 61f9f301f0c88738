// Nothing heard from a device at all: by our own clock, because a silent device has none. A broker's last will says so
// sooner, and is believed once the device has had a moment to reconnect.

import type { Severity } from '../model/alert.ts'
import type { LiveState } from '../model/live.ts'
import type { EpochMs } from '../model/time.ts'
import { type Input, keep, type Outcome, type Watch } from './detector.ts'

export type OfflineLevel = Readonly<{ level: string; for: number; severity: Severity }>

export type OfflineParams = Readonly<{
  /** From the shortest silence to the longest. */
  levels: readonly OfflineLevel[]
  /** ms after a last will (`online` = 0) that the first level waits. */
  afterGoodbye: number
}>

export type OfflineState = Readonly<{
  detector: 'offline'
  phase: 'firing' | 'released'
  level: number
  since: EpochMs
}>

/** The last word is that it went away: nothing was heard since the will. */
export const saidGoodbye = (live: LiveState): boolean => {
  const online = live.latest.online
  return online !== undefined && online.value === 0 && (live.seenAt === null || online.at >= live.seenAt)
}

/** Something was heard: any reading but the will itself. */
export function offlineHeard(
  state: OfflineState | undefined,
  input: Input,
  params: OfflineParams,
): Outcome<OfflineState> {
  if (state === undefined || saidGoodbye(input.live)) return keep(state)
  if (state.phase === 'released') return { state: undefined, verdict: 'none' }
  const level = params.levels[state.level]
  return {
    state: undefined,
    verdict: 'clear',
    at: input.receivedAt,
    ...(level === undefined ? {} : { severity: level.severity, level: level.level }),
    evidence: {
      samples: [],
      since: input.receivedAt,
      facts: { silentSince: state.since, silentMs: input.receivedAt - state.since },
    },
  }
}

/** When the next level falls due; null when there is none, or nothing was ever heard. */
export function offlineDeadline(
  state: OfflineState | undefined,
  watch: Watch,
  params: OfflineParams,
): EpochMs | null {
  if (watch.live.seenAt === null || state?.phase === 'released') return null
  const heardAt = Math.max(watch.live.seenAt, watch.listeningSince)
  const next = params.levels[state === undefined ? 0 : state.level + 1]
  if (next === undefined) return null
  const due = heardAt + next.for
  if (state !== undefined || !saidGoodbye(watch.live)) return due
  return Math.min(due, goodbyeDue(watch, params))
}

/** A will from before a restart counts from the restart: the device could not come back while nobody listened. */
const goodbyeDue = (watch: Watch, params: OfflineParams): EpochMs =>
  Math.max(watch.live.latest.online?.at ?? 0, watch.listeningSince) + params.afterGoodbye

/** The deadline has passed: tells the worst level whose time has come by `now`. */
export function offlineExpire(
  state: OfflineState | undefined,
  watch: Watch & Readonly<{ now: EpochMs }>,
  params: OfflineParams,
): Outcome<OfflineState> {
  const seenAt = watch.live.seenAt
  if (seenAt === null) return keep(state)
  const heardAt = Math.max(seenAt, watch.listeningSince)
  let reached = state === undefined ? 0 : state.level
  while (reached + 1 < params.levels.length && heardAt + (params.levels[reached + 1]?.for ?? 0) <= watch.now)
    reached++
  const level = params.levels[reached]
  if (level === undefined || reached === state?.level) return keep(state)
  const goodbye = saidGoodbye(watch.live)
  const due = heardAt + level.for
  const at = reached === 0 && goodbye ? Math.min(due, goodbyeDue(watch, params)) : due
  return {
    state: { detector: 'offline', phase: 'firing', level: reached, since: state?.since ?? seenAt },
    verdict: state === undefined ? 'raise' : 'step',
    severity: level.severity,
    level: level.level,
    at,
    evidence: {
      samples: [],
      since: seenAt,
      heldMs: at - seenAt,
      facts: { lastSeenAt: seenAt, limitMs: level.for, goodbye },
    },
  }
}
