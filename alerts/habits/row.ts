// Where each number of a person's habits lies in a row of memory, and how each part gets there and back. Knows nothing of
// what the numbers mean.

import type { Activity, HabitMetric, Habits, Power, Sampled, Usual } from '../model/habits.ts'

export type Row = number[]
export type Samples = Habits['samples']

const METRICS = ['heartRate', 'systolic', 'diastolic'] as const satisfies readonly HabitMetric[]
/** As many as samples.ts keeps, and two numbers for each point that power.ts keeps. */
const MOST_SAMPLES = 16
const MOST_POINTS = 8

/** Where one of the usual numbers lies, and how many of them there are. */
export type UsualSlot = Readonly<{ key: keyof Usual; place: number; length: 2 | 4 }>

/** A key more or less in `Usual` does not compile. */
export const USUAL: Readonly<Record<keyof Usual, UsualSlot>> = {
  heartRate: { key: 'heartRate', place: 7, length: 4 },
  heartRateNight: { key: 'heartRateNight', place: 11, length: 4 },
  systolic: { key: 'systolic', place: 15, length: 4 },
  systolicNight: { key: 'systolicNight', place: 19, length: 4 },
  diastolic: { key: 'diastolic', place: 23, length: 4 },
  diastolicNight: { key: 'diastolicNight', place: 27, length: 4 },
  risen: { key: 'risen', place: 31, length: 2 },
  rested: { key: 'rested', place: 33, length: 2 },
  charged: { key: 'charged', place: 35, length: 4 },
  systolicDrift: { key: 'systolicDrift', place: 39, length: 4 },
  stepsDrift: { key: 'stepsDrift', place: 43, length: 4 },
}
const USUAL_SLOTS: readonly UsualSlot[] = Object.values(USUAL)

/** Places from the beginning of the habits; NaN = absent. What most readings look at comes first. */
const DAWN = 0
/** Three each. */
const SAMPLED_AT = 1
const SAMPLED_COUNT = 4
const ACTIVITY = 47
const POWER = 56
const POINTS = POWER + 4
/** For each metric how many, then the values. */
const SAMPLES = POINTS + MOST_POINTS
const SAMPLES_APART = 1 + MOST_SAMPLES

/** How many numbers habits take in a row. */
export const HABITS_LENGTH: number = SAMPLES + METRICS.length * SAMPLES_APART

const orderOf = (metric: HabitMetric): number => (metric === 'heartRate' ? 0 : metric === 'systolic' ? 1 : 2)

/** Lays all numbers of habits into a row; false when there is no room for them. */
export function layAll(row: Row, from: number, habits: Habits): boolean {
  const { samples, activity, power, usual } = habits
  row[from + DAWN] = habits.dawn
  for (const { key, place, length } of USUAL_SLOTS) {
    for (let i = 0; i < length; i++) row[from + place + i] = usual[key]?.[i] ?? Number.NaN
  }
  return laySamples(row, from, samples) && layActivity(row, from, activity) && layPower(row, from, power)
}

export function layNone(row: Row, from: number): void {
  row[from + DAWN] = Number.NaN
}

/** The dawn of the habits that lie there; NaN = none do. */
export const dawnIn = (row: Row, from: number): number => row[from + DAWN] as number

export function laySamples(row: Row, from: number, samples: Samples): boolean {
  for (let m = 0; m < METRICS.length; m++) {
    const own = samples[METRICS[m] as HabitMetric]
    row[from + SAMPLED_AT + m] = own?.at ?? Number.NaN
    row[from + SAMPLED_COUNT + m] = own?.count ?? Number.NaN
    if (own === undefined) continue
    const { values } = own
    if (values.length > MOST_SAMPLES) return false
    const place = from + SAMPLES + m * SAMPLES_APART
    row[place] = values.length
    for (let i = 0; i < values.length; i++) row[place + 1 + i] = values[i] as number
  }
  return true
}

