// Which channel reaches which recipient, and where. Knows the directory and the names of the channels that are on.

import type { Recipient } from '../model/notification.ts'
import type { Directory } from '../model/people.ts'

/** Names of the channels this site runs: `phone` (demo), `webhook`, `downlink`. */
export type ChannelBook = Readonly<{ on: readonly string[] }>

export type Address = Readonly<{ channel: string; address: string }>

type Reach = (recipient: Recipient, directory: Directory, communityId: string) => string | undefined

/** The community's own message relay (its SMS or enterprise-chat platform), when it has one. */
function relayOf(directory: Directory, communityId: string): string | undefined {
  for (const partner of directory.partners.values()) {
    if (partner.kind !== 'webhook' || partner.webhook === undefined) continue
    if (communityId === '' || partner.communityId === communityId) return partner.id
  }
  return undefined
}

/** In this order, unless a policy step names another. Each answers with an address, or undefined. */
const REACHES: Readonly<Record<string, Reach>> = {
  phone: (recipient, directory) => {
    if (recipient.kind === 'person') return directory.people.get(recipient.id)?.phone ?? recipient.id
    const partner = recipient.kind === 'partner' ? directory.partners.get(recipient.id) : undefined
    return partner?.webhook === undefined ? partner?.phone : undefined
  },
  webhook: (recipient, directory, communityId) => {
    if (recipient.kind === 'partner')
      return directory.partners.get(recipient.id)?.webhook === undefined ? undefined : recipient.id
    return recipient.kind === 'person' ? relayOf(directory, communityId) : undefined
  },
  downlink: (recipient, directory) =>
    recipient.kind === 'device' && directory.devices.get(recipient.id)?.kind === 'band'
      ? recipient.id
      : undefined,
}

/** The first usable channel, by the step's preference or else by the order above; undefined = unreachable. */
export function addressFor(
  recipient: Recipient,
  where: Readonly<{
    directory: Directory
    channels: ChannelBook
    communityId: string
    preferred?: readonly string[]
  }>,
): Address | undefined {
  for (const channel of where.preferred ?? Object.keys(REACHES)) {
    if (!where.channels.on.includes(channel)) continue
    const address = REACHES[channel]?.(recipient, where.directory, where.communityId)
    if (address !== undefined) return { channel, address }
  }
  return undefined
}
