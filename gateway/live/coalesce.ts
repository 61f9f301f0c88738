// What a slow browser gets: the newest values later, then a fresh snapshot, then the door. Pure; knows no socket.

import type { EpochMs } from '../../alerts/model/time.ts'
import { SECOND } from '../../alerts/model/time.ts'

export type PaceLimits = Readonly<{
  /** Unsent bytes above which deltas wait. */
  holdBytes: number
  /** Unsent bytes above which the client is given up. */
  dropBytes: number
  /** Unsent bytes below which a waiting client counts as drained. */
  drainedBytes: number
  /** How long a client may be behind. */
  stuckMs: number
}>

export const PACE_LIMITS: PaceLimits = {
  holdBytes: 256 * 1024,
  dropBytes: 1024 * 1024,
  drainedBytes: 16 * 1024,
  stuckMs: 30 * SECOND,
}

/** `behindSince`: deltas have been left out since then, so the client needs a snapshot before it gets another. */
export type Pace = Readonly<{ behindSince: EpochMs | null }>
export const KEEPING_UP: Pace = Object.freeze({ behindSince: null })

/**
 * `send`: the delta may go. `hold`: leave it out. `resync`: the client has drained; a snapshot puts it right.
 * `drop`: terminate.
 */
export type PaceVerdict = 'send' | 'hold' | 'resync' | 'drop'

/**
 * Decides about one client at one moment.
 * `snapshotBytes` is the size of a snapshot still on its way: a large site's first frame alone may pass every limit.
 */
export function decidePace(
  pace: Pace,
  client: Readonly<{ bufferedBytes: number; snapshotBytes: number; now: EpochMs }>,
  limits: PaceLimits = PACE_LIMITS,
): Readonly<{ pace: Pace; verdict: PaceVerdict }> {
  const backlog = Math.max(0, client.bufferedBytes - client.snapshotBytes)
  if (backlog > limits.dropBytes) return { pace, verdict: 'drop' }
  if (pace.behindSince === null) {
    if (backlog <= limits.holdBytes) return { pace, verdict: 'send' }
    return { pace: { behindSince: client.now }, verdict: 'hold' }
  }
  if (client.bufferedBytes <= limits.drainedBytes) return { pace: KEEPING_UP, verdict: 'resync' }
  return { pace, verdict: client.now - pace.behindSince >= limits.stuckMs ? 'drop' : 'hold' }
}

/** Ids in the order in which they first changed, each once: asking for one moves it nowhere, taking it forgets it. */
export type DirtySet = Readonly<{
  add(id: string): void
  /** Takes before everything that waits. */
  addFirst(id: string): void
  /** At most `count` ids, oldest first; the rest stay. */
  take(count: number): readonly string[]
  clear(): void
  size(): number
}>

export function createDirtySet(): DirtySet {
  const urgent = new Set<string>()
  const waiting = new Set<string>()
  return {
    add: (id) => waiting.add(id),
    addFirst: (id) => urgent.add(id),
    take: (count) => {
      const taken: string[] = []
      for (const ids of [urgent, waiting])
        for (const id of ids) {
          if (taken.length >= count) return taken
          ids.delete(id)
          if (ids === urgent) waiting.delete(id)
          taken.push(id)
        }
      return taken
    },
    clear: () => {
      urgent.clear()
      waiting.clear()
    },
    size: () => urgent.size + waiting.size,
  }
}
