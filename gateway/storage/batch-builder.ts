// A batch in the making: payloads are copied into one piece of memory as they come, so that nothing of a message is
// kept alive until its commit but what its answer needs. It stays until the writer has answered: what has to be decided
// again is read from it.

import type { Batch, Snapshot, StoreEffect } from './effects.ts'

const BYTES = 65_536
/** A piece that had to grow beyond this is not worth keeping. */
const LARGEST_KEPT = 1_048_576

/** Milliseconds that run on in every thread alike, whatever happens to the clock on the wall. */
export const machineTick = (): number => performance.timeOrigin + performance.now()

export type LogEntry = Readonly<{ receivedAt: number; topic: string; payload: Uint8Array }>

export type BatchBuilder = Readonly<{
  add(log: LogEntry | null, effects: readonly StoreEffect[]): void
  /** Log rows of the first so many units; of all of them by default. */
  rows(units?: number): number
  /** What stood in the log row of a unit, as bytes of its own; null when it has none. */
  logOf(unit: number): LogEntry | null
  seal(head: {
    id: number
    epoch: number
    sealedAt: number
    snapshots: readonly Snapshot[]
    floor: number | null
  }): Batch
  /** The memory, for the next batch: nothing is read from this one any more. */
  release(): Uint8Array | undefined
}>

/** `firstSeq` is the sequence number its first log row will have; `memory` is what an earlier one has released. */
export function createBatchBuilder(firstSeq: number, memory?: Uint8Array): BatchBuilder {
  let bytes = memory ?? new Uint8Array(BYTES)
  let used = 0
  let units = 0
  const receivedAt: number[] = []
  const ends: number[] = []
  const effects: StoreEffect[] = []
  /** Units without a log row, which are few. */
  const bare: number[] = []
  const starts: number[] = []
  let topics = ''
  let lines: readonly string[] | undefined

  const rowsBefore = (unit: number): number => {
    const without = bare.findIndex((one) => one >= unit)
    return unit - (without < 0 ? bare.length : without)
  }

  return {
    add(log, more) {
      lines = undefined
      if (more.length > 0) starts.push(units, ends.length, effects.length)
      if (log) {
        const size = log.payload.byteLength
        if (used + size > bytes.length) {
          const larger = new Uint8Array(Math.max(bytes.length * 2, used + size))
          larger.set(bytes)
          bytes = larger
        }
        bytes.set(log.payload, used)
        used += size
        topics = ends.length === 0 ? log.topic : `${topics}\n${log.topic}`
        ends.push(used)
        receivedAt.push(log.receivedAt)
      } else bare.push(units)
      for (const effect of more) effects.push(effect)
      units += 1
    },
    rows: (first = units) => rowsBefore(first),
    logOf(unit) {
      if (bare.includes(unit)) return null
      const row = rowsBefore(unit)
      lines ??= topics.split('\n')
      return {
        receivedAt: receivedAt[row] as number,
        topic: lines[row] as string,
        payload: bytes.slice(row === 0 ? 0 : ends[row - 1], ends[row]),
      }
    },
    seal: ({ id, epoch, sealedAt, snapshots, floor }) => ({
      id,
      epoch,
      firstSeq,
      sealedAt,
      sealedTick: machineTick(),
      receivedAt: Float64Array.from(receivedAt),
      topics,
      ends: Uint32Array.from(ends),
      bytes: bytes.slice(0, used),
      effects,
      starts: Uint32Array.from(starts),
      snapshots,
      floor,
    }),
    release: () => (bytes.length > LARGEST_KEPT ? undefined : bytes),
  }
}
