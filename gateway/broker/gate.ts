// The gate in front of aedes on one connection: how much of what has arrived aedes gets to read, and when. It holds
// back, it never drops: CONNECT alone first; then a rate, a number in flight and unfetched answers; an SOS lifts every
// limit for itself and for all that stands before it, so that order is kept. Knows packets' ends, not their meaning.

import type { Duplex } from 'node:stream'
import type { EpochMs } from '../../alerts/model/time.ts'
import type { Clock } from '../clock.ts'
import type { BrokerLimits } from './limits.ts'
import {
  CONNECT,
  DISCONNECT,
  endOfLastSos,
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
/** While waiting for a token, look again no more often than this. */
const MIN_WAIT_MS = 25

export function createGate({ connection, limits, clock, onFault, onPuback, onThrottled }: GateDeps): Gate {
  const take = connection.read.bind(connection) as () => Buffer | null
  const maxPublish = limits.maxPayloadBytes + PUBLISH_MARGIN

  let phase: 'connect' | 'held' | 'open' | 'shut' = 'connect'
  let rates: readonly TokenBucket[] = []
  let inFlight = 0
  let bytesInFlight = 0
  let goodbye = false
  /** Arrived, not yet passed to aedes; starts at a packet's first byte, but for `begun` bytes of one that has begun. */
  let waiting = NO_BYTES
  let begun = 0
  /** Bytes of a cut packet that are still to be dropped. */
  let toDrop = 0
  let passing = false
  let wanted = false
  let asked = false
  let readers: readonly ReturnType<typeof connection.listeners>[number][] = []
  let cancelWait: (() => void) | undefined
  let cancelDrain: (() => void) | undefined

  const forget = (): void => {
    asked = false
  }

  const fill = (): void => {
    const room = phase === 'open' ? maxPublish + limits.heldBytes : MAX_CONNECT + limits.heldBytes
    while (waiting.length < room) {
      const chunk = take()
      if (chunk === null) return
      const dropped = Math.min(toDrop, chunk.length)
      toDrop -= dropped
      const rest = dropped === 0 ? chunk : chunk.subarray(dropped)
      waiting = waiting.length === 0 ? rest : Buffer.concat([waiting, rest])
    }
  }

  /** What aedes calls. Never while it is still parsing what it got before: its parser is not re-entrant. */
  const read = (): Buffer | null => {
    asked = true
    if (passing) {
      wanted = true
      return null
    }
    fill()
    const bytes = pass()
    if (bytes !== null) {
      passing = true
      process.nextTick(parsed)
    }
    return bytes
  }
  const parsed = (): void => {
    passing = false
    if (!wanted) return
    wanted = false
    if (waiting.length > 0) nudge()
  }

  /** The longest beginning of `waiting` that may go to aedes now; null when nothing may. */
  const pass = (): Buffer | null => {
    if (waiting.length === 0 || phase === 'held' || phase === 'shut') return null
    if (phase === 'connect') return passConnect()
    if (begun === 0) {
      const cut = cutOversized()
      if (cut !== undefined) return cut
    }
    const end = walk()
    if (end === 0) return null
    const bytes = end === waiting.length ? waiting : waiting.subarray(0, end)
    waiting = end === waiting.length ? NO_BYTES : waiting.subarray(end)
    return bytes
  }

  const passConnect = (): Buffer | null => {
    const header = readHeader(waiting, 0)
    if (header === INCOMPLETE) return null
    const end = header === MALFORMED ? 0 : headerLength(header) + remainingLength(header)
    const fault = connectFault(header, end)
    if (fault !== undefined) {
      phase = 'shut'
      onFault(fault)
      return null
    }
    if (waiting.length < end) return null
    phase = 'held'
    const bytes = waiting.subarray(0, end)
    waiting = waiting.subarray(end)
    return bytes
  }
  const connectFault = (header: number, end: number): GateFault | undefined => {
    if (header === MALFORMED) return 'malformedPacket'
    if (packetType(waiting, 0) !== CONNECT) return 'connectExpected'
    return end > MAX_CONNECT ? 'packetTooLarge' : undefined
  }

  /** Goes from packet to packet as far as the limits allow; returns where it stopped. */
  const walk = (): number => {
    let at = Math.min(begun, waiting.length)
    begun -= at
    let sosEnd: number | undefined
    let refilled = false
    while (at < waiting.length) {
      const header = readHeader(waiting, at)
      if (header === INCOMPLETE) break
      if (header === MALFORMED) return fail('malformedPacket', at)
      const type = packetType(waiting, at)
      const length = remainingLength(header)
      const end = at + headerLength(header) + length
      if (type === PUBLISH) {
        // One that is too long waits to stand in front, where it is cut.
        if (length > maxPublish) break
        if (!refilled) {
          refilled = true
          if (rates.length > 0) refill(clock.now())
        }
        if (!isWithinLimits()) {
          sosEnd ??= endOfLastSos(waiting, at)
          if (at >= sosEnd) {
            holdBack()
            break
          }
        }
        takeTokens()
      } else {
        if (length > MAX_CONTROL) return fail('packetTooLarge', at)
        if (end > waiting.length) break
        if (type === PUBACK && length === 2) onPuback(waiting.readUInt16BE(end - 2))
        if (type === DISCONNECT) goodbye = true
      }
      if (end > waiting.length) {
        begun = end - waiting.length
        at = waiting.length
      } else {
        at = end
      }
    }
    return at
  }

  const fail = (fault: GateFault, at: number): number => {
    phase = 'shut'
    onFault(fault)
    return at
  }

  const refill = (now: EpochMs): void => {
    for (const rate of rates) rate.refill(now)
  }
  const isWithinLimits = (): boolean => {
    if (inFlight >= limits.maxInFlight || bytesInFlight >= limits.maxBytesInFlight) return false
    if (hasUnreadAnswers()) return false
    for (const rate of rates) if (!rate.has()) return false
    return true
  }
  const takeTokens = (): void => {
    inFlight++
    for (const rate of rates) rate.take()
  }

  /**
   * A publish that is too long is passed with the beginning of its payload, one byte more than allowed at least, so
   * that it is seen as too long, reported and acknowledged; an SOS stays an SOS. Its end is dropped as it arrives.
   */
  const cutOversized = (): Buffer | null | undefined => {
    const header = readHeader(waiting, 0)
    if (header < 0 || packetType(waiting, 0) !== PUBLISH) return undefined
    const length = remainingLength(header)
    if (length <= maxPublish) return undefined
    const start = headerLength(header)
    if (waiting.length < start + maxPublish) return null
    refill(clock.now())
    if (!isWithinLimits() && endOfLastSos(waiting, 0) === 0) {
      holdBack()
      return null
    }
    takeTokens()
    const bytes = Buffer.concat([
      writeHeader(waiting[0] as number, maxPublish),
      waiting.subarray(start, start + maxPublish),
    ])
    const end = Math.min(waiting.length, start + length)
    toDrop = start + length - end
    waiting = waiting.subarray(end)
    return bytes
  }

  /** Comes back when a token is due. Publishes in flight and fetched answers bring aedes back by themselves. */
  const holdBack = (): void => {
    onThrottled()
    if (cancelWait !== undefined) return
    const waitMs = Math.max(0, ...rates.map((rate) => rate.waitMs()))
    if (waitMs === 0) return
    cancelWait = clock.setTimer(Math.max(MIN_WAIT_MS, waitMs), () => {
      cancelWait = undefined
      nudge()
    })
  }

  /** aedes acknowledges into a full socket all the same; without this a device that never reads grows memory. */
  const hasUnreadAnswers = (): boolean => {
    if (connection.writableLength <= limits.unreadBytes) return false
    if (cancelDrain === undefined) {
      cancelDrain = clock.setTimer(limits.drainTimeoutMs, () => onFault('answersUnread'))
      connection.once('drain', () => {
        cancelDrain?.()
        cancelDrain = undefined
        nudge()
      })
    }
    return true
  }

  /** Makes aedes read now: each call of its listener takes one packet in flight out of its account; at none it reads. */
  const nudge = (): void => {
    if (connection.destroyed) return
    asked = false
    for (let turn = limits.maxInFlight + OTHER_IN_FLIGHT; turn > 0 && !asked; turn--)
      for (const wake of readers) wake.call(connection)
  }

  /**
   * aedes by itself reads on only when all it has in flight is answered. How much may be in flight is decided here, so
   * that neither an SOS nor a ping waits for a slow commit of what came before.
   */
  const lookPastFlight = (): void => {
    if (asked || phase !== 'open') return
    fill()
    if (waiting.length > 0) nudge()
  }

  connection.read = read
  connection.on('readable', forget)
  return {
    watch() {
      readers = connection.listeners('readable').filter((listener) => listener !== forget)
      connection.on('readable', lookPastFlight)
    },
    open(deviceRates) {
      if (phase !== 'held') return
      rates = deviceRates
      phase = 'open'
      nudge()
    },
    shut: () => {
      phase = 'shut'
    },
    began: (bytes) => {
      bytesInFlight += bytes
    },
    settled(bytes) {
      inFlight--
      bytesInFlight -= bytes
    },
    inFlight: () => inFlight,
    saidGoodbye: () => goodbye || hasDisconnect(waiting, begun),
    close() {
      phase = 'shut'
      cancelWait?.()
      cancelDrain?.()
      waiting = NO_BYTES
    },
  }
}
