// Why a resident is worth a call today: alerts that stand, promises that are due, the usual call, what the last days
// were like, a band nobody has seen to work for long. Sees what was known before the day began to be worked on: a call of
// today changes no reason of today, unless it promises something for today.

import type { Alert } from '../model/alert.ts'
import type { CareContact, LocalDay, ReviewCode, ReviewReason } from '../model/care.ts'
import type { Habits } from '../model/habits.ts'
import type { LiveState } from '../model/live.ts'
import type { Community, Resident } from '../model/people.ts'
import { DAY, type EpochMs } from '../model/time.ts'
import { counts, reached } from './contacts.ts'
import { daysBetween, localDay } from './local-day.ts'
import { contactEvery, firstDueAfter, PROVE_EVERY, PROVE_FIRST_WITHIN, PROVE_SPREAD } from './rhythm.ts'
import { wellbeingOf } from './wellbeing.ts'

/**
 * What each reason adds; somebody with several stands higher than with one. The order is the project's own: first what
 * was promised, then who has just had an emergency, then what a rule says of the person, then of the band, then the
 * usual call. A day overdue adds to a promise and to a call, up to a bound.
 */
export const WEIGHTS = {
  promiseDue: 100,
  afterEmergency: 50,
  personWarning: 45,
  notReached: 35,
  personInfo: 25,
  nightsUp: 25,
  deviceWarning: 20,
  risingLater: 20,
  callMissed: 20,
  callDue: 15,
  neverSeen: 15,
  seldomWorn: 12,
  deviceInfo: 10,
  notProven: 8,
} as const
const PER_DAY = 4
const MOST_PER_DAY = 20

/** What was talked about is left alone for so long, unless it comes anew: a week, as trends are told. */
export const ANSWERED_FOR = { person: 7 * DAY, device: 2 * DAY } as const
/** An emergency is asked after on the next two mornings, until somebody has. */
export const ASKED_AFTER = 2 * DAY
/** Somebody who was not reached is tried again for so long. */
const TRIED_WITHIN_DAYS = 3

export type Known = Readonly<{
  resident: Resident
  community: Community | undefined
  timeZone: string
  now: EpochMs
  today: LocalDay
  /** The day of the community's first list. */
  since: LocalDay
  hasBand: boolean
  /** When the band was last seen to work, from its button to a person or on its screen; null when never. */
  provenAt: EpochMs | null
  live: LiveState | undefined
  habits: Habits | undefined
  /** Unresolved, about the resident or their band. */
  alerts: readonly Alert[]
  /** Emergencies of the last days that were genuine and are closed. */
  emergencies: readonly Alert[]
  /** Newest first. */
  contacts: readonly CareContact[]
  /** Whether a rule speaks of the person or of the device. */
  concerns: (ruleId: string) => 'person' | 'device'
}>

const reason = (
  code: ReviewCode,
  weight: number,
  facts: ReviewReason['facts'] = {},
  about: ReviewReason['about'] = 'person',
): ReviewReason => ({ code, weight, about, facts })

const more = (days: number): number => Math.min(MOST_PER_DAY, Math.max(0, days) * PER_DAY)

/** The weightiest first; empty when nobody needs to call. */
export function reasonsOf(known: Known): readonly ReviewReason[] {
  const earlier = known.contacts.filter(
    (contact) => counts(contact) && localDay(known.timeZone, contact.at) < known.today,
  )
  const last = earlier.find(reached)
  const reasons = [
    ...promisesDue(known),
    ...emergencies(known, last),
    ...alertReasons(known, last),
    ...missed(known, earlier),
    ...usualCall(known, last),
    ...recentDays(known, last),
    ...unproven(known, last),
  ]
  return reasons.sort((a, b) => b.weight - a.weight)
}

/** Those settled today are still shown, as seen to. */
function promisesDue({ contacts, today, timeZone }: Known): ReviewReason[] {
  return contacts.flatMap((contact) => {
    const { id, promise, settled } = contact
    if (promise === undefined || !counts(contact)) return []
    if (settled !== undefined && localDay(timeZone, settled.at) < today) return []
    const days = daysBetween(promise.dueOn, today)
    if (days < 0) return []
    const facts = { promiseId: id, what: promise.what, dueOn: promise.dueOn, days }
    return [reason('promiseDue', WEIGHTS.promiseDue + more(days), facts)]
  })
}

const factsOf = (alert: Alert): ReviewReason['facts'] => ({
  alertId: alert.id,
  ruleId: alert.ruleId,
  severity: alert.severity,
  since: alert.eventTime,
  ...(alert.level === undefined ? {} : { level: alert.level }),
})

