// Movement through the day, from a step counter and the band's own word: since when there was none, the longest such
// stretch of the waking hours, the first movement of the morning, and how often somebody was out of bed at night. A
// stretch counts only while the band is on the wrist and heard.

import type { Input } from '../detectors/detector.ts'
import type { Activity, HabitLog } from '../model/habits.ts'
import type { LiveState } from '../model/live.ts'
import { type EpochMs, MINUTE } from '../model/time.ts'
import { darkFrom, darkTo, endOf, minuteOf, wakingFrom } from './day.ts'
import { written } from './log.ts'

/** A counter that was silent for longer says nothing about the time between: an hourly upload still does. */
const SILENT_MS = 65 * MINUTE
/** A day of which less was seen is no example: eight of the fifteen waking hours. */
const ENOUGH_MINUTES = 480
/** A night of which less was seen is none: half of its six hours. */
const ENOUGH_DARK = 180
/** More than turning over: to the bathroom and back. */
const UP_STEPS = 20
/** What comes within is the way back, not another time. */
const APART_MS = 20 * MINUTE

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
    // The very first count, or the first after too long a silence: from here on it can be told.
    const anew = feltAt(input.live) === at && (activity.since === undefined || wasSilent(input))
    return anew ? { ...ended(activity, lastSure(input), dawn), since: at } : activity
  }
  const silent = wasSilent(input) || activity.since === undefined
  if (says === 'still') return silent ? { ...ended(activity, lastSure(input), dawn), since: at } : activity
  const seen = !silent && activity.since !== undefined && activity.since <= dawn
  const ending = ended(activity, silent ? lastSure(input) : at, dawn)
  const up = walked >= UP_STEPS ? rose(activity.up, at, dawn) : activity.up
  const moved = { ...ending, since: at, ...(up === undefined ? {} : { up }) }
  return rising({ ...moved, steps: activity.steps + walked }, { at, dawn, seen })
}

/** Until when the stretch under way is vouched for. */
function lastSure(input: Input): EpochMs {
  return wasSilent(input) ? (feltAt(input.before) ?? input.at) : input.at
}

/** The stretch without movement ends: what of it lies in waking hours counts, and what of it in the night. */
function ended(activity: Activity, until: EpochMs, dawn: EpochMs): Activity {
  const { since } = activity
  if (since === undefined) return activity
  const length = Math.min(until, endOf(dawn)) - Math.max(since, wakingFrom(dawn))
  const dark = since < darkTo(dawn) ? Math.min(until, darkTo(dawn)) - Math.max(since, darkFrom(dawn)) : 0
  if (length <= 0 && dark <= 0) return activity
  const minutes = length > 0 ? Math.round(length / MINUTE) : 0
  return {
    ...activity,
    known: activity.known + minutes,
    rested: Math.max(activity.rested, minutes),
    ...(dark > 0 ? { dark: (activity.dark ?? 0) + Math.round(dark / MINUTE) } : {}),
  }
}

/** Steps in the night: a time out of bed, when they are not the way back of one. */
function rose(up: Activity['up'], at: EpochMs, dawn: EpochMs): Activity['up'] {
  if (at < darkFrom(dawn) || at >= darkTo(dawn)) return up
  if (up === undefined) return [1, at]
  return at - up[1] < APART_MS ? up : [up[0] + 1, at]
}

/** How often somebody was out of bed in the night of `activity`; undefined while too little of it was seen. */
export const timesUp = ({ up, dark = 0 }: Activity): number | undefined =>
  dark < ENOUGH_DARK ? undefined : (up?.[0] ?? 0)

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
  const ups = timesUp(day)
  if (ups !== undefined) log = written(log, 'ups', String(ups))
  return { log, activity }
}
