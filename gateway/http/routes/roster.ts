// Who works here and who is on duty, now or at any other minute.

import { z } from 'zod'
import { staffAt } from '../../../alerts/response/roster.ts'
import { STAFF } from '../access.ts'
import type { ApiApp } from '../api-app.ts'
import type { HttpPorts } from '../ports.ts'
import { staffMember } from '../schemas/roster.ts'
import { id, list, queryTime } from '../schemas/shape.ts'

export function rosterRoutes(app: ApiApp, { ports }: { ports: HttpPorts }): void {
  app.route({
    method: 'GET',
    url: '/api/staff',
    config: { access: STAFF },
    schema: {
      tags: ['roster'],
      summary: 'Everybody who may be sent; those on duty at the minute asked for come first',
      querystring: z.object({
        at: queryTime.optional().describe('Any minute, past or future; absent = now.'),
        communityId: id.optional(),
        gridId: id.optional().describe('Only grid workers of this grid, and everybody else.'),
      }),
      response: { 200: list(staffMember) },
    },
    handler: async (request) => {
      const { at = ports.now(), communityId = '', gridId = '' } = request.query
      return staffAt(ports.world.directory(), { communityId, gridId }, at).flatMap(({ person, onDuty }) =>
        person.role === 'family'
          ? []
          : [
              {
                personId: person.id,
                name: person.name,
                ...(person.nameEn === undefined ? {} : { nameEn: person.nameEn }),
                role: person.role,
                ...(person.phone === undefined ? {} : { phone: person.phone }),
                ...(person.gridIds === undefined ? {} : { gridIds: person.gridIds }),
                onDuty,
              },
            ],
      )
    },
  })
}
