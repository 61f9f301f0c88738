// Web Push to the browsers a person has switched it on in (RFC 8030). What is sent is sealed for that browser, so it may
// say everything its owner may read. A subscription the push service no longer knows is forgotten.

import type { Notification } from '../model/notification.ts'
import { DAY, type EpochMs, MINUTE, SECOND } from '../model/time.ts'
import type { Channel, RateLimit, Sent } from './channel.ts'
import { clipBytes } from './clip.ts'
import { type Answer, type Post, post, refusal } from './post.ts'

export type Subscription = Readonly<{ endpoint: string; p256dh: string; auth: string }>
export type Wish = Readonly<{ ttlSeconds: number; urgent: boolean; topic: string }>

export type PushDeps = Readonly<{
  fetch: Post
  now(): EpochMs
  subscriptions(personId: string): readonly Subscription[]
  /** Encrypts for one browser and signs as this gateway (RFC 8291, 8292). */
  seal(
    subscription: Subscription,
    payload: string,
    wish: Wish,
  ): Readonly<{ headers: Record<string, string>; body: Uint8Array<ArrayBuffer> }>
  /** The path under which the person can act without a login. */
  link?(notification: Notification): string | undefined
  /** The push service says that this browser is gone. */
  remove(endpoint: string): Promise<void>
  limit?: RateLimit
}>

export const PUSH_LIMIT: RateLimit = { perSecond: 50, burst: 100, concurrency: 16, timeoutMs: 10 * SECOND }
/** A sealed message holds 3,993 bytes (RFC 8291); the rest of it is short. */
const BODY_BYTES = 2_500
/** A call for help that arrives when it is long over only frightens. */
const EMERGENCY_TTL = 30 * MINUTE

/** What the service worker of the dashboard shows. */
export const pushPayload = ({ key, alertId, reason, message }: Notification, link?: string): string =>
  JSON.stringify({
    key,
    alertId,
    reason,
    severity: message.severity,
    title: message.title,
    body: clipBytes(message.body, BODY_BYTES),
    url: `/?alert=${alertId}`,
    ...(link === undefined ? {} : { link }),
  })

const wishFor = ({ alertId, emergency, message, gathers, createdAt }: Notification): Wish => ({
  ttlSeconds: (emergency ? EMERGENCY_TTL : DAY) / SECOND,
  urgent: message.severity === 'critical',
  // Of one alert only the newest waits for a phone that is off: a retraction replaces the call. A digest is nobody's
  // newer word.
  topic: gathers === undefined ? `alert-${alertId}` : `digest-${createdAt}`,
})

/** 404 and 410: the subscription has ended (RFC 8030 7.3). */
function classify(answer: Answer): Sent | 'gone' {
  if (answer.status === 404 || answer.status === 410) return 'gone'
  return refusal(answer) ?? { result: 'delivered', reached: 'accepted', receipt: `HTTP ${answer.status}` }
}

/** One browser is enough; what failed for another is of no use to anybody then. */
function together(results: readonly Sent[]): Sent {
  const first = (result: Sent['result']): Sent | undefined => results.find((sent) => sent.result === result)
  return (
    first('delivered') ??
    first('retry') ??
    first('rejected') ?? { result: 'rejected', reason: 'no phone has push switched on', about: 'address' }
  )
}

export function createPushChannel(deps: PushDeps): Channel {
  return {
    name: 'push',
    limit: deps.limit ?? PUSH_LIMIT,
    async send(notification, signal) {
      const payload = pushPayload(notification, deps.link?.(notification))
      const wish = wishFor(notification)
      const results = await Promise.all(
        deps.subscriptions(notification.address).map(async (subscription): Promise<Sent | 'gone'> => {
          const { headers, body } = deps.seal(subscription, payload, wish)
          const { fetch, now } = deps
          const posted = await post(subscription.endpoint, { fetch, headers, body, signal, now })
          if (!posted.ok) return posted.sent
          const sent = classify(posted.answer)
          if (sent === 'gone') await deps.remove(subscription.endpoint)
          return sent
        }),
      )
      return together(results.filter((sent) => sent !== 'gone'))
    },
  }
}
