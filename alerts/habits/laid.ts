// Habits that lie in a row, awake part by part: most readings ask for two or three numbers of a hundred, and a part that
// nobody asks for is never made. Plain habits and these are asked alike, by the functions here.

import type { Activity, HabitLog, HabitMetric, Habits, Power, Usual } from '../model/habits.ts'
import {
  dawnIn,
  hasUsual,
  layActivity,
  layAll,
  layNone,
  layPower,
  laySamples,
  type Row,
  raiseActivity,
  raisePower,
  raiseSamples,
  raiseUsual,
  raiseUsualOf,
  type Samples,
  sampledAtIn,
  USUAL,
  type UsualSlot,
} from './row.ts'

/** Which parts of habits that lie in a row were replaced since. */
const SAMPLES_NEW = 1
const ACTIVITY_NEW = 2
const POWER_NEW = 4

/** Parts that are replaced in the course of a day; the rest is replaced when a day ends, all at once. */
type Parts = Readonly<{ samples?: Samples; activity?: Activity; power?: Power | undefined; log?: HabitLog }>

/**
 * Habits that lie in a row, each part made when it is first asked for. The row goes on being written: such habits are
 * for one call of the fold and for the states decided upon it until they are laid there themselves.
 */
class LaidHabits implements Habits {
  readonly dawn: number
  readonly log: HabitLog
  readonly #row: Row
  readonly #from: number
  #new: number
  #samples: Samples | undefined
  /** null = there is none. */
  #activity: Activity | null | undefined
  #power: Power | null | undefined

  constructor(row: Row, from: number, log: HabitLog) {
    this.dawn = dawnIn(row, from)
    this.log = log
    this.#row = row
    this.#from = from
    this.#new = 0
    this.#samples = undefined
    this.#activity = undefined
    this.#power = undefined
  }

  get samples(): Samples {
    this.#samples ??= raiseSamples(this.#row, this.#from)
    return this.#samples
  }

  // The type says "absent" and means "undefined or absent".
  get activity(): Activity {
    if (this.#activity === undefined) this.#activity = raiseActivity(this.#row, this.#from) ?? null
    return (this.#activity ?? undefined) as Activity
  }

  get power(): Power {
    if (this.#power === undefined) this.#power = raisePower(this.#row, this.#from) ?? null
    return (this.#power ?? undefined) as Power
  }

  get usual(): Usual {
    return raiseUsual(this.#row, this.#from)
  }

  usualOf(slot: UsualSlot): readonly number[] | undefined {
    return raiseUsualOf(this.#row, this.#from, slot)
  }

  usualNumber(slot: UsualSlot, i: number): number {
    return this.#row[this.#from + slot.place + i] as number
  }

  knowsUsual(): boolean {
    return hasUsual(this.#row, this.#from)
  }

  sampledAt(metric: HabitMetric): number | undefined {
    return this.#samples === undefined
      ? sampledAtIn(this.#row, this.#from, metric)
      : this.#samples[metric]?.at
  }

  with(parts: Parts): LaidHabits {
    const next = new LaidHabits(this.#row, this.#from, parts.log ?? this.log)
    next.#new = this.#new
    next.#samples = this.#samples
    next.#activity = this.#activity
    next.#power = this.#power
    if (parts.samples !== undefined) {
      next.#samples = parts.samples
      next.#new |= SAMPLES_NEW
    }
    if (parts.activity !== undefined) {
      next.#activity = parts.activity
      next.#new |= ACTIVITY_NEW
    }
    if (parts.power !== undefined) {
      next.#power = parts.power
      next.#new |= POWER_NEW
    }
    return next
  }

  /** Whether all that is not new lies in that very row already. */
  isIn(row: Row): boolean {
    return this.#row === row
  }

  /** Lays what is new into its own row; false when there is no room for it. */
  lay(): boolean {
    if (this.#new === 0) return true
    const row = this.#row
    const from = this.#from
    return (
      ((this.#new & SAMPLES_NEW) === 0 || laySamples(row, from, this.samples)) &&
      ((this.#new & POWER_NEW) === 0 || layPower(row, from, this.power)) &&
      ((this.#new & ACTIVITY_NEW) === 0 || layActivity(row, from, this.activity))
    )
  }

  toJSON(): Habits {
    return awake(this)
  }
}

/** Whether anything is known to be usual for the person. */
export function knowsUsual(habits: Habits): boolean {
  if (habits instanceof LaidHabits) return habits.knowsUsual()
  for (const _ in habits.usual) return true
  return false
}

/** What is usual in one respect, without making the others. */
export const usualOf = <Key extends keyof Usual>(habits: Habits, key: Key): Usual[Key] =>
  habits instanceof LaidHabits ? (habits.usualOf(USUAL[key]) as Usual[Key]) : habits.usual[key]

/** One number of it, for what is asked of every reading; NaN when nothing is known. */
export const usualNumber = (habits: Habits, slot: UsualSlot, i: number): number =>
  habits instanceof LaidHabits ? habits.usualNumber(slot, i) : (habits.usual[slot.key]?.[i] ?? Number.NaN)

/** When a metric was last sampled, without making its samples. */
export const sampledAt = (habits: Habits, metric: HabitMetric): number | undefined =>
  habits instanceof LaidHabits ? habits.sampledAt(metric) : habits.samples[metric]?.at

/** The habits with other parts; nothing else of them is touched. */
export function withParts(habits: Habits, parts: Parts): Habits {
  if (habits instanceof LaidHabits) return habits.with(parts)
  const { power, ...others } = parts
  return { ...habits, ...others, ...(power === undefined ? {} : { power }) }
}

/** As plain objects, all of them. */
export function awake({ dawn, samples, activity, power, log, usual }: Habits): Habits {
  return {
    dawn,
    samples,
    ...(activity === undefined ? {} : { activity }),
    ...(power === undefined ? {} : { power }),
    log,
    usual,
  }
}

/** Lays habits into a row, what is new only when the others lie there; false when there is no room. */
export function layHabits(row: Row, from: number, habits: Habits | undefined): boolean {
  if (habits === undefined) {
    layNone(row, from)
    return true
  }
  return habits instanceof LaidHabits && habits.isIn(row) ? habits.lay() : layAll(row, from, habits)
}

/** The habits that lie in a row; `log` is the one thing of them that is no number. */
export const raiseHabits = (row: Row, from: number, log: HabitLog): Habits | undefined =>
  Number.isNaN(dawnIn(row, from)) ? undefined : new LaidHabits(row, from, log)
