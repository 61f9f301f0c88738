// A value far from the person's own range, by day or by night, long enough or often enough to be believed. Says nothing
// until the range is known well, and never moves the limits that hold for everybody.

import { isNight } from '../habits/day.ts'
import { usualNumber, usualOf } from '../habits/laid.ts'
import { USUAL, type UsualSlot } from '../habits/row.ts'
import { MAD_TO_SD, robustZ } from '../habits/usual.ts'
import type { Evidence } from '../model/alert.ts'
import type { HabitMetric, Habits, UsualRange } from '../model/habits.ts'
import type { EpochMs } from '../model/time.ts'
import { type DetectorState, type Input, keep, type Outcome, QUIET } from './detector.ts'
import { type RepeatsState, repeats } from './repeats.ts'
import { type SustainedState, sustained } from './sustained.ts'

export type BaselineParams = Readonly<{
  metric: HabitMetric
  comparison: 'atLeast' | 'atMost'
  /** Robust standard deviations from the median, and so much at least. */
  z: number
  change: number
  /** The least median absolute deviation that is believed. */
  floor: number
  /** The range counts once it is made of so many days and samples. */
  days: number
  samples: number
  /** Back within this share of the deviation that raises. */
  back: number
  /** For a value measured all the time; else it must repeat. */
  held?: Readonly<{ for: number; atLeastSamples: number; maxGap: number; clearFor: number }> | undefined
  repeated?: Readonly<{ hits: number; of: number; window: number; clearAfter: number }> | undefined
}>

/** The person's own limits at a moment. */
export type Bounds = Readonly<{ usual: UsualRange; raise: number; clear: number }>

const RANGES = {
  heartRate: { day: USUAL.heartRate, night: USUAL.heartRateNight },
  systolic: { day: USUAL.systolic, night: USUAL.systolicNight },
  diastolic: { day: USUAL.diastolic, night: USUAL.diastolicNight },
} as const

/** Where the range of that time of day lies. */
function rangeSlot(habits: Habits, metric: HabitMetric, at: EpochMs): UsualSlot {
  const { day, night } = RANGES[metric]
  return isNight(habits.dawn, at) ? night : day
}

/** What is usual for the person at that time of day; undefined until it is known. */
export const usualRange = (
  habits: Habits | undefined,
  metric: HabitMetric,
  at: EpochMs,
): UsualRange | undefined =>
  habits && (usualOf(habits, rangeSlot(habits, metric, at).key) as UsualRange | undefined)

export function boundsOf(
  habits: Habits | undefined,
  at: EpochMs,
  params: BaselineParams,
): Bounds | undefined {
  const usual = usualRange(habits, params.metric, at)
  if (usual === undefined) return undefined
  if (!isKnown(usual[2], usual[3], params)) return undefined
  const away = awayFrom(usual[1], params)
  const sign = params.comparison === 'atLeast' ? 1 : -1
  return {
    usual,
    raise: rounded(usual[0] + sign * away),
    clear: rounded(usual[0] + sign * away * params.back),
  }
}

const isKnown = (days: number, samples: number, params: BaselineParams): boolean =>
  days >= params.days && samples >= params.samples

/** How far from the median is far. */
const awayFrom = (spread: number, params: BaselineParams): number =>
  Math.max(params.change, params.z * MAD_TO_SD * Math.max(spread, params.floor))

const rounded = (value: number): number => Math.round(value * 10) / 10

/** Whether the reading may lie beyond the person's limit: all that an idle rule needs to know, of every reading. */
export function isUnusual(input: Input, params: BaselineParams): boolean {
  const { habits, at } = input
  const sample = input.live.latest[params.metric]
  if (habits === undefined || sample === undefined || sample.at !== at) return false
  const slot = rangeSlot(habits, params.metric, at)
  if (!isKnown(usualNumber(habits, slot, 2), usualNumber(habits, slot, 3), params)) return false
  const median = usualNumber(habits, slot, 0)
  const beyond = params.comparison === 'atLeast' ? sample.value - median : median - sample.value
  // The limit is rounded to a tenth.
  return beyond >= awayFrom(usualNumber(habits, slot, 1), params) - 0.1
}

export function baseline(
  state: DetectorState | undefined,
  input: Input,
  params: BaselineParams,
): Outcome<DetectorState> {
  const bounds = boundsOf(input.habits, input.at, params)
  if (bounds === undefined) return keep(state)
  const limit = {
    metric: params.metric,
    comparison: params.comparison,
    raise: bounds.raise,
    clear: bounds.clear,
  }
  const outcome = outcomeOf(state, input, { params, limit })
  return outcome.evidence === undefined
    ? outcome
    : { ...outcome, evidence: explained(outcome.evidence, input, { bounds, params }) }
}

function outcomeOf(
  state: DetectorState | undefined,
  input: Input,
  of: Readonly<{ params: BaselineParams; limit: Parameters<typeof repeats>[2]['any'][number] }>,
): Outcome<DetectorState> {
  const { params, limit } = of
  if (params.held !== undefined) {
    const before = state?.detector === 'sustained' ? (state as SustainedState) : undefined
    return sustained(before, input, { ...limit, ...params.held })
  }
  if (params.repeated === undefined) return QUIET
  const before = state?.detector === 'repeats' ? (state as RepeatsState) : undefined
  return repeats(before, input, { any: [limit], ...params.repeated })
}

function explained(
  evidence: Evidence,
  input: Input,
  of: Readonly<{ bounds: Bounds; params: BaselineParams }>,
): Evidence {
  const { usual } = of.bounds
  const value = input.live.latest[of.params.metric]?.value ?? usual[0]
  return {
    ...evidence,
    facts: {
      ...evidence.facts,
      usual: usual[0],
      usualNight: input.habits !== undefined && isNight(input.habits.dawn, input.at),
      usualDays: usual[2],
      usualSamples: usual[3],
      deviation: rounded(robustZ(value, usual, of.params.floor)),
    },
  }
}
