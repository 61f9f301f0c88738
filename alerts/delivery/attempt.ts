// One send with a bound on its time: whatever the channel does, there is an answer. Decides nothing about retries.

import type { Channel, Sent } from '../channels/channel.ts'
import type { Notification } from '../model/notification.ts'
import type { Clock } from './dispatcher.ts'

/** Resolves with the channel's answer; a throw, and the end of the patience there is, count as a retry. */
export function attempt(
  channel: Channel,
  notification: Notification,
  within: Readonly<{
    clock: Clock
    /** The channel's own limit, or this where it is shorter. */
    withinMs: number
    /** When it is this one's turn to begin: at once for an emergency. */
    inTurn?(work: () => void): void
    /** How to cut it off from outside, while it runs. */
    aborts: Set<() => void>
    onError(error: unknown): void
  }>,
): Promise<Sent> {
  return new Promise((resolve) => {
    const controller = new AbortController()
    const end = (sent: Sent): void => {
      cancel()
      within.aborts.delete(abort)
      resolve(sent)
    }
    const abort = (): void => {
      controller.abort()
      end({ result: 'retry', reason: 'timeout' })
    }
    const cancel = within.clock.setTimer(Math.min(channel.limit.timeoutMs, within.withinMs), abort)
    within.aborts.add(abort)
    const fault = (error: unknown): void => {
      within.onError(error)
      end({ result: 'retry', reason: error instanceof Error ? error.message : String(error) })
    }
    const begin = (): void => {
      if (controller.signal.aborted) return
      try {
        channel.send(notification, controller.signal).then(end, fault)
      } catch (error) {
        fault(error)
      }
    }
    if (notification.emergency || within.inTurn === undefined) begin()
    else within.inTurn(begin)
  })
}
