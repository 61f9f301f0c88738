// Alerts: the list, one with its history, and what a person does to it. Every action goes to the command port.

import { z } from 'zod'
import type { Alert, TimelineEntry } from '../../../alerts/model/alert.ts'
import type { Directory } from '../../../alerts/model/people.ts'
import {
  maySeeAlert,
  type Scope,
  viewOfNotification,
  visibleEntries,
  visibleNotification,
} from '../../people/scope.ts'
import { EVERYONE, STAFF, viewerOf } from '../access.ts'
import type { AlertAction } from '../api.ts'
import type { ApiApp } from '../api-app.ts'
import { callListEntries } from '../call-list.ts'
import type { CommandOutcome, HttpPorts } from '../ports.ts'
import { refuse } from '../problems.ts'
import { createRepeats } from '../repeats.ts'
import {
  alertAction,
  alertActionResult,
  alertDetail,
  alertPage,
  alertStatus,
  callRequest,
} from '../schemas/alert.ts'
import { alertNumber, id, limit, queryTime } from '../schemas/shape.ts'

const listQuery = z.object({
  status: alertStatus.optional(),
  residentId: id.optional(),
  drainId: id.optional(),
  gridId: id.optional().describe('Only alerts of this grid.'),
  from: queryTime.optional(),
  to: queryTime.optional(),
  before: alertNumber.optional().describe('Only alerts with a smaller number: `next` of the page before.'),
  limit: limit(200),
})

/** What family may do themselves. */
const FAMILY_ACTIONS: ReadonlySet<string> = new Set<AlertAction['action']>([
  'acknowledge',
  'comment',
  'confirm',
  'withdraw',
  'real',
  'onTheWay',
  'arrived',
  'decline',
  'undo',
])

