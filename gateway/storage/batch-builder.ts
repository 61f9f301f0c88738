// A batch in the making: payloads are copied into one piece of memory as they come, so that nothing of a message is
// kept alive until its commit but what its answer needs.

import type { Batch, Snapshot, StoreEffect } from './effects.ts'

const BYTES = 65_536

/** Milliseconds that run on in every thread alike, whatever happens to the clock on the wall. */
export const machineTick = (): number => performance.timeOrigin + performance.now()

export type LogEntry = Readonly<{ receivedAt: number; topic: string; payload: Uint8Array }>

export type BatchBuilder = Readonly<{
  add(log: LogEntry | null, effects: readonly StoreEffect[]): void
  rows(): number
  seal(head: {
    id: number
    epoch: number
    sealedAt: number
    snapshots: readonly Snapshot[]
    floor: number | null
  }): Batch
}>

/** `firstSeq` is the sequence number its first log row will have. */
export function createBatchBuilder(firstSeq: number): BatchBuilder {
  let bytes = new Uint8Array(BYTES)
  let used = 0
  const receivedAt: number[] = []
  const ends: number[] = []
  const effects: StoreEffect[] = []
  let topics = ''

  return {
    add(log, more) {
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
      }
      for (const effect of more) effects.push(effect)
    },
    rows: () => ends.length,
    seal: ({ id, epoch, sealedAt, snapshots, floor }) => ({
      id,
      epoch,
      firstSeq,
      sealedAt,
      sealedTick: machineTick(),
      receivedAt: Float64Array.from(receivedAt),
      topics,
      ends: Uint32Array.from(ends),
      bytes: bytes.subarray(0, used),
      effects,
      snapshots,
      floor,
    }),
  }
}
