// Between the broker and the conductor: presses and falls at once, the rest a slice at a time. A device's own messages
// never overtake each other, so that its answers keep their order too [MQTT-4.6.0-2]. What the conductor throws is
// caught here.

import { createTurns, type Haste } from '../turns.ts'
import type { Incoming } from './ingest.ts'

type Done = (outcome: 'committed' | 'failed') => void
type Refused = Incoming & Readonly<{ reason: string }>

export type Inbox = Readonly<{
  ingest(message: Incoming, done: Done): void
  reject(message: Refused, done: Done): void
  waiting(): number
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>
}>

/** `refused`: the same message, when it is one of those. */
type Entry = Readonly<{ message: Incoming; refused: Refused | undefined; done: Done }>

const isEmergency = ({ topic }: Incoming): boolean => topic.endsWith('/sos') || topic.endsWith('/fall')

export function createInbox(
  deps: Readonly<{
    ingest(message: Incoming, done: Done): void
    reject(message: Refused, done: Done): void
    onThrown(error: unknown, message: Incoming): void
    haste: Haste
  }>,
): Inbox {
  const turns = createTurns<Entry>({
    run({ message, refused, done }) {
      try {
        if (refused === undefined) deps.ingest(message, done)
        else deps.reject(refused, done)
      } catch (error) {
        deps.onThrown(error, message)
        done('failed')
      }
    },
    isKin: (one, other) => one.message.deviceId === other.message.deviceId,
    haste: deps.haste,
  })
  return {
    ingest(message, done) {
      const entry = { message, refused: undefined, done }
      if (!isEmergency(message)) {
        turns.enter(entry)
        return
      }
      deps.haste.begin()
      turns.enterFirst(entry)
    },
    reject: (refused, done) => turns.enter({ message: refused, refused, done }),
    waiting: turns.waiting,
    idle: turns.idle,
  }
}
