// The queue of one channel: what may be sent next. Emergencies first; one message at a time per alert and recipient,
// in order; a closing message supersedes what still waits before it. Sends nothing, records nothing, sets no timer.

import type { RateLimit } from '../channels/channel.ts'
import type { Notification, NotificationReason } from '../model/notification.ts'
import type { EpochMs } from '../model/time.ts'
import { fullBucket, take } from './bucket.ts'
import { createDigests } from './digests.ts'
import { createHeap, type Heap } from './heap.ts'

/** After these, earlier messages about the same alert that have not gone out are no longer true. */
const CLOSING: ReadonlySet<NotificationReason> = new Set(['withdrawn', 'resolved'])

/** The messages of one alert to one recipient over this channel, oldest first. */
type Thread = {
  readonly id: string
  readonly address: string
  readonly emergency: boolean
  readonly order: number
  jobs: Notification[]
  busy: boolean
  /** Grows with every offer: an older offer of the same thread in a heap is void. */
  offer: number
}
type Offer = Readonly<{ thread: Thread; offer: number; at: EpochMs; attempts: number }>
/**
 * What may go to one address, of one class: one slow partner must not hold up the others. Each has a queue of its own, so
 * that a hundred thousand messages for a busy address cost nothing while it is busy.
 */
type Slot = {
  readonly key: string
  readonly isEmergency: boolean
  readonly ready: Heap<Offer>
  inFlight: number
  /** Grows with every bid: an older bid of the same slot is void. */
  bid: number
}
/** A slot that may send, by the first of its queue. */
type Bid = Readonly<{ slot: Slot; bid: number; offer: Offer }>

export type Next =
  | Readonly<{ job: Notification }>
  /** These go as one; each is busy until it is settled or postponed. */
  | Readonly<{ job: undefined; gathered: readonly Notification[] }>
  | Readonly<{ job: undefined; waitUntil: EpochMs | null }>

export type Lane = Readonly<{
  /** Queues a message; returns the waiting ones it supersedes, which are out of the queue. */
  add(notification: Notification): readonly Notification[]
  /** Takes the next message that may go now; its thread is busy until `settle` or `postpone`. */
  next(now: EpochMs): Next
  /** The send is over: its slot is free for another thread. */
  free(notification: Notification): void
  settle(notification: Notification): void
  postpone(notification: Notification): void
  /** Of those gathered: it goes by itself after all. */
  letOut(notification: Notification, now: EpochMs): void
  /** A closing message waits behind this one. */
  superseded(notification: Notification): boolean
  size(): number
  /** The clock was set back: what waits, waits no longer for it. */
  setBack(byMs: number): void
}>

/** A digest is about many alerts: it keeps no order with the messages of any. */
const threadId = ({ key, alertId, recipient, gathers }: Notification): string =>
  gathers === undefined ? `${alertId}|${recipient.kind}:${recipient.id}` : key

