// Who works here, who is on duty now or at any other minute, and what one shift leaves to the next.

import { z } from 'zod'
import { dayAfter, localDay } from '../../../alerts/care/local-day.ts'
import type { Person } from '../../../alerts/model/people.ts'
import { nextShift } from '../../../alerts/response/coverage.ts'
import { handoverOf, type SilentBand } from '../../../alerts/response/handover.ts'
import { onDuty, staffAt } from '../../../alerts/response/roster.ts'
import type { ResidentTile } from '../../live/frames.ts'
import { STAFF } from '../access.ts'
import type { ApiApp } from '../api-app.ts'
import type { HandoverSheet } from '../api-roster.ts'
import type { HttpPorts } from '../ports.ts'
import { refuse } from '../problems.ts'
import { handoverSheet, staffMember } from '../schemas/roster.ts'
import { id, list, queryTime } from '../schemas/shape.ts'
import { memberOf } from '../staff-member.ts'

/** Promises are shown this many days ahead. */
const PROMISES_WITHIN = 7
/** More silences than anybody makes. */
const MOST_SILENCES = 500

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
        memberOf(person, onDuty),
      )
    },
  })

  app.route({
    method: 'GET',
    url: '/api/handover',
    config: { access: STAFF },
    schema: {
      tags: ['roster'],
      summary: 'What one shift leaves to the next',
      querystring: z.object({ communityId: id.optional() }),
      response: { 200: handoverSheet },
    },
    handler: async (request, reply) => {
      const directory = ports.world.directory()
      const communityId = request.query.communityId ?? [...directory.communities.keys()][0]
      if (communityId === undefined || !directory.communities.has(communityId))
        return refuse(reply, 'communityNotFound')
      const now = ports.now()
      const silences = await ports.history.silences({ state: 'active', now, limit: MOST_SILENCES })
      const sheet = handoverOf(communityId, {
        now,
        directory,
        unresolved: ports.world.unresolved(),
        silences,
        silent: silentOf(ports.world.residentTiles(), communityId),
      })
      const next = nextShift(directory, communityId, now)
      const timeZone = directory.communities.get(communityId)?.timeZone ?? 'UTC'
      const until = dayAfter(localDay(timeZone, now), PROMISES_WITHIN)
      const carePromises = (ports.care?.promises(communityId) ?? []).filter(({ dueOn }) => dueOn <= until)
      return {
        ...sheet,
        onDuty: onDuty(directory, { role: 'duty', communityId, gridId: '' }, now).flatMap((person) =>
          memberOf(person, true),
        ),
        next:
          next === undefined
            ? null
            : { from: next.from, people: next.people.flatMap((person) => memberOf(person, false)) },
        carePromises,
        people: namesIn({ ...sheet, carePromises }, (personId) => directory.people.get(personId)),
      }
    },
  })
}

/** Residents whose band is off line or was never heard of, the longest silent first. */
const silentOf = (tiles: readonly ResidentTile[], communityId: string): readonly SilentBand[] =>
  tiles
    .filter((tile) => tile.communityId === communityId && tile.deviceId !== null)
    .filter(
      ({ online, seenAt, unknownReason }) =>
        seenAt === null || online === false || unknownReason === 'offline',
    )
    .map(({ id: residentId, seenAt }) => ({ residentId, seenAt }))
    .sort((a, b) => (a.seenAt ?? 0) - (b.seenAt ?? 0))

function namesIn(
  {
    alerts,
    failed,
    promised,
    silences,
    carePromises,
  }: Pick<HandoverSheet, 'alerts' | 'failed' | 'promised' | 'silences' | 'carePromises'>,
  personOf: (id: string) => Person | undefined,
): Record<string, string> {
  const ids = [
    ...[...alerts, ...failed].map(({ acknowledgedBy }) => acknowledgedBy ?? ''),
    ...promised.map(({ personId }) => personId),
    ...silences.map(({ createdBy }) => createdBy),
    ...carePromises.map(({ by }) => by),
  ]
  return Object.fromEntries(
    ids.flatMap((personId) => {
      const person = personOf(personId)
      return person === undefined ? [] : [[personId, person.name]]
    }),
  )
}
