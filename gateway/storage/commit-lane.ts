// The commit lane: one FIFO from "decided" to "on disk". Units that wait together share one transaction in the
// writer thread; only when it has committed is `committed` called, in order. When a batch fails, every unit that
// has not been committed fails with it (later ones were decided on top of it), newest last.

import { Worker } from 'node:worker_threads'
import { SQLITE } from './database.ts'
import type { Batch, BatchAnswer, Snapshot, StoreEffect } from './effects.ts'

/** One all-or-nothing step. `log` rows take the next sequence number. */
export type Unit = Readonly<{
  log: Readonly<{ receivedAt: number; topic: string; payload: Uint8Array }> | null
  effects: readonly StoreEffect[]
  /** An SOS: closes the batch and sends it at once. */
  urgent: boolean
  committed(): void
  failed(failure: CommitFailure): void
}>

export type CommitFailure = Readonly<{
  reason: 'full' | 'locked' | 'readonly' | 'ioError' | 'constraint' | 'closed'
  message: string
}>

export type CommitLane = Readonly<{
  /** Appends a unit; returns its log sequence number, or null when it has no log row. */
  submit(unit: Unit): number | null
  /** Units not yet committed. */
  depth(): number
  /** The last sequence number given out. */
  lastSeq(): number
  /** Sends what waits, even nothing but snapshots. */
  flush(): void
  /** Resolves when everything submitted so far is settled. */
  settled(): Promise<void>
  /** Commits what waits, then ends the thread. */
  close(): Promise<void>
}>

export type CommitLaneOptions = Readonly<{
  path: string
  lastSeq: number
  /** Engine states worth saving now, asked when a batch is sealed with `lastSeq` as its last row. */
  snapshots?: (lastSeq: number) => Readonly<{ snapshots: readonly Snapshot[]; floor: number | null }>
  /** After a failed batch and before any unit's `failed`: the moment to put memory back. */
  onFailure?: (failure: CommitFailure) => void
  onCommitted?: (figures: Readonly<{ units: number; milliseconds: number }>) => void
  /** The writer thread died: nothing can be committed any more. */
  onFatal: (error: Error) => void
  maxBatch?: number
  /** Upper bound of the store in pages; past it commits fail as on a full disk. */
  maxPages?: number
}>

const NOTHING = { snapshots: [], floor: null } as const

export async function createCommitLane(options: CommitLaneOptions): Promise<CommitLane> {
  const maxBatch = options.maxBatch ?? 4_000
  const worker = new Worker(new URL('./writer.ts', import.meta.url), {
    workerData: { path: options.path, maxPages: options.maxPages },
  })
  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve())
    worker.once('error', reject)
  })

  let waiting: Unit[] = []
  let inFlight: Unit[] | null = null
  let nextSeq = options.lastSeq + 1
  let batchId = 0
  let scheduled = false
  let closed = false
  let idle: (() => void)[] = []

  const seal = (): void => {
    scheduled = false
    if (inFlight || closed) return
    const units = waiting.length > maxBatch ? waiting.slice(0, maxBatch) : waiting
    waiting = waiting.length > maxBatch ? waiting.slice(maxBatch) : []
    const extra = waiting.length === 0 && options.snapshots ? options.snapshots(nextSeq - 1) : NOTHING
    if (units.length === 0 && extra.snapshots.length === 0 && extra.floor === null) {
      settle()
      return
    }
    const rowsAfter = waiting.reduce((sum, unit) => sum + (unit.log ? 1 : 0), 0)
    const batch = pack(++batchId, nextSeq - rowsAfter, units, extra)
    inFlight = units
    worker.postMessage(batch, [
      batch.bytes.buffer,
      batch.ends.buffer,
      batch.receivedAt.buffer,
    ] as ArrayBuffer[])
  }

  const settle = (): void => {
    if (inFlight || waiting.length > 0) return
    const waiters = idle
    idle = []
    for (const resolve of waiters) resolve()
  }

  const failAll = (failure: CommitFailure): void => {
    const units = [...(inFlight ?? []), ...waiting]
    for (const unit of units) if (unit.log) nextSeq -= 1
    inFlight = null
    waiting = []
    options.onFailure?.(failure)
    for (const unit of units) unit.failed(failure)
  }

  worker.on('message', (answer: BatchAnswer) => {
    const units = inFlight
    if (!units) return
    if (answer.type === 'committed') {
      inFlight = null
      for (const unit of units) unit.committed()
      options.onCommitted?.({ units: units.length, milliseconds: answer.milliseconds })
    } else {
      failAll({ reason: reasonOf(answer.code), message: answer.message })
    }
    if (waiting.length > 0) seal()
    else settle()
  })
  worker.on('error', (error) => {
    closed = true
    failAll({ reason: 'ioError', message: error.message })
    settle()
    options.onFatal(error)
  })

  const schedule = (): void => {
    if (scheduled || inFlight) return
    scheduled = true
    setImmediate(seal)
  }
  const settled = (): Promise<void> =>
    inFlight || waiting.length > 0 || scheduled
      ? new Promise((resolve) => idle.push(resolve))
      : Promise.resolve()

  return {
    submit(unit) {
      if (closed) {
        unit.failed({ reason: 'closed', message: 'the gateway is closing' })
        return null
      }
      waiting.push(unit)
      const seq = unit.log ? nextSeq++ : null
      if (unit.urgent) seal()
      else schedule()
      return seq
    },
    depth: () => waiting.length + (inFlight?.length ?? 0),
    lastSeq: () => nextSeq - 1,
    flush: schedule,
    settled,
    async close() {
      if (closed) return
      schedule()
      await settled()
      closed = true
      const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
      worker.postMessage('close')
      await ended
    },
  }
}

function pack(
  id: number,
  endSeq: number,
  units: readonly Unit[],
  extra: Readonly<{ snapshots: readonly Snapshot[]; floor: number | null }>,
): Batch {
  let rows = 0
  let size = 0
  for (const { log } of units) {
    if (!log) continue
    rows += 1
    size += log.payload.byteLength
  }
  const receivedAt = new Float64Array(rows)
  const ends = new Uint32Array(rows)
  const bytes = new Uint8Array(size)
  const effects: StoreEffect[] = []
  let topics = ''
  let row = 0
  let offset = 0
  for (const unit of units) {
    const { log } = unit
    if (log) {
      receivedAt[row] = log.receivedAt
      bytes.set(log.payload, offset)
      offset += log.payload.byteLength
      ends[row] = offset
      topics += row === 0 ? log.topic : `\n${log.topic}`
      row += 1
    }
    if (unit.effects.length > 0) effects.push(...unit.effects)
  }
  return { id, firstSeq: endSeq - rows, receivedAt, topics, ends, bytes, effects, ...extra }
}

function reasonOf(code: number | null): CommitFailure['reason'] {
  switch (code) {
    case SQLITE.full:
      return 'full'
    case SQLITE.busy:
    case SQLITE.locked:
      return 'locked'
    case SQLITE.readonly:
      return 'readonly'
    case SQLITE.constraint:
      return 'constraint'
    default:
      return 'ioError'
  }
}
