// The gate in front of aedes on one connection: how much of what has arrived aedes gets to read, and when. It holds
// back, it never drops: CONNECT alone first, then as the pace allows; an SOS lifts every limit for itself and for all
// that stands before it, so that order is kept. Knows where packets end, not what they mean.

import type { Duplex } from 'node:stream'
import type { Clock } from '../clock.ts'
import type { BrokerLimits } from './limits.ts'
import { createLookout } from './lookout.ts'
import { createPace } from './pace.ts'
import {
  CONNECT,
  DISCONNECT,
  hasDisconnect,
  headerLength,
  INCOMPLETE,
  MALFORMED,
  PUBACK,
  PUBLISH,
  packetType,
  readHeader,
  remainingLength,
  writeHeader,
} from './packets.ts'
import type { TokenBucket } from './token-bucket.ts'

export type GateFault = 'malformedPacket' | 'connectExpected' | 'packetTooLarge' | 'answersUnread'

export type Gate = Readonly<{
  /** Once aedes listens: from here the gate also looks at what aedes is not yet ready to read. */
  watch(): void
  /** The device is known: what waits behind CONNECT may pass, at these rates. */
  open(rates: readonly TokenBucket[]): void
  /** Stops reading for good; what is in flight may still be answered. */
  shut(): void
  /** A publish that passed has reached ingest; its payload's length. */
  began(bytes: number): void
  /** It has been committed or has failed. */
  settled(bytes: number): void
  inFlight(): number
  /** Whether the device has said DISCONNECT. */
  saidGoodbye(): boolean
  /** Ends timers; the connection is gone. */
  close(): void
}>

export type GateDeps = Readonly<{
  connection: Duplex
  limits: BrokerLimits
  clock: Clock
  /** The connection cannot go on; whoever owns it destroys it. */
  onFault(fault: GateFault): void
  onPuback(messageId: number): void
  onThrottled(): void
}>

const NO_BYTES: Buffer = Buffer.alloc(0)
/** A CONNECT holds an id, a name, a secret and a small will. */
const MAX_CONNECT = 8_192
/** Subscriptions and acknowledgements. */
const MAX_CONTROL = 16_384
/** Topic, message id and their lengths, beside the payload of a publish. */
const PUBLISH_MARGIN = 1_024
/** Subscriptions and pings that may be in flight beside publishes. */
const OTHER_IN_FLIGHT = 64

