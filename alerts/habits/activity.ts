// Movement through the day, from a step counter and the band's own word: since when there was none, the longest such
// stretch of the waking hours, and the first movement of the morning. A stretch counts only while the band is on the
// wrist and heard.

import type { Input } from '../detectors/detector.ts'
import type { Activity, HabitLog } from '../model/habits.ts'
import type { LiveState } from '../model/live.ts'
import { type EpochMs, MINUTE } from '../model/time.ts'
import { endOf, minuteOf, wakingFrom } from './day.ts'
import { written } from './log.ts'

/** A counter that was silent for longer says nothing about the time between: an hourly upload still does. */
const SILENT_MS = 65 * MINUTE
/** A day of which less was seen is no example: eight of the fifteen waking hours. */
const ENOUGH_MINUTES = 480

/** On the table or on the charger. */
export const isOff = ({ latest }: LiveState): boolean =>
  latest.worn?.value === 0 || (latest.charging?.value === 1 && latest.worn?.value !== 1)

/** When movement was last asked about. */
export function feltAt({ latest }: LiveState): EpochMs | undefined {
  const { steps, still } = latest
  if (steps === undefined || still === undefined) return (steps ?? still)?.at
  return Math.max(steps.at, still.at)
}

/** What this reading says about movement; undefined when nothing. */
export function felt(input: Input): 'moved' | 'still' | undefined {
  const { steps, still } = input.live.latest
  if (still?.at === input.at && still.value === 0) return 'moved'
  if (steps?.at === input.at) {
    const walked = stepsTaken(input)
    if (walked !== undefined) return walked > 0 ? 'moved' : 'still'
  }
  return still?.at === input.at ? 'still' : undefined
}

/** Steps since the counter was last heard; at midnight it starts anew. */
export function stepsTaken({ live, before }: Input): number | undefined {
  const now = live.latest.steps
  const earlier = before.latest.steps
  if (now === undefined || earlier === undefined || now === earlier) return undefined
  return now.value >= earlier.value ? now.value - earlier.value : now.value
}

/** Whether nothing was heard of movement for too long before this reading. */
export function wasSilent(input: Input): boolean {
  const earlier = feltAt(input.before)
  return earlier === undefined || input.at - earlier > SILENT_MS
}

const EMPTY: Activity = { steps: 0, known: 0, rested: 0 }

/** After a reading of steps, stillness, wear or charging. The same object when nothing is new. */
export function active(before: Activity | undefined, input: Input, dawn: EpochMs): Activity {
  const { at } = input
  const activity = before ?? EMPTY
  if (isOff(input.live)) {
    if (activity.since === undefined) return activity
    const { since: _, ...rest } = ended(activity, lastSure(input), dawn)
    return rest
  }
  const says = felt(input)
  const walked = stepsTaken(input) ?? 0
  if (isOff(input.before)) return rising({ ...activity, since: at }, { at, dawn, seen: false })
  if (says === undefined) {
    // The very first count: from here on it can be told.
    return activity.since === undefined && feltAt(input.live) === at ? { ...activity, since: at } : activity
  }
  const silent = wasSilent(input) || activity.since === undefined
  if (says === 'still') return silent ? { ...ended(activity, lastSure(input), dawn), since: at } : activity
  const seen = !silent && activity.since !== undefined && activity.since <= dawn
  const moved = { ...ended(activity, silent ? lastSure(input) : at, dawn), since: at }
  return rising({ ...moved, steps: activity.steps + walked }, { at, dawn, seen })
}

/** Until when the stretch under way is vouched for. */
function lastSure(input: Input): EpochMs {
  return wasSilent(input) ? (feltAt(input.before) ?? input.at) : input.at
}

/** The stretch without movement ends: what of it lies in waking hours counts. */
function ended(activity: Activity, until: EpochMs, dawn: EpochMs): Activity {
  if (activity.since === undefined) return activity
  const length = Math.min(until, endOf(dawn)) - Math.max(activity.since, wakingFrom(dawn))
  if (length <= 0) return activity
  const minutes = Math.round(length / MINUTE)
  return {
    ...activity,
    known: activity.known + minutes,
    rested: Math.max(activity.rested, minutes),
  }
}

/** The first movement after dawn; `seen`: the band was on the wrist from before dawn, so that it is the first indeed. */
function rising(activity: Activity, of: Readonly<{ at: EpochMs; dawn: EpochMs; seen: boolean }>): Activity {
  if (activity.risen !== undefined || of.at < of.dawn) return activity
  return { ...activity, risen: of.seen ? minuteOf(of.dawn, of.at) : -1 }
}

/** The day is over: what it teaches, and how the next one begins. `until`: movement was last asked about then. */
export function nightfall(
  before: Activity,
  of: Readonly<{ log: HabitLog; until: EpochMs; dawn: EpochMs }>,
): Readonly<{ log: HabitLog; activity: Activity }> {
  const day = ended(before, of.until, of.dawn)
  const activity: Activity = day.since === undefined ? EMPTY : { ...EMPTY, since: day.since }
  if (day.ailed === true) return { log: of.log, activity }
  let { log } = of
  if (day.risen !== undefined && day.risen >= 0) log = written(log, 'risen', String(day.risen))
  if (day.known >= ENOUGH_MINUTES) {
    log = written(log, 'steps', String(day.steps))
    log = written(log, 'rested', String(day.rested))
  }
  return { log, activity }
}
