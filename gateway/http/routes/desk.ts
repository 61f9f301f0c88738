// The 120 desk: its card for staff, and the door through which it says what it has done. What comes through that door is
// checked against the bytes as they were sent, before anything of it is looked at.

import type { FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { RateLimit } from '../../../alerts/channels/channel.ts'
import { type Bucket, fullBucket, take } from '../../../alerts/delivery/bucket.ts'
import type { EpochMs } from '../../../alerts/model/time.ts'
import { STAFF, viewerOf } from '../access.ts'
import type { ApiApp } from '../api-app.ts'
import type { DeskReceiptAnswer } from '../api-desk.ts'
import type { DeskRefusal } from '../desk-port.ts'
import type { HttpPorts } from '../ports.ts'
import { refuse } from '../problems.ts'
import { createRepeats } from '../repeats.ts'
import { alert } from '../schemas/alert.ts'
import { card120, receiptAnswer, receiptBody, receiptHeaders } from '../schemas/desk.ts'
import { alertNumber, epochMs } from '../schemas/shape.ts'
import { subscriberOf } from '../throttle.ts'

const cardSheet = z.object({
  card: card120,
  alert,
  people: z.record(z.string(), z.string()),
  timeZone: z.string(),
  at: epochMs,
})

const DECIDED: ReadonlySet<string> = new Set(['eventNumberDiffers', 'noCard', 'notWithdrawn'])

type Answer = Readonly<{ ok: true; answer: DeskReceiptAnswer }> | DeskRefusal

export async function deskRoutes(app: ApiApp, { ports }: { ports: HttpPorts }): Promise<void> {
  const { desk } = ports

  app.route({
    method: 'GET',
    url: '/api/alerts/:id/card',
    config: { access: STAFF },
    schema: {
      tags: ['alerts'],
      summary:
        'The 120 card as it stands now, to print or to read out; each opening is a line of the history',
      params: z.object({ id: alertNumber }),
      querystring: z.object({
        page: z.enum(['sheet', 'script']).default('sheet'),
        opening: z
          .string()
          .min(8)
          .max(64)
          .describe('Made by the client, once per opening: asked again with it, no second line is written.'),
      }),
      response: { 200: cardSheet },
    },
    handler: async (request, reply) => {
      const { page, opening } = request.query
      const actorId = viewerOf(request).personId
      const outcome = await desk.card({ alertId: request.params.id, actorId, page, opening })
      if (!outcome.ok) return refuse(reply, outcome.code)
      reply.header('cache-control', 'no-store')
      return outcome.sheet
    },
  })

  // What was refused before it became a command may be right the next time.
  const repeats = createRepeats<Answer>((answer) => answer.ok || DECIDED.has(answer.code))
  const spend = createAllowance()
  const sent = new WeakMap<FastifyRequest, Buffer>()
  // In a scope of its own: here the parser keeps the bytes that were signed.
  await app.register(async (scope) => {
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
      const bytes = Buffer.from(body)
      sent.set(request, bytes)
      try {
        done(null, JSON.parse(bytes.toString('utf8')))
      } catch {
        done(Object.assign(new Error('not JSON'), { statusCode: 400, code: 'FST_ERR_CTP_INVALID_JSON_BODY' }))
      }
    })
    scope.withTypeProvider<ZodTypeProvider>().route({
      method: 'POST',
      url: '/api/desk/receipts',
      config: { access: 'public' },
      schema: {
        tags: ['receipts'],
        summary: 'A 120 desk says that it has the card, that a vehicle is out, that it has arrived',
        description:
          'Signed like our own webhook, with the same secret. Answers after the commit. Repeats change nothing; a refusal names what was wrong, and nothing was done.',
        headers: receiptHeaders,
        body: receiptBody,
        response: { 200: receiptAnswer },
      },
      onRequest: async (request, reply) => {
        const waitMs = spend(subscriberOf(request.ip), ports.now())
        if (waitMs === 0) return
        reply.header('retry-after', Math.ceil(waitMs / 1_000))
        return refuse(reply, 'tooManyRequests')
      },
      preValidation: async (request, reply) => {
        const header = (name: string): string | undefined => [request.headers[name]].flat()[0]
        const refused = desk.refusalOf({
          partnerId: header('x-shouwang-partner'),
          timestamp: header('x-shouwang-timestamp'),
          signature: header('x-shouwang-signature'),
          body: sent.get(request) ?? Buffer.alloc(0),
        })
        if (refused !== undefined) return refuse(reply, refused.code, detailOf(refused))
      },
      handler: async (request, reply) => {
        const partnerId = [request.headers['x-shouwang-partner']].flat()[0] ?? ''
        const { at, deskEventNumber, vehicle, note, ...needed } = request.body
        const body = {
          ...needed,
          ...(at === undefined ? {} : { at }),
          ...(deskEventNumber === undefined ? {} : { deskEventNumber }),
          ...(vehicle === undefined ? {} : { vehicle }),
          ...(note === undefined ? {} : { note }),
        }
        const outcome = await repeats.once(
          { personId: partnerId, requestId: body.key, content: JSON.stringify(body) },
          () => desk.receipt(partnerId, body),
        )
        if (!outcome.ok && outcome.code === 'requestIdReused')
          return refuse(reply, 'keyReused', { detail: `The key ${body.key} came with another body before.` })
        return outcome.ok ? outcome.answer : refuse(reply, outcome.code, detailOf(outcome))
      },
    })
  })
}

const detailOf = ({ detail }: DeskRefusal) => (detail === undefined ? {} : { detail })

/** A desk has a handful of events at once; a loop gone wild must not reach the store. */
const ALLOWED: RateLimit = { perSecond: 5, burst: 60, concurrency: 1, timeoutMs: 0 }
const MOST_CALLERS = 1_000

/** Milliseconds to wait before this caller may go on; 0 when it may. */
function createAllowance(): (caller: string, now: EpochMs) => number {
  const buckets = new Map<string, Bucket>()
  return (caller, now) => {
    const taken = take(buckets.get(caller) ?? fullBucket(ALLOWED, now), ALLOWED, { now, emergency: true })
    if (!taken.ok) return Math.max(1, taken.at - now)
    buckets.delete(caller)
    buckets.set(caller, taken.bucket)
    for (const oldest of buckets.keys()) {
      if (buckets.size <= MOST_CALLERS) break
      buckets.delete(oldest)
    }
    return 0
  }
}
