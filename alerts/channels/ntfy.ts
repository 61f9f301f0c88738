// ntfy: a push to everyone who subscribed to a topic; runs on a machine of the site's own, without any account. JSON to
// the server's root, priority 1 to 5, a link to open [docs.ntfy.sh/publish].

import type { Severity } from '../model/alert.ts'
import type { Notification } from '../model/notification.ts'
import { type EpochMs, SECOND } from '../model/time.ts'
import type { Channel, RateLimit } from './channel.ts'
import { clipBytes } from './clip.ts'
import { type Post, post, readJson, refusal } from './post.ts'

export type NtfyDeps = Readonly<{
  fetch: Post
  now(): EpochMs
  server: string
  token?: string
  /** Where the person can act on it, or at least read it. */
  link(notification: Notification): string | undefined
  limit?: RateLimit
}>

export const NTFY_LIMIT: RateLimit = { perSecond: 10, burst: 30, concurrency: 4, timeoutMs: 10 * SECOND }
/** Longer messages become attachments, which nobody opens at night. */
export const NTFY_TEXT_BYTES = 4_096
const PRIORITY: Readonly<Record<Severity, number>> = { info: 2, warning: 4, critical: 5 }
const TAG: Readonly<Record<Severity, string>> = {
  info: 'information_source',
  warning: 'warning',
  critical: 'rotating_light',
}

export function createNtfyChannel(deps: NtfyDeps): Channel {
  return {
    name: 'ntfy',
    limit: deps.limit ?? NTFY_LIMIT,
    async send(notification, signal) {
      const { address, message, reason } = notification
      const click = deps.link(notification)
      const over = reason === 'withdrawn' || reason === 'resolved'
      const posted = await post(deps.server, {
        fetch: deps.fetch,
        headers: {
          'Content-Type': 'application/json; charset=utf-8',
          ...(deps.token === undefined ? {} : { Authorization: `Bearer ${deps.token}` }),
        },
        body: JSON.stringify({
          topic: address,
          title: message.title,
          message: clipBytes(message.body, NTFY_TEXT_BYTES),
          priority: over ? PRIORITY.info : PRIORITY[message.severity],
          tags: [over ? 'white_check_mark' : TAG[message.severity]],
          ...(click === undefined ? {} : { click }),
        }),
        signal,
        now: deps.now,
      })
      if (!posted.ok) return posted.sent
      const refused = refusal(posted.answer)
      if (refused !== undefined) return refused
      const id = readJson(posted.answer)?.id
      return typeof id === 'string'
        ? { result: 'delivered', receipt: id }
        : { result: 'retry', reason: 'unreadable answer' }
    },
  }
}
