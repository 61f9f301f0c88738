// Logging in and out, and who is logged in.

import type { FastifyReply, FastifyRequest } from 'fastify'
import { EVERYONE, viewerOf } from '../access.ts'
import type { Session } from '../api.ts'
import type { ApiApp } from '../api-app.ts'
import type { HttpPorts } from '../ports.ts'
import { refuse } from '../problems.ts'
import { loginRequest, session } from '../schemas/office.ts'
import { nothing } from '../schemas/shape.ts'
import { SESSION_COOKIE, SESSION_MS, type Sessions, type Viewer } from '../sessions.ts'

export function sessionRoutes(
  app: ApiApp,
  { ports, sessions }: { ports: HttpPorts; sessions: Sessions },
): void {
  app.route({
    method: 'GET',
    url: '/api/session',
    config: { access: EVERYONE },
    schema: { tags: ['session'], summary: 'Who is logged in', response: { 200: session } },
    handler: async (request) => describe(ports, viewerOf(request)),
  })

  app.route({
    method: 'POST',
    url: '/api/session',
    config: { access: 'public' },
    schema: {
      tags: ['session'],
      summary: 'Log in; the session is a cookie',
      description: 'Five failures for a login or an address: 429 with Retry-After, 1 minute growing to 15.',
      body: loginRequest,
      response: { 200: session },
    },
    handler: async (request, reply) => {
      const outcome = await sessions.logIn({ ...request.body, address: request.ip })
      if (!outcome.ok) {
        if (outcome.code === 'tooManyAttempts')
          reply.header('retry-after', Math.ceil(outcome.retryAfterMs / 1_000))
        return refuse(reply, outcome.code)
      }
      // The browser forgets the old cookie here; the session behind it must not outlive that.
      await sessions.logOut(request.headers.cookie)
      setCookie(request, reply, outcome.token)
      return describe(ports, outcome.viewer)
    },
  })

  app.route({
    method: 'DELETE',
    url: '/api/session',
    config: { access: 'public' },
    schema: {
      tags: ['session'],
      summary: 'Log out; also fine without a session',
      response: { 204: nothing('Logged out.') },
    },
    handler: async (request, reply) => {
      await sessions.logOut(request.headers.cookie)
      reply.clearCookie(SESSION_COOKIE, { path: '/' })
      return reply.code(204).send()
    },
  })
}

function describe(ports: HttpPorts, viewer: Viewer): Session {
  const person = ports.world.directory().people.get(viewer.personId)
  if (person === undefined) throw new TypeError(`session of ${viewer.personId}, who is not in the directory`)
  return {
    personId: person.id,
    name: person.name,
    ...(person.nameEn === undefined ? {} : { nameEn: person.nameEn }),
    role: person.role,
    locale: person.locale ?? 'zh-CN',
    ...(viewer.scope.kind === 'family' ? { residentIds: [...viewer.scope.residentIds] } : {}),
    ...(person.gridIds === undefined ? {} : { gridIds: person.gridIds }),
    expiresAt: viewer.expiresAt,
    demo: ports.phones !== undefined,
  }
}

function setCookie(request: FastifyRequest, reply: Pick<FastifyReply, 'setCookie'>, token: string): void {
  reply.setCookie(SESSION_COOKIE, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: request.protocol === 'https',
    maxAge: SESSION_MS / 1_000,
  })
}
