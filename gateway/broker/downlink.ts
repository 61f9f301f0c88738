// Telling a device something: QoS 1 on one connection, answered by its PUBACK. Written past aedes, which would queue
// for absent devices in memory without bound and would not say whether the band has it; the outbox in the store is
// the queue, and it asks again.

import type { Duplex } from 'node:stream'
import { generate } from 'mqtt-packet'
import type { Clock } from '../clock.ts'

export type Sent = 'sent' | 'notAcknowledged'

export type Downlink = Readonly<{
  /** `sent` once the device has acknowledged it; with QoS 0, once it is written. */
  send(topic: string, payload: Buffer, qos: 0 | 1): Promise<Sent>
  acknowledged(messageId: number): void
  /** The connection is gone: nothing more will be acknowledged. */
  close(): void
}>

export function createDownlink(
  deps: Readonly<{ connection: Duplex; clock: Clock; timeoutMs: number; unreadBytes: number }>,
): Downlink {
  const { connection, clock } = deps
  const waiting = new Map<number, (sent: Sent) => void>()
  let lastId = 0

  const nextId = (): number => {
    do lastId = lastId === 65_535 ? 1 : lastId + 1
    while (waiting.has(lastId))
    return lastId
  }

  return {
    async send(topic, payload, qos) {
      const isClogged = connection.writableLength > deps.unreadBytes || waiting.size >= MAX_UNACKNOWLEDGED
      if (connection.destroyed || isClogged) return 'notAcknowledged'
      if (qos === 0) {
        connection.write(generate({ cmd: 'publish', topic, payload, qos, dup: false, retain: false }))
        return 'sent'
      }
      const messageId = nextId()
      return new Promise((resolve) => {
        const settle = (sent: Sent): void => {
          waiting.delete(messageId)
          cancel()
          resolve(sent)
        }
        const cancel = clock.setTimer(deps.timeoutMs, () => settle('notAcknowledged'))
        waiting.set(messageId, settle)
        connection.write(
          generate({ cmd: 'publish', topic, payload, qos, messageId, dup: false, retain: false }),
        )
      })
    },
    acknowledged: (messageId) => waiting.get(messageId)?.('sent'),
    close() {
      for (const settle of [...waiting.values()]) settle('notAcknowledged')
    },
  }
}

const MAX_UNACKNOWLEDGED = 100
