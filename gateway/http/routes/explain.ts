// Why, why not, and how good: what the stored readings say about an alert, about a person at a moment, and about the
// rules of the last weeks. For staff.

import { z } from 'zod'
import type { SubjectKey } from '../../../alerts/model/people.ts'
import { STAFF } from '../access.ts'
import type { ApiApp } from '../api-app.ts'
import type { HttpPorts } from '../ports.ts'
import { refuse } from '../problems.ts'
import { explanation, qualityReport } from '../schemas/explain.ts'
import { alertNumber, id, queryTime } from '../schemas/shape.ts'

const asked = z.object({
  subject: z
    .string()
    .max(80)
    .regex(/^(resident|drain|device):.+$/)
    .describe('resident:r-017, drain:d-03 or device:band-1'),
  at: queryTime,
  rule: id.optional().describe('Only this rule and its neighbours; absent: all of them.'),
})

export function explainRoutes(app: ApiApp, { ports }: { ports: HttpPorts }): void {
  const { explain, quality } = ports
  if (explain !== undefined) {
    app.route({
      method: 'GET',
      url: '/api/alerts/:id/explain',
      config: { access: STAFF },
      schema: {
        tags: ['alerts'],
        summary: 'Why the alert was raised: what its rule looked at, and what its neighbours said',
        params: z.object({ id: alertNumber }),
        response: { 200: explanation },
      },
      handler: async (request, reply) => {
        const outcome = await explain({ alertId: request.params.id })
        return outcome.ok ? outcome.explanation : refuse(reply, outcome.code)
      },
    })

    app.route({
      method: 'GET',
      url: '/api/explain',
      config: { access: STAFF },
      schema: {
        tags: ['rules'],
        summary: 'Why a rule raised for somebody at a moment, or why it did not',
        querystring: asked,
        response: { 200: explanation },
      },
      handler: async (request, reply) => {
        const { subject, at, rule } = request.query
        const outcome = await explain({
          subject: subject as SubjectKey,
          at,
          ...(rule === undefined ? {} : { ruleId: rule }),
        })
        return outcome.ok ? outcome.explanation : refuse(reply, outcome.code)
      },
    })
  }
  if (quality === undefined) return
  app.route({
    method: 'GET',
    url: '/api/rules/quality',
    config: { access: STAFF },
    schema: {
      tags: ['rules'],
      summary:
        'How good the rules were, by how staff closed their alerts; with changes the readings speak for',
      querystring: z.object({ weeks: z.coerce.number().int().min(1).max(26).default(1) }),
      response: { 200: qualityReport },
    },
    handler: async (request, reply) =>
      (await quality(request.query.weeks)) ?? refuse(reply, 'storeUnavailable'),
  })
}
