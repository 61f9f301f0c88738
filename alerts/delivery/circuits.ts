// The breakers of all channels: which result counts for which, and who is told when one opens or closes. Knows
// neither queues nor alerts.

import type { Channel, Sent } from '../channels/channel.ts'
import type { Notification } from '../model/notification.ts'
import type { EpochMs } from '../model/time.ts'
import { admit, afterResult, type Breaker, CLOSED } from './breaker.ts'

/** A channel, or one address of it, that has gone down or come back. */
export type CircuitChange = Readonly<{
  name: string
  channel: string
  down: boolean
  at: EpochMs
  /** The last failure, in the channel's words. */
  reason: string
}>

export type Circuits = Readonly<{
  /** May a message that has another way still try this one? */
  admits(channel: Channel, notification: Notification): boolean
  noted(channel: Channel, notification: Notification, sent: Sent): void
  isDown(channel: Channel, notification: Notification): boolean
  states(): Readonly<Record<string, Breaker['state']>>
}>

/** Does a result say something about the channel as a whole? Success always does. */
function verdict(sent: Sent): boolean | undefined {
  switch (sent.result) {
    case 'delivered':
      return true
    case 'retry':
      return sent.about === 'address' ? undefined : false
    case 'rejected':
      return sent.about === 'channel' ? false : undefined
    case 'limited':
      return undefined
  }
}

export function createCircuits(
  deps: Readonly<{ now(): EpochMs; onChange?: ((change: CircuitChange) => void) | undefined }>,
): Circuits {
  const breakers = new Map<string, Breaker>()

  const nameOf = ({ name, circuit }: Channel, { address }: Notification): string | undefined =>
    circuit === 'none' ? undefined : circuit === 'address' ? `${name}:${address}` : name

  return {
    admits(channel, notification) {
      const name = nameOf(channel, notification)
      const before = name === undefined ? undefined : breakers.get(name)
      if (name === undefined || before === undefined) return true
      const { ok, breaker } = admit(before, deps.now())
      breakers.set(name, breaker)
      return ok
    },
    noted(channel, notification, sent) {
      const name = nameOf(channel, notification)
      const ok = verdict(sent)
      if (name === undefined || ok === undefined) return
      const before = breakers.get(name) ?? CLOSED
      const after = afterResult(before, ok, deps.now())
      breakers.set(name, after)
      const down = after.state !== 'closed'
      if (down === (before.state !== 'closed')) return
      const reason = sent.result === 'delivered' ? '' : sent.reason
      deps.onChange?.({ name, channel: channel.name, down, at: deps.now(), reason })
    },
    isDown(channel, notification) {
      const name = nameOf(channel, notification)
      return name !== undefined && (breakers.get(name)?.state ?? 'closed') !== 'closed'
    },
    states: () => Object.fromEntries([...breakers].map(([name, { state }]) => [name, state])),
  }
}
