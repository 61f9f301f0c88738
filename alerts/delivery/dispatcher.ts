// The one loop between outbox and people. At least once: a message is marked settled only after the channel took
// it, and an interrupted send is repeated under the same key. Does not know alerts, policies, words or the store.

import type { Channel, Sent } from '../channels/channel.ts'
import type { Notification } from '../model/notification.ts'
import { type EpochMs, HOUR, SECOND } from '../model/time.ts'
import type { DeliveryUpdate } from '../store.ts'
import { createLane, type Lane } from './lane.ts'
import { nextAttempt } from './retry.ts'

export type Clock = Readonly<{
  now(): EpochMs
  /** Calls `fire` once after `ms`; the answer cancels it. */
  setTimer(ms: number, fire: () => void): () => void
}>

export type DispatcherDeps = Readonly<{
  /** Notifications not yet settled: queued, retrying, or sending when the process ended. Read once, at start. */
  outbox: Readonly<{ load(): readonly Notification[] | Promise<readonly Notification[]> }>
  channels: ReadonlyMap<string, Channel>
  clock: Clock
  /** In [0, 1). */
  random(): number
  /** Commits an update; the loop goes on with this notification only after it resolves. */
  record(update: DeliveryUpdate, notification: Notification): Promise<void>
  /** After each commit, with the notification as it now stands. */
  onUpdate?(notification: Notification): void
  /** After the commit of a final failure: somebody was not told. Not called for superseded messages. */
  onFailed?(notification: Notification): void
  /** For the log: the loop itself goes on. */
  onError?(error: unknown, doing: 'load' | 'send' | 'record' | 'report', notification?: Notification): void
  /** How long `close` waits for sends in flight before it aborts them; default 5 s. */
  closeWithinMs?: number
}>

export type Dispatcher = Readonly<{
  /** Resolves when the outbox has been read. */
  loaded: Promise<void>
  /** Takes freshly committed notifications and sends at once, in the same turn. */
  enqueue(notifications: readonly Notification[]): void
  wake(): void
  /** Unsettled notifications per channel. */
  depths(): Readonly<Record<string, number>>
  close(): Promise<void>
}>

/** Marks a message that a later one of the same alert and recipient made untrue before it went out. */
export const SUPERSEDED = 'superseded'
const RECORD_RETRY = SECOND

