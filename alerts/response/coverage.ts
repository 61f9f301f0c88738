// The minutes in which nobody is on duty, and who comes next. Looks at the roster only; who is told is not its business.

import type { Directory, Person } from '../model/people.ts'
import { DAY, type EpochMs, MINUTE } from '../model/time.ts'
import { type Rota, stretchesOf } from '../roster/rota.ts'
import { type Gap, joined } from '../roster/span.ts'

const dutyOf = (communityId: string): Rota => ({ communityId, role: 'duty' })

/** Does the community keep a duty roster at all? One that does not says so with every alert (`emptyRoster`). */
export const keepsRoster = (directory: Directory, communityId: string): boolean =>
  [...directory.shifts.values()].some((shift) => {
    const person = directory.people.get(shift.personId)
    const counts = shift.role === 'duty' && shift.communityId === communityId
    return counts && person !== undefined && person.role !== 'family'
  })

/** Spans in [from, to), from a whole minute on, that no duty officer of the community covers, in order. */
export function uncovered(directory: Directory, communityId: string, span: Gap): readonly Gap[] {
  const from = Math.floor(span.from / MINUTE) * MINUTE
  return joined(
    stretchesOf(directory, dutyOf(communityId), { from, to: span.to })
      .filter(({ on }) => on.length === 0)
      .map(({ from: begin, to }) => ({ from: begin, to })),
  )
}

/** The first moment within a day at which somebody is on duty who is not now, and who they are. */
export function nextShift(
  directory: Directory,
  communityId: string,
  now: EpochMs,
): Readonly<{ from: EpochMs; people: readonly Person[] }> | undefined {
  const [present, ...later] = stretchesOf(directory, dutyOf(communityId), { from: now, to: now + DAY })
  const here = new Set(present?.on.map(({ personId }) => personId))
  const next = later.find(({ on }) => on.some(({ personId }) => !here.has(personId)))
  return (
    next && {
      from: next.from,
      people: next.on.flatMap(({ personId }) => directory.people.get(personId) ?? []),
    }
  )
}
