// The bytes of one connection that have arrived and wait at its gate, as one piece. Knows no packet; how much may wait
// is said by the gate.

import type { Duplex } from 'node:stream'

export type Inlet = {
  /** Starts at a packet's first byte, but for what is left of one that has begun to pass. */
  waiting: Buffer
  /** Takes what has arrived until so much waits. */
  fill(room: number): void
  /** The first `length` bytes are gone. */
  advance(length: number): void
  /** The next `length` bytes that arrive are of no interest. */
  drop(length: number): void
  /** Asks the stream for so many bytes, past all this. */
  take(size?: number): Buffer | null
  clear(): void
}

const NO_BYTES: Buffer = Buffer.alloc(0)

export function createInlet(connection: Duplex, onHeard: () => void): Inlet {
  const take = connection.read.bind(connection) as Inlet['take']
  let toDrop = 0
  return {
    waiting: NO_BYTES,
    take,
    fill(room) {
      while (this.waiting.length < room) {
        const chunk = take()
        if (chunk === null) return
        onHeard()
        const dropped = Math.min(toDrop, chunk.length)
        toDrop -= dropped
        const rest = dropped === 0 ? chunk : chunk.subarray(dropped)
        this.waiting = this.waiting.length === 0 ? rest : Buffer.concat([this.waiting, rest])
      }
    },
    advance(length) {
      this.waiting = length === this.waiting.length ? NO_BYTES : this.waiting.subarray(length)
    },
    drop(length) {
      toDrop = length
    },
    clear() {
      this.waiting = NO_BYTES
    },
  }
}
