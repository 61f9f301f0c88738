// Whether somebody walks, from a step counter that arrives now and then. Three answers: so many steps, at least so
// many, or nobody knows.

import type { Walk } from '../model/live.ts'
import type { EpochMs } from '../model/time.ts'
import { MINUTE, SECOND } from '../model/time.ts'

/** How far back the counter is remembered, and how far apart two remembered counts are at least. */
export const KEPT_MS = 15 * MINUTE
export const APART_MS = 50 * SECOND

/** The counts that lie somewhere else, as a list. */
export const countsOf = (walk: Walk): readonly number[] => ('counts' in walk ? walk.counts() : walk)

/** Adds a count; `of` is time, count, time, count … The newest is always last, whatever its distance. */
export function remembered(of: Walk | undefined, at: EpochMs, count: number): readonly number[] {
  const walk = of && countsOf(of)
  if (walk === undefined || walk.length === 0) return [at, count]
  const { length } = walk
  const crowded = length >= 4 && (walk[length - 2] ?? 0) - (walk[length - 4] ?? 0) < APART_MS
  const end = crowded ? length - 2 : length
  // One count before the window stays, or nobody could say what was walked since its beginning.
  let first = 0
  while (first < end && (first + 2 < end ? (walk[first + 2] ?? at) : at) <= at - KEPT_MS) first += 2
  return walk.slice(first, end).concat(at, count)
}

/** `complete`: the counter covers the whole time; else `steps` is a lower bound. */
export type Steps = Readonly<{ steps: number; complete: boolean }>

/** Steps taken in the `within` ms before `at`; undefined when the counter has not been heard in that time. */
export function stepsWithin(of: Walk | undefined, at: EpochMs, within: number): Steps | undefined {
  if (of === undefined) return undefined
  const walk = countsOf(of)
  const newest = walk[walk.length - 2]
  if (newest === undefined || at - newest > within) return undefined
  const from = at - within
  let first = walk.length - 2
  while (first > 0 && (walk[first] ?? 0) > from) first -= 2
  let steps = 0
  for (let i = first + 2; i < walk.length; i += 2) {
    const count = walk[i + 1] ?? 0
    const before = walk[i - 1] ?? 0
    // At midnight the counter starts anew.
    steps += count >= before ? count - before : count
  }
  return { steps, complete: (walk[first] ?? at) <= from }
}