export function alertRoutes(app: ApiApp, { ports }: { ports: HttpPorts }): void {
  const { world, history } = ports
  const repeats = createRepeats<CommandOutcome>()

  app.route({
    method: 'GET',
    url: '/api/alerts',
    config: { access: EVERYONE },
    schema: {
      tags: ['alerts'],
      summary: 'Alerts, newest first',
      querystring: listQuery,
      response: { 200: alertPage },
    },
    handler: async (request) => {
      const { residentId, drainId, gridId, ...query } = request.query
      const asked = residentId === undefined ? drainId && `drain:${drainId}` : `resident:${residentId}`
      const pages = await Promise.all(
        subjectsInScope(viewerOf(request).scope, asked).map((subjectKey) =>
          history.alerts({
            ...withoutUndefined(query),
            ...(gridId === undefined ? {} : { gridIds: [gridId] }),
            ...(subjectKey === undefined ? {} : { subjectKey }),
          }),
        ),
      )
      const alerts = pages
        .flat()
        .sort((left, right) => right.id - left.id)
        .slice(0, query.limit)
      return { alerts, next: alerts.length === query.limit ? (alerts.at(-1)?.id ?? null) : null }
    },
  })

  app.route({
    method: 'GET',
    url: '/api/alerts/:id',
    config: { access: EVERYONE },
    schema: {
      tags: ['alerts'],
      summary: 'One alert: why, what happened since, who was told and when',
      params: z.object({ id: alertNumber }),
      response: { 200: alertDetail },
    },
    handler: async (request, reply) => {
      const { scope } = viewerOf(request)
      const alert = await history.alert(request.params.id)
      if (alert === undefined || !maySeeAlert(scope, alert)) return refuse(reply, 'alertNotFound')
      const [timeline, notifications, members] = await Promise.all([
        history.timeline(alert.id),
        history.notifications(alert.id),
        alert.members === undefined ? undefined : history.members({ incidentId: alert.id, limit: 200 }),
      ])
      const callList = callListEntries(world, alert, ports.now())
      const entries = visibleEntries(scope, timeline)
      return {
        alert,
        timeline: entries,
        notifications: notifications.map((each) => visibleNotification(scope, viewOfNotification(each))),
        people: namesIn(alert, entries, world.directory()),
        ...(members === undefined ? {} : { members }),
        ...(callList === undefined ? {} : { callList }),
      }
    },
  })

  app.route({
    method: 'POST',
    url: '/api/alerts/:id/calls',
    config: { access: STAFF },
    schema: {
      tags: ['alerts'],
      summary: 'What came of calling or visiting somebody on the call list; answers after the commit',
      description: 'Several calls of one person are kept; `needsHelp` is told to duty again.',
      params: z.object({ id: alertNumber }),
      body: callRequest,
      response: { 200: alertActionResult },
    },
    handler: async (request, reply) => {
      const { personId } = viewerOf(request)
      const alertId = request.params.id
      const { requestId, ...call } = request.body
      const outcome = await repeats.once(
        { personId, requestId, content: JSON.stringify([alertId, call]) },
        () =>
          ports.command({
            ...withoutUndefined(call),
            action: 'call',
            alertId,
            requestId,
            actorId: personId,
            at: ports.now(),
          }),
      )
      return outcome.ok ? { alert: outcome.alert, entries: outcome.entries } : refuse(reply, outcome.code)
    },
  })

  app.route({
    method: 'POST',
    url: '/api/alerts/:id/actions',
    config: { access: EVERYONE },
    schema: {
      tags: ['alerts'],
      summary: 'What a person does about an alert; answers after the commit',
      description:
        'Family act on alerts of their own elders; they leave resolving, assigning, handing over and the log of calls to the staff.',
      params: z.object({ id: alertNumber }),
      body: alertAction,
      response: { 200: alertActionResult },
    },
    handler: async (request, reply) => {
      const { personId, scope } = viewerOf(request)
      const alertId = request.params.id
      const { requestId, ...action } = request.body
      if (scope.kind === 'family') {
        const alert = await history.alert(alertId)
        if (alert === undefined || !maySeeAlert(scope, alert)) return refuse(reply, 'alertNotFound')
        if (!FAMILY_ACTIONS.has(action.action)) return refuse(reply, 'roleNotAllowed')
      }
      const outcome = await repeats.once(
        { personId, requestId, content: JSON.stringify([alertId, action]) },
        () =>
          ports.command({
            ...withoutUndefined(action),
            alertId,
            requestId,
            actorId: personId,
            at: ports.now(),
          }),
      )
      if (!outcome.ok) return refuse(reply, outcome.code)
      return { alert: outcome.alert, entries: visibleEntries(scope, outcome.entries) }
    },
  })
}

/** The subjects to ask for: what was asked for, or everything in scope; nothing where the two do not meet. */
function subjectsInScope(scope: Scope, asked: string | undefined): readonly (string | undefined)[] {
  if (scope.kind === 'staff') return [asked]
  const own = [...scope.residentIds].map((residentId) => `resident:${residentId}`)
  return asked === undefined ? own : own.filter((subjectKey) => subjectKey === asked)
}

/** Names of everybody an alert and its visible history speak of. */
function namesIn(
  alert: Alert,
  entries: readonly TimelineEntry[],
  directory: Directory,
): Record<string, string> {
  const mentioned = entries.flatMap(({ actor, detail }) => [actor, ...Object.values(detail).flat()])
  const names: Record<string, string> = {}
  const callers = Object.values(alert.calls ?? {}).map(({ by }) => by)
  const going = (alert.attending ?? []).map(({ personId }) => personId)
  const named = [
    alert.test?.by,
    alert.acknowledgedBy,
    alert.resolvedBy,
    alert.assignedTo?.personId,
    alert.handedOver?.from,
  ]
  for (const personId of [...named, ...going, ...callers, ...mentioned]) {
    const person = typeof personId === 'string' ? directory.people.get(personId) : undefined
    if (person !== undefined) names[person.id] = person.name
  }
  return names
}

/** Zod leaves `note: undefined` where there was none; the command wants the field absent. */
type Defined<T> = T extends unknown ? { [K in keyof T]: Exclude<T[K], undefined> } : never
const withoutUndefined = <T extends object>(value: T): Defined<T> =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Defined<T>
