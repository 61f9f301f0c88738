// The commit lane: one FIFO from "decided" to "on disk". Units that wait together share one transaction in the
// writer thread; only when it has committed is `committed` called, in order. When the store fails, every unit that has
// not been committed fails with it, newest last. When the fault is one unit's own, it alone is refused: what came
// before it is committed, and what came after it, decided on top of it, is void and can be decided again.

import { type BatchBuilder, createBatchBuilder, type LogEntry } from './batch-builder.ts'
import { SQLITE } from './database.ts'
import type { BatchAnswer, Snapshot, StoreEffect } from './effects.ts'
import { startWriter, type Thread } from './thread.ts'

/** One all-or-nothing step. A `log` row takes the next sequence number. */
export type Unit = Readonly<{
  log: LogEntry | null
  effects: readonly StoreEffect[]
  /** An SOS: closes the batch and sends it at once. */
  urgent: boolean
}>

/** Who waits for a unit. Exactly one of the two is called, in the order of submission. */
export type Waiter = Readonly<{
  committed(): void
  /** `log`: with `refused` and `void`, what stood in the unit's log row. */
  failed(failure: CommitFailure, log: LogEntry | null): void
}>

/**
 * `refused`: this very unit breaks a rule of the store, and would again. `void`: it was decided on top of such a one,
 * while that was on its way; decided again it will do. Everything else is the store's own trouble and may pass.
 */
export type CommitFailure = Readonly<{
  reason: 'full' | 'locked' | 'readonly' | 'ioError' | 'constraint' | 'closed' | 'refused' | 'void'
  message: string
}>

export type CommitLane = Readonly<{
  /** Appends a unit; returns its log sequence number, or null when it has no log row. */
  submit(unit: Unit, waiter: Waiter): number | null
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
  thread?: Thread
  lastSeq: number
  /** The gateway's clock: lines of the record say when they were written. */
  now: () => number
  /** Engine states worth saving now, asked when a batch is sealed with `lastSeq` as its last row. */
  snapshots?: (lastSeq: number) => Readonly<{ snapshots: readonly Snapshot[]; floor: number | null }>
  /** The oldest states that `snapshots` gave and of which nothing was said yet are on disk. */
  onSaved?: () => void
  /** After a failed batch, or a refused unit, and before any unit's `failed`: the moment to put memory back. */
  onFailure?: (failure: CommitFailure) => void
  onCommitted?: (figures: Readonly<{ units: number; milliseconds: number }>) => void
  /** The writer thread died: nothing can be committed any more. */
  onFatal: (error: Error) => void
  /** Upper bound of the store in pages; past it commits fail as on a full disk. */
  maxPages?: number
}>

const NOTHING = { snapshots: [], floor: null } as const
const VOID: CommitFailure = { reason: 'void', message: 'decided on top of what the store has refused' }
/** Sent as soon as so many wait, so that the writer works while more are being decided. */
const FULL_BATCH = 512
/** Batches on their way to the disk; past that, what comes waits together and is cheaper for it. */
const MAX_IN_FLIGHT = 16

/** Of a message nothing is kept until its commit but who waits, and its bytes in the builder's one piece of memory. */
type Sent = Readonly<{ id: number; saves: boolean; builder: BatchBuilder; waiters: readonly Waiter[] }>
/** Pieces of memory kept for later batches: the writer rarely has more of them under way. */
const MEMORY_KEPT = 4