export function createLane(limit: RateLimit, now: EpochMs): Lane {
  const threads = new Map<string, Thread>()
  const waiting = createHeap<Offer>((a, b) => (a.at === b.at ? a.thread.order < b.thread.order : a.at < b.at))
  // What was never tried goes before what has failed before; then first come, first served.
  const sooner = (a: Offer, b: Offer): boolean =>
    a.attempts !== b.attempts ? a.attempts < b.attempts : a.thread.order < b.thread.order
  const cheaper = (a: Bid, b: Bid): boolean => sooner(a.offer, b.offer)
  const bids = { emergency: createHeap<Bid>(cheaper), ordinary: createHeap<Bid>(cheaper) }
  const inFlight = { emergency: 0, ordinary: 0 }
  const slots = new Map<string, Slot>()
  const addressLimit = Math.max(1, Math.ceil(limit.concurrency / 2))
  const digests = createDigests()
  const gathered: (readonly Notification[])[] = []
  let bucket = fullBucket(limit, now)
  let order = 0
  let size = 0

  const classOf = (emergency: boolean) => (emergency ? 'emergency' : 'ordinary')
  const slotOf = ({ emergency, address }: Pick<Notification, 'emergency' | 'address'>): Slot => {
    const key = `${classOf(emergency)}|${address}`
    let slot = slots.get(key)
    if (slot === undefined) {
      slot = { key, isEmergency: emergency, ready: createHeap<Offer>(sooner), inFlight: 0, bid: 0 }
      slots.set(key, slot)
    }
    return slot
  }

  /** The first of a slot's queue that still stands. */
  const firstOf = ({ ready }: Slot): Offer | undefined => {
    for (let top = ready.peek(); top !== undefined; top = ready.peek()) {
      if (top.offer === top.thread.offer && !top.thread.busy && top.thread.jobs.length > 0) return top
      ready.pop()
    }
    return undefined
  }
  /** Says anew what the slot would send next, if it may. */
  const bid = (slot: Slot): void => {
    slot.bid += 1
    const first = firstOf(slot)
    if (first === undefined && slot.inFlight === 0) slots.delete(slot.key)
    if (first === undefined || slot.inFlight >= addressLimit) return
    bids[classOf(slot.isEmergency)].push({ slot, bid: slot.bid, offer: first })
  }

  const offer = (thread: Thread): void => {
    const [head] = thread.jobs
    if (head === undefined) threads.delete(thread.id)
    else if (!thread.busy)
      waiting.push({ thread, offer: ++thread.offer, at: head.nextAttemptAt, attempts: head.attempts })
  }

  const nextOf = (
    emergency: boolean,
    at: EpochMs,
  ): Readonly<{ job?: Notification; waitUntil: EpochMs | null }> => {
    const ofClass = bids[classOf(emergency)]
    for (;;) {
      const best = ofClass.peek()
      if (best === undefined) return { waitUntil: null }
      const { slot } = best
      const isStanding = best.bid === slot.bid
      const head = isStanding && firstOf(slot) === best.offer ? best.offer.thread.jobs[0] : undefined
      if (head === undefined) {
        ofClass.pop()
        if (isStanding) bid(slot)
        continue
      }
      if (inFlight[classOf(emergency)] >= limit.concurrency) return { waitUntil: null }
      const taken = take(bucket, limit, { now: at, emergency })
      if (!taken.ok) return { waitUntil: taken.at }
      bucket = taken.bucket
      ofClass.pop()
      slot.ready.pop()
      digests.taken(head)
      best.offer.thread.busy = true
      inFlight[classOf(emergency)] += 1
      slot.inFlight += 1
      bid(slot)
      return { job: head, waitUntil: null }
    }
  }

  const settle = (notification: Notification): void => {
    for (const member of notification.gathers ?? []) settle(member)
    const thread = threads.get(threadId(notification))
    if (thread === undefined) return
    thread.jobs = thread.jobs.filter(({ key }) => key !== notification.key)
    thread.busy = false
    if (notification.gathers === undefined) size -= 1
    offer(thread)
  }

  const postpone = (notification: Notification): void => {
    const thread = threads.get(threadId(notification))
    if (thread === undefined) return
    thread.jobs = thread.jobs.map((job) => (job.key === notification.key ? notification : job))
    thread.busy = false
    offer(thread)
  }

  return {
    add(notification) {
      const id = threadId(notification)
      let thread = threads.get(id)
      if (thread === undefined) {
        const { address, emergency } = notification
        thread = { id, address, emergency, order: order++, jobs: [], busy: false, offer: 0 }
        threads.set(id, thread)
      }
      const [head] = thread.jobs
      const kept = thread.busy && head !== undefined ? [head] : []
      const gone = CLOSING.has(notification.reason) ? thread.jobs.slice(kept.length) : []
      for (const each of gone) digests.taken(each)
      thread.jobs = gone.length > 0 ? [...kept, notification] : [...thread.jobs, notification]
      size += (notification.gathers === undefined ? 1 : 0) - gone.length
      offer(thread)
      return gone
    },
    next(at) {
      for (let top = waiting.peek(); top !== undefined && top.at <= at; top = waiting.peek()) {
        waiting.pop()
        if (top.offer !== top.thread.offer) continue
        const [head] = top.thread.jobs
        if (head !== undefined && digests.holds(head, at)) {
          top.thread.busy = true
          continue
        }
        const slot = slotOf(top.thread)
        slot.ready.push(top)
        if (slot.ready.peek() === top) bid(slot)
      }
      const emergency = nextOf(true, at)
      if (emergency.job !== undefined) return { job: emergency.job }
      const ordinary = nextOf(false, at)
      if (ordinary.job !== undefined) return { job: ordinary.job }
      gathered.push(...digests.release(at))
      const together = gathered.shift()
      if (together !== undefined) return { job: undefined, gathered: together }
      const times = [emergency.waitUntil, ordinary.waitUntil, waiting.peek()?.at ?? null, digests.nextAt()]
      const known = times.filter((time) => time !== null)
      return { job: undefined, waitUntil: known.length === 0 ? null : Math.min(...known) }
    },
    free(notification) {
      // Its thread's slot: that is where it was counted, whatever the message itself says.
      const slot = slotOf(threads.get(threadId(notification)) ?? notification)
      inFlight[classOf(slot.isEmergency)] -= 1
      slot.inFlight -= 1
      bid(slot)
    },
    settle,
    postpone,
    letOut(notification, at) {
      digests.letOut(notification, at)
      postpone({ ...notification, nextAttemptAt: at })
    },
    superseded(notification) {
      const jobs = threads.get(threadId(notification))?.jobs ?? []
      const place = jobs.findIndex(({ key }) => key === notification.key)
      return place >= 0 && jobs.slice(place + 1).some(({ reason }) => CLOSING.has(reason))
    },
    size: () => size,
    setBack(byMs) {
      digests.setBack(byMs)
      bucket = { ...bucket, at: bucket.at - byMs }
      for (const thread of threads.values()) {
        thread.jobs = thread.jobs.map((job) => ({ ...job, nextAttemptAt: job.nextAttemptAt - byMs }))
        offer(thread)
      }
    },
  }
}
