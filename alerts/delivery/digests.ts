// When messages to one person come as one: beyond a few within a minute, what is not critical waits for the next
// digest. Remembers what has just gone out; whatever it holds is in the outbox and comes again after a restart.

import type { Notification } from '../model/notification.ts'
import { type EpochMs, MINUTE, SECOND } from '../model/time.ts'

/** So many come one by one within a minute; people read about that much (the project's choice). */
const ONE_BY_ONE = 5
/** The first digest of a storm gathers for so long; those after it, a minute. */
const FIRST_WAIT = 10 * SECOND

/** One person on one address of a channel. */
type Slot = {
  /** When the newest single messages went out. */
  singles: readonly EpochMs[]
  digestAt: EpochMs | undefined
  waiting: Notification[]
  releaseAt: EpochMs
}

export type Digests = Readonly<{
  /** True: the message is kept here until a digest takes it. Asked again, it says the same until it is `taken`. */
  holds(job: Notification, now: EpochMs): boolean
  /** It is on its way by itself. */
  taken(job: Notification): void
  /** What goes out now, each list as one message; one that waited alone goes as itself. */
  release(now: EpochMs): readonly (readonly Notification[])[]
  nextAt(): EpochMs | null
  /** It goes by itself after all. */
  letOut(job: Notification, now: EpochMs): void
  /** The clock was set back. */
  setBack(byMs: number): void
}>

/** Not critical, and for somebody who reads: decided where the message is written. */
export const isGatherable = ({ message, emergency }: Notification): boolean =>
  !emergency && message.severity !== 'critical' && message.gist !== undefined

/** Of one digest already, or of those that can still take another way, or of those that cannot. */
const kindOf = ({ digest, alternatives = [] }: Notification): string =>
  digest ?? (alternatives.length > 0 ? 'another way' : 'only way')

export function createDigests(): Digests {
  const slots = new Map<string, Slot>()
  const waiting = new Set<Slot>()
  /** May go by themselves, and have not yet gone. */
  const free = new Set<string>()

  const slotOf = ({ recipient, address }: Notification): Slot => {
    const key = `${recipient.kind}:${recipient.id}|${address}`
    const known = slots.get(key)
    if (known !== undefined) return known
    const made: Slot = { singles: [], digestAt: undefined, waiting: [], releaseAt: 0 }
    slots.set(key, made)
    return made
  }

  const keep = (slot: Slot, job: Notification, releaseAt: EpochMs): true => {
    slot.releaseAt = slot.waiting.length === 0 ? releaseAt : Math.min(slot.releaseAt, releaseAt)
    slot.waiting.push(job)
    waiting.add(slot)
    return true
  }

  return {
    holds(job, now) {
      if (free.has(job.key) || !isGatherable(job)) return false
      const slot = slotOf(job)
      // A digest that was interrupted goes again as it was.
      if (job.digest !== undefined) return keep(slot, job, now)
      // What has been tried by itself is tried by itself.
      if (job.attempts > 0) return false
      slot.singles = slot.singles.filter((at) => now - at < MINUTE)
      const { digestAt, singles } = slot
      const nextDigest = digestAt === undefined ? 0 : digestAt + MINUTE
      if (slot.waiting.length === 0 && singles.length < ONE_BY_ONE && now >= nextDigest) {
        slot.singles = [...singles, now]
        free.add(job.key)
        return false
      }
      return keep(slot, job, Math.max(now + FIRST_WAIT, nextDigest))
    },
    taken: ({ key }) => void free.delete(key),
    release(now) {
      const released: (readonly Notification[])[] = []
      for (const slot of waiting) {
        if (slot.releaseAt > now) continue
        released.push(...Map.groupBy(slot.waiting, kindOf).values())
        slot.waiting = []
        slot.digestAt = now
        waiting.delete(slot)
      }
      return released
    },
    nextAt: () => (waiting.size === 0 ? null : Math.min(...[...waiting].map(({ releaseAt }) => releaseAt))),
    letOut(job, now) {
      free.add(job.key)
      const slot = slotOf(job)
      slot.singles = [...slot.singles, now]
    },
    setBack(byMs) {
      for (const slot of slots.values()) {
        slot.singles = slot.singles.map((at) => at - byMs)
        slot.releaseAt -= byMs
        if (slot.digestAt !== undefined) slot.digestAt -= byMs
      }
    },
  }
}
