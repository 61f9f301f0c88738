// The battery will be empty before it is usually charged again: by how fast it went down in the last hours, and by when
// this band is put on its charger. Told while there is still time to do something about it.

import { dawnAt, dawnOf, instantOf } from '../habits/day.ts'
import { usualOf } from '../habits/laid.ts'
import type { Habits } from '../model/habits.ts'
import { DAY, type EpochMs, HOUR } from '../model/time.ts'
import { type Input, keep, type Outcome, QUIET } from './detector.ts'

export type BatteryForecastParams = Readonly<{
  /** Charges that must be known before anybody says "usually". */
  times: number
  /** ms after the usual time during which the charge is still expected. */
  late: number
  /** ms to spare. */
  spare: number
}>

export type BatteryForecastState = Readonly<{
  detector: 'batteryForecast'
  phase: 'firing' | 'released'
  since: EpochMs
}>

export type BatteryForecast = Readonly<{ perHour: number; emptyAt: EpochMs; nextCharge: EpochMs }>

/** Less than this is a gauge's step, not a slope. */
const LEAST_SPAN_MS = 2 * HOUR
const LEAST_DROP = 2
/** On a charger that says nothing of it: a gauge wavers by a percent or two. */
const RISE = 3

/** When the battery will be empty, and when it is usually charged next; undefined while either is unknown. */
export function forecastOf(input: Input, params: BatteryForecastParams): BatteryForecast | undefined {
  const { habits, at, live } = input
  const { battery } = live.latest
  const usual = habits && usualOf(habits, 'charged')
  if (habits === undefined || battery === undefined || usual === undefined) return undefined
  if (usual[3] < params.times) return undefined
  const perHour = slopeOf(habits, at, battery.value)
  if (perHour === undefined) return undefined
  return {
    perHour: Math.round(perHour * 10) / 10,
    emptyAt: Math.round(at + (battery.value / perHour) * HOUR),
    nextCharge: nextCharge(input, { habits, usual, late: params.late }),
  }
}

/** Percent per hour: of the last hours, else as usual. */
function slopeOf(habits: Habits, at: EpochMs, percent: number): number | undefined {
  const { power } = habits
  const from = power?.points[0]
  const then = power?.points[1]
  if (from !== undefined && then !== undefined && at - from >= LEAST_SPAN_MS && then - percent >= LEAST_DROP)
    return ((then - percent) * HOUR) / (at - from)
  const drain = usualOf(habits, 'charged')?.[2] ?? 0
  return drain > 0 ? drain : undefined
}

function nextCharge(
  { at, timeZone }: Input,
  of: Readonly<{ habits: Habits; usual: NonNullable<Habits['usual']['charged']>; late: number }>,
): EpochMs {
  const [minute, everyDays] = of.usual
  const chargedAt = of.habits.power?.chargedAt
  // Whoever charges every third day is not expected to do so tonight.
  const earliest = Math.max(at - of.late, chargedAt === undefined ? 0 : chargedAt + (everyDays - 0.5) * DAY)
  let dawn = dawnAt(of.habits.dawn, timeZone, at)
  // The usual minute may lie before dawn: then this day's is last night's.
  let charge = instantOf(dawn, minute)
  while (charge < earliest) {
    dawn = dawnOf(timeZone, dawn + DAY + 2 * HOUR)
    charge = instantOf(dawn, minute)
  }
  return charge
}

const isCharging = (input: Input): boolean => {
  const { battery, charging } = input.live.latest
  const earlier = input.before.latest.battery
  return (
    charging?.value === 1 ||
    (battery?.at === input.at && earlier !== undefined && battery.value >= earlier.value + RISE)
  )
}

const isTooShort = (forecast: BatteryForecast, spare: number): boolean =>
  forecast.emptyAt < forecast.nextCharge + spare

export function willRunOut(input: Input, params: BatteryForecastParams): boolean {
  if (input.live.latest.battery?.at !== input.at || isCharging(input)) return false
  const forecast = forecastOf(input, params)
  return forecast !== undefined && isTooShort(forecast, params.spare)
}

/** A reading of battery or charging. */
export function batteryForecast(
  state: BatteryForecastState | undefined,
  input: Input,
  params: BatteryForecastParams,
): Outcome<BatteryForecastState> {
  const { battery } = input.live.latest
  if (isCharging(input)) return ended(state, input, { charging: true })
  if (battery === undefined || battery.at !== input.at) return keep(state)
  const forecast = forecastOf(input, params)
  if (forecast === undefined) return keep(state)
  if (state !== undefined)
    // Two hours to spare, so that a wavering slope does not flap.
    return isTooShort(forecast, params.spare + 2 * HOUR)
      ? keep(state)
      : ended(state, input, { charging: false })
  if (!isTooShort(forecast, params.spare)) return QUIET
  return {
    state: { detector: 'batteryForecast', phase: 'firing', since: input.at },
    verdict: 'raise',
    evidence: {
      samples: [{ metric: 'battery', ...battery }],
      metric: 'battery',
      since: input.at,
      facts: {
        emptyAt: forecast.emptyAt,
        nextCharge: forecast.nextCharge,
        percentPerHour: forecast.perHour,
      },
    },
  }
}

function ended(
  state: BatteryForecastState | undefined,
  input: Input,
  facts: Readonly<Record<string, boolean>>,
): Outcome<BatteryForecastState> {
  if (state?.phase !== 'firing') return QUIET
  const { battery } = input.live.latest
  return {
    state: undefined,
    verdict: 'clear',
    evidence: {
      samples: battery === undefined ? [] : [{ metric: 'battery', ...battery }],
      metric: 'battery',
      since: input.at,
      facts,
    },
  }
}
