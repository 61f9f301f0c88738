// Devices: those that were refused, and how staff let one in. A secret is shown once, in the answer that made it.

import { z } from 'zod'
import type { Device, Directory } from '../../../alerts/model/people.ts'
import { DEVICE_ID } from '../../protocol/topics.ts'
import { OFFICE } from '../access.ts'
import type { ApiApp } from '../api-app.ts'
import type { HttpPorts } from '../ports.ts'
import { type ProblemCode, refuse } from '../problems.ts'
import { adoptRequest, adoptResult, rejection, unknownDevice } from '../schemas/office.ts'
import { limit, list } from '../schemas/shape.ts'

export function deviceRoutes(app: ApiApp, { ports }: { ports: HttpPorts }): void {
  app.route({
    method: 'GET',
    url: '/api/devices/unknown',
    config: { access: OFFICE },
    schema: {
      tags: ['devices'],
      summary: 'Devices that tried to connect and were refused, newest first',
      response: { 200: list(unknownDevice) },
    },
    handler: async () => ports.devices.unknown(),
  })

  app.route({
    method: 'POST',
    url: '/api/devices',
    config: { access: ['director', 'admin'] },
    schema: {
      tags: ['devices'],
      summary: 'Adopt a refused device, or add a new one',
      body: adoptRequest,
      response: { 201: adoptResult },
    },
    handler: async ({ body }, reply) => {
      const obstacle = obstacleTo(body, ports.world.directory())
      if (obstacle !== undefined) return refuse(reply, obstacle)
      const { secret } = await ports.devices.adopt(asDevice(body))
      return reply.code(201).send({ deviceId: body.deviceId, username: body.deviceId, secret })
    },
  })

  app.route({
    method: 'POST',
    url: '/api/devices/:id/secret',
    config: { access: ['director', 'admin'] },
    schema: {
      tags: ['devices'],
      summary: 'A fresh secret for a known device; the old one is void',
      params: z.object({ id: z.string().regex(DEVICE_ID) }),
      response: { 201: adoptResult },
    },
    handler: async ({ params }, reply) => {
      const device = ports.world.directory().devices.get(params.id)
      if (device === undefined) return refuse(reply, 'deviceNotFound')
      const { secret } = await ports.devices.adopt(device)
      return reply.code(201).send({ deviceId: device.id, username: device.id, secret })
    },
  })

  app.route({
    method: 'GET',
    url: '/api/rejections',
    config: { access: OFFICE },
    schema: {
      tags: ['devices'],
      summary: 'Messages that could not be read, newest first, with how they begin',
      querystring: z.object({
        before: z.coerce.number().int().positive().optional().describe('Only rejections with a smaller id.'),
        limit: limit(200),
      }),
      response: { 200: list(rejection) },
    },
    handler: async ({ query: { before, ...query } }) =>
      ports.history.rejections(before === undefined ? query : { ...query, before }),
  })
}

type Adoption = z.output<typeof adoptRequest>

/** Why the device cannot be let in as asked; one band per resident and one sensor per drain, or two would speak at once. */
function obstacleTo(request: Adoption, directory: Directory): ProblemCode | undefined {
  const { deviceId, residentId, drainId } = request
  if (directory.devices.has(deviceId)) return 'deviceExists'
  if (residentId !== undefined && !directory.residents.has(residentId)) return 'residentNotFound'
  if (drainId !== undefined && !directory.drains.has(drainId)) return 'drainNotFound'
  for (const device of directory.devices.values()) {
    if (residentId !== undefined && device.residentId === residentId) return 'alreadyAssigned'
    if (drainId !== undefined && device.drainId === drainId) return 'alreadyAssigned'
  }
  return undefined
}

const asDevice = ({ deviceId, kind, model, residentId, drainId }: Adoption): Device => ({
  id: deviceId,
  kind,
  ...(model === undefined ? {} : { model }),
  ...(residentId === undefined ? {} : { residentId }),
  ...(drainId === undefined ? {} : { drainId }),
})
