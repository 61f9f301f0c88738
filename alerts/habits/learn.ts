// What a person usually does, learned from ordinary readings by event time. Knows no rule. Most readings teach nothing
// and leave the habits as they are: the same object, found out by comparing references.

import type { Input } from '../detectors/detector.ts'
import { stepsWithin } from '../detectors/movement.ts'
import type { HabitLog, HabitMetric, Habits } from '../model/habits.ts'
import { type EpochMs, MINUTE } from '../model/time.ts'
import { active, feltAt, isOff, nightfall } from './activity.ts'
import { dawnAt, dawnOf, daysBetween, endOf, isNight } from './day.ts'
import { sampledAt, withParts } from './laid.ts'
import { turned, written } from './log.ts'
import { powered } from './power.ts'
import { isDue, summary, withSample } from './samples.ts'
import { usualOf } from './usual.ts'

const METRICS: readonly HabitMetric[] = ['heartRate', 'systolic', 'diastolic']
/** Twenty steps in five minutes are turning over in bed, or a visit to the kitchen: more is not at rest. */
const REST = { steps: 20, within: 5 * MINUTE }

/**
 * The habits after a reading. `isAiling`: an alert about the person is up, and then neither vital signs nor the day
 * are an example. Readings of a day before the one under way teach nothing.
 */
export function learn(habits: Habits | undefined, input: Input, isAiling: () => boolean): Habits | undefined {
  const now = input.live.latest
  const was = input.before.latest
  const plugged = now.charging !== was.charging
  const motion = plugged || now.steps !== was.steps || now.still !== was.still || now.worn !== was.worn
  const power = plugged || now.battery !== was.battery
  const vital =
    (now.heartRate !== was.heartRate && isWanted(habits, 'heartRate', input.at)) ||
    (now.systolic !== was.systolic && isWanted(habits, 'systolic', input.at)) ||
    (now.diastolic !== was.diastolic && isWanted(habits, 'diastolic', input.at))
  if (!(vital || motion || power) || input.profile.deviceKind !== 'band') return habits

  let next = upToDate(habits, input)
  if (next === undefined) next = { dawn: dawnOf(input.timeZone, input.at), samples: {}, log: {}, usual: {} }
  else if (dawnAt(next.dawn, input.timeZone, input.at) < next.dawn) return next
  if (vital && !isOff(input.live)) next = isAiling() ? unlearned(next) : sampled(next, input)
  if (motion) next = moved(next, input, isAiling)
  if (power) next = charged(next, input)
  return next
}

const isWanted = (habits: Habits | undefined, metric: HabitMetric, at: EpochMs): boolean =>
  isDue(habits && sampledAt(habits, metric), at)

function sampled(habits: Habits, input: Input): Habits {
  let { samples, log } = habits
  for (const metric of METRICS) {
    const value = input.live.latest[metric]
    if (value === undefined || value.at !== input.at || value === input.before.latest[metric]) continue
    if (metric === 'heartRate' && isMoving(input)) continue
    let own = samples[metric]
    if (own !== undefined && input.at <= own.at) continue
    if (own !== undefined && isNight(habits.dawn, own.at) !== isNight(habits.dawn, input.at)) {
      log = summed(log, metric, { dawn: habits.dawn, samples })
      own = undefined
    }
    if (isDue(own?.at, input.at)) samples = { ...samples, [metric]: withSample(own, input.at, value.value) }
  }
  return samples === habits.samples ? habits : withParts(habits, { samples, log })
}

/** What was measured on the way into an illness is not what is usual either. */
function unlearned(habits: Habits): Habits {
  for (const _ in habits.samples) return withParts(habits, { samples: {} })
  return habits
}

/** Known to move: what nobody knows is taken for rest, because a median bears a few wrong samples. */
function isMoving({ live, at }: Input): boolean {
  const walked = stepsWithin(live.walk, at, REST.within)
  if (walked !== undefined) return walked.steps > REST.steps
  const { still } = live.latest
  return still !== undefined && still.value === 0 && Math.abs(at - still.at) <= REST.within
}

/** The night or the day that the samples of a metric are of has ended. */
function summed(
  log: HabitLog,
  metric: HabitMetric,
  { dawn, samples }: Pick<Habits, 'dawn' | 'samples'>,
): HabitLog {
  const own = samples[metric]
  return own === undefined
    ? log
    : written(log, isNight(dawn, own.at) ? `${metric}Night` : metric, summary(own))
}

function moved(habits: Habits, input: Input, isAiling: () => boolean): Habits {
  const activity = active(habits.activity, input, habits.dawn)
  if (activity.ailed !== true && isAiling())
    return withParts(habits, { activity: { ...activity, ailed: true } })
  return activity === habits.activity ? habits : withParts(habits, { activity })
}

function charged(habits: Habits, input: Input): Habits {
  const { power, log } = powered({ power: habits.power, log: habits.log }, input, habits.dawn)
  return power === habits.power && log === habits.log ? habits : withParts(habits, { power, log })
}

export type Moment = Pick<Input, 'at' | 'before' | 'timeZone'>

/** The habits at a moment: when a new day has begun, the old one is written down and the usual worked out anew. */
export function upToDate(habits: Habits | undefined, moment: Moment): Habits | undefined {
  if (habits === undefined || moment.at < endOf(habits.dawn)) return habits
  const dawn = dawnOf(moment.timeZone, moment.at)
  let { log, activity } = habits
  for (const metric of METRICS) log = summed(log, metric, habits)
  if (activity !== undefined) {
    const until = feltAt(moment.before) ?? moment.at
    const over = nightfall(activity, { log, until, dawn: habits.dawn })
    log = over.log
    activity = over.activity
  }
  log = turned(log, daysBetween(habits.dawn, dawn))
  const { power } = habits
  return {
    dawn,
    samples: {},
    ...(activity === undefined ? {} : { activity }),
    ...(power === undefined ? {} : { power }),
    log,
    usual: usualOf(log),
  }
}
