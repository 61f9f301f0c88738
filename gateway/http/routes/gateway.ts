// About the gateway itself: what it is, whether it lives and may serve, what it counts; and the demo's phones.

import { z } from 'zod'
import { STAFF } from '../access.ts'
import type { ApiApp } from '../api-app.ts'
import type { HttpPorts } from '../ports.ts'
import { refuse } from '../problems.ts'
import { meta, phoneMessage } from '../schemas/office.ts'
import { list } from '../schemas/shape.ts'

const alive = z.object({ status: z.literal('ok') })

export function gatewayRoutes(app: ApiApp, { ports, version }: { ports: HttpPorts; version: string }): void {
  app.route({
    method: 'GET',
    url: '/api/meta',
    config: { access: 'public' },
    schema: { tags: ['gateway'], summary: 'What this gateway is', response: { 200: meta } },
    handler: async () => ({
      name: '守望 Shouwang',
      version,
      demo: ports.phones !== undefined,
      locales: ['zh-CN', 'en'] as const,
      serverTime: ports.now(),
    }),
  })

  app.route({
    method: 'GET',
    url: '/livez',
    config: { access: 'public' },
    schema: { tags: ['gateway'], summary: 'The process answers', response: { 200: alive } },
    handler: async () => ({ status: 'ok' }) as const,
  })

  app.route({
    method: 'GET',
    url: '/readyz',
    config: { access: 'public' },
    schema: {
      tags: ['gateway'],
      summary: 'The gateway may serve; 503 names what is not ready',
      response: { 200: alive },
    },
    handler: async (_request, reply) => {
      const waiting = ports.health.notReady()
      if (waiting.length === 0) return { status: 'ok' } as const
      const faults = waiting.map((name) => ({ path: name, message: 'not ready' }))
      return refuse(reply, 'notReady', { detail: waiting.join(', '), faults })
    },
  })

  app.route({
    method: 'GET',
    url: '/metrics',
    config: { access: 'monitor' },
    schema: { tags: ['gateway'], summary: 'Prometheus metrics; for this machine, or an admin' },
    handler: async (_request, reply) =>
      reply.type('text/plain; version=0.0.4; charset=utf-8').send(await ports.health.metrics()),
  })

  const { phones } = ports
  if (phones === undefined) return
  app.route({
    method: 'GET',
    url: '/api/demo/phones',
    config: { access: STAFF },
    schema: {
      tags: ['demo'],
      summary: 'What each phone of the demo received, newest first',
      response: { 200: list(phoneMessage) },
    },
    handler: async () => phones.messages(),
  })
}
