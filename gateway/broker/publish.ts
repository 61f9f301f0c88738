// The way of one publish: to ingest the moment it is read, answered when ingest is done. This is the only place where
// a message enters from a device; everything that goes wrong behind it is caught here.

import type { Client, PublishPacket } from 'aedes'
import type { EpochMs } from '../../alerts/model/time.ts'
import type { Clock } from '../clock.ts'
import type { AccessRefusal } from './access.ts'
import { createAnswers } from './answers.ts'
import type { Link } from './link.ts'
import type { Log } from './log.ts'
import { qosOf, type WholePublish } from './packets.ts'

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

export type Publishing = Readonly<{
  /** An ordinary publish as it lies at the gate; false = aedes is to read it, and to say what is wrong with it. */
  hand(link: Link, packet: WholePublish): boolean
  /** One that went through aedes: QoS 2, too long, under a topic that is not the device's own. */
  pass(link: Link, client: Client, packet: PublishPacket, answer: (error?: Error | null) => void): void
}>

export function createPublishing(deps: PublishDeps): Publishing {
  const { clock, log } = deps
  const answers = createAnswers({ onSettled: deps.onSettled })

  /** To ingest, whatever happens there. `settle` is called once. */
  const enter = (message: Incoming, verdict: true | AccessRefusal, settle: Done): void => {
    let isSettled = false
    const done: Done = (outcome) => {
      if (isSettled) return
      isSettled = true
      settle(outcome)
    }
    try {
      if (verdict === true) {
        deps.ingest(message, done)
      } else {
        // Stored and acknowledged: closing the socket instead would make the device send it again, for ever.
        deps.onRefused(verdict)
        deps.reject({ ...message, reason: verdict }, done)
      }
    } catch (error) {
      log.error({ err: error, deviceId: message.deviceId, topic: message.topic }, 'ingest threw')
      done('failed')
    }
  }

  return {
    hand(link, { bytes, at, body, end }) {
      const { identity, gate, connection } = link
      if (identity === undefined || end - body < 2) return false
      const topicEnd = body + 2 + bytes.readUInt16BE(body)
      const withId = qosOf(bytes, at) === 1
      const start = withId ? topicEnd + 2 : topicEnd
      const messageId = withId && start <= end ? bytes.readUInt16BE(topicEnd) : undefined
      if (start > end) return false
      const topic = identity.access.ownTopic(bytes, body + 2, topicEnd)
      if (topic === undefined) return false
      const payload = bytes.subarray(start, end)
      const first = bytes[at] as number
      gate.began(payload.length, 'handed')
      const message: Incoming = {
        topic,
        payload,
        deviceId: identity.deviceId,
        receivedAt: clock.now(),
        duplicate: (first & DUP) !== 0,
        retained: (first & RETAIN) !== 0,
      }
      const { length } = payload
      enter(message, true, (outcome) => {
        if (outcome === 'committed') {
          answers.add(link, { bytes: length, messageId })
          return
        }
        gate.settled(length, 1)
        // Without an acknowledgement and without its connection, a device sends again.
        connection.destroy()
        deps.onSettled()
      })
      return true
    },

    pass(link, client, packet, answer) {
      const { identity, gate } = link
      if (identity === undefined) {
        answer(new Error('not authenticated'))
        return
      }
      const payload = packet.payload as Buffer
      gate.began(payload.length, 'passed')
      const message: Incoming = {
        topic: packet.topic,
        payload,
        deviceId: identity.deviceId,
        receivedAt: clock.now(),
        duplicate: packet.dup,
        retained: packet.retain,
      }
      enter(message, identity.access.mayPublish(packet.topic), (outcome) => {
        answers.add(link, { bytes: payload.length, messageId: undefined })
        answers.writeNow(link)
        // A connection that is gone needs no answer; the device sends again.
        if (client.closed) return
        // aedes keeps a QoS 2 packet until PUBREL; nobody reads its payload again.
        if (packet.qos === 2) packet.payload = NO_BYTES
        answer(outcome === 'committed' ? null : new Error('not committed'))
      })
    },
  }
}

const DUP = 0x08
const RETAIN = 0x01
