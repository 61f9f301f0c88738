// What makes a change of the roster, and why one is refused: it would leave minutes to nobody, or speaks of a shift that
// is not so. Pure; who may ask for it is decided elsewhere.

import type { Directory } from '../model/people.ts'
import type { Day, Holiday, HolidayShift, Override, RosterChange, Swap } from '../model/roster-change.ts'
import { DAY, type EpochMs } from '../model/time.ts'
import { uncovered } from '../response/coverage.ts'
import { dayOf, isDay, minutesOf, momentFrom, plusDays, zoneOf } from './calendar.ts'
import { reachOf, stretchesOf } from './rota.ts'
import { type Gap, joined, without } from './span.ts'

/** A holiday season, a long illness; longer is another roster. */
export const LONGEST_HOLIDAY_DAYS = 31
export const LONGEST_OVERRIDE = 62 * DAY
/** So far ahead a roster is planned. */
export const PLANNED_AHEAD = 400 * DAY

type Asked = Readonly<{ communityId: string; reason: string }>

/** What a person asks for. Times of an override are the community's own clock ("2026-11-22T20:00"); those of a swap, moments. */
export type ChangeRequest = Asked &
  (
    | Readonly<{
        kind: 'holiday'
        name: string
        firstDay: Day
        lastDay: Day
        plan: Readonly<{ like: number }> | Readonly<{ shifts: readonly HolidayShift[] }>
      }>
    | Readonly<{
        kind: 'override'
        from: EpochMs | string
        to: EpochMs | string
        personIds: readonly string[]
        instead?: string | undefined
      }>
    | Readonly<{
        kind: 'swap'
        personId: string
        from: EpochMs
        to: EpochMs
        by: string
        inReturn?: Gap | undefined
      }>
  )

export type ChangeFault = Readonly<{ path: string; message: string }>

/**
 * `leavesUncovered`: minutes that are covered now and would not be. `notOnDuty`: minutes of the shift at which the person
 * it is said to belong to is not on duty. `alreadyOnDuty`: minutes at which the substitute is on duty anyway.
 */
export type ChangeRefusal =
  | Readonly<{ ok: false; code: 'invalidRequest'; faults: readonly ChangeFault[] }>
  | Readonly<{
      ok: false
      code: 'leavesUncovered' | 'notOnDuty' | 'alreadyOnDuty'
      gaps: readonly Gap[]
      /** Whom it is about. */
      personId?: string
    }>

export type Planned<T = RosterChange> = Readonly<{ ok: true; change: T }> | ChangeRefusal

type Known = Readonly<{ directory: Directory; now: EpochMs; id: number; by: string; requestId: string }>

/** The directory with these changes in it, made anew or replaced, in the order of their numbers. */
export function withChanges(directory: Directory, changes: readonly RosterChange[]): Directory {
  const byId = new Map((directory.rosterChanges ?? []).map((change) => [change.id, change]))
  for (const change of changes) byId.set(change.id, change)
  return { ...directory, rosterChanges: [...byId.values()].sort((a, b) => a.id - b.id) }
}

/** What is covered in `before` and not in `after`, where the change reaches. */
function opened(before: Directory, after: Directory, change: RosterChange, now: EpochMs): readonly Gap[] {
  const timeZone = zoneOf(before, change.communityId)
  // A change that is called off reached as far as it did before that.
  const { cancelledAt: _, cancelledBy: __, ...standing } = change
  const spans = reachOf(standing, timeZone)
    .map(({ from, to }) => ({ from: Math.max(from, now), to }))
    .filter(({ from, to }) => from < to)
  const gapsOf = (directory: Directory): readonly Gap[] =>
    joined(spans.flatMap((span) => uncovered(directory, change.communityId, span)))
  return without(gapsOf(after), gapsOf(before))
}

/** Minutes of a span at which somebody is, or is not, on duty. */
function presence(
  directory: Directory,
  communityId: string,
  { span, personId, present }: Readonly<{ span: Gap; personId: string; present: boolean }>,
): readonly Gap[] {
  return joined(
    stretchesOf(directory, { communityId, role: 'duty' }, span)
      .filter(({ on }) => on.some((one) => one.personId === personId) === present)
      .map(({ from, to }) => ({ from, to })),
  )
}

