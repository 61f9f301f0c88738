// Who may call a route: each declares it, a route that does not is refused at registration, and a test walks them all.

import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Role } from '../../alerts/model/people.ts'
import { refuse } from './problems.ts'
import type { Sessions, Viewer } from './sessions.ts'

/** `public`: anybody. `monitor`: this machine, or an admin. Otherwise the roles that may. */
export type Access = 'public' | 'monitor' | readonly Role[]

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
    /** Written to without a session: there is nothing a foreign page could borrow. */
    anyOrigin?: boolean
  }
  interface FastifyRequest {
    viewer: Viewer | undefined
  }
}

export const STAFF = ['duty', 'grid', 'director', 'admin'] as const satisfies readonly Role[]
export const EVERYONE = ['duty', 'grid', 'director', 'family', 'admin'] as const satisfies readonly Role[]
/** Who may decide about devices and read what was refused. */
export const OFFICE = ['duty', 'director', 'admin'] as const satisfies readonly Role[]

export type RouteAccess = Readonly<{ method: string; url: string; access: Access | undefined }>

/**
 * Puts the check before every route and returns the table of what was registered, filled as routes are added.
 * Routes under `publicFolder` are a plugin's own, which cannot declare anything: they are public.
 */
export function guardRoutes(
  app: FastifyInstance,
  { sessions, publicFolder }: Readonly<{ sessions: Sessions; publicFolder: string }>,
): readonly RouteAccess[] {
  const table: RouteAccess[] = []
  app.decorateRequest('viewer', undefined)
  app.addHook('onRoute', (route) => {
    if (route.url === publicFolder || route.url.startsWith(`${publicFolder}/`))
      route.config = { ...route.config, access: 'public' }
    const access = route.config?.access
    for (const method of [route.method].flat()) table.push({ method, url: route.url, access })
  })
  app.addHook('onRequest', async (request, reply) => {
    // The not-found handler has no route of its own and gives nothing away.
    if (request.is404) return
    const access = request.routeOptions.config.access
    if (access === 'public') return
    const viewer = await sessions.viewerOf(request.headers.cookie)
    request.viewer = viewer
    if (access === 'monitor' && isThisMachine(request)) return
    if (viewer === undefined) return refuse(reply, 'notLoggedIn')
    const allowed = access === 'monitor' ? viewer.role === 'admin' : (access?.includes(viewer.role) ?? false)
    if (!allowed) return refuse(reply, 'roleNotAllowed')
  })
  return table
}

/** The person behind a request that passed the guard. */
export function viewerOf(request: FastifyRequest): Viewer {
  if (request.viewer === undefined) throw new TypeError(`${request.url} is served without a session`)
  return request.viewer
}

/** A loopback socket that no proxy stands before: behind one, everybody would seem to come from this machine. */
const isThisMachine = (request: FastifyRequest): boolean =>
  /^(?:127\.|::1$|::ffff:127\.)/.test(request.socket.remoteAddress ?? '') &&
  request.headers['x-forwarded-for'] === undefined &&
  request.headers.forwarded === undefined
