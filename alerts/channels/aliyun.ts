// What Aliyun's SMS and voice calls have in common: one signed request, the short values a template takes, the quota of
// one telephone, and what the answer's code means. Which parameters carry it is each channel's own.

import type { Notification, NotificationReason } from '../model/notification.ts'
import type { Locale } from '../model/people.ts'
import { DAY, type EpochMs, HOUR, MINUTE, SECOND } from '../model/time.ts'
import { type AliyunKey, type Digest, signAliyun } from './aliyun-signature.ts'
import type { Channel, RateLimit, Sent } from './channel.ts'
import { clipCharacters } from './clip.ts'
import { type Answer, GARBAGE, type Post, post, readJson, refusal } from './post.ts'
import { createCounter, type Quota } from './quota.ts'

export type AliyunDeps = Readonly<{
  fetch: Post
  digest: Digest
  now(): EpochMs
  /** A text never used before. */
  nonce(): string
  key: AliyunKey
  /** `https://dysmsapi.aliyuncs.com` or a region's own. */
  endpoint: string
  /** When this telephone was sent something before this process began, from the outbox. */
  past(address: string, since: EpochMs): Promise<readonly EpochMs[]>
  limit?: RateLimit
}>

export type AliyunDialect = Readonly<{
  name: 'sms' | 'voice'
  action: string
  quota: Quota
  query(notification: Notification): Readonly<Record<string, string>>
  /** The field of the answer that names what was sent. */
  receipt: string
}>

export const ALIYUN_LIMIT: RateLimit = { perSecond: 20, burst: 40, concurrency: 8, timeoutMs: 10 * SECOND }
const VERSION = '2017-05-25'
/** Template variables take short values only, no brackets; of a link the end, after an address that the template fixes. */
const VALUE_LENGTH = 20

/** What a template may name. `number` is `id` under a name that every provider admits. */
export const TEMPLATE_VARIABLES = ['state', 'who', 'what', 'place', 'id', 'number', 'link'] as const
export type TemplateVariable = (typeof TEMPLATE_VARIABLES)[number]
export const USUAL_VARIABLES: readonly TemplateVariable[] = ['state', 'who', 'what', 'place', 'id']

const STATES: Readonly<Record<Locale, Readonly<Record<NotificationReason, string>>>> = {
  'zh-CN': {
    raised: '新告警',
    escalated: '无人接警',
    updated: '告警更新',
    confirmed: '已有人处理',
    withdrawn: '告警撤回',
    resolved: '告警办结',
  },
  en: {
    raised: 'New alert',
    escalated: 'Unanswered',
    updated: 'Update',
    confirmed: 'Taken on',
    withdrawn: 'Withdrawn',
    resolved: 'Closed',
  },
}

/** The first word of what asks nobody to act. */
const NOTICE: Readonly<Record<Locale, string>> = { 'zh-CN': '值班通知', en: 'Duty notice' }

const short = (text: string): string => {
  const plain = text
    .replace(/[\p{Cc}【】[\]{}<>$]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return plain === '' ? '—' : clipCharacters(plain, VALUE_LENGTH)
}

/** The values of the variables that the template names, and no others. Never a measured value. */
export function templateValues(
  { alertId, reason, recipient, message }: Notification,
  names: readonly TemplateVariable[] = USUAL_VARIABLES,
  link = '',
): string {
  const { brief } = message
  const values: Readonly<Record<TemplateVariable, string>> = {
    state: message.isNotice ? NOTICE[recipient.locale] : STATES[recipient.locale][reason],
    who: short(brief?.who ?? ''),
    what: short(brief?.what ?? ''),
    place: short(brief?.where ?? ''),
    id: String(alertId),
    number: String(alertId),
    // An empty value is refused; this one leads to a page that says what to do instead.
    link: link === '' ? '0' : link,
  }
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, values[name]])))
}

/** What a template for answers may name: `answer` and `number`. */
export const answerValues = ({ alertId, message }: Notification): string =>
  JSON.stringify({ number: String(alertId), answer: short(message.brief?.answer ?? '') })

/** "触发小时级流控Permits:5": which window is full, so how long it lasts at most. */
const pauseIn = (message: string): number =>
  message.includes('天级') ? DAY : message.includes('分钟级') ? MINUTE : HOUR

/** Codes about the telephone and nothing else. */
const OF_ADDRESS =
  /^isv\.(?:MOBILE_NUMBER_ILLEGAL|INVALID_PARAMETERS_NUMBER|BLACK_KEY_CONTROL_LIMIT|TTS_CALLED)/
const IN_TROUBLE = /^(?:isp\.|Throttling|ServiceUnavailable|InternalError)/

export function classifyAliyun(answer: Answer, receiptField: string): Sent {
  const body = readJson(answer)
  const code = body?.Code
  if (typeof code !== 'string') return refusal(answer) ?? GARBAGE
  const words = typeof body?.Message === 'string' ? body.Message.slice(0, 120) : ''
  const reason = `${code} ${words}`.trim()
  const receipt = body?.[receiptField]
  if (code === 'OK')
    return { result: 'delivered', reached: 'accepted', receipt: typeof receipt === 'string' ? receipt : 'OK' }
  if (code === 'isv.BUSINESS_LIMIT_CONTROL') return { result: 'limited', reason, afterMs: pauseIn(words) }
  if (IN_TROUBLE.test(code) || answer.status >= 500)
    return {
      result: 'retry',
      reason,
      ...(answer.retryAfterMs === undefined ? {} : { afterMs: answer.retryAfterMs }),
    }
  return { result: 'rejected', reason, about: OF_ADDRESS.test(code) ? 'address' : 'channel' }
}

export function createAliyunChannel(dialect: AliyunDialect, deps: AliyunDeps): Channel {
  const counter = createCounter(dialect.quota)
  const host = new URL(deps.endpoint).host

  /** What the outbox remembers counts, or a restart would be a way around the quota. */
  const remember = async (address: string): Promise<void> => {
    if (counter.knows(address)) return
    const past = await deps.past(address, deps.now() - DAY)
    if (!counter.knows(address)) counter.recall(address, past)
  }

  return {
    name: dialect.name,
    limit: deps.limit ?? ALIYUN_LIMIT,
    async send(notification, signal) {
      const { address } = notification
      await remember(address)
      const over = counter.take(address, deps.now())
      if (over !== undefined) return { result: 'limited', ...over }
      const { headers, query } = signAliyun(
        {
          host,
          action: dialect.action,
          version: VERSION,
          // The provider gives it back with its receipts; it knows nothing of our keys beyond.
          query: { ...dialect.query(notification), OutId: notification.key },
          now: deps.now(),
          nonce: deps.nonce(),
        },
        deps.key,
        deps.digest,
      )
      const { fetch, now } = deps
      const posted = await post(`${deps.endpoint}/?${query}`, { fetch, headers, body: '', signal, now })
      return posted.ok ? classifyAliyun(posted.answer, dialect.receipt) : posted.sent
    },
  }
}
