// Stored values of several metrics merged back into readings: what has one time was one measurement. What the store
// does not keep is said here: everything counts as having arrived when it was measured.

import type { DoubtfulValue, Metric, Reading, ReadingKind } from '../model/telemetry.ts'
import type { EpochMs } from '../model/time.ts'

type Row = readonly [at: EpochMs, value: number, good: number]

type Lane = { readonly metric: Metric; readonly rows: readonly Row[]; next: number }

const NONE: readonly DoubtfulValue[] = Object.freeze([])

/** A fix this uncertain was taken from cell towers: the source itself is not stored. */
const CELL_METRES = 500

/** Hands out readings, oldest first; `undefined` at the end. */
export function createMerge(
  lists: readonly (readonly [Metric, readonly Row[]])[],
): () => Reading | undefined {
  const lanes: Lane[] = []
  for (const [metric, rows] of lists) if (rows.length > 0) lanes.push({ metric, rows, next: 0 })
  let held: Reading | undefined
  return () => {
    if (held !== undefined) {
      const reading = held
      held = undefined
      return reading
    }
    let at = Number.POSITIVE_INFINITY
    for (const lane of lanes) {
      const row = lane.rows[lane.next]
      if (row !== undefined && row[0] < at) at = row[0]
    }
    if (at === Number.POSITIVE_INFINITY) return undefined
    const values: Partial<Record<Metric, number>> = {}
    let doubtful: DoubtfulValue[] | undefined
    for (const lane of lanes) {
      const row = lane.rows[lane.next]
      if (row === undefined || row[0] !== at) continue
      lane.next += 1
      if (row[2] === 1) values[lane.metric] = row[1]
      else {
        doubtful ??= []
        doubtful.push({ metric: lane.metric, value: row[1], reason: 'implausible' })
      }
    }
    const doubts = doubtful ?? NONE
    if (values.sos !== undefined && values.fall !== undefined) {
      held = readingOf('fall', at, { fall: 1 }, NONE)
      delete values.fall
    }
    const kind = values.sos !== undefined ? 'sos' : values.fall !== undefined ? 'fall' : 'vitals'
    return readingOf(kind, at, values, doubts)
  }
}

function readingOf(
  kind: ReadingKind,
  at: EpochMs,
  values: Reading['values'],
  doubtful: readonly DoubtfulValue[],
): Reading {
  const reading = { kind, eventTime: at, receivedAt: at, values, doubtful, deviceClock: true, ident: '' }
  if (values.latitude === undefined) return reading
  return { ...reading, positionSource: (values.accuracy ?? 0) >= CELL_METRES ? 'cell' : 'gps' }
}
