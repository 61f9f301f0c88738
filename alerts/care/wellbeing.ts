// What the habits of a person say about the last days, beyond what any rule raises: more often out of bed at night,
// later up in the morning, the band seldom on the wrist. Reads what was learned; learns nothing.

import { timesUp } from '../habits/activity.ts'
import { dawnOf, daysBetween } from '../habits/day.ts'
import { firsts } from '../habits/log.ts'
import { median } from '../habits/median.ts'
import type { HabitSeries, Habits } from '../model/habits.ts'
import type { EpochMs } from '../model/time.ts'

/** The last so many nights or mornings against all the others that are known. */
const RECENT = 3
const RECENT_KNOWN = 2
const USUAL_KNOWN = 5
/** Two more times than usual and three at least: twice a night is common in old age, and from there on troubles people. */
const MORE_UPS = 2
const LEAST_UPS = 3
/** An hour later than usual. */
const LATER_MINUTES = 60
/** On the wrist for a day's length on at most so many of the last seven days, by somebody who used to wear it. */
const WEEK = 7
const SELDOM_DAYS = 3
const USED_TO_DAYS = 7

export type Wellbeing = Readonly<{
  nightsUp?: Readonly<{ recent: number; usual: number }>
  risingLater?: Readonly<{ recent: number; usual: number }>
  seldomWorn?: Readonly<{ days: number; of: number }>
}>

export function wellbeingOf(
  habits: Habits,
  { now, timeZone }: Readonly<{ now: EpochMs; timeZone: string }>,
): Wellbeing {
  /** Days since the log was turned: its newest slot is that old. */
  const behind = daysBetween(habits.dawn, dawnOf(timeZone, now))
  if (behind < 0) return {}
  const nights = series(habits, 'ups', behind)
  const tonight = habits.activity && timesUp(habits.activity)
  if (tonight !== undefined) nights[behind] = tonight
  const mornings = series(habits, 'risen', behind)
  const { risen } = habits.activity ?? {}
  if (risen !== undefined && risen >= 0) mornings[behind] = risen
  const nightsUp = change(nights)
  const risingLater = change(mornings)
  const worn = series(habits, 'steps', behind)
  const days = known(worn.slice(1, 1 + WEEK)).length
  return {
    ...(nightsUp !== undefined && nightsUp.recent >= Math.max(LEAST_UPS, nightsUp.usual + MORE_UPS)
      ? { nightsUp }
      : {}),
    ...(risingLater !== undefined && risingLater.recent >= risingLater.usual + LATER_MINUTES
      ? { risingLater }
      : {}),
    ...(days <= SELDOM_DAYS && known(worn.slice(1 + WEEK)).length >= USED_TO_DAYS
      ? { seldomWorn: { days, of: WEEK } }
      : {}),
  }
}

/** The first number of each day, today first. */
function series({ log }: Habits, name: HabitSeries, behind: number): (number | undefined)[] {
  const days = firsts(log, name)
  return behind === 0 ? days : [...Array.from({ length: Math.min(behind, 60) }, () => undefined), ...days]
}

const known = (values: readonly (number | undefined)[]): number[] =>
  values.filter((value) => value !== undefined)

/** Medians of the last three days and of those before, when enough of both are known. */
function change(
  days: readonly (number | undefined)[],
): Readonly<{ recent: number; usual: number }> | undefined {
  // Today may not have been seen yet: then the three before it count.
  const from = days[0] === undefined ? 1 : 0
  const recent = known(days.slice(from, from + RECENT))
  const before = known(days.slice(from + RECENT))
  if (recent.length < RECENT_KNOWN || before.length < USUAL_KNOWN) return undefined
  const [now, usual] = [median(recent), median(before)]
  return now === undefined || usual === undefined ? undefined : { recent: now, usual }
}
