// Who is on duty when: the weekly shifts, on a holiday its plan instead, and on top of both what people have changed, in
// the order of their numbers. A pure function of the directory; the same for the past, now and the future.

import type { Directory, Shift } from '../model/people.ts'
import type { Holiday, RosterChange } from '../model/roster-change.ts'
import { DAY, type EpochMs } from '../model/time.ts'
import { dayOf, minutesOf, momentOf, plusDays, weekdayOf, zoneOf } from './calendar.ts'
import { covers, type Gap, meet } from './span.ts'

export type Rota = Readonly<{ communityId: string; role: Shift['role'] }>

/** Somebody on duty, and how that came about. */
export type OnDuty = Readonly<{
  personId: string
  /** The shift they stand in: the same name for whoever takes it over. */
  slot: string
  /** Numbers of the changes that put them there, a holiday's first; empty by the weekly roster. */
  changes: readonly number[]
  /** Whose shift it was before the changes. */
  instead?: string
}>

/** Time in which the same people are on duty for the same reasons. */
export type Stretch = Gap & Readonly<{ on: readonly OnDuty[] }>

/** One person's duty without a break, for one reason. */
export type Turn = Gap & OnDuty

type Base = Gap & OnDuty
/** What a change does to those on duty, while it is in force. */
type Act = Gap & Readonly<{ apply(on: readonly OnDuty[]): readonly OnDuty[] }>

/** When a change counts: nothing reaches into the time before it was made, nor beyond the moment it was called off. */
export const inForce = (change: RosterChange, { from, to }: Gap): Gap => ({
  from: Math.max(from, change.createdAt),
  to: Math.min(to, change.cancelledAt ?? Number.POSITIVE_INFINITY),
})

const isStaff = (directory: Directory, personId: string): boolean => {
  const person = directory.people.get(personId)
  return person !== undefined && person.role !== 'family'
}

const changesOf = (directory: Directory, communityId: string): readonly RosterChange[] =>
  (directory.rosterChanges ?? []).filter((change) => change.communityId === communityId)

/** Days a change is about, as moments: from the first minute of its first day to the last of the shifts that begin on its last. */
export function reachOf(change: RosterChange, timeZone: string): readonly Gap[] {
  switch (change.kind) {
    case 'holiday': {
      const from = momentOf(change.firstDay, 0, timeZone)
      return [inForce(change, { from, to: momentOf(plusDays(change.lastDay, 2), 0, timeZone) })]
    }
    case 'override':
      return [inForce(change, change)]
    case 'swap':
      return [change, ...(change.inReturn === undefined ? [] : [change.inReturn])].map((span) =>
        inForce(change, span),
      )
  }
}

/** The shifts that begin within a day before the span or in it: weekly ones, or the plan of a holiday. */
function baseOf(directory: Directory, rota: Rota, span: Gap): readonly Base[] {
  const timeZone = zoneOf(directory, rota.communityId)
  const weekly = [...directory.shifts.values()].filter(
    ({ role, communityId }) => role === rota.role && communityId === rota.communityId,
  )
  const holidays = changesOf(directory, rota.communityId).filter((change) => change.kind === 'holiday')
  const found: Base[] = []
  const last = dayOf(span.to, timeZone)
  for (let day = plusDays(dayOf(span.from, timeZone), -1); day <= last; day = plusDays(day, 1)) {
    const spanOf = (from: string, to: string): Gap => ({
      from: momentOf(day, minutesOf(from), timeZone),
      to: momentOf(day, minutesOf(to) + (minutesOf(to) <= minutesOf(from) ? 24 * 60 : 0), timeZone),
    })
    const byWeekday = (weekday: number, changes: readonly number[]): readonly Base[] =>
      weekly
        .filter(({ weekdays }) => weekdays.includes(weekday))
        .map(({ id, personId, from, to }) => ({
          ...spanOf(from, to),
          personId,
          slot: `${id}@${day}`,
          changes,
        }))
    const planned = ({ id, plan }: Holiday): readonly Base[] => {
      if ('like' in plan) return byWeekday(plan.like, [id])
      if (rota.role !== 'duty') return byWeekday(weekdayOf(day), [])
      return plan.shifts.map(({ personId, from, to }, index) => ({
        ...spanOf(from, to),
        personId,
        slot: `h${id}.${index}@${day}`,
        changes: [id],
      }))
    }
    // A holiday counts from when it was made until it was called off; of several, the newest.
    const plans = holidays
      .filter(({ firstDay, lastDay }) => firstDay <= day && day <= lastDay)
      .map((holiday) => ({ ...inForce(holiday, FOREVER), holiday }))
    for (const window of windowsOf(plans)) {
      const holiday = plans.findLast((plan) => covers(plan, window.from))?.holiday
      const shifts = holiday === undefined ? byWeekday(weekdayOf(day), []) : planned(holiday)
      for (const shift of shifts) {
        const from = Math.max(shift.from, window.from)
        const to = Math.min(shift.to, window.to)
        if (from < to) found.push({ ...shift, from, to })
      }
    }
  }
  return found.filter(({ personId }) => isStaff(directory, personId))
}

const FOREVER: Gap = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }

/** All of time, cut at every beginning and end of the spans. */
function windowsOf(spans: readonly Gap[]): readonly Gap[] {
  const cuts = [...new Set(spans.flatMap(({ from, to }) => [from, to]))]
    .filter(Number.isFinite)
    .sort((a, b) => a - b)
  const all = [FOREVER.from, ...cuts, FOREVER.to]
  return all.slice(1).map((to, index) => ({ from: all[index] ?? FOREVER.from, to }))
}

