// Whether one connection may pass one more publish: its rates, what it has in flight, what it has not fetched. Says
// when to look again. Knows no bytes; that an SOS passes all the same is decided in the gate.

import type { Duplex } from 'node:stream'
import type { Clock } from '../clock.ts'
import type { BrokerLimits } from './limits.ts'
import type { TokenBucket } from './token-bucket.ts'

export type Pace = Readonly<{
  /** The device is known; these are its rates, shared with its other connections and its address. */
  setRates(rates: readonly TokenBucket[]): void
  /** Lets time pass; call once before a run of `allows` and `take`. */
  refresh(): void
  allows(): boolean
  take(): void
  /** A publish has to wait: sees to it that `wake` is called when it may not have to any more. */
  holdBack(): void
  /** A publish that was taken has reached ingest; its payload's length. */
  began(bytes: number): void
  /** So many have been answered, with so many bytes of payload in all. */
  settled(bytes: number, count: number): void
  inFlight(): number
  close(): void
}>

/** While waiting for a token, look again no more often than this. */
const MIN_WAIT_MS = 25

export function createPace(
  deps: Readonly<{
    connection: Duplex
    limits: BrokerLimits
    clock: Clock
    wake(): void
    onThrottled(): void
    /** The device has left its answers unfetched for too long. */
    onClogged(): void
  }>,
): Pace {
  const { connection, limits, clock, wake } = deps
  let rates: readonly TokenBucket[] = []
  let inFlight = 0
  let bytesInFlight = 0
  let cancelWait: (() => void) | undefined
  let cancelDrain: (() => void) | undefined

  /** aedes acknowledges into a full socket all the same; without this a device that never reads grows memory. */
  const isClogged = (): boolean => {
    if (connection.writableLength <= limits.unreadBytes) return false
    if (cancelDrain === undefined) {
      cancelDrain = clock.setTimer(limits.drainTimeoutMs, deps.onClogged)
      connection.once('drain', () => {
        cancelDrain?.()
        cancelDrain = undefined
        wake()
      })
    }
    return true
  }

  return {
    setRates: (given) => {
      rates = given
    },
    refresh() {
      const now = clock.now()
      for (const rate of rates) rate.refill(now)
    },
    allows() {
      if (inFlight >= limits.maxInFlight || bytesInFlight >= limits.maxBytesInFlight) return false
      if (isClogged()) return false
      for (const rate of rates) if (!rate.has()) return false
      return true
    },
    take() {
      inFlight++
      for (const rate of rates) rate.take()
    },
    holdBack() {
      // What is settled and what is fetched wake the connection by themselves; only tokens need a timer.
      const waitMs = Math.max(0, ...rates.map((rate) => rate.waitMs()))
      if (waitMs === 0 || cancelWait !== undefined) return
      deps.onThrottled()
      cancelWait = clock.setTimer(Math.max(MIN_WAIT_MS, waitMs), () => {
        cancelWait = undefined
        wake()
      })
    },
    began: (bytes) => {
      bytesInFlight += bytes
    },
    settled(bytes, count) {
      inFlight -= count
      bytesInFlight -= bytes
    },
    inFlight: () => inFlight,
    close() {
      cancelWait?.()
      cancelDrain?.()
    },
  }
}
