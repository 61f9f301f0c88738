// "Notify me on this phone": the key a browser needs, its subscription, and what it says about the messages it got. Each
// for the person who is logged in. Absent where the site has not switched push on.

import { z } from 'zod'
import { EVERYONE, viewerOf } from '../access.ts'
import type { ApiApp } from '../api-app.ts'
import type { HttpPorts } from '../ports.ts'
import { refuse } from '../problems.ts'
import { nothing } from '../schemas/shape.ts'

const endpoint = z.string().max(1_024)
const base64url = z.string().regex(/^[A-Za-z0-9_-]+={0,2}$/)

const pushKey = z.object({ publicKey: z.string().describe('The applicationServerKey, base64url.') })
const subscribe = z.strictObject({
  endpoint,
  keys: z.strictObject({ p256dh: base64url.min(80).max(100), auth: base64url.min(20).max(30) }),
})
const unsubscribe = z.strictObject({ endpoint })
const receipt = z.strictObject({ key: z.string().min(1).max(512), reached: z.enum(['delivered', 'read']) })

export function pushRoutes(app: ApiApp, { ports }: { ports: HttpPorts }): void {
  const { push } = ports

  app.route({
    method: 'GET',
    url: '/api/push/key',
    config: { access: EVERYONE },
    schema: {
      tags: ['push'],
      summary: 'The key a browser subscribes with; 404 where push is off',
      response: { 200: pushKey },
    },
    handler: async (_request, reply) =>
      push === undefined ? refuse(reply, 'notFound') : { publicKey: push.publicKey },
  })

  app.route({
    method: 'POST',
    url: '/api/push/subscriptions',
    config: { access: EVERYONE },
    schema: {
      tags: ['push'],
      summary: 'Push to this browser from now on; again by the same browser is fine',
      body: subscribe,
      response: { 204: nothing('Subscribed.') },
    },
    handler: async (request, reply) => {
      const { personId } = viewerOf(request)
      const { endpoint, keys } = request.body
      if (push === undefined) return refuse(reply, 'notFound')
      const outcome = await push.subscribe({ personId, endpoint, ...keys })
      if (outcome === 'refused')
        return refuse(reply, 'invalidRequest', {
          faults: [{ path: 'endpoint', message: 'is no address of a push service' }],
        })
      return outcome === 'added' ? reply.code(204).send() : refuse(reply, 'storeUnavailable')
    },
  })

  app.route({
    method: 'DELETE',
    url: '/api/push/subscriptions',
    config: { access: EVERYONE },
    schema: {
      tags: ['push'],
      summary: 'No more pushes to this browser; also fine when there were none',
      body: unsubscribe,
      response: { 204: nothing('Unsubscribed.') },
    },
    handler: async (request, reply) => {
      const { personId } = viewerOf(request)
      const done = await push?.unsubscribe(personId, request.body.endpoint)
      return done === false ? refuse(reply, 'storeUnavailable') : reply.code(204).send()
    },
  })

  app.route({
    method: 'POST',
    url: '/api/push/receipts',
    config: { access: EVERYONE },
    schema: {
      tags: ['push'],
      summary: 'A message has arrived on this phone, or was opened there',
      description: 'Of the reader’s own messages only; others, and repeats, change nothing.',
      body: receipt,
      response: { 204: nothing('Noted.') },
    },
    handler: async (request, reply) => {
      const { personId } = viewerOf(request)
      const done = await push?.receipt({ personId, ...request.body })
      return done === false ? refuse(reply, 'storeUnavailable') : reply.code(204).send()
    },
  })
}
