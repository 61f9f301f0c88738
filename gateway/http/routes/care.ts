// The daily care: the list of a day, what became of the days before, calls, visits and promises. Staff only.

import { z } from 'zod'
import { STAFF, viewerOf } from '../access.ts'
import type { ApiApp } from '../api-app.ts'
import type { HttpPorts } from '../ports.ts'
import type { AssignmentOutcome, ContactChange, ContactOutcome } from '../ports-care.ts'
import { type ProblemExtra, refuse } from '../problems.ts'
import { createRepeats } from '../repeats.ts'
import {
  assignmentRequest,
  careAssignment,
  careContact,
  contactAnswer,
  contactRequest,
  contactUndoRequest,
  localDay,
  promiseRequest,
  residentCare,
  reviewDay,
  reviewDaySummary,
} from '../schemas/care.ts'
import { alertNumber, id, list } from '../schemas/shape.ts'

const ofContact = z.object({ id: alertNumber })
type Outcome = ContactOutcome | ContactChange | AssignmentOutcome

/** Which field of the request was wrong, where it is one. */
const FAULTS: Readonly<Record<string, ProblemExtra>> = {
  promiseMissing: { faults: [{ path: 'body/promise', message: 'with `promised`, and only then' }] },
  promiseDueWrong: { faults: [{ path: 'body/promise/dueOn', message: 'today or within a year' }] },
}

export function careRoutes(app: ApiApp, { ports }: { ports: HttpPorts }): void {
  const { care, world } = ports
  if (care === undefined) return
  const repeats = createRepeats<Outcome>()
  const firstCommunity = (): string => [...world.directory().communities.keys()][0] ?? ''

  app.route({
    method: 'GET',
    url: '/api/care/list',
    config: { access: STAFF },
    schema: {
      tags: ['care'],
      summary: 'Residents worth a call on one day, the most urgent first, with the reasons',
      description:
        'Fixed once a morning; what has come since is added. Without `day` today, and before the morning as it would be now.',
      querystring: z.object({
        communityId: id.optional(),
        day: localDay.optional(),
        residentId: id.optional().describe('Only the entry of this resident, if there is one.'),
      }),
      response: { 200: reviewDay },
    },
    handler: async ({ query: { communityId = firstCommunity(), day, residentId } }, reply) => {
      if (!world.directory().communities.has(communityId)) return refuse(reply, 'communityNotFound')
      const found = await care.day(communityId, { day, residentId, now: ports.now() })
      return found ?? refuse(reply, 'listNotFound')
    },
  })

  app.route({
    method: 'GET',
    url: '/api/care/days',
    config: { access: STAFF },
    schema: {
      tags: ['care'],
      summary: 'What became of the lists of the last days, newest first',
      querystring: z.object({
        communityId: id.optional(),
        limit: z.coerce.number().int().min(1).max(60).default(14),
      }),
      response: { 200: list(reviewDaySummary) },
    },
    handler: async ({ query: { communityId = firstCommunity(), limit } }, reply) => {
      if (!world.directory().communities.has(communityId)) return refuse(reply, 'communityNotFound')
      return care.days(communityId, limit)
    },
  })

  app.route({
    method: 'GET',
    url: '/api/care/residents/:id',
    config: { access: STAFF },
    schema: {
      tags: ['care'],
      summary: 'Calls, visits and promises of one resident, newest first',
      params: z.object({ id }),
      response: { 200: residentCare },
    },
    handler: async (request, reply) =>
      (await care.resident(request.params.id, ports.now())) ?? refuse(reply, 'residentNotFound'),
  })

  app.route({
    method: 'POST',
    url: '/api/care/contacts',
    config: { access: STAFF },
    schema: {
      tags: ['care'],
      summary: 'Record a call or a visit; answers after the commit',
      description:
        '`needsHelp` opens an alert with it, in the same transaction. The requestId holds across a restart.',
      body: contactRequest,
      response: { 201: contactAnswer },
    },
    handler: async (request, reply) => {
      const { personId } = viewerOf(request)
      const { requestId, note, promise, ...asked } = request.body
      const answer = await repeats.once(
        { personId, requestId, content: JSON.stringify(['contact', request.body]) },
        () =>
          care.record({
            ...asked,
            requestId,
            ...(note === undefined ? {} : { note }),
            ...(promise === undefined ? {} : { promise }),
            actorId: personId,
            at: ports.now(),
          }),
      )
      if (!answer.ok)
        return answer.code === 'promiseMissing' || answer.code === 'promiseDueWrong'
          ? refuse(reply, 'invalidRequest', FAULTS[answer.code])
          : refuse(reply, answer.code)
      const { contact, undoUntil, alertId } = answer
      return reply.code(201).send({ contact, undoUntil, alertId })
    },
  })

  app.route({
    method: 'POST',
    url: '/api/care/contacts/:id/undo',
    config: { access: STAFF },
    schema: {
      tags: ['care'],
      summary: 'Take back a contact of one’s own within ten seconds',
      params: ofContact,
      body: contactUndoRequest,
      response: { 200: careContact },
    },
    handler: async (request, reply) => {
      const { personId } = viewerOf(request)
      const contactId = request.params.id
      const { requestId } = request.body
      const answer = await repeats.once(
        { personId, requestId, content: JSON.stringify(['undo', contactId]) },
        () => care.undo({ contactId, requestId, actorId: personId, at: ports.now() }),
      )
      return answer.ok ? answer.contact : refuse(reply, answer.code)
    },
  })

  app.route({
    method: 'POST',
    url: '/api/care/contacts/:id/promise',
    config: { access: STAFF },
    schema: {
      tags: ['care'],
      summary: 'Say what became of a promise; until then it comes back every day from its due day on',
      params: ofContact,
      body: promiseRequest,
      response: { 200: careContact },
    },
    handler: async (request, reply) => {
      const { personId } = viewerOf(request)
      const contactId = request.params.id
      const { requestId, how, note } = request.body
      const answer = await repeats.once(
        { personId, requestId, content: JSON.stringify(['promise', contactId, how, note]) },
        () =>
          care.settle({
            contactId,
            how,
            ...(note === undefined ? {} : { note }),
            actorId: personId,
            at: ports.now(),
          }),
      )
      return answer.ok ? answer.contact : refuse(reply, answer.code)
    },
  })

  app.route({
    method: 'PUT',
    url: '/api/care/assignments',
    config: { access: STAFF },
    schema: {
      tags: ['care'],
      summary: 'Somebody else of the staff sees to this resident today',
      body: assignmentRequest,
      response: { 200: careAssignment },
    },
    handler: async (request, reply) => {
      const viewer = viewerOf(request)
      const { requestId, residentId, personId } = request.body
      const answer = await repeats.once(
        {
          personId: viewer.personId,
          requestId,
          content: JSON.stringify(['assign', residentId, personId]),
        },
        () => care.assign({ residentId, personId, actorId: viewer.personId, at: ports.now() }),
      )
      return answer.ok ? answer.assignment : refuse(reply, answer.code)
    },
  })
}