function emergencies({ emergencies, now }: Known, last: CareContact | undefined): ReviewReason[] {
  return emergencies
    .filter(
      ({ resolvedAt = 0 }) => now - resolvedAt < ASKED_AFTER && (last === undefined || last.at < resolvedAt),
    )
    .map((alert) => reason('afterEmergency', WEIGHTS.afterEmergency, factsOf(alert)))
}

/** What is critical has its own chain, and somebody there: it is no matter for a list. */
function alertReasons({ alerts, concerns, now }: Known, last: CareContact | undefined): ReviewReason[] {
  return alerts.flatMap((alert) => {
    if (alert.severity === 'critical' || alert.emergency) return []
    const about = concerns(alert.ruleId)
    const newest = Math.max(alert.eventTime, alert.reachedAt ?? 0)
    const isAnswered = last !== undefined && last.at > newest && now - last.at < ANSWERED_FOR[about]
    if (isAnswered) return []
    return [
      reason(
        'alert',
        WEIGHTS[`${about}${alert.severity === 'info' ? 'Info' : 'Warning'}`],
        factsOf(alert),
        about,
      ),
    ]
  })
}

/** Tried on the last days, and nobody has spoken to them since. */
function missed({ today, timeZone }: Known, earlier: readonly CareContact[]): ReviewReason[] {
  const tries: CareContact[] = []
  for (const contact of earlier) {
    if (reached(contact) || daysBetween(localDay(timeZone, contact.at), today) > TRIED_WITHIN_DAYS) break
    tries.push(contact)
  }
  const first = tries.at(-1)
  return first === undefined
    ? []
    : [reason('notReached', WEIGHTS.notReached, { times: tries.length, since: first.at })]
}

function usualCall(known: Known, last: CareContact | undefined): ReviewReason[] {
  const { resident, community, today, timeZone, since } = known
  const every = contactEvery(resident, community)
  if (every === undefined) return []
  const days =
    last === undefined
      ? daysBetween(since, today) - firstDueAfter(resident.id, every)
      : daysBetween(localDay(timeZone, last.at), today) - every
  if (days < 0) return []
  if (days === 0) return [reason('callDue', WEIGHTS.callDue, { every })]
  const facts = { every, days, ...(last === undefined ? {} : { last: last.at }) }
  return [reason('callMissed', WEIGHTS.callMissed + more(days), facts)]
}

function recentDays(known: Known, last: CareContact | undefined): ReviewReason[] {
  const { habits, live, hasBand, now, timeZone, since, today } = known
  const lately = (about: 'person' | 'device'): boolean =>
    last !== undefined && now - last.at < ANSWERED_FOR[about]
  const reasons: ReviewReason[] = []
  // On the very first morning no band has had the time.
  if (hasBand && since < today && (live?.seenAt ?? null) === null && !lately('device'))
    reasons.push(reason('neverSeen', WEIGHTS.neverSeen, {}, 'device'))
  if (habits === undefined || lately('person')) return reasons
  const { nightsUp, risingLater, seldomWorn } = wellbeingOf(habits, { now, timeZone })
  if (nightsUp !== undefined) reasons.push(reason('nightsUp', WEIGHTS.nightsUp, nightsUp))
  if (risingLater !== undefined) reasons.push(reason('risingLater', WEIGHTS.risingLater, risingLater))
  if (seldomWorn !== undefined) reasons.push(reason('seldomWorn', WEIGHTS.seldomWorn, seldomWorn, 'device'))
  return reasons
}

/** Not of a band that was never heard of, which is a reason of its own. Asked for a week after somebody has called. */
function unproven(known: Known, last: CareContact | undefined): ReviewReason[] {
  const { resident, community, hasBand, live, provenAt, now, today, since, timeZone } = known
  if (!hasBand || (live?.seenAt ?? null) === null) return []
  if (last !== undefined && now - last.at < ANSWERED_FOR.person) return []
  const every = community?.proveEvery ?? PROVE_EVERY
  if (provenAt === null) {
    const isDue = daysBetween(since, today) >= firstDueAfter(resident.id, PROVE_FIRST_WITHIN)
    return isDue ? [reason('notProven', WEIGHTS.notProven, { every }, 'device')] : []
  }
  const days = daysBetween(localDay(timeZone, provenAt), today)
  const isDue = days >= every + firstDueAfter(resident.id, Math.min(every, PROVE_SPREAD))
  return isDue ? [reason('notProven', WEIGHTS.notProven, { every, days }, 'device')] : []
}