export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const { clock, channels } = deps
  const lanes = new Map<string, Lane>()
  const alarms = new Map<string, Readonly<{ at: EpochMs; cancel: () => void }>>()
  /** Every key not yet settled; and, until the outbox has been read, those settled meanwhile. */
  const known = new Set<string>()
  const running = new Set<Promise<void>>()
  const aborts = new Set<() => void>()
  const closing = new AbortController()
  let loading = true

  const report = (notify: ((notification: Notification) => void) | undefined, about: Notification): void => {
    try {
      notify?.(about)
    } catch (error) {
      deps.onError?.(error, 'report', about)
    }
  }

  const run = (work: Promise<void>): void => {
    const tracked: Promise<void> = work
      .catch((error: unknown) => deps.onError?.(error, 'send'))
      .finally(() => running.delete(tracked))
    running.add(tracked)
  }

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const end = (): void => {
        cancel()
        closing.signal.removeEventListener('abort', end)
        resolve()
      }
      const cancel = clock.setTimer(ms, end)
      closing.signal.addEventListener('abort', end)
    })

  /** True once the update is on disk; false only when the dispatcher closes first: the next start sends it again. */
  const persist = async (update: DeliveryUpdate, notification: Notification): Promise<boolean> => {
    for (;;) {
      try {
        await deps.record(update, notification)
        return true
      } catch (error) {
        deps.onError?.(error, 'record', notification)
      }
      if (closing.signal.aborted) return false
      await pause(RECORD_RETRY)
    }
  }

  const attempt = (channel: Channel, notification: Notification): Promise<Sent> =>
    new Promise((resolve) => {
      const controller = new AbortController()
      const end = (sent: Sent): void => {
        cancel()
        aborts.delete(abort)
        resolve(sent)
      }
      const abort = (): void => {
        controller.abort()
        end({ result: 'retry', reason: 'timeout' })
      }
      const cancel = clock.setTimer(channel.limit.timeoutMs, abort)
      aborts.add(abort)
      const fault = (error: unknown): void => {
        deps.onError?.(error, 'send', notification)
        end({ result: 'retry', reason: error instanceof Error ? error.message : String(error) })
      }
      try {
        channel.send(notification, controller.signal).then(end, fault)
      } catch (error) {
        fault(error)
      }
    })

  const decide = (job: Notification, sent: Sent, superseded: boolean): DeliveryUpdate => {
    const now = clock.now()
    const attempts = job.attempts + 1
    const settled = { key: job.key, attempts, nextAttemptAt: job.nextAttemptAt, settledAt: now }
    if (sent.result === 'delivered')
      return {
        ...settled,
        status: 'delivered',
        ...(sent.receipt === undefined ? {} : { receipt: sent.receipt }),
      }
    if (superseded) return { ...settled, status: 'failed', lastError: SUPERSEDED }
    const lastError = sent.reason.slice(0, 200)
    if (sent.result === 'rejected') return { ...settled, status: 'failed', lastError }
    const { emergency, createdAt } = job
    const { afterMs } = sent
    const next = nextAttempt({ emergency, attempts, createdAt, now, random: deps.random(), afterMs })
    return next.giveUp
      ? { ...settled, status: 'failed', lastError }
      : { key: job.key, status: 'retrying', attempts, nextAttemptAt: next.at, lastError }
  }

  /** Commits what became of a message, then tells the house. */
  const conclude = async (job: Notification, update: DeliveryUpdate): Promise<Notification | undefined> => {
    const after: Notification = { ...job, ...update }
    if (!(await persist(update, after))) return undefined
    if (update.status !== 'retrying' && !loading) known.delete(job.key)
    report(deps.onUpdate, after)
    if (update.status === 'failed' && update.lastError !== SUPERSEDED) report(deps.onFailed, after)
    return after
  }

  const deliver = async (lane: Lane, channel: Channel, job: Notification): Promise<void> => {
    const sent = await attempt(channel, job)
    lane.free(job)
    const update = decide(job, sent, lane.superseded(job))
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

  const pump = (name: string): void => {
    const lane = lanes.get(name)
    const channel = channels.get(name)
    if (lane === undefined || channel === undefined || closing.signal.aborted) return
    const now = clock.now()
    let next = lane.next(now)
    while (next.job !== undefined) {
      run(deliver(lane, channel, next.job))
      next = lane.next(now)
    }
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

  const settleUnsent = (job: Notification, lastError: string): void => {
    const { key, attempts, nextAttemptAt } = job
    const update = {
      key,
      attempts,
      nextAttemptAt,
      status: 'failed',
      settledAt: clock.now(),
      lastError,
    } as const
    run(conclude(job, update).then(() => undefined))
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

  const wake = (): void => {
    for (const name of lanes.keys()) pump(name)
  }

  const load = async (): Promise<void> => {
    for (;;) {
      try {
        const stored = await deps.outbox.load()
        if (closing.signal.aborted) return
        for (const notification of [...stored].sort((a, b) => a.createdAt - b.createdAt)) accept(notification)
        loading = false
        wake()
        return
      } catch (error) {
        deps.onError?.(error, 'load')
      }
      if (closing.signal.aborted) return
      await pause(RECORD_RETRY)
    }
  }

  return {
    loaded: load(),
    enqueue(notifications) {
      if (closing.signal.aborted) return
      for (const notification of notifications) accept(notification)
      wake()
    },
    wake,
    depths: () => Object.fromEntries([...lanes].map(([name, lane]) => [name, lane.size()])),
    async close() {
      closing.abort()
      for (const { cancel } of alarms.values()) cancel()
      alarms.clear()
      if (running.size === 0) return
      let cancelBound = (): void => {}
      const bound = new Promise<void>((resolve) => {
        cancelBound = clock.setTimer(deps.closeWithinMs ?? 5 * SECOND, () => {
          for (const abort of [...aborts]) abort()
          resolve()
        })
      })
      await Promise.race([Promise.all(running), bound])
      cancelBound()
    },
  }
}
