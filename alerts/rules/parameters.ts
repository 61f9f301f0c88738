// The numbers of a rule as a person moves them: what to call each, in which unit, from where to where and in which
// steps. Knows what a metric and a duration may sensibly be; the words are the dashboard's.

import { METRICS, type Metric } from '../model/telemetry.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../model/time.ts'
import { kindOf } from './kinds/index.ts'
import type { Rule, Words } from './schema.ts'

export type ParameterUnit =
  | 'bpm'
  | 'mmHg'
  | '%'
  | '°C'
  | 'cm'
  | 'mm'
  | 'm'
  | 'm/s'
  | 'cm/h'
  | 'steps'
  | 's'
  | 'min'
  | 'h'
  | 'd'
  | ''

/** `standard`, `min`, `max` and `step` are as in a care plan (durations in seconds); people read `value / scale` in `unit`. */
export type DescribedParameter = Readonly<{
  name: string
  /** A key for the words: the parameter's name, or what it is one of. */
  label: string
  /** The metric a limit is about. */
  metric?: Metric
  /** The class of a ladder it is the limit of. */
  level?: Words
  unit: ParameterUnit
  scale: number
  standard: number
  min: number
  max: number
  step: number
  whole: boolean
}>

type Range = Readonly<{ unit: ParameterUnit; min: number; max: number; step: number }>

/** What a band or a sensor can say about somebody alive, or about a street: beyond it no limit means anything. */
const RANGES: Readonly<Partial<Record<Metric, Range>>> = {
  heartRate: { unit: 'bpm', min: 20, max: 220, step: 1 },
  systolic: { unit: 'mmHg', min: 60, max: 240, step: 1 },
  diastolic: { unit: 'mmHg', min: 30, max: 150, step: 1 },
  spo2: { unit: '%', min: 70, max: 100, step: 1 },
  temperature: { unit: '°C', min: 32, max: 42, step: 0.1 },
  steps: { unit: 'steps', min: 0, max: 20_000, step: 100 },
  battery: { unit: '%', min: 0, max: 100, step: 1 },
  level: { unit: 'cm', min: 0, max: 200, step: 1 },
  rain: { unit: 'mm', min: 0, max: 200, step: 1 },
  accuracy: { unit: 'm', min: 0, max: 5_000, step: 10 },
}

type Count = Readonly<{ min: number; max: number; unit?: ParameterUnit }>

/** Numbers of measurements, days and the like: whole. By name, or by detector and name where it means something else. */
const COUNTS: Readonly<Record<string, Count>> = {
  atLeastSamples: { min: 1, max: 20 },
  'rate.atLeastSamples': { min: 3, max: 20 },
  'forecast.atLeastSamples': { min: 3, max: 20 },
  'blockage.atLeastSamples': { min: 3, max: 20 },
  'emptying.atLeastSamples': { min: 3, max: 20 },
  'stuck.atLeastSamples': { min: 2, max: 50 },
  'spiking.hits': { min: 1, max: 24 },
  'spiking.clear': { min: 0, max: 23 },
  hits: { min: 1, max: 10 },
  of: { min: 1, max: 10 },
  clearAfter: { min: 1, max: 10 },
  count: { min: 2, max: 50 },
  samples: { min: 1, max: 500 },
  readings: { min: 1, max: 10 },
  agree: { min: 1, max: 10 },
  fixes: { min: 1, max: 10 },
  turns: { min: 1, max: 30 },
  times: { min: 2, max: 10 },
  days: { min: 1, max: 60, unit: 'd' },
  recentDays: { min: 1, max: 7, unit: 'd' },
  beforeDays: { min: 1, max: 21, unit: 'd' },
  spo2Scale: { min: 1, max: 2 },
  'score.level': { min: 1, max: 20 },
  'score.deadBand': { min: 0, max: 5 },
}

/** Numbers that are about no single value of a metric. */
const OTHERS: Readonly<Record<string, Range>> = {
  z: { unit: '', min: 1, max: 10, step: 0.5 },
  back: { unit: '', min: 0.1, max: 1, step: 0.05 },
  share: { unit: '', min: 0.05, max: 0.95, step: 0.05 },
  straightness: { unit: '', min: 0, max: 1, step: 0.05 },
  maxSpeed: { unit: 'm/s', min: 0.5, max: 5, step: 0.1 },
  homeRadius: { unit: 'm', min: 0, max: 2_000, step: 10 },
  path: { unit: 'm', min: 0, max: 5_000, step: 50 },
  atOnce: { unit: 'm', min: 0, max: 2_000, step: 10 },
  'geofence.margin': { unit: 'm', min: 0, max: 500, step: 5 },
  'geofence.level': { unit: 'm', min: 0, max: 5_000, step: 10 },
  'forecast.minRise': { unit: 'cm/h', min: 1, max: 200, step: 1 },
  'blockage.dryUpTo': { unit: 'mm', min: 0, max: 5, step: 0.1 },
  'stuck.rain': { unit: 'mm', min: 0.5, max: 50, step: 0.5 },
  'gauge.elsewhere': { unit: 'mm', min: 0.5, max: 50, step: 0.5 },
  'gauge.from': { unit: 'cm', min: 0, max: 200, step: 1 },
  'gauge.rise': { unit: 'cm', min: 1, max: 100, step: 1 },
  'emptying.from': { unit: '%', min: 0, max: 100, step: 1 },
  'emptying.empty': { unit: '%', min: 0, max: 100, step: 1 },
}

