// A subject's state at rest, between one message and the next: all its numbers in one row of memory that is written
// again and again. Fifty objects per resident, replaced with every message, cost the collector and the caches more
// than the rules cost; awake it is the plain JSON that everybody else knows.

import { countsOf } from '../detectors/movement.ts'
import { awake, layHabits, raiseHabits } from '../habits/laid.ts'
import { HABITS_LENGTH } from '../habits/row.ts'
import type { HabitLog, Habits } from '../model/habits.ts'
import type { LatestValue, LiveState, Walk } from '../model/live.ts'
import { METRICS, type Metric } from '../model/telemetry.ts'
import type { Weather } from '../model/weather.ts'
import type { Latest } from './metric-slots.ts'
import type { RuleStates, SubjectState } from './state.ts'

/** Only `rest` writes into it, only `stir` and `wake` read it. */
export type Rest = {
  /** Times of the state; value and time of each metric, in the order of METRICS; habits; walk. NaN = absent. */
  readonly row: number[]
  positionSource: LiveState['positionSource']
  deviceId: LiveState['deviceId']
  rules: RuleStates
  log: HabitLog | undefined
  weather: Weather | undefined
  /** What found no room in the row. */
  crowded: Readonly<{ walk: Walk | undefined; habits: Habits | undefined }> | undefined
}

const DUE_AT = 0
const LISTENING_SINCE = 1
const SEEN_AT = 2
const LEAPT_AT = 3
const CHARGED_AT = 4
const FIRST = 5
const HABITS = FIRST + 2 * METRICS.length
/** How many counts, then the counts: a quarter of an hour of them, see detectors/movement.ts. */
const WALK = HABITS + HABITS_LENGTH
const MOST_COUNTS = 42
const LENGTH = WALK + 1 + MOST_COUNTS
/** Where the value of each metric lies; its time is next to it. */
const PLACE = Object.fromEntries(METRICS.map((metric, i) => [metric, FIRST + 2 * i])) as Record<
  Metric,
  number
>

const EMPTY: readonly number[] = Array.from({ length: LENGTH }, () => Number.NaN)
/** One for all: an empty list of its own would be one more thing to wait for. */
const ALL_IDLE: RuleStates = Object.freeze({})

/** The walk that lies in a row. As with the habits there: for the fold, until the next state is laid. */
class LaidWalk {
  readonly #row: number[]

  constructor(row: number[]) {
    this.#row = row
  }

  counts(): readonly number[] {
    const row = this.#row
    return row.slice(WALK + 1, WALK + 1 + (row[WALK] as number))
  }

  toJSON(): readonly number[] {
    return this.counts()
  }

  isIn(row: number[]): boolean {
    return this.#row === row
  }
}

/** Lays a state to rest, in the place of an earlier one of the same subject when there is one. */
export function rest(state: SubjectState, into?: Rest): Rest {
  const { live, habits, weather } = state
  const { walk, positionSource, deviceId } = live
  const rules = isEmpty(state.rules) ? ALL_IDLE : state.rules
  const log = habits?.log
  const place = into ?? {
    row: EMPTY.slice(),
    positionSource,
    deviceId,
    rules,
    log,
    weather,
    crowded: undefined,
  }
  const { row: numbers } = place
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
  const walkFits = layWalk(numbers, walk)
  const habitsFit = layHabits(numbers, HABITS, habits)
  // Writing a reference costs the collector, so only what is new is written.
  if (place.positionSource !== positionSource) place.positionSource = positionSource
  if (place.deviceId !== deviceId) place.deviceId = deviceId
  if (place.rules !== rules) place.rules = rules
  if (place.log !== log) place.log = log
  if (place.weather !== weather) place.weather = weather
  if (!walkFits || !habitsFit) {
    place.crowded = {
      walk: walkFits ? undefined : walk && countsOf(walk),
      habits: habitsFit ? undefined : habits && awake(habits),
    }
    if (!walkFits) layWalk(numbers, undefined)
    if (!habitsFit) layHabits(numbers, HABITS, undefined)
  } else if (place.crowded !== undefined) place.crowded = undefined
  return place
}

function isEmpty(rules: RuleStates): boolean {
  for (const _ in rules) return false
  return true
}

/** False when there is no room for it. */
function layWalk(row: number[], walk: Walk | undefined): boolean {
  if (walk instanceof LaidWalk && walk.isIn(row)) return true
  if (walk === undefined) {
    row[WALK] = Number.NaN
    return true
  }
  const counts = countsOf(walk)
  if (counts.length > MOST_COUNTS) return false
  row[WALK] = counts.length
  for (let i = 0; i < counts.length; i++) row[WALK + 1 + i] = counts[i] as number
  return true
}

function lay(numbers: number[], at: number, latest: LatestValue | undefined): void {
  numbers[at] = latest === undefined ? Number.NaN : latest.value
  numbers[at + 1] = latest === undefined ? Number.NaN : latest.at
}

/** The state as everybody knows it: plain, theirs alone, and never written into. */
export function wake(of: Rest): SubjectState {
  const state = stir(of)
  const { live, habits } = state
  const { walk } = live
  return {
    ...state,
    live: walk === undefined ? live : { ...live, walk: countsOf(walk) },
    ...(habits === undefined ? {} : { habits: awake(habits) }),
  }
}

/**
 * The state for the fold: its habits and its walk are read from the row when something asks for them, so it and the
 * states decided upon it must be laid here in their order, or forgotten.
 */
export function stir(of: Rest): SubjectState {
  const { row: numbers, log, crowded } = of
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
    walk: Number.isNaN(numbers[WALK]) ? crowded?.walk : new LaidWalk(numbers),
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
    habits:
      log === undefined || crowded?.habits !== undefined
        ? crowded?.habits
        : raiseHabits(numbers, HABITS, log),
    weather: of.weather,
  }
  return state as SubjectState
}

/** When time alone has something to decide, without waking anything. */
export const dueAtOf = (of: Rest): number => of.row[DUE_AT] as number

const known = (numbers: readonly number[], at: number): number | undefined => {
  const value = numbers[at] as number
  return Number.isNaN(value) ? undefined : value
}

function raise(numbers: readonly number[], place: number): LatestValue | undefined {
  const at = numbers[place + 1] as number
  return Number.isNaN(at) ? undefined : { value: numbers[place] as number, at }
}
