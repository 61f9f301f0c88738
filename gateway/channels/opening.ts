// Every channel that this site has, ready to send: those that need no account, those of the settings, and the phones that
// asked to be pushed to. What a start reads of them is read here.

import type { Channel } from '../../alerts/channels/channel.ts'
import { PHONES_KEPT, type PhoneMessage, toPhone } from '../../alerts/channels/phones.ts'
import type { Config } from '../config.ts'
import type { Links } from '../links/links.ts'
import type { StoreEffect } from '../storage/effects.ts'
import type { ReadingRoom } from '../storage/reading-room.ts'
import { createBuiltInChannels } from './built-in.ts'
import { createChannels } from './channels.ts'
import { createSubscriptions } from './subscriptions.ts'
import { openVapidKeys } from './vapid.ts'

type BuiltIn = Parameters<typeof createBuiltInChannels>[0]

export async function openChannels(
  deps: Pick<BuiltIn, 'fetch' | 'now' | 'directory' | 'onReceipt' | 'publish'> &
    Readonly<{
      config: Pick<Config, 'demo' | 'channels' | 'dataFolder'>
      links: Links
      reading: ReadingRoom
      write(effects: readonly StoreEffect[]): Promise<unknown>
    }>,
) {
  const { config, links, reading, now, directory } = deps
  const phones: PhoneMessage[] | undefined = config.demo ? await sentToPhones(reading, links) : undefined
  const subscriptions = createSubscriptions({
    stored: await reading.subscriptions(null),
    write: deps.write,
    now,
  })
  const vapid = config.channels.push && openVapidKeys(config.dataFolder)
  const ofSettings = createChannels({
    settings: config.channels,
    links,
    fetch: deps.fetch,
    now,
    directory,
    pastSends: reading.pastSends,
    reportTable: reading.reportTable,
    subscriptions,
    vapid,
  })
  const channels: readonly Channel[] = [
    ...createBuiltInChannels({ ...deps, phones, links }),
    ...ofSettings.channels,
  ]
  return {
    channels,
    /** What the demo's phones show, newest last; absent where there is no demo. */
    phones,
    subscriptions,
    vapid,
    close: ofSettings.close,
  }
}

/** The demo's phones keep what they were sent before a restart. */
async function sentToPhones(reading: ReadingRoom, links: Links): Promise<PhoneMessage[]> {
  const sent = await reading.deliveredBy({ channel: 'phone', limit: PHONES_KEPT })
  return sent.map((notification) =>
    toPhone(notification, notification.settledAt ?? notification.createdAt, links.path(notification)),
  )
}