/** Differences of a metric rather than values of it. */
const DIFFERENCES = new Set(['deadBand', 'change', 'rise', 'jump'])

/** Durations that may be nothing at all. */
const MAY_BE_ZERO = new Set(['clearFor', 'afterGoodbye', 'for', 'dwell', 'apart', 'margin', 'spare'])

/** The numbers that a person may change, in the order of the detector. */
export function describeParameters(rule: Rule): readonly DescribedParameter[] {
  const spec = rule.detector
  const kind = kindOf(spec)
  const standards = kind.parameters(spec)
  const times = timesOf(rule)
  const levels = 'levels' in spec ? spec.levels : []
  return Object.entries(standards).map(([name, standard]): DescribedParameter => {
    const level = levels.find((one) => name === one.level || name === `${one.level}For`)?.title
    const { label, metric } = meaningOf(
      rule,
      name,
      levels.some((one) => one.level === name),
    )
    const about = {
      name,
      label,
      ...(metric === undefined ? {} : { metric }),
      ...(level === undefined ? {} : { level }),
      standard,
    }
    if (times.has(name)) return { ...about, ...durationRange(name, standard), whole: false }
    const of = (table: Readonly<Record<string, Count | Range>>): Count | Range | undefined =>
      table[`${spec.type}.${label}`] ?? table[label]
    const count = of(COUNTS)
    if (count !== undefined)
      return { ...about, unit: '', ...within(count, standard), scale: 1, step: 1, whole: true }
    const range =
      (of(OTHERS) as Range | undefined) ?? rateRange(spec, label) ?? numberRange(label, standard, metric)
    return { ...about, ...range, ...within(range, standard), scale: 1, whole: false }
  })
}

/** Which parameters are durations: those the kind reads as such. */
function timesOf({ detector }: Rule): ReadonlySet<string> {
  const times = new Set<string>()
  kindOf(detector).withParameters(detector, {
    number: (_, fallback) => fallback,
    time: (name, fallback) => {
      times.add(name)
      return fallback
    },
  })
  return times
}

function meaningOf(
  { detector }: Rule,
  name: string,
  isLevel: boolean,
): Readonly<{ label: string; metric?: Metric }> {
  const own = 'metric' in detector ? { metric: detector.metric as Metric } : {}
  if (isLevel) return { label: 'level', ...own }
  if ('levels' in detector && detector.levels.some((one) => name === `${one.level}For`))
    return { label: 'levelFor' }
  const named = METRICS.find((metric) => name === metric || name === `${metric}Clear`)
  if (named !== undefined) return { label: name === named ? 'raise' : 'clear', metric: named }
  return { label: name, ...own }
}

/** In the unit a person would say it in, up to a few times what the rule says. */
function durationRange(
  name: string,
  standard: number,
): Omit<Range, 'unit'> & Pick<DescribedParameter, 'unit' | 'scale'> {
  const ms = standard * SECOND
  const [unit, scale, step, least] =
    ms > 0 && ms < MINUTE
      ? (['s', 1, 1, MINUTE] as const)
      : ms < 10 * MINUTE
        ? (['min', MINUTE, MINUTE / 2, HOUR / 2] as const)
        : ms < 3 * HOUR
          ? (['min', MINUTE, MINUTE, 2 * HOUR] as const)
          : ms < 2 * DAY
            ? (['h', HOUR, HOUR / 4, 12 * HOUR] as const)
            : (['d', DAY, DAY / 2, 7 * DAY] as const)
  const seconds = (value: number): number => Math.max(1, value / SECOND)
  const range = {
    unit,
    scale: seconds(scale),
    step: seconds(step),
    min: MAY_BE_ZERO.has(name) ? 0 : seconds(step),
    max: seconds(Math.max(least, Math.ceil((4 * ms) / scale) * scale)),
  }
  return { ...range, min: Math.min(range.min, standard) }
}

/** So much of a metric per time: only water by the hour has a unit that people say. */
function rateRange(spec: Rule['detector'], label: string): Range | undefined {
  if (spec.type !== 'rate' || (label !== 'raise' && label !== 'clear')) return undefined
  const known = RANGES[spec.metric]
  if (known === undefined) return undefined
  const unit = spec.metric === 'level' && spec.per === HOUR ? 'cm/h' : known.unit
  return { unit, min: 0, max: known.max, step: known.step }
}

/** What a file says lies within the range, whatever the range. */
const within = <R extends Readonly<{ min: number; max: number }>>(range: R, standard: number): R => ({
  ...range,
  min: Math.min(range.min, standard),
  max: Math.max(range.max, standard),
})

function numberRange(label: string, standard: number, metric: Metric | undefined): Range {
  const known = metric === undefined ? undefined : RANGES[metric]
  if (known !== undefined)
    return DIFFERENCES.has(label) ? { ...known, min: 0, max: Math.floor((known.max - known.min) / 2) } : known
  const size = 10 ** Math.floor(Math.log10(Math.max(Math.abs(standard), 1)))
  return { unit: '', min: Math.min(0, standard * 4), max: Math.max(size * 10, standard * 4), step: size / 10 }
}
