// The one loop between outbox and people. At least once: a message is marked settled only after the channel took
// it, and an interrupted send is repeated under the same key. Does not know alerts, policies, words or the store.

import type { Channel } from '../channels/channel.ts'
import type { Notification } from '../model/notification.ts'
import { type EpochMs, HOUR, SECOND } from '../model/time.ts'
import type { DeliveryUpdate } from '../store.ts'
import { attempt } from './attempt.ts'
import { type CircuitChange, createCircuits } from './circuits.ts'
import { digestOf } from './digest.ts'
import { createLane, type Lane } from './lane.ts'
import { type Outbox, readOutbox } from './outbox.ts'
import { createBound, createPause } from './pause.ts'
import { createRecording, RECORD_RETRY } from './recording.ts'
import { dueBy, patienceMs } from './retry.ts'
import { SUPERSEDED } from './successor.ts'
import { unsent, verdictOn } from './verdict.ts'

export type Clock = Readonly<{
  now(): EpochMs
  /** Calls `fire` once after `ms`; the answer cancels it. */
  setTimer(ms: number, fire: () => void): () => void
}>

export type DispatcherDeps = Readonly<{
  /** Notifications not yet settled: queued, retrying, or sending when the process ended. Read once, at start. */
  outbox: Readonly<{ load(): Outbox | Promise<Outbox> }>
  channels: ReadonlyMap<string, Channel>
  clock: Clock
  /** In [0, 1). */
  random(): number
  /** Commits an update; the loop goes on with this notification only after it resolves. */
  record(update: DeliveryUpdate, notification: Notification): Promise<void>
  /** After each commit, with the notification as it now stands. */
  onUpdate?(notification: Notification): void
  /**
   * After the commit of a final failure that leaves no other way: somebody was not told. Not called for superseded
   * messages. `channelDown`: the whole channel is, which `onCircuit` has said.
   */
  onFailed?(notification: Notification, channelDown: boolean): void
  /** A channel has gone down, or come back. */
  onCircuit?(change: CircuitChange): void
  /** When it is the turn of what is not urgent to be sealed and posted; default: at once. */
  inTurn?(work: () => void): void
  /** For the log: the loop itself goes on. */
  onError?(error: unknown, doing: 'load' | 'send' | 'record' | 'report', notification?: Notification): void
  /** How long `close` waits for sends in flight before it aborts them; default 5 s. */
  closeWithinMs?: number
}>

export type Dispatcher = Readonly<{
  /** Resolves when every emergency of the outbox is under way; what is not urgent waits until all of it has been read. */
  loaded: Promise<void>
  /** Takes freshly committed notifications and sends at once, in the same turn. */
  enqueue(notifications: readonly Notification[]): void
  wake(): void
  /** Unsettled notifications per channel. */
  depths(): Readonly<Record<string, number>>
  /** Channels that have been used, and whether they are worth waiting for. */
  circuits(): Readonly<Record<string, 'closed' | 'open' | 'halfOpen'>>
  /**
   * The provider says later, or before the send returned, that a message it had taken never arrived. `settled` is the
   * message as stored, when it is known to be; the next way takes over.
   */
  refused(key: string, reason: string, settled?: Notification): void
  close(): Promise<void>
}>

/** Why a message with another way was not even tried by this one. */
export const CHANNEL_DOWN = 'channel down'

