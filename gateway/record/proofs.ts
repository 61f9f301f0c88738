// What of each band was last seen to work: a press that reached a person, a message the band has shown. Memory over the
// rows of the store; the writes go with the very commit they are proven by.

import type { Alert } from '../../alerts/model/alert.ts'
import type { Notification } from '../../alerts/model/notification.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import { TEST_RULE } from '../../alerts/response/test-press.ts'
import type { DeliveryUpdate } from '../../alerts/store.ts'
import type { BandProof } from '../http/ports-proven.ts'
import type { Proven, StoreEffect } from '../storage/effects.ts'

export type Proofs = Readonly<{
  band(deviceId: string): BandProof | undefined
  /** What a delivery proves, to be written with it. */
  ofDelivery(
    told: Readonly<{ update: DeliveryUpdate; notification: Notification; at: EpochMs }>,
    alert: Alert | undefined,
  ): readonly Proven[]
  /** After the commit. */
  noted(proven: readonly Proven[]): void
}>

export const proofEffects = (proven: readonly Proven[]): readonly StoreEffect[] =>
  proven.map((each) => ({ type: 'proven', proven: each }))

export function createProofs(
  deps: Readonly<{ remembered: readonly Proven[]; onProven(deviceId: string): void }>,
): Proofs {
  const known = new Map<string, Partial<Record<'press' | 'band', EpochMs>>>()
  const keep = ({ what, id, at }: Proven): boolean => {
    if (what !== 'press' && what !== 'band') return false
    known.set(id, { ...known.get(id), [what]: at })
    return true
  }
  for (const proven of deps.remembered) keep(proven)

  return {
    band(deviceId) {
      const { press = 0, band = 0 } = known.get(deviceId) ?? {}
      if (press === 0 && band === 0) return undefined
      return press >= band ? { at: press, by: 'press' } : { at: band, by: 'band' }
    },
    ofDelivery({ update, notification, at }, alert) {
      if (update.status !== 'delivered' || notification.recipient.kind !== 'person') return []
      if (alert?.ruleId !== TEST_RULE || alert.deviceId === '') return []
      // The first person who is told of a press proves it; the others say nothing new.
      if ((known.get(alert.deviceId)?.press ?? 0) >= alert.receivedAt) return []
      return [{ what: 'press', id: alert.deviceId, at, tookMs: Math.max(0, at - alert.receivedAt) }]
    },
    noted(proven) {
      for (const each of proven) if (keep(each)) deps.onProven(each.id)
    },
  }
}

/** Every channel that is on, and every one that ever took a message; the longest unproven first. */
export function channelProofs(
  on: readonly string[],
  proven: readonly Proven[],
): readonly Readonly<{ channel: string; isOn: boolean; at: EpochMs | null }>[] {
  const last = new Map(proven.flatMap(({ what, id, at }) => (what === 'channel' ? [[id, at] as const] : [])))
  return [...new Set([...on, ...last.keys()])]
    .map((channel) => ({ channel, isOn: on.includes(channel), at: last.get(channel) ?? null }))
    .sort((a, b) => (a.at ?? 0) - (b.at ?? 0))
}
