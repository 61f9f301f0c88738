// The roster by days, what people change in it, calendar files in, calendars out.

import { z } from 'zod'
import type { Directory, Person } from '../../../alerts/model/people.ts'
import type { EpochMs } from '../../../alerts/model/time.ts'
import { nextShift } from '../../../alerts/response/coverage.ts'
import { everyone, onDuty } from '../../../alerts/response/roster.ts'
import { dayOf, isDay, plusDays, weekdayOf, zoneOf } from '../../../alerts/roster/calendar.ts'
import { changesIn, daysOf } from '../../../alerts/roster/view.ts'
import { mayChangeRoster } from '../../people/scope.ts'
import { OFFICE, STAFF, viewerOf } from '../access.ts'
import type { ApiApp } from '../api-app.ts'
import type { RosterView, StaffMember } from '../api-roster.ts'
import type { HttpPorts } from '../ports.ts'
import type { FeedOutcome, RosterImportOutcome, RosterOutcome } from '../ports-roster.ts'
import { refuse } from '../problems.ts'
import { createRepeats, type Reused } from '../repeats.ts'
import {
  cancelRequest,
  feedRequest,
  feedView,
  importRequest,
  importResult,
  rosterChange,
  rosterChangeRequest,
  rosterView,
} from '../schemas/roster-change.ts'
import { alertNumber, id, list } from '../schemas/shape.ts'
import { memberOf } from '../staff-member.ts'

const MOST_DAYS = 42
const IMPORT_LIMIT = 2 * 1024 * 1024

export function rosterChangeRoutes(app: ApiApp, { ports }: { ports: HttpPorts }): void {
  const { world, roster } = ports
  const repeats = createRepeats<RosterOutcome>()

  app.route({
    method: 'GET',
    url: '/api/roster',
    config: { access: STAFF },
    schema: {
      tags: ['roster'],
      summary: 'Who is on duty when, day by day, with holidays, swaps, overrides and gaps',
      querystring: z.object({
        communityId: id.optional(),
        from: z.string().refine(isDay, 'a day like 2026-11-23').optional().describe('Absent = this Monday.'),
        days: z.coerce.number().int().min(1).max(MOST_DAYS).default(7),
      }),
      response: { 200: rosterView },
    },
    handler: async (request, reply) => {
      const directory = world.directory()
      const communityId = request.query.communityId ?? [...directory.communities.keys()][0]
      if (communityId === undefined || !directory.communities.has(communityId))
        return refuse(reply, 'communityNotFound')
      const { from, days } = request.query
      return viewOf(directory, communityId, {
        now: ports.now(),
        viewerId: viewerOf(request).personId,
        days,
        ...(from === undefined ? {} : { first: from }),
      })
    },
  })

  app.route({
    method: 'POST',
    url: '/api/roster/changes',
    config: { access: OFFICE },
    schema: {
      tags: ['roster'],
      summary: 'A holiday, a swap or an override; answers after the commit',
      description:
        'Refused (`leavesUncovered`, with the minutes) when it would leave to nobody what somebody covers now.',
      body: rosterChangeRequest,
      response: { 201: rosterChange },
    },
    handler: async (request, reply) => {
      const { personId: actorId } = viewerOf(request)
      const { requestId, ...asked } = request.body
      const answer = await repeats.once(
        { personId: actorId, requestId, content: JSON.stringify(['create', asked]) },
        () => roster.create({ actorId, at: ports.now(), requestId, request: asked }),
      )
      return answer.ok ? reply.code(201).send(answer.change) : refused(reply, answer)
    },
  })

  app.route({
    method: 'POST',
    url: '/api/roster/changes/:id/cancel',
    config: { access: OFFICE },
    schema: {
      tags: ['roster'],
      summary: 'Call a change off from now on; what has been stays as it was',
      params: z.object({ id: alertNumber }),
      body: cancelRequest,
      response: { 200: rosterChange },
    },
    handler: async (request, reply) => {
      const { personId: actorId } = viewerOf(request)
      const changeId = request.params.id
      const { requestId } = request.body
      const answer = await repeats.once(
        { personId: actorId, requestId, content: JSON.stringify(['cancel', changeId]) },
        () => roster.cancel({ actorId, at: ports.now(), changeId }),
      )
      return answer.ok ? answer.change : refused(reply, answer)
    },
  })

  app.route({
    method: 'POST',
    url: '/api/roster/import',
    bodyLimit: IMPORT_LIMIT,
    config: { access: OFFICE },
    schema: {
      tags: ['roster'],
      summary:
        'Shifts of an .ics file become overrides where the roster says otherwise; first without `apply`',
      body: importRequest,
      response: { 200: importResult },
    },
    handler: async (request, reply) => {
      const { personId: actorId } = viewerOf(request)
      const { calendar: text, ...asked } = request.body
      const answer = await roster.importCalendar({ ...asked, actorId, at: ports.now(), text })
      if (answer.ok) return { ...answer.plan, applied: answer.changes.length }
      return refused(reply, answer)
    },
  })

  app.route({
    method: 'GET',
    url: '/api/roster/feeds',
    config: { access: STAFF },
    schema: {
      tags: ['roster'],
      summary: 'Calendars of a community that may be subscribed to; grid workers see their own',
      querystring: z.object({ communityId: id }),
      response: { 200: list(feedView) },
    },
    handler: async (request) => {
      const { personId, role } = viewerOf(request)
      return roster
        .feeds(request.query.communityId)
        .filter((feed) => role !== 'grid' || feed.personId === personId)
        .map((feed) => ({ ...feed, path: roster.feedPath(feed) }))
    },
  })

  app.route({
    method: 'POST',
    url: '/api/roster/feeds',
    config: { access: STAFF },
    schema: {
      tags: ['roster'],
      summary: 'An address a calendar program may subscribe to; the same one when there is one already',
      body: feedRequest,
      response: { 200: feedView },
    },
    handler: async (request, reply) => {
      const { communityId, personId } = request.body
      const answer = await roster.openFeed({
        actorId: viewerOf(request).personId,
        at: ports.now(),
        communityId,
        ...(personId === undefined ? {} : { personId }),
      })
      return feedAnswer(reply, answer)
    },
  })

  app.route({
    method: 'POST',
    url: '/api/roster/feeds/:id/revoke',
    config: { access: STAFF },
    schema: {
      tags: ['roster'],
      summary: 'The address opens nothing any more',
      params: z.object({ id: alertNumber }),
      response: { 200: feedView },
    },
    handler: async (request, reply) =>
      feedAnswer(
        reply,
        await roster.revokeFeed({
          actorId: viewerOf(request).personId,
          at: ports.now(),
          feedId: request.params.id,
        }),
      ),
  })

  const feedAnswer = <R extends Reply>(reply: R, answer: FeedOutcome) =>
    answer.ok ? { ...answer.feed, path: roster.feedPath(answer.feed) } : refuse(reply, answer.code)

  app.route({
    method: 'GET',
    url: '/api/calendar/:token',
    // Calendar programs cannot log in: the signed token is the key.
    config: { access: 'public' },
    schema: {
      tags: ['roster'],
      summary: 'A duty calendar (RFC 5545), by the address that was made for it',
      params: z.object({ token: z.string().max(128) }),
    },
    handler: async (request, reply) => {
      const calendar = roster.calendar(request.params.token, ports.now())
      if (calendar === undefined) return refuse(reply, 'feedNotFound')
      return reply
        .type('text/calendar; charset=utf-8')
        .header('cache-control', 'private, no-cache')
        .header('content-disposition', 'inline; filename="duty.ics"')
        .send(calendar)
    },
  })
}

