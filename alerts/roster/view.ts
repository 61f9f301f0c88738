// The roster as a calendar shows it: days of the community's own calendar with the turns that belong to each, its holiday
// and its gaps. A turn belongs to the day it begins; one longer than a day is on every day it touches.

import type { Directory } from '../model/people.ts'
import type { Day, RosterChange } from '../model/roster-change.ts'
import { DAY, type EpochMs } from '../model/time.ts'
import { uncovered } from '../response/coverage.ts'
import { momentOf, plusDays, zoneOf } from './calendar.ts'
import { reachOf, type Turn, turnsOf } from './rota.ts'
import { type Gap, meet } from './span.ts'

export type RosterDay = Gap &
  Readonly<{
    day: Day
    /** Number of the holiday whose plan it goes by. */
    holiday?: number
    turns: readonly Turn[]
    gaps: readonly Gap[]
  }>

/** `days` days from `first` on. */
export function daysOf(
  directory: Directory,
  communityId: string,
  { first, days }: Readonly<{ first: Day; days: number }>,
): readonly RosterDay[] {
  const timeZone = zoneOf(directory, communityId)
  const startOf = (day: Day): EpochMs => momentOf(day, 0, timeZone)
  const span = { from: startOf(first), to: startOf(plusDays(first, days)) }
  const turns = turnsOf(directory, { communityId, role: 'duty' }, span)
  const gaps = uncovered(directory, communityId, span)
  return Array.from({ length: days }, (_, index): RosterDay => {
    const day = plusDays(first, index)
    const { from, to } = { from: startOf(day), to: startOf(plusDays(day, 1)) }
    const isLong = (turn: Turn): boolean => turn.to - turn.from > DAY
    const holiday = directory.rosterChanges?.findLast(
      (change) =>
        change.kind === 'holiday' &&
        change.communityId === communityId &&
        change.firstDay <= day &&
        day <= change.lastDay &&
        change.cancelledAt === undefined,
    )
    return {
      day,
      from,
      to,
      ...(holiday === undefined ? {} : { holiday: holiday.id }),
      turns: turns.filter(
        (turn) =>
          (from <= turn.from && turn.from < to) ||
          (isLong(turn) && meet(turn, { from, to })) ||
          // Nobody sees the day before the first: what comes over from it is shown on the first.
          (index === 0 && meet(turn, { from, to })),
      ),
      gaps: gaps
        .filter((gap) => meet(gap, { from, to }))
        .map((gap) => ({ from: Math.max(gap.from, from), to: Math.min(gap.to, to) })),
    }
  })
}

/** Changes that reach into the span, or did before they were called off; newest first. */
export const changesIn = (directory: Directory, communityId: string, span: Gap): readonly RosterChange[] =>
  (directory.rosterChanges ?? [])
    .filter((change) => change.communityId === communityId)
    .filter((change) => {
      const { cancelledAt: _, cancelledBy: __, ...asked } = change
      return reachOf(asked, zoneOf(directory, communityId)).some((reach) => meet(reach, span))
    })
    .toReversed()
