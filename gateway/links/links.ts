// Which messages carry a link that acts, and what such a link is. It goes to one person and to nobody else: what is
// posted to a group, or to an address several people share, leads to the login instead.

import type { Notification, NotificationReason, ReportRef } from '../../alerts/model/notification.ts'
import type { Directory, Person } from '../../alerts/model/people.ts'
import { type EpochMs, HOUR } from '../../alerts/model/time.ts'
import { type Claims, LINK_ACTS, markPeople, mint, open } from './token.ts'

/** An emergency that is two hours old is answered by telephone, not by an old message. */
export const CRITICAL_FOR = 2 * HOUR
export const OTHERS_FOR = 24 * HOUR

/** When it is over there is nothing left to take on. */
const OVER: ReadonlySet<NotificationReason> = new Set(['withdrawn', 'resolved'])
/** Where the address alone says whose telephone it is. */
const OF_ONE_PERSON: ReadonlySet<string> = new Set(['sms', 'push', 'phone', 'webhook'])
/** Addresses that may be shared, and where people's entries name them. */
const ADDRESSES: Readonly<Record<string, (person: Person) => string | undefined>> = {
  email: ({ email }) => email,
  ntfy: ({ ntfy }) => ntfy,
  gotify: ({ gotify }) => gotify,
}

export type Links = Readonly<{
  /** `/l/…` for the one person this message is for; undefined where it must not, or need not, act. */
  path(notification: Notification): string | undefined
  /** The token alone. */
  token(notification: Notification): string | undefined
  /** With the site's address: to act for one person, else to the board; undefined where the site has none. */
  url(notification: Notification): string | undefined
  /** The board, where whoever reads it logs in. */
  board(alertId: number): string | undefined
  open(token: string): Claims | undefined
}>

/** Does this channel bring it to that person alone? */
function isPersonal({ recipient, channel, address }: Notification, directory: Directory): boolean {
  if (recipient.kind !== 'person' || !directory.people.has(recipient.id)) return false
  if (OF_ONE_PERSON.has(channel)) return true
  const addressOf = ADDRESSES[channel]
  if (addressOf === undefined) return false
  return [...directory.people.values()].every(
    (person) => person.id === recipient.id || addressOf(person) !== address,
  )
}

/** The page of a report, of the community it is about. */
const reportPath = ({ name, communityId }: ReportRef): string =>
  `/reports/${name}?community=${encodeURIComponent(communityId)}`

export const expiryOf = ({ createdAt, message }: Notification): EpochMs =>
  createdAt + (message.severity === 'critical' ? CRITICAL_FOR : OTHERS_FOR)

export function createLinks(
  deps: Readonly<{ key: Buffer; directory(): Directory; publicUrl: string | undefined }>,
): Links {
  const { key, directory } = deps
  const base = deps.publicUrl?.replace(/\/$/, '')
  const marks = new WeakMap<Directory, ReturnType<typeof markPeople>>()
  const people = (): ReturnType<typeof markPeople> => {
    const now = directory()
    const known = marks.get(now) ?? markPeople(key, now)
    marks.set(now, known)
    return known
  }
  const token: Links['token'] = (notification) => {
    const { alertId, reason, recipient, key: messageKey } = notification
    // A digest is about many: nobody takes them all on with one tap. A report asks for nothing.
    if (notification.gathers !== undefined || OVER.has(reason)) return undefined
    if (notification.message.report !== undefined) return undefined
    if (notification.message.isNotice) return undefined
    if (!isPersonal(notification, directory())) return undefined
    const expiresAt = expiryOf(notification)
    return mint(key, { alertId, personId: recipient.id, acts: LINK_ACTS, expiresAt, messageKey })
  }
  const path: Links['path'] = (notification) => {
    const signed = token(notification)
    return signed === undefined ? undefined : `/l/${signed}`
  }
  const board: Links['board'] = (alertId) => (base === undefined ? undefined : `${base}/?alert=${alertId}`)
  return {
    token,
    path,
    board,
    url(notification) {
      const { report } = notification.message
      if (report !== undefined) return base && `${base}${reportPath(report)}`
      if (notification.message.isNotice) return base === undefined ? undefined : `${base}/roster`
      const own = path(notification)
      return base === undefined || own === undefined ? board(notification.alertId) : `${base}${own}`
    },
    open: (signed) => open(key, signed, people()),
  }
}