type Reply = Parameters<typeof refuse>[0]
type Refused = Extract<RosterOutcome, { ok: false }> | Extract<RosterImportOutcome, { ok: false }> | Reused

function refused<R extends Reply>(reply: R, answer: Refused): R {
  if ('faults' in answer)
    return refuse(reply, answer.code, {
      faults: answer.faults.map(({ path, message }) => ({ path: `body/${path}`, message })),
    })
  if ('gaps' in answer) {
    const { code, gaps, personId } = answer
    return refuse(reply, code, { gaps, ...(personId === undefined ? {} : { personId }) })
  }
  return refuse(reply, answer.code)
}

function viewOf(
  directory: Directory,
  communityId: string,
  { now, viewerId, first, days }: Readonly<{ now: EpochMs; viewerId: string; first?: string; days: number }>,
): RosterView {
  const timeZone = zoneOf(directory, communityId)
  const today = dayOf(now, timeZone)
  const shown = daysOf(directory, communityId, {
    first: first ?? plusDays(today, 1 - weekdayOf(today)),
    days,
  })
  const here = { communityId, gridId: '' }
  const present = new Set(onDuty(directory, { role: 'duty', ...here }, now))
  const member = (person: Person): readonly StaffMember[] => memberOf(person, present.has(person))
  const next = nextShift(directory, communityId, now)
  const may = (parties: readonly string[]): boolean =>
    mayChangeRoster(directory, viewerId, { communityId, parties })
  return {
    communityId,
    timeZone,
    at: now,
    today,
    days: shown,
    onDuty: [...present].flatMap(member),
    next: next === undefined ? null : { from: next.from, people: next.people.flatMap(member) },
    changes: changesIn(directory, communityId, {
      from: shown[0]?.from ?? now,
      to: shown.at(-1)?.to ?? now,
    }),
    staff: (['duty', 'director', 'grid', 'admin'] as const)
      .flatMap((role) => everyone(directory, { role, ...here }))
      .flatMap(member),
    may: may([]) ? 'all' : may([viewerId]) ? 'own' : 'nothing',
  }
}
