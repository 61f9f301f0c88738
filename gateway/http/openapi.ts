// The API's own documentation at /api/docs: OpenAPI drawn from the route schemas, with the roles of each route in it.

import fastifySwagger from '@fastify/swagger'
import fastifySwaggerUi from '@fastify/swagger-ui'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'
import type { Access } from './access.ts'
import type { ApiApp } from './api-app.ts'
import { PROBLEMS } from './problems.ts'
import { DOCS_POLICY } from './security-headers.ts'
import { SESSION_COOKIE } from './sessions.ts'

export const DOCS_PATH = '/api/docs'

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(PROBLEMS) },
    detail: { type: 'string' },
    faults: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
    conflict: {
      type: 'object',
      description: 'Of `ruleChanged`: the change that was faster.',
      required: ['no', 'at', 'by', 'byName'],
      properties: {
        no: { type: 'integer' },
        at: { type: 'integer' },
        by: { type: 'string' },
        byName: { type: 'string' },
      },
    },
    gaps: {
      type: 'array',
      description: 'Of `leavesUncovered`, `notOnDuty`, `alreadyOnDuty`: the minutes it is about.',
      items: {
        type: 'object',
        required: ['from', 'to'],
        properties: { from: { type: 'integer' }, to: { type: 'integer' } },
      },
    },
    personId: { type: 'string', description: 'Whom the minutes are about.' },
  },
}

const refusal = {
  description: 'A refusal (RFC 9457)',
  content: { 'application/problem+json': { schema: problemSchema } },
}

/** Registers the document before the routes it collects, and the page that shows it. */
export async function describeApi(app: ApiApp, version: string): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: '守望 Shouwang',
        version,
        description:
          'Log in with POST /api/session; the cookie carries the session. Times are epoch milliseconds. ' +
          'Refusals are problem+json with a closed `code`.',
      },
      components: {
        securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE } },
      },
    },
    transform: (input) => {
      const { schema, url } = jsonSchemaTransform(input)
      const access = input.route.config?.access
      return {
        url,
        schema: {
          ...schema,
          description: [schema.description, rolesIn(access)].filter(Boolean).join('\n\n'),
          security: access === 'public' ? [] : [{ session: [] }],
        },
      }
    },
    transformObject: (document) => {
      if (!('openapiObject' in document)) return document.swaggerObject
      for (const path of Object.values(document.openapiObject.paths ?? {}))
        for (const operation of Object.values(path ?? {}))
          if (typeof operation === 'object' && 'responses' in operation && operation.responses !== undefined)
            operation.responses.default = refusal as NonNullable<(typeof operation.responses)['default']>
      return document.openapiObject
    },
  })
  await app.register(fastifySwaggerUi, {
    routePrefix: DOCS_PATH,
    staticCSP: DOCS_POLICY,
    uiConfig: { docExpansion: 'list', deepLinking: false },
  })
}

function rolesIn(access: Access | undefined): string {
  if (access === 'public') return 'Without a session.'
  if (access === 'monitor') return 'From this machine, or by an admin.'
  return `Roles: ${access?.join(', ')}.`
}
