// The built dashboard: files as they lie there, and index.html for every page the browser's own router knows.

import fastifyStatic from '@fastify/static'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ApiApp } from './api-app.ts'
import { refuse } from './problems.ts'

/** What is never a page of the dashboard. */
const NOT_A_PAGE = /^\/(?:api|live|mqtt|livez|readyz|metrics|assets)(?:\/|$)/
/** Vite puts a content hash into the names of everything in here. */
const HASHED = /^assets\//

/**
 * Serves `folder`; without one (API only) every unknown path is a 404.
 * A path with a file extension that is not there is a 404 too: a missing script must not come back as HTML.
 */
export async function serveDashboard(app: ApiApp, folder: string | undefined): Promise<void> {
  if (folder !== undefined) {
    await app.register(fastifyStatic, { root: folder, serve: false, index: false, cacheControl: false })
    app.route({
      method: 'GET',
      url: '/*',
      config: { access: 'public' },
      schema: { hide: true },
      handler: async (request, reply) => {
        const path = (request.params as { '*': string })['*']
        if (path === '' || path === 'index.html') return sendPage(reply)
        if (isPage(request)) return sendPage(reply)
        if (path.endsWith('/')) return refuse(reply, 'notFound')
        reply.header('cache-control', HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache')
        return reply.sendFile(path)
      },
    })
  }
  app.setNotFoundHandler((request, reply) =>
    folder !== undefined && isPage(request) ? sendPage(reply) : refuse(reply, 'notFound'),
  )
}

/** A read of something that looks like a page: no API path, no file extension. */
function isPage(request: FastifyRequest): boolean {
  const path = request.url.split('?', 1)[0] ?? ''
  const lastPart = path.slice(path.lastIndexOf('/') + 1)
  return (
    (request.method === 'GET' || request.method === 'HEAD') &&
    !NOT_A_PAGE.test(path) &&
    !lastPart.includes('.')
  )
}

const sendPage = (reply: FastifyReply): FastifyReply =>
  reply.header('cache-control', 'no-cache').sendFile('index.html')
