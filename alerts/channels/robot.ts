// What the group robots of WeCom, DingTalk and Feishu have in common: one POST to a group's own address, a quota per
// group, an answer of HTTP 200 with a code in it. What the request looks like and what the codes mean differs.

import type { Notification } from '../model/notification.ts'
import { type EpochMs, MINUTE, SECOND } from '../model/time.ts'
import type { Channel, RateLimit, Sent } from './channel.ts'
import { chatText } from './chat-text.ts'
import { GARBAGE, type Post, post, readJson, refusal } from './post.ts'
import { createCounter, type Quota } from './quota.ts'

/** A group as the settings name it. The address holds the robot's key: it is a secret. */
export type RobotGroup = Readonly<{ url: string; secret?: string }>

export type RobotDeps = Readonly<{
  fetch: Post
  /** HMAC-SHA256, as base64. */
  hmac(key: string, text: string): string
  now(): EpochMs
  /** Looked up at every send: a changed key takes effect on the next attempt. */
  group(name: string): RobotGroup | undefined
  link(alertId: number): string | undefined
  /** The telephone of the person it is for, who is mentioned where the robot can. */
  mention(notification: Notification): string | undefined
  limit?: RateLimit
}>

export type RobotRequest = Readonly<{ url: string; body: object }>
export type RobotDialect = Readonly<{
  name: string
  quota: Quota
  request(
    group: RobotGroup,
    message: Readonly<{ text: string; mention: string | undefined }>,
    sign: Pick<RobotDeps, 'hmac' | 'now'>,
  ): RobotRequest
  /** Of a readable answer with HTTP 200. */
  classify(answer: Readonly<Record<string, unknown>>): Sent
}>

export const ROBOT_LIMIT: RateLimit = { perSecond: 20, burst: 20, concurrency: 4, timeoutMs: 10 * SECOND }
export const TWENTY_A_MINUTE: Quota = [{ most: 20, withinMs: MINUTE, called: '20 messages a minute' }]

/** The provider's own words, shortened: they say what is wrong better than a number does. */
export const codeText = (code: unknown, words: unknown): string =>
  `${String(code)}${typeof words === 'string' && words !== '' ? ` ${words.slice(0, 120)}` : ''}`

export function createRobotChannel(dialect: RobotDialect, deps: RobotDeps): Channel {
  const counter = createCounter(dialect.quota)
  return {
    name: dialect.name,
    circuit: 'address',
    limit: deps.limit ?? ROBOT_LIMIT,
    async send(notification, signal) {
      const group = deps.group(notification.address)
      if (group === undefined)
        return {
          result: 'rejected',
          reason: `no group ${notification.address} in the settings`,
          about: 'channel',
        }
      const over = counter.take(notification.address, deps.now())
      if (over !== undefined) return { result: 'limited', ...over }
      const message = {
        text: chatText(notification, deps.link(notification.alertId)),
        mention: deps.mention(notification),
      }
      const { url, body } = dialect.request(group, message, deps)
      const posted = await post(url, {
        fetch: deps.fetch,
        headers: { 'Content-Type': 'application/json; charset=utf-8' },
        body: JSON.stringify(body),
        signal,
        now: deps.now,
      })
      if (!posted.ok) return posted.sent
      const refused = refusal(posted.answer)
      if (refused !== undefined) return refused
      const answer = readJson(posted.answer)
      return answer === undefined ? GARBAGE : dialect.classify(answer)
    },
  }
}
