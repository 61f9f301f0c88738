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
  /** Rows per message, sent as an array like the upload after an outage; 1 sends each row by itself. */
  batch?: number
  /** Moves the recording so that its newest row is sent at its own new time, and none lies in the future. */
  shiftToNow?: number
  /** Moves the recording so that its oldest row lies here, ms UTC. Not together with `shiftToNow`. */
  shiftTo?: number
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
  /** The newest time that is sent, after the shift. */
  newestAt: number
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
  const shiftMs = shiftOf(kept, delays, options)
  const shiftedTo = options.shiftToNow ?? options.shiftTo
  const tag = shiftedTo === undefined ? options.tag : `${options.tag}-${shiftedTo.toString(36)}`
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
  const newestAt = kept.reduce((newest, { row }) => Math.max(newest, row.at + shiftMs), -Infinity)
  return {
    rowsRead,
    rowsLeftOut,
    rowsSent,
    skipped,
    outgoing: batched(outgoing, options.batch ?? 1),
    shiftMs,
    newestAt,
  }
}

/** Neighbours of one topic become one array, sent when its last row is due. */
function batched(outgoing: readonly Outgoing[], size: number): readonly Outgoing[] {
  if (size <= 1) return outgoing
  const parcels: Outgoing[] = []
  for (let start = 0; start < outgoing.length; start += size) {
    const chunk = Map.groupBy(outgoing.slice(start, start + size), ({ topic }) => topic)
    for (const [topic, group] of chunk) {
      const afterMs = group.at(-1)?.afterMs ?? 0
      const payload = `[${group.map((message) => message.payload).join(',')}]`
      parcels.push({ line: group[0]?.line ?? 0, topic, payload, afterMs })
    }
  }
  return parcels.sort((a, b) => a.afterMs - b.afterMs)
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

function shiftOf(
  kept: readonly Kept[],
  delays: readonly number[],
  { shiftToNow, shiftTo }: ScheduleOptions,
): number {
  if (kept.length === 0) return 0
  if (shiftTo !== undefined)
    return shiftTo - kept.reduce((oldest, { row }) => Math.min(oldest, row.at), Infinity)
  if (shiftToNow === undefined) return 0
  // The tightest row decides: no message may claim a later time than the one it is sent at.
  return Math.floor(
    kept.reduce((least, { row }, i) => Math.min(least, shiftToNow + (delays[i] ?? 0) - row.at), Infinity),
  )
}
