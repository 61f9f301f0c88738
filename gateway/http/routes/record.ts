// The record read back: the way of one alert from the press to the person, and how fast people came to many.

import { z } from 'zod'
import { CANARY_RULE } from '../../../alerts/record/canary.ts'
import type { KpiQuery } from '../../../alerts/record/kpi-group.ts'
import { kpiTable } from '../../../alerts/record/kpi-table.ts'
import { proofOf } from '../../../alerts/record/proof.ts'
import { rosterIn } from '../../../alerts/record/report-query.ts'
import { OFFICE, STAFF } from '../access.ts'
import type { ApiApp } from '../api-app.ts'
import type { KpiAnswer } from '../api-record.ts'
import type { HttpPorts } from '../ports.ts'
import { refuse } from '../problems.ts'
import { kpiAnswer, kpiQuery, proof, provenAnswer } from '../schemas/record.ts'
import { alertNumber } from '../schemas/shape.ts'

type Asked = Pick<KpiQuery, 'from' | 'to' | 'by' | 'of'>

export function recordRoutes(app: ApiApp, { ports }: { ports: HttpPorts }): void {
  const { history, record, world } = ports

  const answer = async ({ from, to, by, of }: Asked): Promise<KpiAnswer> => {
    const directory = world.directory()
    const asked = { from, to, by, of }
    const kpi = await record.kpi({
      ...asked,
      now: ports.now(),
      roster: rosterIn(directory),
      without: [CANARY_RULE],
    })
    const groups = kpi.groups.map((group) => {
      const name = by === 'grid' ? directory.grids.get(group.key)?.name : undefined
      return name === undefined ? group : { ...group, name }
    })
    return { ...asked, total: kpi.total, groups }
  }

  app.route({
    method: 'GET',
    url: '/api/alerts/:id/proof',
    config: { access: STAFF },
    schema: {
      tags: ['alerts'],
      summary: 'The path from the press to the person with times, and the first hop that is slow or missing',
      params: z.object({ id: alertNumber }),
      response: { 200: proof },
    },
    handler: async (request, reply) => {
      const alert = await history.alert(request.params.id)
      if (alert === undefined) return refuse(reply, 'alertNotFound')
      const [timeline, notifications, times] = await Promise.all([
        history.timeline(alert.id),
        history.notifications(alert.id),
        record.recordTimes(alert.id),
      ])
      return proofOf({ alert, timeline, notifications, ...times }, ports.now())
    },
  })

  app.route({
    method: 'GET',
    url: '/api/health/proven',
    config: { access: STAFF },
    schema: {
      tags: ['gateway'],
      summary: 'When the path from a press to a person was last proven to work, by community and by channel',
      response: { 200: provenAnswer },
    },
    handler: async () => {
      const proven = record.proven()
      return {
        communities: [...world.directory().communities.values()].flatMap(({ id, name }) => {
          const since = proven.find((each) => each.what === 'since' && each.id === id)?.at
          if (since === undefined) return []
          const last = proven.find((each) => each.what === 'community' && each.id === id)
          const took = last?.tookMs === undefined ? {} : { tookMs: last.tookMs }
          return [{ id, name, since, at: last?.at ?? null, ...took }]
        }),
        channels: ports.proofs.channels(),
      }
    },
  })

  app.route({
    method: 'GET',
    url: '/api/kpi',
    config: { access: OFFICE },
    schema: {
      tags: ['figures'],
      summary:
        'How many alerts were answered in 60 s and 180 s, and how long it took to answer, arrive and resolve',
      description: 'The telecare standard is 97.5 % in 60 s and 99 % in 180 s. Tests are counted apart.',
      querystring: kpiQuery,
      response: { 200: kpiAnswer },
    },
    handler: (request) => answer(request.query),
  })

  app.route({
    method: 'GET',
    url: '/api/kpi.csv',
    config: { access: OFFICE },
    schema: {
      tags: ['figures'],
      summary: 'The same as a table: UTF-8 with a byte order mark, times in seconds',
      querystring: kpiQuery,
    },
    handler: async (request, reply) => {
      const { total, groups, by } = await answer(request.query)
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="kpi-by-${by}.csv"`)
        .send(kpiTable([...groups, { key: 'total', figures: total }]))
    },
  })
}
