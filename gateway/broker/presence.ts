// What no device can send again: that it is here, that it is gone, and its last will. Offered to ingest until it is
// committed; of one topic only the newest, so at most one message per device waits for a store that refuses.

import type { EpochMs } from '../../alerts/model/time.ts'
import type { Clock } from '../clock.ts'
import type { Access } from './access.ts'

export type Announcement = Readonly<{ topic: string; payload: Buffer; deviceId: string; access: Access }>
export type Deliver = (
  announcement: Announcement & Readonly<{ receivedAt: EpochMs }>,
  done: (outcome: 'committed' | 'failed') => void,
) => void

export type Presence = Readonly<{ announce(announcement: Announcement): void; close(): void }>

const RETRY_MS = 1_000

export function createPresence(
  deps: Readonly<{ deliver: Deliver; clock: Clock; onThrown(error: unknown): void }>,
): Presence {
  const { deliver, clock } = deps
  type Waiting = { announcement: Announcement; receivedAt: EpochMs; underWay: boolean }
  const waiting = new Map<string, Waiting>()
  const lastAt = new Map<string, EpochMs>()
  let cancelRetry: (() => void) | undefined
  let closed = false

  const offer = (topic: string, entry: Waiting): void => {
    entry.underWay = true
    const done = (outcome: 'committed' | 'failed'): void => {
      entry.underWay = false
      if (waiting.get(topic) !== entry) return
      if (outcome === 'committed') waiting.delete(topic)
      else retryLater()
    }
    try {
      deliver({ ...entry.announcement, receivedAt: entry.receivedAt }, done)
    } catch (error) {
      deps.onThrown(error)
      done('failed')
    }
  }
  const retryLater = (): void => {
    if (closed || cancelRetry !== undefined) return
    cancelRetry = clock.setTimer(RETRY_MS, () => {
      cancelRetry = undefined
      for (const [topic, entry] of waiting) if (!entry.underWay) offer(topic, entry)
    })
  }

  return {
    announce(announcement) {
      if (closed) return
      const { topic } = announcement
      // Gone and back within one millisecond are still two moments, in this order.
      const receivedAt = Math.max(clock.now(), (lastAt.get(topic) ?? 0) + 1)
      lastAt.set(topic, receivedAt)
      const entry: Waiting = { announcement, receivedAt, underWay: false }
      waiting.set(topic, entry)
      offer(topic, entry)
    },
    close() {
      closed = true
      cancelRetry?.()
      waiting.clear()
    },
  }
}
