// The way of one publish: to ingest the moment it is read, answered when ingest is done. This is the only place where
// a message enters from a device; everything that goes wrong behind it is caught here.

import type { Client, PublishPacket } from 'aedes'
import type { EpochMs } from '../../alerts/model/time.ts'
import type { Clock } from '../clock.ts'
import type { AccessRefusal } from './access.ts'
import type { Link } from './link.ts'
import type { Log } from './log.ts'

/** One publish of a device, under one of its own topics. */
export type Incoming = Readonly<{
  topic: string
  payload: Buffer
  /** Who sent it; always the device of the topic. */
  deviceId: string
  receivedAt: EpochMs
  /** The packet's DUP flag: the device has sent it before. */
  duplicate: boolean
  /** The packet's RETAIN flag; nothing is retained. */
  retained: boolean
}>
export type Refused = Incoming & Readonly<{ reason: AccessRefusal }>
export type Done = (outcome: 'committed' | 'failed') => void

/** Called in the order of arrival, before anything else happens to a message; `done` counts once, at any time. */
export type Ingest = (message: Incoming, done: Done) => void
/** Stores a publish the device may not make as a rejection. */
export type Reject = (message: Refused, done: Done) => void

export type PublishDeps = Readonly<{
  clock: Clock
  log: Log
  ingest: Ingest
  reject: Reject
  onRefused(reason: AccessRefusal): void
  onSettled(): void
}>

const NO_BYTES = Buffer.alloc(0)

export function createPublishing(deps: PublishDeps) {
  const { clock, log } = deps

  return (
    link: Link,
    client: Client,
    packet: PublishPacket,
    answer: (error?: Error | null) => void,
  ): void => {
    const { identity, gate } = link
    if (identity === undefined) {
      answer(new Error('not authenticated'))
      return
    }
    const payload = packet.payload as Buffer
    gate.began(payload.length)
    let isSettled = false
    const done: Done = (outcome) => {
      if (isSettled) return
      isSettled = true
      gate.settled(payload.length)
      // A connection that is gone needs no answer; the device sends again.
      if (!client.closed) {
        // aedes keeps a QoS 2 packet until PUBREL; nobody reads its payload again.
        if (packet.qos === 2) packet.payload = NO_BYTES
        // Without an acknowledgement and without its connection, a device sends again.
        answer(outcome === 'committed' ? null : new Error('not committed'))
      }
      deps.onSettled()
    }
    const message: Incoming = {
      topic: packet.topic,
      payload,
      deviceId: identity.deviceId,
      receivedAt: clock.now(),
      duplicate: packet.dup,
      retained: packet.retain,
    }
    try {
      const verdict = identity.access.mayPublish(packet.topic)
      if (verdict === true) {
        deps.ingest(message, done)
      } else {
        // Stored and acknowledged: closing the socket instead would make the device send it again, for ever.
        deps.onRefused(verdict)
        deps.reject({ ...message, reason: verdict }, done)
      }
    } catch (error) {
      log.error({ err: error, deviceId: identity.deviceId, topic: packet.topic }, 'ingest threw')
      done('failed')
    }
  }
}
