// Silences and maintenance windows: the list with its history, making one, ending one before its time.

import { z } from 'zod'
import type { Directory } from '../../../alerts/model/people.ts'
import type { Silence } from '../../../alerts/model/silence.ts'
import { OFFICE, STAFF, viewerOf } from '../access.ts'
import type { ApiApp } from '../api-app.ts'
import type { HttpPorts, SilenceOutcome } from '../ports.ts'
import { type ProblemExtra, refuse } from '../problems.ts'
import { createRepeats, type Reused } from '../repeats.ts'
import { alertNumber, limit } from '../schemas/shape.ts'
import { silence, silenceEndRequest, silencePage, silenceRequest } from '../schemas/silence.ts'

const listQuery = z.object({
  state: z.enum(['planned', 'active', 'past']).optional(),
  before: alertNumber.optional().describe('Only silences with a smaller number: `next` of the page before.'),
  limit: limit(200),
})

export function silenceRoutes(app: ApiApp, { ports }: { ports: HttpPorts }): void {
  const { world, history, silences } = ports
  const repeats = createRepeats<SilenceOutcome>()

  app.route({
    method: 'GET',
    url: '/api/silences',
    config: { access: STAFF },
    schema: {
      tags: ['silences'],
      summary: 'Silences and maintenance windows, newest first',
      querystring: listQuery,
      response: { 200: silencePage },
    },
    handler: async ({ query }) => {
      const { state, before } = query
      const found = await history.silences({
        now: ports.now(),
        limit: query.limit,
        ...(state === undefined ? {} : { state }),
        ...(before === undefined ? {} : { before }),
      })
      const next = found.length === query.limit ? (found.at(-1)?.id ?? null) : null
      return { silences: found, people: namesIn(found, world.directory()), next }
    },
  })

  app.route({
    method: 'POST',
    url: '/api/silences',
    config: { access: OFFICE },
    schema: {
      tags: ['silences'],
      summary: 'Silence alerts for a while, or plan a maintenance window; answers after the commit',
      description:
        'Alerts still open and show on the board; nobody is notified until it ends. SOS and every other emergency is exempt.',
      body: silenceRequest,
      response: { 201: silence },
    },
    handler: async (request, reply) => {
      const { personId } = viewerOf(request)
      const { requestId, from, match, ...rest } = request.body
      const asked = { ...rest, match: withoutUndefined(match), ...(from === undefined ? {} : { from }) }
      const answer = await repeats.once(
        { personId, requestId, content: JSON.stringify(['create', asked]) },
        () => silences.create({ actorId: personId, at: ports.now(), request: asked }),
      )
      if (!answer.ok) return refuse(reply, answer.code, faultsIn(answer))
      return reply.code(201).send(answer.silence)
    },
  })

  app.route({
    method: 'POST',
    url: '/api/silences/:id/end',
    config: { access: OFFICE },
    schema: {
      tags: ['silences'],
      summary: 'End a silence before its time, or call a planned one off; answers after the commit',
      params: z.object({ id: alertNumber }),
      body: silenceEndRequest,
      response: { 200: silence },
    },
    handler: async (request, reply) => {
      const { personId } = viewerOf(request)
      const silenceId = request.params.id
      const { requestId } = request.body
      const answer = await repeats.once(
        { personId, requestId, content: JSON.stringify(['end', silenceId]) },
        () => silences.end({ silenceId, actorId: personId, at: ports.now() }),
      )
      if (!answer.ok) return refuse(reply, answer.code, faultsIn(answer))
      return answer.silence
    },
  })
}

const faultsIn = (outcome: Extract<SilenceOutcome, { ok: false }> | Reused): ProblemExtra =>
  'faults' in outcome
    ? { faults: outcome.faults.map(({ path, message }) => ({ path: `body/${path}`, message })) }
    : {}

/** Names of those who made and ended them. */
function namesIn(silences: readonly Silence[], directory: Directory): Record<string, string> {
  const names: Record<string, string> = {}
  for (const { createdBy, endedBy } of silences)
    for (const personId of [createdBy, endedBy]) {
      const person = personId === undefined ? undefined : directory.people.get(personId)
      if (person !== undefined) names[person.id] = person.name
    }
  return names
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }
const withoutUndefined = <T extends object>(value: T): Defined<T> =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Defined<T>
