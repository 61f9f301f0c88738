// Announcing a test of somebody's band, calling it off, and whose band has not been seen to work for long.

import { z } from 'zod'
import { DAY, MINUTE } from '../../../alerts/model/time.ts'
import { STAFF, viewerOf } from '../access.ts'
import type { ApiApp } from '../api-app.ts'
import type { ProvenResident } from '../api-proven.ts'
import type { HttpPorts } from '../ports.ts'
import type { TestOutcome } from '../ports-proven.ts'
import { refuse } from '../problems.ts'
import { createRepeats } from '../repeats.ts'
import { announcedTest, callOffRequest, provenResidents, testRequest } from '../schemas/proven.ts'
import { id } from '../schemas/shape.ts'

export function provenRoutes(app: ApiApp, { ports }: { ports: HttpPorts }): void {
  const { tests, world } = ports
  const repeats = createRepeats<TestOutcome>()

  app.route({
    method: 'POST',
    url: '/api/residents/:id/test',
    config: { access: STAFF },
    schema: {
      tags: ['residents'],
      summary: 'Announce that the next press of this resident is a test; answers after the commit',
      description:
        'Only the first press is one, and only while no emergency of the resident is open. It is told to the band, to whoever announced it and, if asked, to the family; never to 120.',
      params: z.object({ id }),
      body: testRequest,
      response: { 201: announcedTest },
    },
    handler: async (request, reply) => {
      const { personId } = viewerOf(request)
      const residentId = request.params.id
      const { requestId, minutes, tellFamily } = request.body
      const answer = await repeats.once(
        { personId, requestId, content: JSON.stringify(['announce', residentId, minutes, tellFamily]) },
        () =>
          tests.announce({
            residentId,
            tellFamily,
            actorId: personId,
            at: ports.now(),
            forMs: minutes * MINUTE,
          }),
      )
      return answer.ok ? reply.code(201).send(answer.test) : refuse(reply, answer.code)
    },
  })

  app.route({
    method: 'POST',
    url: '/api/residents/:id/test/call-off',
    config: { access: STAFF },
    schema: {
      tags: ['residents'],
      summary: 'Call the announced test off: the next press is real; answers after the commit',
      params: z.object({ id }),
      body: callOffRequest,
      response: { 200: announcedTest },
    },
    handler: async (request, reply) => {
      const { personId } = viewerOf(request)
      const residentId = request.params.id
      const answer = await repeats.once(
        { personId, requestId: request.body.requestId, content: JSON.stringify(['callOff', residentId]) },
        () => tests.callOff({ residentId, actorId: personId, at: ports.now() }),
      )
      return answer.ok ? answer.test : refuse(reply, answer.code)
    },
  })

  app.route({
    method: 'GET',
    url: '/api/proven/residents',
    config: { access: STAFF },
    schema: {
      tags: ['residents'],
      summary: 'When each band was last seen to work, longest ago first',
      querystring: z.object({
        days: z.coerce
          .number()
          .int()
          .min(0)
          .max(3_650)
          .optional()
          .describe('Only those not proven for so many days, and those never proven.'),
        gridId: id.optional(),
      }),
      response: { 200: provenResidents },
    },
    handler: async ({ query }) => {
      const before = query.days === undefined ? Number.POSITIVE_INFINITY : ports.now() - query.days * DAY
      return {
        residents: world
          .residentTiles()
          .filter(({ gridId }) => query.gridId === undefined || gridId === query.gridId)
          .filter(({ proven }) => proven === undefined || proven.at < before)
          .map((tile): ProvenResident => {
            const { id, name, nameEn, gridId, building, buildingEn, door, deviceId, online, test } = tile
            return {
              ...{ id, name, gridId, building, door, deviceId, online },
              ...(nameEn === undefined ? {} : { nameEn }),
              ...(buildingEn === undefined ? {} : { buildingEn }),
              at: tile.proven?.at ?? null,
              ...(tile.proven === undefined ? {} : { by: tile.proven.by }),
              ...(test === undefined ? {} : { test }),
            }
          })
          .sort((a, b) => (a.at ?? 0) - (b.at ?? 0)),
      }
    },
  })
}
