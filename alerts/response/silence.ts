// Which silence, if any, keeps an alert from notifying anybody right now, and what makes a silence. Pure matching:
// what becomes of the alert is decided in change.ts (chain held back) and pause.ts (chain held and released).

import type { Alert } from '../model/alert.ts'
import type { Directory } from '../model/people.ts'
import {
  endOf,
  SILENCE_MATCHERS,
  type Silence,
  type SilenceKind,
  type SilenceMatch,
  stateAt,
} from '../model/silence.ts'
import { DAY, type EpochMs } from '../model/time.ts'
import { type Place, placeOf } from './place.ts'

/** Long enough for a hospital stay or a building site, short enough that nobody is forgotten. */
export const LONGEST_SILENCE = 30 * DAY
export const PLANNED_AHEAD = 366 * DAY

/** What of an alert decides whether it is silenced. */
export type Silenceable = Pick<
  Alert,
  'subject' | 'ruleId' | 'deviceId' | 'severity' | 'emergency' | 'gridId' | 'communityId'
>

function valuesOf(
  alert: Silenceable,
  place: Place,
): Readonly<Record<keyof SilenceMatch, string | undefined>> {
  return {
    ruleId: alert.ruleId,
    residentId: place.resident?.id,
    drainId: place.drain?.id,
    deviceId: alert.deviceId === '' && alert.subject.kind === 'device' ? alert.subject.id : alert.deviceId,
    buildingId: place.building?.id,
    gridId: place.grid?.id ?? alert.gridId,
    communityId: place.community?.id ?? alert.communityId,
  }
}

/** Whether a silence is about an alert, time and exemptions aside. All matchers must fit. */
export function isAbout(match: SilenceMatch, alert: Silenceable, place: Place): boolean {
  // The gateway's own trouble (a message that reached nobody) is silenced by its rule's name only, never by a place.
  if (alert.subject.kind === 'system' && match.ruleId === undefined) return false
  const values = valuesOf(alert, place)
  const named = SILENCE_MATCHERS.filter((key) => match[key] !== undefined)
  return named.length > 0 && named.every((key) => match[key] === values[key])
}

/**
 * The silence that covers an alert at `now`; of several, the one that lasts longest. Undefined for every emergency,
 * and for a critical alert unless the silence names critical alerts too.
 */
export function covering(
  silences: Iterable<Silence>,
  alert: Silenceable,
  { directory, now }: Readonly<{ directory: Directory; now: EpochMs }>,
): Silence | undefined {
  if (alert.emergency) return undefined
  let place: Place | undefined
  let longest: Silence | undefined
  for (const silence of silences) {
    if (stateAt(silence, now) !== 'active') continue
    if (alert.severity === 'critical' && silence.exceptCritical) continue
    if (longest !== undefined && longest.until >= silence.until) continue
    place ??= placeOf(directory, alert.subject, alert.deviceId)
    if (isAbout(silence.match, alert, place)) longest = silence
  }
  return longest
}

/** What a person asks for. Without `from` it begins now. */
export type SilenceRequest = Readonly<{
  kind: SilenceKind
  match: SilenceMatch
  reason: string
  from?: EpochMs
  until: EpochMs
  exceptCritical?: boolean
}>

export type SilenceFault = Readonly<{ path: string; message: string }>

/** Everything that is wrong with a request's times and shape; empty when it may become a silence. */
export function faultsOf(
  { match, reason, from, until }: SilenceRequest,
  now: EpochMs,
): readonly SilenceFault[] {
  const start = Math.max(from ?? now, now)
  const faults: SilenceFault[] = []
  const fault = (path: string, message: string): number => faults.push({ path, message })
  if (SILENCE_MATCHERS.every((key) => match[key] === undefined))
    fault('match', 'name a rule, a person, a device or a place')
  if (reason.trim() === '') fault('reason', 'say why')
  if (start - now > PLANNED_AHEAD) fault('from', 'more than a year ahead')
  if (until <= start) fault('until', 'must be after it begins')
  else if (until - start > LONGEST_SILENCE) fault('until', 'at most 30 days after it begins')
  return faults
}

/** The silence a request without faults becomes. A start that has just passed is now: nothing reaches into the past. */
export function silenceFrom(
  request: SilenceRequest,
  made: Readonly<{ id: number; by: string; now: EpochMs }>,
): Silence {
  const { kind, match, reason, from, until, exceptCritical } = request
  return {
    id: made.id,
    kind,
    match,
    reason: reason.trim(),
    createdBy: made.by,
    createdAt: made.now,
    from: Math.max(from ?? made.now, made.now),
    until,
    exceptCritical: exceptCritical ?? true,
  }
}

/** Ended before its time; undefined when it is over already. */
export const ended = (silence: Silence, by: Readonly<{ by: string; now: EpochMs }>): Silence | undefined =>
  endOf(silence) <= by.now ? undefined : { ...silence, endedAt: by.now, endedBy: by.by }
