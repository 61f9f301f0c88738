// The minutes in which nobody is on duty, and who comes next. Looks at the roster only; who is told is not its business.

import type { Directory, Person, Shift } from '../model/people.ts'
import { DAY, type EpochMs, MINUTE } from '../model/time.ts'
import { shiftCovers, type WallClock, wallClock } from './roster.ts'

export type Gap = Readonly<{ from: EpochMs; to: EpochMs }>

/** No zone moves its clock but at a quarter of an hour, so it is asked once for each. */
const QUARTER = 15 * MINUTE

/** Every whole minute of [from, to) with its wall clock. */
function* minutesOf(span: Gap, timeZone: string): Generator<Readonly<{ at: EpochMs; clock: WallClock }>> {
  const start = Math.floor(span.from / MINUTE) * MINUTE
  for (let quarter = Math.floor(start / QUARTER) * QUARTER; quarter < span.to; quarter += QUARTER) {
    const { weekday, minutes } = wallClock(quarter, timeZone)
    for (let at = quarter; at < quarter + QUARTER && at < span.to; at += MINUTE)
      if (at >= start) yield { at, clock: { weekday, minutes: minutes + (at - quarter) / MINUTE } }
  }
}

type Roster = Readonly<{ timeZone: string; shifts: readonly Readonly<{ shift: Shift; person: Person }>[] }>

/** The duty shifts of a community that somebody stands behind. */
function rosterOf(directory: Directory, communityId: string): Roster {
  const shifts = [...directory.shifts.values()].flatMap((shift) => {
    const person = directory.people.get(shift.personId)
    const counts = shift.role === 'duty' && shift.communityId === communityId
    return counts && person !== undefined && person.role !== 'family' ? [{ shift, person }] : []
  })
  return { shifts, timeZone: directory.communities.get(communityId)?.timeZone ?? 'UTC' }
}

/** Does the community keep a duty roster at all? One that does not says so with every alert (`emptyRoster`). */
export const keepsRoster = (directory: Directory, communityId: string): boolean =>
  rosterOf(directory, communityId).shifts.length > 0

/** Spans of whole minutes in [from, to) that no duty officer of the community covers, in order. */
export function uncovered(directory: Directory, communityId: string, span: Gap): readonly Gap[] {
  const { shifts, timeZone } = rosterOf(directory, communityId)
  const gaps: Gap[] = []
  let open: EpochMs | undefined
  for (const { at, clock } of minutesOf(span, timeZone)) {
    const covered = shifts.some(({ shift }) => shiftCovers(shift, clock))
    if (!covered) open ??= at
    else if (open !== undefined) {
      gaps.push({ from: open, to: at })
      open = undefined
    }
  }
  if (open !== undefined) gaps.push({ from: open, to: span.to })
  return gaps
}

/** The first minute within a day at which somebody is on duty who is not now, and who they are. */
export function nextShift(
  directory: Directory,
  communityId: string,
  now: EpochMs,
): Readonly<{ from: EpochMs; people: readonly Person[] }> | undefined {
  const { shifts, timeZone } = rosterOf(directory, communityId)
  const at = (clock: WallClock): Person[] => [
    ...new Set(shifts.filter(({ shift }) => shiftCovers(shift, clock)).map(({ person }) => person)),
  ]
  const present = new Set(at(wallClock(now, timeZone)))
  for (const { at: from, clock } of minutesOf({ from: now, to: now + DAY }, timeZone)) {
    const people = at(clock)
    if (people.some((person) => !present.has(person))) return { from, people }
  }
  return undefined
}
