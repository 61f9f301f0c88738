// What comes back about messages: a phone or a band that got one, one that was given up, an answer to whoever wrote to
// us. Each is on disk before anybody sees it.

import type { CircuitChange } from '../alerts/delivery/circuits.ts'
import type { Alert, Finding } from '../alerts/model/alert.ts'
import type { Notification, Reached } from '../alerts/model/notification.ts'
import type { SubjectKey } from '../alerts/model/people.ts'
import type { EpochMs } from '../alerts/model/time.ts'
import type { Catalogue } from '../alerts/rules/compile.ts'
import { channelTrouble, deliveryFailed } from './delivery-failed.ts'
import type { World } from './ingest/world.ts'
import { proofEffects } from './record/proofs.ts'
import type { CommitFailure } from './storage/commit-lane.ts'
import type { Proven, StoreEffect } from './storage/effects.ts'

export type Delivered = ReturnType<typeof createDelivered>

export function createDelivered(deps: {
  world: World
  now(): EpochMs
  catalogue(): Catalogue
  write(effects: readonly StoreEffect[]): Promise<CommitFailure | undefined>
  raise(finding: Finding, now: EpochMs): Promise<CommitFailure | undefined>
  stored: Readonly<{
    alert(id: number): Promise<Alert | undefined>
    notification(key: string): Promise<Notification | undefined>
    notificationsUnder(key: string): Promise<readonly Notification[]>
  }>
  /** How far a message has come, for whoever watches. */
  onProgress(notification: Notification): void
  onQueued(notifications: readonly Notification[]): void
  onProven(proven: readonly Proven[]): void
}) {
  const { world, now, catalogue, write, stored } = deps

  /** What a phone or a band says of a message it got; false when the store refused. */
  const received = async (
    key: string,
    reached: Reached,
    also: readonly StoreEffect[] = [],
  ): Promise<boolean> => {
    const failure = await write([{ type: 'receipt', key, reached }, ...also])
    for (const one of failure ? [] : await stored.notificationsUnder(key)) deps.onProgress(one)
    return failure === undefined
  }

  return {
    received,

    /** A band names a message of its own; anybody else's is not its to speak of. */
    async shownBy(subject: SubjectKey, key: string): Promise<void> {
      const { recipient } = (await stored.notification(key).catch(() => undefined)) ?? {}
      if (recipient?.kind !== 'device' || recipient.id !== world.registry.deviceOf(subject)) return
      const proven = [{ what: 'band', id: recipient.id, at: now() }] as const
      if (await received(key, 'delivered', proofEffects(proven))) deps.onProven(proven)
    },

    /** Of a person's own message only; anything else is taken as said and does nothing. */
    async receivedBy({
      personId,
      key,
      reached,
    }: Readonly<{ personId: string; key: string; reached: Reached }>): Promise<boolean> {
      const [first] = await stored.notificationsUnder(key)
      const own = first?.recipient.kind === 'person' && first.recipient.id === personId
      return own ? received(key, reached) : true
    },

    /** Sends what no alert tells: the answer to somebody's SMS. */
    async send(answer: Notification): Promise<void> {
      const failure = await write([{ type: 'notification', notification: answer }])
      if (failure === undefined) deps.onQueued([answer])
    },

    /** A message that was given up is an alert. */
    async failed(notification: Notification): Promise<void> {
      const about = world.visibleAlert(notification.alertId) ?? (await stored.alert(notification.alertId))
      const finding = deliveryFailed(notification, { now: now(), catalogue: catalogue(), about })
      const failure = finding && (await deps.raise(finding, now()))
      if (failure) throw new Error(failure.message)
    },

    /** So is a channel that is down, until it works again. */
    async circuitChanged(change: CircuitChange): Promise<void> {
      const finding = channelTrouble(change, catalogue())
      const failure = finding && (await deps.raise(finding, now()))
      if (failure) throw new Error(failure.message)
    },
  }
}
