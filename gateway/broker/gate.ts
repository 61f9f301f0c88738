// The gate in front of aedes on one connection: how much of what has arrived aedes gets to read, and when. It holds
// back, it never drops: CONNECT alone first, then as the pace allows; an SOS lifts every limit for itself and for all
// that stands before it, so that order is kept. An ordinary publish is handed on from here and never reaches aedes:
// parsing, queueing and answering it there costs more than all that happens to it afterwards. Knows where packets end,
// not what they mean.

import type { Duplex } from 'node:stream'
import type { Clock } from '../clock.ts'
import { createInlet } from './inlet.ts'
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
  qosOf,
  readHeader,
  remainingLength,
  type WholePublish,
  wholePublish,
  writeHeader,
} from './packets.ts'
import { createReading } from './reading.ts'
import type { TokenBucket } from './token-bucket.ts'

export type GateFault = 'malformedPacket' | 'connectExpected' | 'packetTooLarge' | 'answersUnread'

export type Gate = Readonly<{
  /** Once aedes listens: from here the gate also looks at what aedes is not yet ready to read. */
  watch(): void
  /** The device is known: what waits behind CONNECT may pass, at these rates. */
  open(rates: readonly TokenBucket[]): void
  /** Stops reading for good; what is in flight may still be answered. */
  shut(): void
  /** A publish has reached ingest; its payload's length, and whether it came through aedes. */
  began(bytes: number, way: 'handed' | 'passed'): void
  /** So many have been committed or have failed. */
  settled(bytes: number, count: number): void
  /** Answers have been given: what had to wait for them may go on. */
  goOn(): void
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
  /** A publish stands in front; false = it is none of the ordinary ones, and aedes gets it. */
  onPublish(packet: WholePublish): boolean
  /** Something has arrived. */
  onHeard(): void
  onThrottled(): void
}>

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
  const inlet = createInlet(connection, deps.onHeard)
  const maxPublish = limits.maxPayloadBytes + PUBLISH_MARGIN

  let phase: 'connect' | 'held' | 'open' | 'shut' = 'connect'
  let goodbye = false
  /** Bytes in front that belong to a packet of which aedes has the beginning. */
  let begun = 0
  /** Publishes that aedes has and ingest has not: those behind them must go the same way, or order is lost. */
  let underway = 0
  /** The publish in front is none of the ordinary ones. */
  let isOdd = false
  const pace = createPace({
    connection,
    limits,
    clock: deps.clock,
    wake: () => reading.wake(),
    onThrottled: deps.onThrottled,
    onClogged: () => onFault('answersUnread'),
  })

  const lookout = createLookout()

  const fill = (): void => {
    inlet.fill(limits.heldBytes + (phase === 'open' ? maxPublish : MAX_CONNECT))
  }

  /** Hands on the publishes that stand in front, as far as the pace allows; true when there were any. */
  const hand = (): boolean => {
    if (phase !== 'open' || begun > 0 || underway > 0) return false
    pace.refresh()
    const bytes = inlet.waiting
    let at = 0
    while (at < bytes.length && !connection.destroyed) {
      const packet = wholePublish(bytes, at, maxPublish)
      if (packet === undefined) break
      if (!pace.allows() && at >= lookout.sosEnd(bytes, at)) {
        pace.holdBack()
        break
      }
      isOdd = !deps.onPublish(packet)
      if (isOdd) break
      pace.take()
      at = packet.end
    }
    if (at === 0) return false
    lookout.moved(at)
    inlet.advance(at)
    return true
  }

  /** The longest beginning of `waiting` that may go to aedes now; null when nothing may. */
  const pass = (): Buffer | null => {
    if (inlet.waiting.length === 0) return null
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
    const bytes = inlet.waiting.subarray(0, end)
    inlet.advance(end)
    return bytes
  }

  const passConnect = (): Buffer | null => {
    const { waiting } = inlet
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
    const { waiting } = inlet
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
          reading.want()
          break
        }
        // An ordinary one waits until it is whole, and until it stands in front, where it is handed on.
        if (qosOf(waiting, at) <= 1 && underway === 0 && !(isOdd && at === 0)) {
          if (at > 0) reading.want()
          break
        }
        if (!pace.allows() && at >= lookout.sosEnd(waiting, at)) {
          pace.holdBack()
          break
        }
        pace.take()
        underway++
        isOdd = false
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
    const { waiting } = inlet
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
    const { waiting } = inlet
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
    underway++
    const beginning = waiting.subarray(start, start + maxPublish)
    const bytes = Buffer.concat([writeHeader(waiting[0] as number, maxPublish), beginning])
    const end = Math.min(waiting.length, start + length)
    inlet.drop(start + length - end)
    lookout.moved(start + length)
    inlet.advance(end)
    reading.want()
    return bytes
  }

  const reading = createReading({
    connection,
    mostInFlight: limits.maxInFlight + OTHER_IN_FLIGHT,
    take: inlet.take,
    fetch() {
      fill()
      while (hand()) fill()
      return inlet.waiting.length > 0
    },
    pass,
    isOpen: () => phase === 'open',
  })
  return {
    watch: reading.watch,
    open(rates) {
      if (phase !== 'held') return
      pace.setRates(rates)
      phase = 'open'
      reading.wake()
    },
    shut: () => {
      phase = 'shut'
    },
    began(bytes, way) {
      if (way === 'passed') underway = Math.max(0, underway - 1)
      pace.began(bytes)
    },
    settled: pace.settled,
    goOn() {
      if (inlet.waiting.length > 0) reading.wake()
    },
    inFlight: pace.inFlight,
    saidGoodbye: () => goodbye || hasDisconnect(inlet.waiting, begun),
    close() {
      phase = 'shut'
      pace.close()
      inlet.clear()
    },
  }
}
