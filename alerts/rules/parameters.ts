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

/** Numbers of measurements and the like: whole, and at least one. */
const COUNTS: Readonly<Record<string, number>> = {
  atLeastSamples: 20,
  hits: 10,
  of: 10,
  clearAfter: 10,
  count: 50,
}

/** Durations that may be nothing at all. */
const MAY_BE_ZERO = new Set(['clearFor', 'afterGoodbye', 'for'])

/** The numbers that a person may change, in the order of the detector. */
export function describeParameters(rule: Rule): readonly DescribedParameter[] {
  const spec = rule.detector
  const kind = kindOf(spec)
  const standards = kind.parameters(spec)
  const times = timesOf(rule)
  const levels = 'levels' in spec ? spec.levels : []
  return Object.entries(standards).map(([name, standard]): DescribedParameter => {
    const level = levels.find((one) => one.level === name)?.title
    const { label, metric } = meaningOf(rule, name, level !== undefined)
    const about = {
      name,
      label,
      ...(metric === undefined ? {} : { metric }),
      ...(level === undefined ? {} : { level }),
      standard,
    }
    if (times.has(name)) return { ...about, ...durationRange(name, standard), whole: false }
    const most = COUNTS[name]
    if (most !== undefined)
      return { ...about, unit: '', scale: 1, min: 1, max: Math.max(most, standard), step: 1, whole: true }
    return { ...about, ...numberRange(name, standard, metric), scale: 1, whole: false }
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

function numberRange(name: string, standard: number, metric: Metric | undefined): Range {
  const known = metric === undefined ? undefined : RANGES[metric]
  if (known !== undefined && name === 'deadBand')
    return { ...known, min: 0, max: Math.max((known.max - known.min) / 4, standard) }
  if (known !== undefined)
    return { ...known, min: Math.min(known.min, standard), max: Math.max(known.max, standard) }
  const size = 10 ** Math.floor(Math.log10(Math.max(Math.abs(standard), 1)))
  return { unit: '', min: Math.min(0, standard * 4), max: Math.max(size * 10, standard * 4), step: size / 10 }
}
