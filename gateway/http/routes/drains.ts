// Drains and their levels: the staff's.

import { z } from 'zod'
import { STAFF } from '../access.ts'
import type { ApiApp } from '../api-app.ts'
import type { HttpPorts } from '../ports.ts'
import { refuse } from '../problems.ts'
import { drainTile, samples, samplesQuery } from '../schemas/resident.ts'
import { id, list } from '../schemas/shape.ts'
import { emptyCurve, MAX_POINTS } from './residents.ts'

export function drainRoutes(app: ApiApp, { ports }: { ports: HttpPorts }): void {
  const { world, history } = ports

  app.route({
    method: 'GET',
    url: '/api/drains',
    config: { access: STAFF },
    schema: {
      tags: ['drains'],
      summary: 'Every drain, as on the board',
      querystring: z.object({ gridId: id.optional() }),
      response: { 200: list(drainTile) },
    },
    handler: async ({ query: { gridId } }) =>
      world.drainTiles().filter((tile) => gridId === undefined || tile.gridId === gridId),
  })

  app.route({
    method: 'GET',
    url: '/api/drains/:id/samples',
    config: { access: STAFF },
    schema: {
      tags: ['drains'],
      summary: 'A curve, oldest first, at most 2,000 points',
      params: z.object({ id }),
      querystring: samplesQuery,
      response: { 200: samples },
    },
    handler: async ({ params, query }, reply) => {
      const tile = world.drainTile(params.id)
      if (tile === undefined) return refuse(reply, 'drainNotFound')
      if (tile.deviceId === null) return emptyCurve({ ...query, indexedTo: ports.now() })
      return history.samples({ ...query, deviceId: tile.deviceId, maxPoints: MAX_POINTS })
    },
  })
}
