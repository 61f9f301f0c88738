// The wristband: a command on the band's own downlink topic. "Help is coming" is sent only when a person has said
// so; everything else is shown as text. Knows neither the broker nor the topic's spelling.

import type { Notification } from '../model/notification.ts'
import type { EpochMs } from '../model/time.ts'
import type { Channel, RateLimit } from './channel.ts'

/** The gateway protocol's command payload. */
export type BandCommand = Readonly<{
  id: string
  command: 'helpIsComing' | 'show'
  text: string
  sentAt: EpochMs
}>

export type DownlinkDeps = Readonly<{
  /** `v1/bands/{deviceId}/commands` */
  topic(deviceId: string): string
  /** Resolves with whether a connected band was there to take it. */
  publish(topic: string, payload: string): Promise<'published' | 'notConnected'>
  now(): EpochMs
  limit?: RateLimit
}>

export const DOWNLINK_LIMIT: RateLimit = { perSecond: 100, burst: 200, concurrency: 32, timeoutMs: 10_000 }
/** A band that is away comes back with its next keep-alive; asking more often changes nothing. */
const NOT_CONNECTED_MS = 15_000
/** The protocol's limit for what a band's display holds. */
const TEXT_LIMIT = 60

export function bandCommand(notification: Notification, sentAt: EpochMs): BandCommand {
  return {
    id: notification.key,
    // The wearer is sent `confirmed` when, and only when, a person has taken the call on.
    command: notification.reason === 'confirmed' ? 'helpIsComing' : 'show',
    text: [...notification.message.body].slice(0, TEXT_LIMIT).join(''),
    sentAt,
  }
}

export function createDownlinkChannel(deps: DownlinkDeps): Channel {
  return {
    name: 'downlink',
    // A band that is away says nothing about the others.
    circuit: 'none',
    limit: deps.limit ?? DOWNLINK_LIMIT,
    async send(notification) {
      const payload = JSON.stringify(bandCommand(notification, deps.now()))
      const outcome = await deps.publish(deps.topic(notification.address), payload)
      return outcome === 'published'
        ? { result: 'delivered', receipt: 'published' }
        : { result: 'retry', reason: 'band not connected', afterMs: NOT_CONNECTED_MS }
    },
  }
}