/** One stands in for another: in their shift, for as long as it is theirs. */
const standIn = (id: number, personId: string, instead: string) => (on: readonly OnDuty[]) =>
  on.map((one) =>
    one.personId === instead
      ? { ...one, personId, changes: [...one.changes, id], instead: one.instead ?? instead }
      : one,
  )

/** A change whose people have all left the community's books is passed over: it must not open a hole. */
function actsOf(directory: Directory, change: RosterChange): readonly Act[] {
  if (change.kind === 'holiday') return []
  const { id } = change
  const act = (span: Gap, apply: Act['apply']): Act => ({ ...inForce(change, span), apply })
  if (change.kind === 'swap') {
    const { personId, by, inReturn } = change
    return [
      ...(isStaff(directory, by) ? [act(change, standIn(id, by, personId))] : []),
      ...(inReturn !== undefined && isStaff(directory, personId)
        ? [act(inReturn, standIn(id, personId, by))]
        : []),
    ]
  }
  const { instead } = change
  const personIds = change.personIds.filter((personId) => isStaff(directory, personId))
  if (personIds.length === 0 && change.personIds.length > 0) return []
  if (instead === undefined)
    return [
      act(change, (on) =>
        personIds.map((personId) => {
          const others = on.map((one) => one.instead ?? one.personId).filter((one) => one !== personId)
          const before = on.find((one) => one.personId === personId)
          return {
            personId,
            slot: `c${id}.${personId}`,
            changes: [...(before?.changes ?? []), id],
            ...(before !== undefined || others[0] === undefined ? {} : { instead: others[0] }),
          }
        }),
      ),
    ]
  if (personIds.length === 0) return [act(change, (on) => on.filter(({ personId }) => personId !== instead))]
  return [
    act(change, (on) =>
      on.flatMap((one) =>
        one.personId === instead
          ? personIds.flatMap((personId) => standIn(id, personId, instead)([one]))
          : [one],
      ),
    ),
  ]
}

/** Nobody is on duty twice at once: the first reason is the one that is told. */
const once = (on: readonly OnDuty[]): readonly OnDuty[] =>
  on.filter((one, index) => on.findIndex(({ personId }) => personId === one.personId) === index)

/** The whole of `span`, in order and without a break, cut where anything changes. Also where nobody is on duty. */
export function stretchesOf(directory: Directory, rota: Rota, span: Gap): readonly Stretch[] {
  const base = baseOf(directory, rota, span)
  const acts =
    rota.role === 'duty'
      ? changesOf(directory, rota.communityId)
          .flatMap((change) => actsOf(directory, change))
          .filter((act) => meet(act, span))
      : []
  const cuts = new Set<EpochMs>([span.from, span.to])
  for (const one of [...base, ...acts])
    for (const at of [one.from, one.to]) if (span.from < at && at < span.to) cuts.add(at)
  const all = [...cuts].sort((a, b) => a - b)
  const shiftsAt = sweep(base)
  const actsAt = sweep(acts)
  return all.slice(1).map((to, index) => {
    const from = all[index] ?? span.from
    const starting: readonly OnDuty[] = shiftsAt(from).map(({ personId, slot, changes }) => ({
      personId,
      slot,
      changes,
    }))
    return { from, to, on: once(actsAt(from).reduce((now, act) => act.apply(now), once(starting))) }
  })
}

/** Those of a list that cover a moment, in the order of the list; asked of moments that only grow, each is looked at twice. */
function sweep<T extends Gap>(list: readonly T[]): (at: EpochMs) => readonly T[] {
  const waiting = list.map((one, index) => ({ one, index })).sort((a, b) => a.one.from - b.one.from)
  let next = 0
  let active: { one: T; index: number }[] = []
  return (at) => {
    active = active.filter(({ one }) => at < one.to)
    for (let entry = waiting[next]; entry !== undefined && entry.one.from <= at; entry = waiting[next]) {
      if (at < entry.one.to) active.push(entry)
      next += 1
    }
    return active.sort((a, b) => a.index - b.index).map(({ one }) => one)
  }
}

/** Far enough on both sides that no shift which touches a span is cut off by its edge. */
const BEYOND = 2 * DAY

/** Every turn that touches `span`, whole, in the order of their beginnings. One longer than four days may be cut. */
export function turnsOf(directory: Directory, rota: Rota, span: Gap): readonly Turn[] {
  const open = new Map<string, OnDuty & { from: EpochMs; to: EpochMs }>()
  const turns: Turn[] = []
  const wide = { from: span.from - BEYOND, to: span.to + BEYOND }
  for (const { from, to, on } of stretchesOf(directory, rota, wide))
    for (const one of on) {
      const key = `${one.slot}|${one.personId}|${one.changes.join()}`
      const before = open.get(key)
      if (before?.to === from) before.to = to
      else {
        const turn = { ...one, from, to }
        open.set(key, turn)
        turns.push(turn)
      }
    }
  return turns.filter((turn) => meet(turn, span)).sort((a, b) => a.from - b.from || a.to - b.to)
}

const kept = new WeakMap<Directory, Map<string, readonly Stretch[]>>()
/** Alerts ask about now, a thousand times a second: the stretches of a day are worked out once per directory. */
const MOST_KEPT = 64

/** Who is on duty at one moment. */
export function dutyAt(directory: Directory, rota: Rota, at: EpochMs): readonly OnDuty[] {
  const known = kept.get(directory) ?? new Map<string, readonly Stretch[]>()
  kept.set(directory, known)
  const from = Math.floor(at / DAY) * DAY
  const key = `${rota.communityId}|${rota.role}|${from}`
  let stretches = known.get(key)
  if (stretches === undefined) {
    if (known.size >= MOST_KEPT) known.clear()
    stretches = stretchesOf(directory, rota, { from, to: from + DAY })
    known.set(key, stretches)
  }
  return stretches.find((stretch) => covers(stretch, at))?.on ?? []
}
