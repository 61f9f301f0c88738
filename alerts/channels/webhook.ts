// The signed webhook: one POST of JSON to a partner or to the community's message relay. The receiver checks
// X-Shouwang-Signature = hex HMAC-SHA256(secret, `${timestamp}.${body}`) and drops keys it has seen.

import type { Notification } from '../model/notification.ts'
import type { EpochMs } from '../model/time.ts'
import type { Channel, RateLimit, Sent } from './channel.ts'
import { type DeskReceipt, readDeskReceipt } from './desk-receipt.ts'
import { networkReason, type Post, retryAfterMs } from './post.ts'

export type WebhookTarget = Readonly<{
  url: string
  secret: string
  /** Where a relay should pass the message on to: the recipient's own phone number. */
  phone?: string
  /** Where that person can act without a login: to be passed on with the text. */
  link?: string
}>

export type WebhookDeps = Readonly<{
  fetch: Post
  /** Lower-case hex of HMAC-SHA256. */
  hmac(secret: string, text: string): string | Promise<string>
  now(): EpochMs
  /** Looked up at every send, so that a changed address or secret takes effect on the next attempt. */
  target(notification: Notification): WebhookTarget | undefined
  /**
   * What a 120 desk said in its answer, to be on disk before the message counts as delivered. False: it could not be
   * stored, and the same message, under the same key, will bring the same answer.
   */
  receipt?(notification: Notification, receipt: DeskReceipt): Promise<boolean>
  limit?: RateLimit
}>

export const WEBHOOK_LIMIT: RateLimit = { perSecond: 50, burst: 200, concurrency: 16, timeoutMs: 10_000 }

/** Answers longer than this are not read to the end just to keep the connection. */
const SHORT_ANSWER = 65_536
const TRY_AGAIN = new Set([408, 425, 429])

/** The body: the same bytes at every attempt. Times are epoch milliseconds. */
export function webhookBody(
  notification: Notification,
  { phone, link }: Pick<WebhookTarget, 'phone' | 'link'> = {},
): string {
  const { key, alertId, step, reason, emergency, createdAt, recipient, message, gathers } = notification
  return JSON.stringify({
    version: 1,
    key,
    alertId,
    step,
    reason,
    emergency,
    createdAt,
    recipient: {
      kind: recipient.kind,
      id: recipient.id,
      name: recipient.name,
      role: recipient.role,
      ...(phone === undefined ? {} : { phone }),
    },
    severity: message.severity,
    title: message.title,
    body: message.body,
    ...(link === undefined ? {} : { link }),
    ...(message.card === undefined ? {} : { card: message.card }),
    ...(gathers === undefined ? {} : { digest: [...new Set(gathers.map((each) => each.alertId))] }),
  })
}

function classify(status: number, retryAfter: string | null, now: EpochMs): Sent {
  if (status >= 200 && status < 300) return { result: 'delivered', receipt: `HTTP ${status}` }
  const reason = `HTTP ${status}`
  if (status < 500 && !TRY_AGAIN.has(status)) return { result: 'rejected', reason }
  const afterMs = retryAfterMs(retryAfter, now)
  return { result: 'retry', reason, ...(afterMs === undefined ? {} : { afterMs }) }
}

const isOk = (status: number): boolean => status >= 200 && status < 300

export function createWebhookChannel(deps: WebhookDeps): Channel {
  const { fetch: post, hmac, now } = deps

  /** A desk may say in its answer that it has the card; an answer that says nothing of the kind is an answer. */
  const answered = async (notification: Notification, response: Awaited<ReturnType<Post>>): Promise<Sent> => {
    const plain = classify(response.status, null, now())
    if (deps.receipt === undefined || Number(response.headers.get('content-length') ?? 0) > SHORT_ANSWER) {
      response.body?.cancel().catch(() => undefined)
      return plain
    }
    const bytes = await response.arrayBuffer().catch(() => new ArrayBuffer(0))
    const receipt = readDeskReceipt(new TextDecoder().decode(bytes.slice(0, SHORT_ANSWER)))
    if (receipt === undefined) return plain
    if (!(await deps.receipt(notification, receipt)))
      return { result: 'retry', reason: 'the receipt could not be stored' }
    const receiptText = receipt.deskEventNumber ?? `HTTP ${response.status}`
    return { result: 'delivered', receipt: receiptText, reached: 'delivered' }
  }

  return {
    name: 'webhook',
    circuit: 'address',
    limit: deps.limit ?? WEBHOOK_LIMIT,
    async send(notification, signal) {
      const target = deps.target(notification)
      if (target === undefined) return { result: 'rejected', reason: 'no webhook for this recipient' }
      const body = webhookBody(notification, target)
      const timestamp = String(now())
      const signature = await hmac(target.secret, `${timestamp}.${body}`)
      try {
        const response = await post(target.url, {
          method: 'POST',
          headers: {
            'Content-Type': 'application/json; charset=utf-8',
            'X-Shouwang-Timestamp': timestamp,
            'X-Shouwang-Signature': signature,
            'Idempotency-Key': notification.key,
          },
          body,
          signal,
          // Following a redirect would hand health data to an address nobody configured.
          redirect: 'manual',
        })
        if (isOk(response.status) && notification.recipient.role === 'desk120')
          return await answered(notification, response)
        const length = response.headers.get('content-length')
        // The status has decided; reading a short answer only lets the connection be used again.
        const rest =
          length !== null && Number(length) <= SHORT_ANSWER ? response.arrayBuffer() : response.body?.cancel()
        rest?.catch(() => undefined)
        return classify(response.status, response.headers.get('retry-after'), now())
      } catch (error) {
        return { result: 'retry', reason: networkReason(error) }
      }
    },
  }
}
