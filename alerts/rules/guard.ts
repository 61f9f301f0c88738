// When a rule looks at all: conditions across metrics, three-valued. Only a clear "no" keeps a rule from looking;
// what nobody knows never silences it.

import { z } from 'zod'
import { holds } from '../detectors/comparison.ts'
import { isWithin, localDate } from '../detectors/local-time.ts'
import { stepsWithin } from '../detectors/movement.ts'
import type { LiveState } from '../model/live.ts'
import type { Metric } from '../model/telemetry.ts'
import type { EpochMs } from '../model/time.ts'
import { atLeast, RAIN_WARNINGS, type RainWarning, type Weather, warningAt } from '../model/weather.ts'
import { comparison, dayOfYear, dayWindow, duration, metric } from './vocabulary.ts'

export type Answer = 'yes' | 'no' | 'unknown'

/** Exactly one of the keys; times in ms, days as month × 100 + day. */
export type Condition = {
  all?: Condition[] | undefined
  any?: Condition[] | undefined
  not?: Condition | undefined
  value?:
    | { metric: Metric; comparison: 'above' | 'below' | 'atLeast' | 'atMost'; limit: number; within: number }
    | undefined
  moving?: { steps: number; within: number } | undefined
  known?: { metric: Metric; within: number } | undefined
  leapt?: { within: number } | undefined
  between?: { from: number; to: number } | undefined
  season?: { from: number; to: number } | undefined
  rain?: RainWarning | undefined
  tag?: string | undefined
}

const season = z
  .strictObject({ from: dayOfYear, to: dayOfYear })
  .describe('Days of the year, both included; may pass New Year.')
const rain = z.enum(RAIN_WARNINGS.slice(1) as ['blue', 'yellow', 'orange', 'red'])
const between = z.strictObject(dayWindow)

export const conditionSchema: z.ZodType<Condition> = z
  .strictObject({
    get all() {
      return z.array(conditionSchema).min(1).optional().describe('All of these.')
    },
    get any() {
      return z.array(conditionSchema).min(1).optional().describe('At least one of these.')
    },
    get not() {
      return conditionSchema.optional().describe('The opposite; unknown stays unknown.')
    },
    value: z
      .strictObject({ metric, comparison, limit: z.number(), within: duration })
      .optional()
      .describe('The newest good value of a metric, not older than `within`; else unknown.'),
    moving: z
      .strictObject({ steps: z.int().min(1), within: duration })
      .optional()
      .describe('At least so many steps in so long.'),
    known: z
      .strictObject({ metric, within: duration })
      .optional()
      .describe('There is a good value of a metric not older than `within`: yes or no, never unknown.'),
    leapt: z
      .strictObject({ within: duration })
      .optional()
      .describe('The heart rate leapt, within this time, as a sensor does that loses the pulse: yes or no.'),
    between: between.optional().describe('A time of the local day.'),
    season: season.optional(),
    rain: rain.optional().describe('A rain warning of this colour or a worse one is in force.'),
    tag: z.string().min(1).optional().describe('The resident has this tag.'),
  })
  .refine((one) => Object.values(one).filter((value) => value !== undefined).length === 1, {
    message: 'exactly one of all, any, not, value, moving, known, leapt, between, season, rain, tag',
  })
  .meta({ id: 'condition', description: 'A condition with three answers: yes, no, unknown.' })

export const variantSchema = z
  .strictObject({
    between: between.optional(),
    season: season.optional(),
    rain: rain.optional(),
    set: z.record(z.string(), z.number()).describe('Parameters as in a care plan; durations in seconds.'),
  })
  .describe('Other parameters while all of its conditions hold; a later variant goes before an earlier one.')

export type Variant = z.output<typeof variantSchema>

export type Circumstances = Readonly<{
  at: EpochMs
  live: LiveState
  timeZone: string
  tags: readonly string[]
  weather: Weather | undefined
}>

export function answer(condition: Condition, of: Circumstances): Answer {
  const { all, any, not, value, moving, known, leapt } = condition
  if (all !== undefined) return worst(all.map((one) => answer(one, of)))
  if (any !== undefined) return opposite(worst(any.map((one) => opposite(answer(one, of)))))
  if (not !== undefined) return opposite(answer(not, of))
  if (value !== undefined) {
    const latest = of.live.latest[value.metric]
    if (latest === undefined || of.at - latest.at > value.within) return 'unknown'
    return yes(holds(value.comparison, latest.value, value.limit))
  }
  if (moving !== undefined) {
    const walked = stepsWithin(of.live.walk, of.at, moving.within)
    if (walked === undefined) return 'unknown'
    if (walked.steps >= moving.steps) return 'yes'
    return walked.complete ? 'no' : 'unknown'
  }
  if (known !== undefined) {
    const latest = of.live.latest[known.metric]
    return yes(latest !== undefined && of.at - latest.at <= known.within)
  }
  if (leapt !== undefined)
    return yes(of.live.leaptAt !== undefined && of.at - of.live.leaptAt <= leapt.within)
  if (condition.tag !== undefined) return yes(of.tags.includes(condition.tag))
  return yes(isInForce(condition, of))
}

/** The part of a condition that time and weather alone decide; every key that is given must hold. */
export function isInForce(
  of: Pick<Condition, 'between' | 'season' | 'rain'>,
  now: Readonly<{ at: EpochMs; timeZone: string; weather: Weather | undefined }>,
): boolean {
  if (of.between !== undefined && !isWithin(of.between, now.timeZone, now.at)) return false
  if (of.rain !== undefined && !atLeast(warningAt(now.weather, now.at), of.rain)) return false
  if (of.season === undefined) return true
  const { from, to } = of.season
  const day = localDate(now.timeZone, now.at)
  return from <= to ? day >= from && day <= to : day >= from || day <= to
}

const yes = (holds: boolean): Answer => (holds ? 'yes' : 'no')
const opposite = (one: Answer): Answer => (one === 'unknown' ? one : one === 'yes' ? 'no' : 'yes')
/** One "no" decides; else one "unknown". */
const worst = (answers: readonly Answer[]): Answer =>
  answers.includes('no') ? 'no' : answers.includes('unknown') ? 'unknown' : 'yes'
