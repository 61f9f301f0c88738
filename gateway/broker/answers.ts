// Acknowledgements in one write per connection and turn: the commit lane settles hundreds of messages at once, and a
// write of its own for each four bytes costs more than the decision about them. Until it is written an answer counts
// as in flight, so that what a device has not fetched is seen before more is read from it.

import type { Link } from './link.ts'

export type Answers = Readonly<{
  /** A publish of the link, with so many bytes of payload, is committed; with QoS 0 there is nothing to say. */
  add(link: Link, publish: Readonly<{ bytes: number; messageId: number | undefined }>): void
  /** Somebody else is about to answer on this link: what came before is answered before [MQTT-4.6.0-2]. */
  writeNow(link: Link): void
}>

type Given = { ids: number[]; count: number; bytes: number }

export function createAnswers(deps: Readonly<{ onSettled(): void }>): Answers {
  let waiting = new Map<Link, Given>()

  const write = (): void => {
    const given = waiting
    waiting = new Map()
    for (const [{ connection, gate }, { ids, count, bytes }] of given) {
      gate.settled(bytes, count)
      if (connection.destroyed) continue
      if (ids.length > 0) connection.write(pubacks(ids))
      gate.goOn()
    }
    deps.onSettled()
  }

  return {
    add(link, { bytes, messageId }) {
      if (waiting.size === 0) queueMicrotask(write)
      let given = waiting.get(link)
      if (given === undefined) {
        given = { ids: [], count: 0, bytes: 0 }
        waiting.set(link, given)
      }
      given.count += 1
      given.bytes += bytes
      if (messageId !== undefined) given.ids.push(messageId)
    },
    writeNow(link) {
      const given = waiting.get(link)
      if (given === undefined || given.ids.length === 0 || link.connection.destroyed) return
      link.connection.write(pubacks(given.ids))
      given.ids = []
    },
  }
}

const PUBACK_FIRST = 0x40

function pubacks(ids: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(ids.length * 4)
  let at = 0
  for (const id of ids) {
    bytes[at] = PUBACK_FIRST
    bytes[at + 1] = 2
    bytes[at + 2] = id >> 8
    bytes[at + 3] = id & 0xff
    at += 4
  }
  return bytes
}
