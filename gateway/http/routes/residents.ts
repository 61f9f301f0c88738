// Residents and their curves. Family see their own elders and nobody else: another elder's page is not there.

import { z } from 'zod'
import { metresOutside } from '../../../alerts/detectors/path.ts'
import type { Directory, Resident } from '../../../alerts/model/people.ts'
import type { ResidentTile } from '../../live/frames.ts'
import { maySeeResident, type Scope } from '../../people/scope.ts'
import { EVERYONE, viewerOf } from '../access.ts'
import type { ResidentDetail, Samples } from '../api.ts'
import type { ApiApp } from '../api-app.ts'
import type { HttpPorts } from '../ports.ts'
import { refuse } from '../problems.ts'
import { residentDetail, residentTile, samples, samplesQuery } from '../schemas/resident.ts'
import { id, list } from '../schemas/shape.ts'

const RECENT_ALERTS = 50
export const MAX_POINTS = 2_000

export function residentRoutes(app: ApiApp, { ports }: { ports: HttpPorts }): void {
  const { world, history } = ports

  app.route({
    method: 'GET',
    url: '/api/residents',
    config: { access: EVERYONE },
    schema: {
      tags: ['residents'],
      summary: 'Every resident the reader may see, as on the wall',
      querystring: z.object({ gridId: id.optional() }),
      response: { 200: list(residentTile) },
    },
    handler: async (request) => {
      const { scope } = viewerOf(request)
      const { gridId } = request.query
      return world
        .residentTiles()
        .filter((tile) => maySeeResident(scope, tile.id) && (gridId === undefined || tile.gridId === gridId))
    },
  })

  app.route({
    method: 'GET',
    url: '/api/residents/:id',
    config: { access: EVERYONE },
    schema: {
      tags: ['residents'],
      summary: 'One resident: care facts, limits in force, the last 50 alerts',
      params: z.object({ id }),
      response: { 200: residentDetail },
    },
    handler: async (request, reply) => {
      const { scope } = viewerOf(request)
      const found = find(request.params.id, scope)
      if (found === undefined) return refuse(reply, 'residentNotFound')
      const alerts = await history.alerts({
        subjectKey: `resident:${found.resident.id}`,
        limit: RECENT_ALERTS,
      })
      return {
        ...describe(found.resident, found.tile, { directory: world.directory(), scope }),
        limits: world.limitsFor(found.resident.id),
        alerts,
      }
    },
  })

  app.route({
    method: 'GET',
    url: '/api/residents/:id/samples',
    config: { access: EVERYONE },
    schema: {
      tags: ['residents'],
      summary: 'A curve, oldest first, at most 2,000 points',
      params: z.object({ id }),
      querystring: samplesQuery,
      response: { 200: samples },
    },
    handler: async (request, reply) => {
      const found = find(request.params.id, viewerOf(request).scope)
      if (found === undefined) return refuse(reply, 'residentNotFound')
      const { deviceId } = found.tile
      if (deviceId === null) return emptyCurve({ ...request.query, indexedTo: ports.now() })
      return history.samples({ ...request.query, deviceId, maxPoints: MAX_POINTS })
    },
  })

  function find(residentId: string, scope: Scope): { resident: Resident; tile: ResidentTile } | undefined {
    if (!maySeeResident(scope, residentId)) return undefined
    const resident = world.directory().residents.get(residentId)
    const tile = world.residentTile(residentId)
    return resident === undefined || tile === undefined ? undefined : { resident, tile }
  }
}

/** The curve of a subject that has no device yet. */
export const emptyCurve = (
  query: Readonly<{ metric: string; from: number; to: number; indexedTo: number }>,
): Samples => ({ ...query, at: [], value: [], doubtful: [] })

type Facts = Omit<ResidentDetail, 'limits' | 'alerts'>

function describe(
  resident: Resident,
  tile: ResidentTile,
  { directory, scope }: Readonly<{ directory: Directory; scope: Scope }>,
): Facts {
  const building = directory.buildings.get(resident.buildingId)
  const grid = directory.grids.get(building?.gridId ?? '')
  const community = directory.communities.get(grid?.communityId ?? '')
  return {
    tile,
    born: resident.born,
    ...(resident.phone === undefined ? {} : { phone: resident.phone }),
    address: [community?.address, building?.name, resident.door].filter(Boolean).join(' '),
    entry: resident.entry,
    conditions: resident.conditions,
    medication: resident.medication ?? [],
    allergies: resident.allergies ?? [],
    ...(resident.bloodType === undefined ? {} : { bloodType: resident.bloodType }),
    caregivers: resident.caregivers.flatMap(({ personId, relation }) => {
      const person = directory.people.get(personId)
      if (person === undefined) return []
      // A family member's number is theirs to give to the rest of the family.
      const phoneShown = scope.kind === 'staff' || scope.personId === personId
      const phone = phoneShown && person.phone !== undefined ? { phone: person.phone } : {}
      const known = scope.kind === 'staff' ? { personId } : {}
      return [{ name: person.name, relation, ...phone, ...known }]
    }),
    ...(resident.safeZone === undefined ? {} : { safeZone: resident.safeZone }),
    ...(resident.safeZone === undefined || tile.position === null
      ? {}
      : {
          outsideMetres: Math.round(
            metresOutside(resident.safeZone, [tile.position.latitude, tile.position.longitude]),
          ),
        }),
  }
}