export async function createCommitLane(options: CommitLaneOptions): Promise<CommitLane> {
  const { thread = startWriter() } = options
  const { worker } = thread
  await thread.open({ path: options.path, maxPages: options.maxPages })

  let nextSeq = options.lastSeq + 1
  let waiting: Waiter[] = []
  let builder = createBatchBuilder(nextSeq)
  const memory: Uint8Array[] = []
  let sent: Sent[] = []
  let batchId = 0
  let epoch = 0
  let depth = 0
  let isScheduled = false
  let isClosed = false
  let idle: (() => void)[] = []

  const begin = (): void => {
    waiting = []
    builder = createBatchBuilder(nextSeq, memory.pop())
  }

  const release = (of: BatchBuilder): void => {
    const piece = of.release()
    if (piece !== undefined && memory.length < MEMORY_KEPT) memory.push(piece)
  }

  const seal = (): void => {
    if (isClosed) return
    const extra = options.snapshots?.(nextSeq - 1) ?? NOTHING
    if (waiting.length === 0 && extra.snapshots.length === 0 && extra.floor === null) {
      settle()
      return
    }
    const batch = builder.seal({ id: ++batchId, epoch, sealedAt: options.now(), ...extra })
    sent.push({ id: batch.id, saves: batch.snapshots.length > 0, builder, waiters: waiting })
    begin()
    worker.postMessage(batch, [
      batch.bytes.buffer,
      batch.ends.buffer,
      batch.receivedAt.buffer,
      batch.starts.buffer,
    ] as ArrayBuffer[])
  }

  const settle = (): void => {
    if (sent.length > 0 || waiting.length > 0) return
    const waiters = idle
    idle = []
    for (const resolve of waiters) resolve()
  }

  const failAll = (failure: CommitFailure): void => {
    const waiters = [...sent.flatMap((batch) => batch.waiters), ...waiting]
    nextSeq -= sent.reduce((rows, batch) => rows + batch.builder.rows(), builder.rows())
    epoch += 1
    sent = []
    depth = 0
    begin()
    options.onFailure?.(failure)
    for (const waiter of waiters) waiter.failed(failure, null)
  }

  /**
   * Whoever hears of a commit may submit at once, and has decided that on top of what is about to be void: such units
   * join the queue before it is taken apart, and are void with the rest.
   */
  const refuse = ({ unit, message }: Readonly<{ unit: number; message: string }>): void => {
    const [faulty] = sent
    if (faulty === undefined) return
    for (const waiter of faulty.waiters.slice(0, unit)) waiter.committed()
    const undone = [...sent, { builder, waiters: waiting }].flatMap((batch) =>
      batch.waiters.map((waiter, i) => ({ waiter, log: () => batch.builder.logOf(i) })),
    )
    nextSeq -= sent.reduce((rows, batch) => rows + batch.builder.rows(), builder.rows())
    nextSeq += faulty.builder.rows(unit)
    epoch += 1
    sent = []
    depth = 0
    begin()
    options.onFailure?.({ reason: 'refused', message })
    undone.slice(unit).forEach(({ waiter, log }, i) => {
      waiter.failed(i === 0 ? { reason: 'refused', message } : VOID, log())
    })
  }

  const answered = (answer: BatchAnswer): void => {
    const [first] = sent
    // Answers of batches that failed together: the first has spoken for all.
    if (first?.id !== answer.id) return
    if (answer.type === 'failed') {
      failAll({ reason: reasonOf(answer.code), message: answer.message })
    } else if (answer.type === 'refused') {
      refuse(answer)
      options.onCommitted?.({ units: answer.unit, milliseconds: answer.milliseconds })
    } else {
      sent.shift()
      depth -= first.waiters.length
      release(first.builder)
      if (first.saves) options.onSaved?.()
      for (const waiter of first.waiters) waiter.committed()
      options.onCommitted?.({ units: first.waiters.length, milliseconds: answer.milliseconds })
    }
    if (waiting.length > 0) schedule()
    else settle()
  }

  const schedule = (): void => {
    if (isScheduled) return
    isScheduled = true
    setImmediate(() => {
      isScheduled = false
      // While one is on its way, what comes waits for it together: one fsync for all of them.
      if (sent.length === 0) seal()
    })
  }

  worker.on('message', answered)
  worker.on('error', (error) => {
    isClosed = true
    failAll({ reason: 'ioError', message: error.message })
    settle()
    options.onFatal(error)
  })

  const settled = (): Promise<void> =>
    sent.length > 0 || waiting.length > 0 || isScheduled
      ? new Promise((resolve) => idle.push(resolve))
      : Promise.resolve()

  return {
    submit(unit, waiter) {
      if (isClosed) {
        waiter.failed({ reason: 'closed', message: 'the gateway is closing' }, null)
        return null
      }
      waiting.push(waiter)
      depth += 1
      builder.add(unit.log, unit.effects)
      const seq = unit.log ? nextSeq++ : null
      if (unit.urgent || (waiting.length >= FULL_BATCH && sent.length < MAX_IN_FLIGHT)) seal()
      else schedule()
      return seq
    },
    depth: () => depth,
    lastSeq: () => nextSeq - 1,
    flush: schedule,
    settled,
    async close() {
      if (isClosed) return
      schedule()
      await settled()
      isClosed = true
      const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
      worker.postMessage('close')
      await ended
    },
  }
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
