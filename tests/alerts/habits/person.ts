// Days of one person for the tests of habits: readings by local wall-clock time, folded by the engine itself.

import type { Habits } from '../../../alerts/model/habits.ts'
import { DAY, HOUR, MINUTE } from '../../../alerts/model/time.ts'
import { type Catalogue, compileCatalogue } from '../../../alerts/rules/compile.ts'
import { emptyState, evaluate, type SubjectState } from '../../../alerts/rules/evaluate.ts'
import { profile, reading, type Values } from '../rules/script.ts'

export const NO_RULES = compileCatalogue([])

/** Shanghai keeps UTC+8 all year: day 0 is 2026-03-01. */
export const local = (day: number, hour: number, minute = 0): number =>
  Date.UTC(2026, 2, 1) + day * DAY + (hour - 8) * HOUR + minute * MINUTE

export type Said = readonly [number, Values]

export function lived(
  said: readonly Said[],
  of: Readonly<{ state?: SubjectState; catalogue?: Catalogue; timeZone?: string }> = {},
): SubjectState {
  const who = profile(of.timeZone === undefined ? {} : { timeZone: of.timeZone })
  let state = of.state ?? emptyState(who.deviceId)
  for (const [at, values] of said)
    state = evaluate(of.catalogue ?? NO_RULES, state, reading(at, values), who).state
  return state
}

export const habitsOf = (said: readonly Said[]): Habits => {
  const { habits } = lived(said)
  if (habits === undefined) throw new Error('nothing was learned')
  return habits
}

/** Every `step` minutes of `days` days, from the first midnight on. */
export function every(
  minutes: number,
  days: number,
  values: (day: number, hour: number, at: number) => Values,
): Said[] {
  const said: Said[] = []
  for (let at = local(0, 0); at < local(days, 0); at += minutes * MINUTE) {
    const since = at - local(0, 0)
    said.push([at, values(Math.floor(since / DAY), (since % DAY) / HOUR, at)])
  }
  return said
}

/** A counter that goes up by `perHour` from `from` to `to` o'clock and starts anew at midnight. */
export const counter = (hour: number, of: Readonly<{ from: number; to: number; perHour: number }>): number =>
  Math.round(Math.max(0, Math.min(hour, of.to) - of.from) * of.perHour)