export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const { clock, channels } = deps
  const lanes = new Map<string, Lane>()
  const alarms = new Map<string, Readonly<{ at: EpochMs; cancel: () => void }>>()
  /** Every key not yet settled; and, until the outbox has been read, those settled meanwhile. */
  const known = new Set<string>()
  const running = new Set<Promise<void>>()
  const aborts = new Set<() => void>()
  const closing = new AbortController()
  const circuits = createCircuits({
    now: clock.now,
    onChange: (change) => {
      try {
        deps.onCircuit?.(change)
      } catch (error) {
        deps.onError?.(error, 'report')
      }
    },
  })
  /** What a provider has said of messages whose send has not returned yet. */
  const refusals = new Map<string, string>()
  let loading = true
  /** Not urgent, and came while the outbox was being read. */
  const held: Notification[] = []
  const settledMeanwhile = new Set<string>()
  const { promise: loaded, resolve: sayLoaded } = Promise.withResolvers<void>()
  let latest = clock.now()

  const run = (work: Promise<void>): void => {
    const tracked: Promise<void> = work
      .catch((error: unknown) => deps.onError?.(error, 'send'))
      .finally(() => running.delete(tracked))
    running.add(tracked)
  }

  const pause = createPause(clock, closing.signal)
  const { persist, conclude } = createRecording({
    ...deps,
    pause,
    isClosing: () => closing.signal.aborted,
    isDown(job) {
      const channel = channels.get(job.channel)
      return channel !== undefined && circuits.isDown(channel, job)
    },
    over({ key }) {
      // While the outbox is read it may still name what has been settled meanwhile.
      if (loading) settledMeanwhile.add(key)
      else known.delete(key)
      refusals.delete(key)
    },
  })

  /** Writes down what goes out together before it does, so that a crash repeats this digest and no other. */
  const gather = async (lane: Lane, name: string, together: readonly Notification[]): Promise<void> => {
    const members = together.filter((member) => !lane.superseded(member))
    for (const gone of together)
      if (lane.superseded(gone)) settleUnsent(gone, SUPERSEDED, () => lane.settle(gone))
    const [first] = members
    if (members.length === 1 && first !== undefined && first.digest === undefined) {
      lane.letOut(first, clock.now())
      pump(name)
      return
    }
    const digest = digestOf(members)
    if (digest === undefined) return
    known.add(digest.key)
    const fresh = members.filter((member) => member.digest === undefined)
    const kept = await Promise.all(
      fresh.map((member) => {
        const { key, status, attempts, nextAttemptAt } = member
        return persist({ key, status, attempts, nextAttemptAt, digest: digest.key }, member)
      }),
    )
    if (kept.includes(false)) return
    const gathers = digest.gathers?.map((member) => ({ ...member, digest: digest.key })) ?? []
    lane.add({ ...digest, gathers, nextAttemptAt: clock.now() })
    pump(name)
  }

  const deliver = async (lane: Lane, channel: Channel, job: Notification): Promise<void> => {
    const elsewhere = (job.alternatives?.length ?? 0) > 0
    if (elsewhere && !circuits.admits(channel, job)) {
      lane.free(job)
      settleUnsent(job, lane.superseded(job) ? SUPERSEDED : CHANNEL_DOWN, () => lane.settle(job))
      return
    }
    const sent = await attempt(channel, job, {
      ...deps,
      withinMs: patienceMs(job.emergency, elsewhere),
      aborts,
      onError: (error) => deps.onError?.(error, 'send', job),
    })
    // What was cut off because the process ends says nothing about the channel.
    if (!closing.signal.aborted) circuits.noted(channel, job, sent)
    lane.free(job)
    const update = verdictOn(job, sent, {
      now: clock.now(),
      random: deps.random(),
      superseded: lane.superseded(job),
      refused: refusals.get(job.key),
    })
    pump(channel.name)
    const after = await conclude(job, update)
    if (after === undefined) return
    if (after.status === 'retrying' && !lane.superseded(after)) lane.postpone(after)
    else {
      if (after.status === 'retrying')
        await conclude(after, { ...update, status: 'failed', settledAt: clock.now(), lastError: SUPERSEDED })
      lane.settle(after)
    }
    pump(channel.name)
  }

  /** The time; set back, whatever waits for a time of before waits as much less. */
  const noticeTime = (): EpochMs => {
    const now = clock.now()
    if (latest - now > SECOND) for (const lane of lanes.values()) lane.setBack(latest - now)
    latest = now
    return now
  }

  const pump = (name: string): void => {
    const lane = lanes.get(name)
    const channel = channels.get(name)
    if (lane === undefined || channel === undefined || closing.signal.aborted) return
    const now = noticeTime()
    let next = lane.next(now)
    for (; !('waitUntil' in next); next = lane.next(now))
      run(next.job === undefined ? gather(lane, name, next.gathered) : deliver(lane, channel, next.job))
    const alarm = alarms.get(name)
    if (next.waitUntil === alarm?.at) return
    alarm?.cancel()
    alarms.delete(name)
    if (next.waitUntil === null) return
    // Timers of most clocks overflow at 24.8 days; an early look costs nothing.
    const ring = (): void => {
      alarms.delete(name)
      pump(name)
    }
    const wait = Math.min(HOUR, Math.max(1, next.waitUntil - now))
    alarms.set(name, { at: next.waitUntil, cancel: clock.setTimer(wait, ring) })
  }

  const settleUnsent = (job: Notification, lastError: string, then = (): void => {}): void => {
    run(conclude(job, unsent(job, lastError, clock.now())).then(then))
  }

  const accept = (notification: Notification): void => {
    if (known.has(notification.key)) return
    known.add(notification.key)
    const channel = channels.get(notification.channel)
    if (channel === undefined) {
      settleUnsent(notification, `channel off: ${notification.channel}`)
      return
    }
    let lane = lanes.get(channel.name)
    if (lane === undefined) {
      lane = createLane(channel.limit, clock.now())
      lanes.set(channel.name, lane)
    }
    for (const gone of lane.add(notification)) settleUnsent(gone, SUPERSEDED)
  }

  const restore = (one: Notification): void =>
    accept({ ...one, nextAttemptAt: dueBy({ ...one, now: clock.now() }) })
  const wake = (): void => [...lanes.keys()].forEach(pump)

  const load = async (): Promise<void> => {
    for (;;) {
      try {
        const ordinary = await readOutbox(await deps.outbox.load(), {
          isClosing: () => closing.signal.aborted,
          take(emergencies) {
            emergencies.forEach(restore)
            wake()
          },
          taken: sayLoaded,
        })
        if (ordinary === undefined) return
        loading = false
        // Taken together: what belongs to one digest, and what must not overtake another, is all there.
        ordinary.forEach(restore)
        for (const key of settledMeanwhile) known.delete(key)
        settledMeanwhile.clear()
        for (const notification of held.splice(0)) accept(notification)
        wake()
        return
      } catch (error) {
        deps.onError?.(error, 'load')
      }
      if (closing.signal.aborted) return
      await pause(RECORD_RETRY)
    }
  }

  void load().finally(sayLoaded)
  return {
    loaded,
    enqueue(notifications) {
      if (closing.signal.aborted) return
      for (const notification of notifications)
        if (loading && !notification.emergency) held.push(notification)
        else accept(notification)
      wake()
    },
    wake,
    circuits: circuits.states,
    refused(key, reason, settled) {
      if (known.has(key)) refusals.set(key, reason)
      else if (settled?.status === 'delivered') {
        known.add(key)
        settleUnsent(settled, reason)
      }
    },
    depths: () => Object.fromEntries([...lanes].map(([name, lane]) => [name, lane.size()])),
    async close() {
      closing.abort()
      for (const { cancel } of alarms.values()) cancel()
      alarms.clear()
      if (running.size === 0) return
      const bound = createBound(clock, deps.closeWithinMs ?? 5 * SECOND, () => {
        for (const abort of [...aborts]) abort()
      })
      await Promise.race([Promise.all(running), bound.over])
      bound.cancel()
    },
  }
}
