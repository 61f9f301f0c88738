// A subject's state at rest, between one message and the next: all its numbers in one piece of memory that is written
// again and again. Fifty objects per resident, replaced with every message, cost the collector and the caches more
// than the rules cost; awake it is the plain JSON that everybody else knows.

import type { Habits } from '../model/habits.ts'
import type { LatestValue, LiveState } from '../model/live.ts'
import { METRICS, type Metric } from '../model/telemetry.ts'
import type { Weather } from '../model/weather.ts'
import type { Latest } from './metric-slots.ts'
import type { RuleStates, SubjectState } from './state.ts'

/** Only `rest` writes into it, only `wake` reads it. */
export type Rest = {
  /** NaN = absent; then value and time of each metric, in the order of METRICS. */
  readonly numbers: number[]
  walk: LiveState['walk']
  positionSource: LiveState['positionSource']
  deviceId: LiveState['deviceId']
  rules: RuleStates
  habits: Habits | undefined
  weather: Weather | undefined
}

const DUE_AT = 0
const LISTENING_SINCE = 1
const SEEN_AT = 2
const LEAPT_AT = 3
const CHARGED_AT = 4
const FIRST = 5
const LENGTH = FIRST + 2 * METRICS.length
/** Where the value of each metric lies; its time is next to it. */
const PLACE = Object.fromEntries(METRICS.map((metric, i) => [metric, FIRST + 2 * i])) as Record<
  Metric,
  number
>

const NUMBERS: readonly number[] = Array.from({ length: LENGTH }, () => Number.NaN)

/** Lays a state to rest, in the place of an earlier one of the same subject when there is one. */
export function rest(state: SubjectState, into?: Rest): Rest {
  const { live, rules, habits, weather } = state
  const { walk, positionSource, deviceId } = live
  const place = into ?? {
    numbers: NUMBERS.slice(),
    walk,
    positionSource,
    deviceId,
    rules,
    habits,
    weather,
  }
  const { numbers } = place
  numbers[DUE_AT] = state.dueAt ?? Number.NaN
  numbers[LISTENING_SINCE] = state.listeningSince ?? Number.NaN
  numbers[SEEN_AT] = live.seenAt ?? Number.NaN
  numbers[LEAPT_AT] = live.leaptAt ?? Number.NaN
  numbers[CHARGED_AT] = live.chargedAt ?? Number.NaN
  const { latest } = live
  lay(numbers, PLACE.heartRate, latest.heartRate)
  lay(numbers, PLACE.systolic, latest.systolic)
  lay(numbers, PLACE.diastolic, latest.diastolic)
  lay(numbers, PLACE.spo2, latest.spo2)
  lay(numbers, PLACE.temperature, latest.temperature)
  lay(numbers, PLACE.steps, latest.steps)
  lay(numbers, PLACE.battery, latest.battery)
  lay(numbers, PLACE.charging, latest.charging)
  lay(numbers, PLACE.worn, latest.worn)
  lay(numbers, PLACE.online, latest.online)
  lay(numbers, PLACE.latitude, latest.latitude)
  lay(numbers, PLACE.longitude, latest.longitude)
  lay(numbers, PLACE.accuracy, latest.accuracy)
  lay(numbers, PLACE.level, latest.level)
  lay(numbers, PLACE.sos, latest.sos)
  lay(numbers, PLACE.fall, latest.fall)
  lay(numbers, PLACE.rain, latest.rain)
  lay(numbers, PLACE.still, latest.still)
  // Writing a reference costs the collector, so only what is new is written.
  if (place.walk !== walk) place.walk = walk
  if (place.positionSource !== positionSource) place.positionSource = positionSource
  if (place.deviceId !== deviceId) place.deviceId = deviceId
  if (place.rules !== rules) place.rules = rules
  if (place.habits !== habits) place.habits = habits
  if (place.weather !== weather) place.weather = weather
  return place
}

function lay(numbers: number[], at: number, latest: LatestValue | undefined): void {
  numbers[at] = latest === undefined ? Number.NaN : latest.value
  numbers[at + 1] = latest === undefined ? Number.NaN : latest.at
}

/** The state as the fold and everybody else knows it; nothing of it is ever written into. */
export function wake(of: Rest): SubjectState {
  const { numbers } = of
  const latest: Record<keyof Latest, LatestValue | undefined> = {
    heartRate: raise(numbers, PLACE.heartRate),
    systolic: raise(numbers, PLACE.systolic),
    diastolic: raise(numbers, PLACE.diastolic),
    spo2: raise(numbers, PLACE.spo2),
    temperature: raise(numbers, PLACE.temperature),
    steps: raise(numbers, PLACE.steps),
    battery: raise(numbers, PLACE.battery),
    charging: raise(numbers, PLACE.charging),
    worn: raise(numbers, PLACE.worn),
    online: raise(numbers, PLACE.online),
    latitude: raise(numbers, PLACE.latitude),
    longitude: raise(numbers, PLACE.longitude),
    accuracy: raise(numbers, PLACE.accuracy),
    level: raise(numbers, PLACE.level),
    sos: raise(numbers, PLACE.sos),
    fall: raise(numbers, PLACE.fall),
    rain: raise(numbers, PLACE.rain),
    still: raise(numbers, PLACE.still),
  }
  const live: { [Key in keyof LiveState]-?: LiveState[Key] | undefined } = {
    latest: latest as Latest,
    positionSource: of.positionSource,
    walk: of.walk,
    leaptAt: known(numbers, LEAPT_AT),
    chargedAt: known(numbers, CHARGED_AT),
    seenAt: known(numbers, SEEN_AT) ?? null,
    deviceId: of.deviceId,
  }
  const state: { [Key in keyof SubjectState]-?: SubjectState[Key] | undefined } = {
    live: live as LiveState,
    rules: of.rules,
    dueAt: known(numbers, DUE_AT) ?? null,
    listeningSince: known(numbers, LISTENING_SINCE),
    habits: of.habits,
    weather: of.weather,
  }
  return state as SubjectState
}

/** When time alone has something to decide, without waking anything. */
export const dueAtOf = (of: Rest): number => of.numbers[DUE_AT] as number

const known = (numbers: readonly number[], at: number): number | undefined => {
  const value = numbers[at] as number
  return Number.isNaN(value) ? undefined : value
}

function raise(numbers: readonly number[], place: number): LatestValue | undefined {
  const at = numbers[place + 1] as number
  return Number.isNaN(at) ? undefined : { value: numbers[place] as number, at }
}
