// The HTTP server: guard, routes, documentation, dashboard, WebSocket router, in that order. Knows the rest of the
// gateway through its ports only.

import type { Server } from 'node:http'
import fastifyCookie from '@fastify/cookie'
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { GatewayError } from '../errors.ts'
import { guardRoutes, type RouteAccess } from './access.ts'
import type { ApiApp } from './api-app.ts'
import { serveDashboard } from './dashboard-files.ts'
import { answerFailure } from './failures.ts'
import { DOCS_PATH, describeApi } from './openapi.ts'
import { isOwnOrigin } from './origin.ts'
import type { HttpPorts } from './ports.ts'
import { refuse } from './problems.ts'
import { alertRoutes } from './routes/alerts.ts'
import { careRoutes } from './routes/care.ts'
import { deskRoutes } from './routes/desk.ts'
import { deviceRoutes } from './routes/devices.ts'
import { drainRoutes } from './routes/drains.ts'
import { explainRoutes } from './routes/explain.ts'
import { gatewayRoutes } from './routes/gateway.ts'
import { linkRoutes } from './routes/links.ts'
import { provenRoutes } from './routes/proven.ts'
import { pushRoutes } from './routes/push.ts'
import { receiptRoutes } from './routes/receipts.ts'
import { recordRoutes } from './routes/record.ts'
import { replyRoutes } from './routes/replies.ts'
import { reportRoutes } from './routes/reports.ts'
import { residentRoutes } from './routes/residents.ts'
import { rosterRoutes } from './routes/roster.ts'
import { rosterChangeRoutes } from './routes/roster-changes.ts'
import { ruleRoutes } from './routes/rules.ts'
import { sessionRoutes } from './routes/session.ts'
import { silenceRoutes } from './routes/silences.ts'
import { weatherRoutes } from './routes/weather.ts'
import { setSecurityHeaders } from './security-headers.ts'
import type { Sessions } from './sessions.ts'
import { routeUpgrades, type Upgrades } from './upgrades.ts'

export type HttpConfig = Readonly<{
  version: string
  /** The built dashboard, absolute; absent: API only. */
  dashboardFolder?: string
  /** Further origins that may write and open the live socket. */
  origins?: readonly string[]
  /** A reverse proxy stands in front: believe its X-Forwarded-* headers. */
  trustProxy?: boolean
}>

export type HttpServer = Readonly<{
  /** Rejects with GatewayError('portInUse'). Resolves with the port, which matters when 0 was asked for. */
  listen(port: number, host: string): Promise<number>
  /** For what else speaks on this port. */
  server: Server
  /** Every route with who may call it. */
  routes: readonly RouteAccess[]
  inject: ApiApp['inject']
  close(): Promise<void>
}>

const BODY_LIMIT = 64 * 1024
const REQUEST_TIMEOUT_MS = 30_000

export async function createHttpServer({
  ports,
  sessions,
  upgrades,
  config,
  log,
}: Readonly<{
  ports: HttpPorts
  sessions: Sessions
  upgrades: Upgrades
  config: HttpConfig
  log?: FastifyBaseLogger
}>): Promise<HttpServer> {
  const trustProxy = config.trustProxy ?? false
  const app: ApiApp = Fastify({
    ...(log === undefined ? { logger: false } : { loggerInstance: log }),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
    trustProxy,
    routerOptions: { maxParamLength: 128 },
  }).withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler(answerFailure)

  setSecurityHeaders(app)
  app.addHook('onRequest', async (request, reply) => {
    const writes = request.method !== 'GET' && request.method !== 'HEAD'
    if (request.routeOptions.config?.anyOrigin === true) return
    if (writes && !isOwnOrigin(request.headers, { origins: config.origins ?? [], trustProxy }))
      return refuse(reply, 'foreignOrigin')
  })
  const routes = guardRoutes(app, { sessions, publicFolder: DOCS_PATH })
  await app.register(fastifyCookie)
  await describeApi(app, config.version)
  sessionRoutes(app, { ports, sessions })
  residentRoutes(app, { ports })
  drainRoutes(app, { ports })
  alertRoutes(app, { ports })
  silenceRoutes(app, { ports })
  rosterRoutes(app, { ports })
  careRoutes(app, { ports })
  rosterChangeRoutes(app, { ports })
  recordRoutes(app, { ports })
  provenRoutes(app, { ports })
  reportRoutes(app, { ports })
  weatherRoutes(app, { ports })
  ruleRoutes(app, { ports })
  explainRoutes(app, { ports })
  deviceRoutes(app, { ports })
  pushRoutes(app, { ports })
  receiptRoutes(app, { ports })
  await deskRoutes(app, { ports })
  await replyRoutes(app, { ports })
  await linkRoutes(app, { ports })
  gatewayRoutes(app, { ports, version: config.version })
  await serveDashboard(app, config.dashboardFolder)
  const detach = routeUpgrades(app.server, upgrades)
  await app.ready()

  return {
    async listen(port, host) {
      try {
        await app.listen({ port, host })
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
        const inUse = code === 'EADDRINUSE'
        throw new GatewayError(
          inUse ? 'portInUse' : 'configInvalid',
          inUse ? `HTTP port ${port} is in use` : `HTTP port ${port} on ${host} cannot be opened: ${code}`,
          'Stop the program that uses it, or choose another with --port.',
          error,
        )
      }
      const address = app.server.address()
      return typeof address === 'object' && address !== null ? address.port : port
    },
    server: app.server,
    routes,
    inject: app.inject.bind(app) as ApiApp['inject'],
    async close() {
      detach()
      await app.close()
    },
  }
}
