// Which channels reach which recipient, where, and in which order. Knows the directory and the names of the channels
// that are on.

import type { Recipient, Way } from '../model/notification.ts'
import type { Directory, Partner, Person } from '../model/people.ts'

/** Channels this site runs, and whose phones have asked to be pushed to. */
export type ChannelBook = Readonly<{
  on: readonly string[]
  pushable?: (personId: string) => boolean
  /** The site lets software telephone the 120 desk, after a person's confirmation. */
  dialsDesk?: boolean
}>

export type Address = Way

type Where = Readonly<{
  directory: Directory
  channels: ChannelBook
  communityId: string
  /** A person has just confirmed the emergency, and the 120 desk may be telephoned for it. */
  dials?: boolean
}>
type Reach = (recipient: Recipient, where: Where) => string | undefined

/** The community's own message relay (its SMS or enterprise-chat platform), when it has one. */
function relayOf(directory: Directory, communityId: string): string | undefined {
  for (const partner of directory.partners.values()) {
    if (partner.kind !== 'webhook' || partner.webhook === undefined) continue
    if (communityId === '' || partner.communityId === communityId) return partner.id
  }
  return undefined
}

const personOf = ({ kind, id }: Recipient, { directory }: Where): Person | undefined =>
  kind === 'person' ? directory.people.get(id) : undefined
const partnerOf = ({ kind, id }: Recipient, { directory }: Where): Partner | undefined =>
  kind === 'partner' ? directory.partners.get(id) : undefined

/** What a person's own entry says: a group, a topic, an application. */
const listed =
  (field: 'wecom' | 'dingtalk' | 'feishu' | 'ntfy' | 'gotify'): Reach =>
  (recipient, where) =>
    personOf(recipient, where)?.[field]

/** A mobile number; short numbers and 400s take no text, and no software dials 120 [Aliyun callee formats]. */
const MOBILE = /^1[3-9]\d{9}$/
const CALLABLE = /^(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8})$/

/** In this order, unless a policy step or the person says another. Each answers with an address, or undefined. */
const REACHES: Readonly<Record<string, Reach>> = {
  phone: (recipient, where) => {
    if (recipient.kind === 'person') return personOf(recipient, where)?.phone ?? recipient.id
    const partner = partnerOf(recipient, where)
    return partner?.webhook === undefined ? partner?.phone : undefined
  },
  push: (recipient, { channels }) =>
    recipient.kind === 'person' && channels.pushable?.(recipient.id) === true ? recipient.id : undefined,
  sms: (recipient, where) => {
    const phone = personOf(recipient, where)?.phone
    return phone !== undefined && MOBILE.test(phone) ? phone : undefined
  },
  voice: (recipient, where) => {
    if (recipient.role === 'desk120')
      return where.channels.dialsDesk === true && where.dials === true
        ? partnerOf(recipient, where)?.phone?.replaceAll('-', '')
        : undefined
    const phone = personOf(recipient, where)?.phone
    return phone !== undefined && CALLABLE.test(phone) ? phone.replace('-', '') : undefined
  },
  ntfy: listed('ntfy'),
  gotify: listed('gotify'),
  wecom: listed('wecom'),
  dingtalk: listed('dingtalk'),
  feishu: listed('feishu'),
  webhook: (recipient, where) => {
    if (recipient.kind === 'partner')
      return partnerOf(recipient, where)?.webhook === undefined ? undefined : recipient.id
    return recipient.kind === 'person' ? relayOf(where.directory, where.communityId) : undefined
  },
  email: (recipient, where) => personOf(recipient, where)?.email ?? partnerOf(recipient, where)?.email,
  downlink: (recipient, { directory }) =>
    recipient.kind === 'device' && directory.devices.get(recipient.id)?.kind === 'band'
      ? recipient.id
      : undefined,
}

/** Names a policy, a person or the settings may use. */
export const CHANNEL_NAMES: readonly string[] = Object.keys(REACHES)

/**
 * Every usable way to a recipient, best first: by the step's preference, else the person's own, else the order above.
 * Empty = unreachable.
 */
export function waysTo(
  recipient: Recipient,
  where: Where & Readonly<{ preferred?: readonly string[] }>,
): readonly Way[] {
  const order = where.preferred ?? personOf(recipient, where)?.channels ?? CHANNEL_NAMES
  return [...new Set(order)].flatMap((channel) => {
    if (!where.channels.on.includes(channel)) return []
    const address = REACHES[channel]?.(recipient, where)
    return address === undefined ? [] : [{ channel, address }]
  })
}

/** The first usable way; undefined = unreachable. */
export const addressFor = (
  recipient: Recipient,
  where: Where & Readonly<{ preferred?: readonly string[] }>,
): Way | undefined => waysTo(recipient, where)[0]
