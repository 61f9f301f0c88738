// What the engine would remember of the step counter at a moment, from stored counts. It thins crowded counts by all
// that came before; where none are crowded, the last quarter of an hour alone decides.

import { APART_MS, KEPT_MS, remembered } from '../detectors/movement.ts'
import type { Metric } from '../model/telemetry.ts'
import { DAY, type EpochMs, HOUR } from '../model/time.ts'
import type { StoredDevice } from './replay.ts'

type Walk = readonly number[] | undefined
type Counts = readonly (readonly [at: EpochMs, count: number])[]

/** The walk at ever later moments; undefined when no rule asks for steps, or the device counts none. */
export function createWalk(
  device: Pick<StoredDevice, 'rows' | 'newestBefore'>,
  of: Readonly<{ metrics: readonly Metric[]; from: EpochMs }>,
): ((at: EpochMs) => Walk) | undefined {
  if (!of.metrics.includes('steps')) return undefined
  const counts = (from: EpochMs, to: EpochMs): Counts =>
    device.rows('steps', { from, to }).flatMap(([at, count, good]) => (good === 1 ? [[at, count]] : []))
  let whole: Walk
  let position = of.from

  /** Every count since the beginning. */
  const exactly = (at: EpochMs): Walk => {
    while (position < at) {
      const to = Math.min(at, position + DAY)
      for (const [time, count] of counts(position, to)) whole = remembered(whole, time, count)
      position = to
    }
    return whole
  }

  return (at) => {
    const newest = device.newestBefore('steps', at)
    if (newest === undefined || newest.at < of.from) return undefined
    const since = Math.max(of.from, newest.at - KEPT_MS - HOUR)
    const recent = counts(since, at)
    if (!isEnough(recent, { newest: newest.at, fromTheBeginning: since === of.from })) return exactly(at)
    let walk: Walk
    for (const [time, count] of recent) walk = remembered(walk, time, count)
    return walk
  }
}

/** A count far enough from the one before it is never thinned: those that are remembered must all be such. */
function isEnough(recent: Counts, of: Readonly<{ newest: EpochMs; fromTheBeginning: boolean }>): boolean {
  let first = recent.findIndex(([at]) => at > of.newest - KEPT_MS)
  // The one before the quarter of an hour is remembered too, and must itself have one before it.
  first = Math.max(0, first - 1)
  if (first === 0 && !of.fromTheBeginning) return false
  for (let i = Math.max(1, first); i < recent.length; i++)
    if ((recent[i]?.[0] ?? 0) - (recent[i - 1]?.[0] ?? 0) < APART_MS) return false
  return true
}
