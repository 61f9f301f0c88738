// Gotify: a push to the phones of one application on a server of the site's own. Token in a header, priority 0 to 10, a
// link to open [gotify.net/docs/pushmsg, msgextras].

import type { Severity } from '../model/alert.ts'
import type { Notification } from '../model/notification.ts'
import { type EpochMs, SECOND } from '../model/time.ts'
import type { Channel, RateLimit } from './channel.ts'
import { type Post, post, readJson, refusal } from './post.ts'

export type GotifyDeps = Readonly<{
  fetch: Post
  now(): EpochMs
  server: string
  /** The application's token, by the name people's entries use. */
  token(application: string): string | undefined
  /** Where the person can act on it, or at least read it. */
  link(notification: Notification): string | undefined
  limit?: RateLimit
}>

export const GOTIFY_LIMIT: RateLimit = { perSecond: 10, burst: 30, concurrency: 4, timeoutMs: 10 * SECOND }
/** From 8 on the app makes a sound whatever the phone is set to. */
const PRIORITY: Readonly<Record<Severity, number>> = { info: 2, warning: 6, critical: 10 }

export function createGotifyChannel(deps: GotifyDeps): Channel {
  return {
    name: 'gotify',
    limit: deps.limit ?? GOTIFY_LIMIT,
    async send(notification, signal) {
      const { address, message, reason } = notification
      const token = deps.token(address)
      if (token === undefined)
        return { result: 'rejected', reason: `no application ${address} in the settings`, about: 'channel' }
      const url = deps.link(notification)
      const over = reason === 'withdrawn' || reason === 'resolved'
      const posted = await post(`${deps.server.replace(/\/$/, '')}/message`, {
        fetch: deps.fetch,
        headers: { 'Content-Type': 'application/json; charset=utf-8', 'X-Gotify-Key': token },
        body: JSON.stringify({
          title: message.title,
          message: message.body,
          priority: over ? PRIORITY.info : PRIORITY[message.severity],
          ...(url === undefined ? {} : { extras: { 'client::notification': { click: { url } } } }),
        }),
        signal,
        now: deps.now,
      })
      if (!posted.ok) return posted.sent
      const refused = refusal(posted.answer)
      if (refused !== undefined) return refused
      const id = readJson(posted.answer)?.id
      return typeof id === 'number'
        ? { result: 'delivered', receipt: String(id) }
        : { result: 'retry', reason: 'unreadable answer' }
    },
  }
}