const isStaff = (directory: Directory, personId: string): boolean => {
  const role = directory.people.get(personId)?.role
  return role !== undefined && role !== 'family'
}

/** The change a request becomes, or why not. */
export function planChange(request: ChangeRequest, known: Known): Planned {
  const faults = faultsOf(request, known)
  if (faults.length > 0) return { ok: false, code: 'invalidRequest', faults }
  const change = changeFrom(request, known)
  const wrong =
    change.kind === 'swap'
      ? wrongSwap(change, known)
      : change.kind === 'override'
        ? wrongOverride(change, known)
        : undefined
  if (wrong !== undefined) return wrong
  const gaps = opened(known.directory, withChanges(known.directory, [change]), change, known.now)
  return gaps.length > 0 ? { ok: false, code: 'leavesUncovered', gaps } : { ok: true, change }
}

/** Called off; what it covered must be covered without it. Undefined when it is over or called off already. */
export function cancelChange(
  change: RosterChange,
  { directory, now, by }: Pick<Known, 'directory' | 'now' | 'by'>,
): Planned | undefined {
  if (endOf(change, zoneOf(directory, change.communityId)) <= now) return undefined
  const cancelled: RosterChange = { ...change, cancelledAt: now, cancelledBy: by }
  const gaps = opened(directory, withChanges(directory, [cancelled]), cancelled, now)
  return gaps.length > 0 ? { ok: false, code: 'leavesUncovered', gaps } : { ok: true, change: cancelled }
}

/** The moment from which a change changes nothing any more. */
export const endOf = (change: RosterChange, timeZone: string): EpochMs =>
  Math.max(...reachOf(change, timeZone).map(({ from, to }) => (from < to ? to : Number.NEGATIVE_INFINITY)))

function changeFrom(request: ChangeRequest, { directory, now, id, by, requestId }: Known): RosterChange {
  const { communityId } = request
  const made = { id, communityId, reason: request.reason.trim(), createdBy: by, createdAt: now, requestId }
  switch (request.kind) {
    case 'holiday': {
      const { name, firstDay, lastDay, plan } = request
      return { ...made, kind: 'holiday', name: name.trim(), firstDay, lastDay, plan } satisfies Holiday
    }
    case 'override': {
      const timeZone = zoneOf(directory, communityId)
      const { personIds, instead } = request
      return {
        ...made,
        kind: 'override',
        from: Math.max(momentOrNaN(request.from, timeZone), now),
        to: momentOrNaN(request.to, timeZone),
        personIds: [...new Set(personIds)],
        ...(instead === undefined ? {} : { instead }),
      } satisfies Override
    }
    case 'swap': {
      const { personId, from, to, by: substitute, inReturn } = request
      return {
        ...made,
        kind: 'swap',
        personId,
        // A shift that has begun is taken over from now on.
        from: Math.max(from, now),
        to,
        by: substitute,
        ...(inReturn === undefined ? {} : { inReturn }),
      } satisfies Swap
    }
  }
}

const momentOrNaN = (time: EpochMs | string, timeZone: string): EpochMs =>
  typeof time === 'number' ? time : (momentFrom(time, timeZone) ?? Number.NaN)

function wrongSwap(change: Swap, { directory }: Known): ChangeRefusal | undefined {
  const { communityId, personId, by, inReturn } = change
  const halves = [
    { span: { from: change.from, to: change.to }, gives: personId, takes: by },
    ...(inReturn === undefined ? [] : [{ span: inReturn, gives: by, takes: personId }]),
  ]
  for (const { span, gives, takes } of halves) {
    const missing = presence(directory, communityId, { span, personId: gives, present: false })
    if (missing.length > 0) return { ok: false, code: 'notOnDuty', gaps: missing, personId: gives }
    const twice = presence(directory, communityId, { span, personId: takes, present: true })
    if (twice.length > 0) return { ok: false, code: 'alreadyOnDuty', gaps: twice, personId: takes }
  }
  return undefined
}

function wrongOverride(change: Override, { directory }: Known): ChangeRefusal | undefined {
  const { communityId, from, to, instead } = change
  if (instead === undefined) return undefined
  const span = { from, to }
  const there = presence(directory, communityId, { span, personId: instead, present: true })
  return there.length > 0 ? undefined : { ok: false, code: 'notOnDuty', gaps: [span], personId: instead }
}

