// The door behind the link of a message: no session, the link is the key. Looking never acts, because telephones, chat
// programs and virus scanners look before people do; only the form does. Nothing here is logged: the path is a secret.

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ApiApp } from '../api-app.ts'
import type { HttpPorts } from '../ports.ts'
import type { LinkPage, LinkRequest } from '../ports-messages.ts'

const one = (value: unknown): string | undefined =>
  typeof value === 'string' ? value.slice(0, 40) : undefined

function asked(request: FastifyRequest): LinkRequest {
  const { token } = request.params as { token: string }
  const { lang, said } = request.query as Record<string, unknown>
  return {
    token,
    address: request.ip,
    languages: (request.headers['accept-language'] ?? '').slice(0, 200),
    lang: one(lang),
    said: one(said),
  }
}

function send(reply: FastifyReply, { status, html, policy, retryAfterSeconds }: LinkPage): FastifyReply {
  if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds)
  return reply
    .code(status)
    .header('content-security-policy', policy)
    .type('text/html; charset=utf-8')
    .send(html)
}

export async function linkRoutes(app: ApiApp, { ports }: { ports: HttpPorts }): Promise<void> {
  const { links } = ports
  if (links === undefined) return
  await app.register(async (scope) => {
    // Forms are understood here and nowhere else: everything that writes with a session speaks JSON.
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: 1024 },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    )
    scope.addHook('onRequest', async (_request, reply) => {
      reply.headers({
        'referrer-policy': 'no-referrer',
        'x-robots-tag': 'noindex, nofollow',
        'cache-control': 'no-store',
      })
    })
    scope.route({
      method: 'GET',
      url: '/l/:token',
      config: { access: 'public' },
      schema: { hide: true },
      handler: async (request, reply) => send(reply, await links.show(asked(request))),
    })
    scope.route({
      method: 'POST',
      url: '/l/:token',
      // A page without a referrer sends `Origin: null`. There is no cookie that a foreign page could lend itself.
      config: { access: 'public', anyOrigin: true },
      schema: { hide: true },
      handler: async (request, reply) => {
        const body = (request.body ?? {}) as Record<string, unknown>
        const page = await links.act({
          ...asked(request),
          act: one(body.act) ?? '',
          turn: one(body.turn) ?? '',
        })
        return 'see' in page ? reply.code(303).header('location', page.see).send() : send(reply, page)
      },
    })
  })
}
