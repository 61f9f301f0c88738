// What the lines of a report's table are made of: cells, moments on the community's clock, durations.

import { zoneOffset } from '../detectors/local-time.ts'
import { type EpochMs, SECOND } from '../model/time.ts'

export type Cell = string | number | undefined
/** [item, name, measure, value, the month before, note] */
export type Line = readonly [Cell, Cell, Cell, Cell?, Cell?, Cell?]

/** "2026-11-21 03:12:07" on the community's clock. */
export const stamp = (at: EpochMs, timeZone: string): string =>
  new Date(at + zoneOffset(timeZone, at)).toISOString().slice(0, 19).replace('T', ' ')

export const seconds = (ms: number | undefined): Cell =>
  ms === undefined ? undefined : (ms / SECOND).toFixed(1)
