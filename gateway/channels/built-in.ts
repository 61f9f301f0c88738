// The channels that need no account: the partners' webhooks, the bands, and the demo's phones.

import type { Channel } from '../../alerts/channels/channel.ts'
import type { DeskReceipt } from '../../alerts/channels/desk-receipt.ts'
import { createDownlinkChannel } from '../../alerts/channels/downlink.ts'
import { createPhonesChannel, type PhoneMessage } from '../../alerts/channels/phones.ts'
import { createWebhookChannel } from '../../alerts/channels/webhook.ts'
import type { Notification } from '../../alerts/model/notification.ts'
import type { Directory } from '../../alerts/model/people.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import type { Links } from '../links/links.ts'
import { commandTopic } from '../protocol/topics.ts'
import { hmacHex } from './hmac.ts'

export function createBuiltInChannels(deps: {
  /** The demo's phones; absent where there is no demo. */
  phones: PhoneMessage[] | undefined
  links: Links
  fetch: typeof fetch
  now(): EpochMs
  directory(): Directory
  /** The 120 desk has said in its answer that it has the card. */
  onReceipt(notification: Notification, receipt: DeskReceipt): Promise<boolean>
  /** To a band, by its device id. */
  publish(deviceId: string, payload: string | Buffer): Promise<'sent' | 'notAcknowledged' | 'notConnected'>
}): readonly Channel[] {
  const { phones, links, now } = deps
  const webhook = createWebhookChannel({
    fetch: deps.fetch,
    now,
    hmac: hmacHex,
    receipt: deps.onReceipt,
    target(notification) {
      const { address, recipient } = notification
      const target = deps.directory().partners.get(address)?.webhook
      if (target === undefined || recipient.kind !== 'person') return target
      const phone = deps.directory().people.get(recipient.id)?.phone
      const link = links.path(notification) && links.url(notification)
      return {
        ...target,
        ...(phone === undefined ? {} : { phone }),
        ...(link === undefined ? {} : { link }),
      }
    },
  })
  const downlink = createDownlinkChannel({
    now,
    topic: commandTopic,
    publish: async (topic, payload) =>
      (await deps.publish(topic.split('/')[2] ?? '', payload)) === 'sent' ? 'published' : 'notConnected',
  })
  const phone = phones && createPhonesChannel({ list: phones, now, link: links.path })
  return [...(phone === undefined ? [] : [phone]), webhook, downlink]
}