export function createGate(deps: GateDeps): Gate {
  const { connection, limits, onFault } = deps
  const take = connection.read.bind(connection) as (size?: number) => Buffer | null
  const maxPublish = limits.maxPayloadBytes + PUBLISH_MARGIN

  let phase: 'connect' | 'held' | 'open' | 'shut' = 'connect'
  let goodbye = false
  /** Arrived, not yet passed to aedes; starts at a packet's first byte, but for `begun` bytes of one that has begun. */
  let waiting = NO_BYTES
  let begun = 0
  /** Bytes of a cut packet that are still to be dropped. */
  let toDrop = 0
  let isParsing = false
  /** There is more to pass as soon as aedes has parsed. */
  let isWanted = false
  /** aedes has asked for bytes since the stream last said it has some. */
  let asked = false
  let readers: readonly ReturnType<typeof connection.listeners>[number][] = []

  /** Makes aedes read now: each call of its listener takes one packet in flight out of its account; at none it reads. */
  const wake = (): void => {
    if (connection.destroyed) return
    asked = false
    for (let turn = limits.maxInFlight + OTHER_IN_FLIGHT; turn > 0 && !asked; turn--)
      for (const reader of readers) reader.call(connection)
  }
  const pace = createPace({
    connection,
    limits,
    clock: deps.clock,
    wake,
    onThrottled: deps.onThrottled,
    onClogged: () => onFault('answersUnread'),
  })

  const lookout = createLookout()

  const fill = (): void => {
    const room = limits.heldBytes + (phase === 'open' ? maxPublish : MAX_CONNECT)
    while (waiting.length < room) {
      const chunk = take()
      if (chunk === null) return
      const dropped = Math.min(toDrop, chunk.length)
      toDrop -= dropped
      const rest = dropped === 0 ? chunk : chunk.subarray(dropped)
      waiting = waiting.length === 0 ? rest : Buffer.concat([waiting, rest])
    }
  }

  /** What aedes calls. Gives nothing while aedes parses what it got before: its parser is not re-entrant. */
  const read = (size?: number | null): Buffer | null => {
    // The stream itself reads nothing, to make more arrive; that is none of aedes' business.
    if (size === 0) return take(0)
    asked = true
    if (isParsing) {
      isWanted = true
      return null
    }
    fill()
    const bytes = pass()
    if (bytes !== null) {
      isParsing = true
      process.nextTick(parsed)
    }
    return bytes
  }
  const parsed = (): void => {
    isParsing = false
    if (!isWanted) return
    isWanted = false
    if (waiting.length > 0) wake()
  }

  /** The longest beginning of `waiting` that may go to aedes now; null when nothing may. */
  const pass = (): Buffer | null => {
    if (waiting.length === 0) return null
    if (phase === 'connect') return passConnect()
    if (phase !== 'open') return null
    if (begun === 0) {
      const cut = passOversized()
      if (cut !== undefined) return cut
    }
    return split(walk())
  }

  const split = (end: number): Buffer | null => {
    if (end === 0) return null
    lookout.moved(end)
    const bytes = waiting.subarray(0, end)
    waiting = end === waiting.length ? NO_BYTES : waiting.subarray(end)
    return bytes
  }

  const passConnect = (): Buffer | null => {
    const header = readHeader(waiting, 0)
    if (header === INCOMPLETE) return null
    if (header === MALFORMED) return fail('malformedPacket')
    if (packetType(waiting, 0) !== CONNECT) return fail('connectExpected')
    const end = headerLength(header) + remainingLength(header)
    if (end > MAX_CONNECT) return fail('packetTooLarge')
    if (waiting.length < end) return null
    phase = 'held'
    return split(end)
  }

  const fail = (fault: GateFault): null => {
    phase = 'shut'
    onFault(fault)
    return null
  }

  /** Goes from packet to packet as far as the pace allows; returns where it stopped. */
  const walk = (): number => {
    let at = Math.min(begun, waiting.length)
    begun -= at
    pace.refresh()
    while (at < waiting.length) {
      const header = readHeader(waiting, at)
      if (header === INCOMPLETE) break
      if (header === MALFORMED) {
        fail('malformedPacket')
        break
      }
      const body = at + headerLength(header)
      const end = body + remainingLength(header)
      if (packetType(waiting, at) === PUBLISH) {
        // One that is too long waits until it stands in front, where it is cut.
        if (end - body > maxPublish) {
          isWanted = true
          break
        }
        if (!pace.allows() && at >= lookout.sosEnd(waiting, at)) {
          pace.holdBack()
          break
        }
        pace.take()
      } else {
        if (end - body > MAX_CONTROL) {
          fail('packetTooLarge')
          break
        }
        if (end > waiting.length) break
        note(at, end)
      }
      begun = Math.max(0, end - waiting.length)
      at = end - begun
    }
    return at
  }

  /** What the gate itself wants to know of a packet that is no publish. */
  const note = (at: number, end: number): void => {
    const type = packetType(waiting, at)
    if (type === PUBACK && end - at === 4) deps.onPuback(waiting.readUInt16BE(at + 2))
    if (type === DISCONNECT) goodbye = true
  }

  /**
   * A publish that is too long is passed with the beginning of its payload, at least one byte more than allowed, so
   * that it is seen as too long, reported and acknowledged; an SOS stays an SOS. Its end is dropped as it arrives.
   * Undefined when the packet in front is not such a one, null when it is but may not pass yet.
   */
  const passOversized = (): Buffer | null | undefined => {
    const header = readHeader(waiting, 0)
    if (header < 0 || packetType(waiting, 0) !== PUBLISH) return undefined
    const length = remainingLength(header)
    if (length <= maxPublish) return undefined
    const start = headerLength(header)
    if (waiting.length < start + maxPublish) return null
    pace.refresh()
    if (!pace.allows() && lookout.sosEnd(waiting, 0) === 0) {
      pace.holdBack()
      return null
    }
    pace.take()
    const beginning = waiting.subarray(start, start + maxPublish)
    const bytes = Buffer.concat([writeHeader(waiting[0] as number, maxPublish), beginning])
    const end = Math.min(waiting.length, start + length)
    toDrop = start + length - end
    lookout.moved(start + length)
    waiting = waiting.subarray(end)
    isWanted = true
    return bytes
  }

  /**
   * aedes by itself reads on only when all it has in flight is answered. How much may be in flight is decided here, so
   * that neither an SOS nor a ping waits for a slow commit of what came before.
   */
  const lookPastFlight = (): void => {
    if (asked || phase !== 'open') return
    fill()
    if (waiting.length > 0) wake()
  }
  const forget = (): void => {
    asked = false
  }

  connection.read = read as Duplex['read']
  connection.on('readable', forget)
  return {
    watch() {
      readers = connection.listeners('readable').filter((listener) => listener !== forget)
      connection.on('readable', lookPastFlight)
    },
    open(rates) {
      if (phase !== 'held') return
      pace.setRates(rates)
      phase = 'open'
      wake()
    },
    shut: () => {
      phase = 'shut'
    },
    began: pace.began,
    settled: pace.settled,
    inFlight: pace.inFlight,
    saidGoodbye: () => goodbye || hasDisconnect(waiting, begun),
    close() {
      phase = 'shut'
      pace.close()
      waiting = NO_BYTES
    },
  }
}
