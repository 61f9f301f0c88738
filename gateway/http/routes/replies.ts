// Where answers to SMS come in: Aliyun's SmsUp, in its own form under the address that holds the site's secret, and any
// other SMS gateway's in a signed one. What an answer does is decided behind the port.

import { timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { OFFICE } from '../access.ts'
import type { ApiApp } from '../api-app.ts'
import type { SmsReplyView } from '../api-replies.ts'
import type { HttpPorts } from '../ports.ts'
import { refuse } from '../problems.ts'
import { alert } from '../schemas/alert.ts'
import { epochMs, limit, list, type Shape } from '../schemas/shape.ts'

const taken = z.object({ code: z.literal(0), msg: z.string() })
const heard = z.object({
  outcome: z.string().describe('What it did: an action, or why nothing was done.'),
  answer: z.string().describe('What to send back; empty when nothing should be.'),
})
const replies = list(
  z.object({
    no: z.number().int(),
    at: epochMs,
    phone: z.string(),
    text: z.string(),
    personId: z.string().optional(),
    alertId: z.number().int().optional(),
    alert: alert.optional().describe('As it stands now.'),
    outcome: z.string(),
  } satisfies Shape<SmsReplyView>),
)

const isSame = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

export async function replyRoutes(app: ApiApp, { ports }: { ports: HttpPorts }): Promise<void> {
  const port = ports.replies
  if (port === undefined) return
  const { token } = port

  app.route({
    method: 'GET',
    url: '/api/replies',
    config: { access: OFFICE },
    schema: {
      tags: ['receipts'],
      summary: 'Answers to SMS and what they did, newest first; also of numbers nobody knows',
      querystring: z.object({
        before: z.coerce.number().int().optional().describe('The number of the last one of the page before.'),
        limit: limit(200),
        kind: z.enum(['all', 'idle']).default('all').describe('`idle`: only those that did nothing.'),
      }),
      response: { 200: replies },
    },
    handler: async ({ query: { before, limit, kind } }) =>
      port.recent({ limit, kind, ...(before === undefined ? {} : { before }) }),
  })

  if (token !== undefined)
    app.route({
      method: 'POST',
      url: '/api/replies/aliyun/:token',
      config: { access: 'public' },
      schema: {
        tags: ['receipts'],
        summary: 'SmsUp of Aliyun: what people answer; repeats change nothing',
        params: z.object({ token: z.string().max(256) }),
        body: z.unknown(),
        response: { 200: taken },
      },
      handler: async ({ params, body }, reply) => {
        if (!isSame(params.token, token)) return refuse(reply, 'notFound')
        return (await port.aliyun(body))
          ? ({ code: 0, msg: '接收成功' } as const)
          : refuse(reply, 'storeUnavailable')
      },
    })

  await app.register(async (scope: ApiApp) => {
    // The signature is over the bytes as they came.
    scope.removeContentTypeParser('application/json')
    scope.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
      done(null, body),
    )
    scope.route({
      method: 'POST',
      url: '/api/replies/partners/:id',
      config: { access: 'public' },
      schema: {
        tags: ['receipts'],
        summary: 'An answer to an SMS, from a partner’s own SMS gateway',
        description:
          'JSON `{ id, phone, text }`, signed as our own webhooks are: `X-Shouwang-Timestamp`, and in `X-Shouwang-Signature` the hex HMAC-SHA256 of `timestamp + "." + body` with the secret of the partner’s webhook. Repeats of an `id` change nothing.',
        params: z.object({ id: z.string().max(64) }),
        body: z.unknown(),
        response: { 200: heard },
      },
      handler: async ({ params, body, headers }, reply) => {
        const result = await port.partner({
          partnerId: params.id,
          timestamp: String(headers['x-shouwang-timestamp'] ?? ''),
          signature: String(headers['x-shouwang-signature'] ?? ''),
          body: typeof body === 'string' ? body : '',
        })
        return result.ok ? { outcome: result.outcome, answer: result.answer } : refuse(reply, result.code)
      },
    })
  })
}
