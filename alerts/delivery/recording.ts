// Writes down what became of a message, and then tells the house. A store that refuses is asked again until the
// dispatcher closes. What became of a digest became of each of its messages: they are the rows.

import type { Notification } from '../model/notification.ts'
import { type EpochMs, SECOND } from '../model/time.ts'
import type { DeliveryUpdate } from '../store.ts'
import type { DispatcherDeps } from './dispatcher.ts'
import { SUPERSEDED, successorOf } from './successor.ts'

export const RECORD_RETRY = SECOND

export type Recording = Readonly<{
  /** True once the update is on disk; false only when the dispatcher closes first: the next start sends it again. */
  persist(update: DeliveryUpdate, notification: Notification): Promise<boolean>
  /** The message as it now stands; undefined when that could not be written. */
  conclude(job: Notification, update: DeliveryUpdate): Promise<Notification | undefined>
}>

export function createRecording(
  deps: Pick<DispatcherDeps, 'record' | 'onUpdate' | 'onFailed' | 'onError' | 'clock'> &
    Readonly<{
      pause(ms: number): Promise<void>
      isClosing(): boolean
      /** The way this message takes is down. */
      isDown(job: Notification): boolean
      /** Settled, on disk. */
      over(job: Notification): void
    }>,
): Recording {
  const now = (): EpochMs => deps.clock.now()

  const report = (notify: ((notification: Notification) => void) | undefined, about: Notification): void => {
    try {
      notify?.(about)
    } catch (error) {
      deps.onError?.(error, 'report', about)
    }
  }

  const persist = async (update: DeliveryUpdate, notification: Notification): Promise<boolean> => {
    for (;;) {
      try {
        await deps.record(update, notification)
        return true
      } catch (error) {
        deps.onError?.(error, 'record', notification)
      }
      if (deps.isClosing()) return false
      await deps.pause(RECORD_RETRY)
    }
  }

  const concludeAll = async (
    digest: Notification,
    members: readonly Notification[],
    update: DeliveryUpdate,
  ): Promise<Notification | undefined> => {
    const results = await Promise.all(
      members.map((member) => conclude(member, { ...update, key: member.key, digest: digest.key })),
    )
    const gathers = results.filter((after) => after !== undefined)
    if (gathers.length < members.length) return undefined
    if (update.status !== 'retrying') deps.over(digest)
    return { ...digest, ...update, gathers }
  }

  const conclude = async (job: Notification, update: DeliveryUpdate): Promise<Notification | undefined> => {
    if (job.gathers !== undefined) return concludeAll(job, job.gathers, update)
    const after: Notification = { ...job, ...update }
    if (!(await persist(update, after))) return undefined
    if (update.status !== 'retrying') deps.over(job)
    report(deps.onUpdate, after)
    const givenUp = update.status === 'failed' && update.lastError !== SUPERSEDED
    if (givenUp && successorOf(after, now()) === undefined) {
      const down = deps.isDown(job)
      report((failed) => deps.onFailed?.(failed, down), after)
    }
    return after
  }

  return { persist, conclude }
}