function faultsOf(request: ChangeRequest, known: Known): readonly ChangeFault[] {
  const { directory, now } = known
  const faults: ChangeFault[] = []
  const fault = (path: string, message: string): number => faults.push({ path, message })
  const person = (path: string, personId: string): void => {
    if (!isStaff(directory, personId)) fault(path, `${personId} is nobody of the staff`)
  }
  const span = (path: string, { from, to }: Gap): void => {
    if (!Number.isFinite(from)) fault(`${path}from`, 'a time like 2026-11-22T20:00')
    if (!Number.isFinite(to)) fault(`${path}to`, 'a time like 2026-11-23T08:00')
    if (to <= from) fault(`${path}to`, 'must be after it begins')
    else if (to <= now) fault(`${path}to`, 'is over already')
    else if (to - now > PLANNED_AHEAD) fault(`${path}to`, 'more than 400 days ahead')
  }
  if (!directory.communities.has(request.communityId))
    fault('communityId', `${request.communityId} does not exist`)
  if (request.reason.trim() === '') fault('reason', 'say why')
  if (faults.length > 0) return faults
  switch (request.kind) {
    case 'holiday':
      holidayFaults(request, known, fault)
      if ('shifts' in request.plan)
        for (const [index, { personId }] of request.plan.shifts.entries())
          person(`plan/shifts/${index}/personId`, personId)
      return faults
    case 'override': {
      const timeZone = zoneOf(directory, request.communityId)
      const from = momentOrNaN(request.from, timeZone)
      const to = momentOrNaN(request.to, timeZone)
      span('', { from, to })
      if (to - Math.max(from, now) > LONGEST_OVERRIDE) fault('to', 'at most 62 days after it begins')
      for (const [index, personId] of request.personIds.entries()) person(`personIds/${index}`, personId)
      if (request.personIds.length === 0 && request.instead === undefined)
        fault('personIds', 'name who comes, or who stays away')
      if (request.instead !== undefined && request.personIds.includes(request.instead))
        fault('personIds', 'somebody else than who is replaced')
      return faults
    }
    case 'swap':
      span('', request)
      if (request.inReturn !== undefined) {
        span('inReturn/', request.inReturn)
        if (request.inReturn.from < now) fault('inReturn/from', 'has begun already')
      }
      person('personId', request.personId)
      person('by', request.by)
      if (request.personId === request.by) fault('by', 'somebody else')
      return faults
  }
}

function holidayFaults(
  { communityId, name, firstDay, lastDay, plan }: Extract<ChangeRequest, { kind: 'holiday' }>,
  { directory, now }: Known,
  fault: (path: string, message: string) => number,
): void {
  const today = dayOf(now, zoneOf(directory, communityId))
  if (name.trim() === '') fault('name', 'say which')
  if (!isDay(firstDay)) fault('firstDay', 'a day like 2027-02-06')
  if (!isDay(lastDay)) fault('lastDay', 'a day like 2027-02-12')
  else if (lastDay < firstDay) fault('lastDay', 'must not be before the first')
  else if (lastDay < today) fault('lastDay', 'is over already')
  else if (lastDay > plusDays(today, 400)) fault('lastDay', 'more than 400 days ahead')
  else if (isDay(firstDay) && lastDay >= plusDays(firstDay, LONGEST_HOLIDAY_DAYS))
    fault('lastDay', 'at most 31 days')
  if ('like' in plan) {
    if (!(Number.isInteger(plan.like) && plan.like >= 1 && plan.like <= 7))
      fault('plan/like', '1 (Monday) to 7 (Sunday)')
    return
  }
  if (plan.shifts.length === 0) fault('plan/shifts', 'at least one shift')
  for (const [index, { from, to }] of plan.shifts.entries())
    for (const [field, clock] of [
      ['from', from],
      ['to', to],
    ] as const)
      if (!/^([01]\d|2[0-4]):[0-5]\d$/.test(clock) || minutesOf(clock) > 24 * 60)
        fault(`plan/shifts/${index}/${field}`, 'a time like 08:00')
}
