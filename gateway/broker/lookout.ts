// Looks ahead in what waits at the gate for an SOS. Remembers how far it has looked, because it is asked again with
// every message that is settled.

import {
  headerLength,
  isSosTopic,
  PUBLISH,
  packetType,
  readHeader,
  remainingLength,
  SOS_TOPIC_UNKNOWN,
} from './packets.ts'

export type Lookout = Readonly<{
  /** Where the last SOS in `bytes` ends; 0 when none is in sight. `from` is some packet's first byte. */
  sosEnd(bytes: Buffer, from: number): number
  /** The first `length` bytes are gone. */
  moved(length: number): void
}>

export function createLookout(): Lookout {
  let seenTo = 0
  let end = 0
  return {
    sosEnd(bytes, from) {
      let at = Math.max(seenTo, from)
      while (at < bytes.length) {
        const header = readHeader(bytes, at)
        if (header < 0) break
        const body = at + headerLength(header)
        const next = body + remainingLength(header)
        if (packetType(bytes, at) === PUBLISH) {
          const isSos = isSosTopic(bytes, body)
          if (isSos === SOS_TOPIC_UNKNOWN) break
          if (isSos) end = next
        }
        at = next
      }
      seenTo = at
      return end
    },
    moved(length) {
      seenTo = Math.max(0, seenTo - length)
      end = Math.max(0, end - length)
    },
  }
}