export function raiseSamples(row: Row, from: number): Samples {
  const samples: { -readonly [Key in keyof Samples]: Sampled } = {}
  for (let m = 0; m < METRICS.length; m++) {
    const at = row[from + SAMPLED_AT + m] as number
    if (Number.isNaN(at)) continue
    const place = from + SAMPLES + m * SAMPLES_APART
    samples[METRICS[m] as HabitMetric] = {
      at,
      count: row[from + SAMPLED_COUNT + m] as number,
      values: row.slice(place + 1, place + 1 + (row[place] as number)),
    }
  }
  return samples
}

export function layActivity(row: Row, from: number, activity: Activity | undefined): boolean {
  const place = from + ACTIVITY
  row[place] = activity?.steps ?? Number.NaN
  if (activity === undefined) return true
  const { up } = activity
  row[place + 1] = activity.known
  row[place + 2] = activity.rested
  row[place + 3] = activity.since ?? Number.NaN
  row[place + 4] = activity.risen ?? Number.NaN
  row[place + 5] = up === undefined ? Number.NaN : up[0]
  row[place + 6] = up === undefined ? Number.NaN : up[1]
  row[place + 7] = activity.dark ?? Number.NaN
  row[place + 8] = activity.ailed === true ? 1 : Number.NaN
  return true
}

export function raiseActivity(row: Row, from: number): Activity | undefined {
  const place = from + ACTIVITY
  const steps = row[place] as number
  if (Number.isNaN(steps)) return undefined
  const since = row[place + 3] as number
  const risen = row[place + 4] as number
  const times = row[place + 5] as number
  const dark = row[place + 7] as number
  // One shape for all: the type says "absent" and means "undefined or absent".
  const activity: { [Key in keyof Activity]-?: Activity[Key] | undefined } = {
    since: Number.isNaN(since) ? undefined : since,
    steps,
    known: row[place + 1] as number,
    rested: row[place + 2] as number,
    risen: Number.isNaN(risen) ? undefined : risen,
    up: Number.isNaN(times) ? undefined : [times, row[place + 6] as number],
    dark: Number.isNaN(dark) ? undefined : dark,
    ailed: Number.isNaN(row[place + 8]) ? undefined : true,
  }
  return activity as Activity
}

export function layPower(row: Row, from: number, power: Power | undefined): boolean {
  const place = from + POWER
  row[place] = power?.points.length ?? Number.NaN
  if (power === undefined) return true
  const { points, full, chargedAt } = power
  if (points.length > MOST_POINTS) return false
  row[place + 1] = full?.[0] ?? Number.NaN
  row[place + 2] = full?.[1] ?? Number.NaN
  row[place + 3] = chargedAt ?? Number.NaN
  for (let i = 0; i < points.length; i++) row[from + POINTS + i] = points[i] as number
  return true
}

export function raisePower(row: Row, from: number): Power | undefined {
  const place = from + POWER
  const count = row[place] as number
  if (Number.isNaN(count)) return undefined
  const at = row[place + 1] as number
  const chargedAt = row[place + 3] as number
  const power: { [Key in keyof Power]-?: Power[Key] | undefined } = {
    points: row.slice(from + POINTS, from + POINTS + count),
    full: Number.isNaN(at) ? undefined : [at, row[place + 2] as number],
    chargedAt: Number.isNaN(chargedAt) ? undefined : chargedAt,
  }
  return power as Power
}

export function raiseUsual(row: Row, from: number): Usual {
  const usual: Record<string, readonly number[]> = {}
  for (const { key, place, length } of USUAL_SLOTS) {
    const at = from + place
    if (!Number.isNaN(row[at])) usual[key] = row.slice(at, at + length)
  }
  return usual as Usual
}

/** What is usual in one respect, without the others. */
export function raiseUsualOf(row: Row, from: number, slot: UsualSlot): readonly number[] | undefined {
  const at = from + slot.place
  return Number.isNaN(row[at]) ? undefined : row.slice(at, at + slot.length)
}

/** Whether anything usual is known. */
export function hasUsual(row: Row, from: number): boolean {
  for (const { place } of USUAL_SLOTS) if (!Number.isNaN(row[from + place])) return true
  return false
}

/** When a metric was last sampled, without its samples. */
export function sampledAtIn(row: Row, from: number, metric: HabitMetric): number | undefined {
  const at = row[from + SAMPLED_AT + orderOf(metric)] as number
  return Number.isNaN(at) ? undefined : at
}
