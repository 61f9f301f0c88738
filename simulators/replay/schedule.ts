// Which rows of a recording go out, in which order, when, and under which time. Pure: now is an argument.

import { type Field, messagesOf, type Publishable, type Row, type Target, type Values } from './row.ts'

export type ScheduleOptions = Readonly<{
  target: Target
  /** Distinguishes this recording's message ids from every other's. */
  tag: string
  order: 'file' | 'time'
  /** Recorded time runs this many times faster; Infinity sends as fast as the broker acknowledges. */
  speed: number
  /** ms UTC of recorded time, `from` included, `to` excluded. */
  from?: number
  to?: number
  limit?: number
  only?: readonly Field[]
  /** Moves the recording so that its newest row is sent at its own new time, and none lies in the future. */
  shiftToNow?: number
}>

export type Outgoing = Publishable & Readonly<{ afterMs: number }>
export type Skipped = Readonly<{ line: number; reason: string }>
export type Schedule = Readonly<{
  rowsRead: number
  rowsLeftOut: number
  rowsSent: number
  skipped: readonly Skipped[]
  outgoing: readonly Outgoing[]
  /** What was added to every recorded time. */
  shiftMs: number
}>

type Kept = Readonly<{ index: number; row: Extract<Row, { type: 'row' }> }>

export function schedule(rows: Iterable<Row>, options: ScheduleOptions): Schedule {
  const skipped: Skipped[] = []
  let kept: Kept[] = []
  let rowsRead = 0
  let rowsLeftOut = 0
  for (const row of rows) {
    rowsRead++
    if (row.type === 'fault') skipped.push({ line: row.line, reason: row.reason })
    else if (row.type === 'leftOut' || !inRange(row.at, options)) rowsLeftOut++
    else kept.push({ index: rowsRead, row: { ...row, values: only(row.values, options.only) } })
  }
  // Rows of the same moment keep the order of the file: the sort is stable.
  if (options.order === 'time') kept.sort((a, b) => a.row.at - b.row.at)
  if (options.limit !== undefined && kept.length > options.limit) {
    rowsLeftOut += kept.length - options.limit
    kept = kept.slice(0, options.limit)
  }

  const delays = delaysOf(kept, options.speed)
  const shiftMs = shiftOf(kept, delays, options.shiftToNow)
  const tag =
    options.shiftToNow === undefined ? options.tag : `${options.tag}-${options.shiftToNow.toString(36)}`
  let rowsSent = 0
  const outgoing = kept.flatMap(({ index, row }, position): Outgoing[] => {
    const result = messagesOf(row, options.target, { at: row.at + shiftMs, id: `${tag}-${index}` })
    if (!result.ok) {
      skipped.push({ line: row.line, reason: result.reason })
      return []
    }
    rowsSent++
    return result.messages.map((message) => ({ ...message, afterMs: delays[position] ?? 0 }))
  })
  skipped.sort((a, b) => a.line - b.line)
  return { rowsRead, rowsLeftOut, rowsSent, skipped, outgoing, shiftMs }
}

const inRange = (at: number, { from = -Infinity, to = Infinity }: ScheduleOptions): boolean =>
  at >= from && at < to

const only = (values: Values, fields: readonly Field[] | undefined): Values =>
  fields
    ? Object.fromEntries(Object.entries(values).filter(([field]) => fields.includes(field as Field)))
    : values

/** A row that is older than its predecessor goes out with it: time never waits backwards. */
function delaysOf(kept: readonly Kept[], speed: number): readonly number[] {
  const first = kept[0]?.row.at ?? 0
  let latest = 0
  return kept.map(({ row }) => {
    latest = Math.max(latest, (row.at - first) / speed)
    return latest
  })
}

function shiftOf(kept: readonly Kept[], delays: readonly number[], now: number | undefined): number {
  if (now === undefined || kept.length === 0) return 0
  // The tightest row decides: no message may claim a later time than the one it is sent at.
  return Math.floor(
    kept.reduce((least, { row }, i) => Math.min(least, now + (delays[i] ?? 0) - row.at), Infinity),
  )
}
