// What becomes of an incident and its members: it opens, grows, gets worse or milder, and closes; members join, wait,
// and go on by themselves. Everything it knows is in the alerts, so a restart at any point changes nothing. Which
// alerts belong together is decided in storm.ts.

import type { Alert, Finding } from '../model/alert.ts'
import type { SubjectRef } from '../model/people.ts'
import { withoutAcknowledgement } from './acknowledgement.ts'
import { change, escalate, note, outcomeOf, recover } from './change.ts'
import { NOTHING, type Outcome, type ResponseContext } from './context.ts'
import { findingOf, joinedDetail, membersOf, type News, sameMembers } from './incident-summary.ts'
import { statusAfter } from './lifecycle.ts'
import { join, owesTelling, part, recoverWith, tellCritical } from './membership.ts'
import { respond } from './respond.ts'
import { type Group, gathering, isMember } from './storm.ts'

export type Gathered = Readonly<{ before: Alert | undefined; outcome: Outcome }>

/**
 * Brings one area in line: whatever is to join joins, and the incident says what its members have become. Returns the
 * changes in the order in which they happen; none when there is nothing to do, so it may be asked as often as one
 * likes. `contextOf` gives the context of an alert's next change; the incident's first change comes before those of
 * the members that make it.
 */
export function gather(
  group: Group,
  area: SubjectRef,
  contextOf: (alert: Alert | undefined) => ResponseContext,
): readonly Gathered[] {
  const { joining, storm } = gathering(group)
  const members = [...group.alerts.filter((alert) => belongs(alert, group.incident)), ...joining]
  if (group.incident === undefined && joining.length === 0) return []
  const standing = members.filter(({ clearedAt, status }) => clearedAt === undefined && status !== 'resolved')
  if (group.incident !== undefined && standing.length === 0) return close(group.incident, members, contextOf)

  const news = { group, area, members: standing, joining, storm }
  const told =
    group.incident === undefined
      ? openIncident(news, contextOf(undefined))
      : update(news, contextOf(group.incident))
  const incident = told.alert ?? group.incident
  if (incident === undefined) return []
  const changes: Gathered[] = told === NOTHING ? [] : [{ before: group.incident, outcome: told }]
  // What the incident tells as critical in this very moment need not be told a second time.
  const saidCritical = incident.severity === 'critical' && told.notifications.length > 0
  for (const alert of joining) {
    const outcome = join(alert, incident.id, { saidCritical, context: contextOf(alert) })
    changes.push({ before: alert, outcome })
  }
  const joined = new Set(joining)
  for (const alert of members)
    if (!joined.has(alert) && owesTelling(alert))
      changes.push({
        before: alert,
        outcome: tellCritical(alert, { saidCritical, context: contextOf(alert) }),
      })
  return changes
}

const belongs = (alert: Alert, incident: Alert | undefined): boolean =>
  incident !== undefined && isMember(alert) && alert.incidentId === incident.id && alert.status !== 'resolved'

function openIncident(news: News, context: ResponseContext): Outcome {
  const opened = respond(undefined, findingOf(news, 'raise'), context)
  return withMembers(opened, opened.alert, { news, context })
}

/** The incident after what happened to its members; NOTHING when that is nothing. */
function update(news: News, context: ResponseContext): Outcome {
  const { incident } = news.group
  if (incident === undefined) return NOTHING
  const finding = findingOf(news, 'step')
  if (news.storm) return again(incident, finding, { news, context })
  if (finding.severity !== incident.severity || finding.level !== incident.level) {
    const stepped = respond(incident, finding, context)
    if (stepped.alert !== undefined) return withMembers(stepped, stepped.alert, { news, context })
  }
  const members = membersOf(news)
  if (news.joining.length === 0 && sameMembers(members, incident.members)) return NOTHING
  const draft = change(incident, context)
  draft.alert = { ...draft.alert, evidence: finding.evidence, members }
  if (news.joining.length > 0) note(draft, 'joined', joinedDetail(news))
  return outcomeOf(draft)
}

/** A second storm over the first: whoever has taken on the first does not know of it. */
function again(
  incident: Alert,
  finding: Finding,
  { news, context }: Readonly<{ news: News; context: ResponseContext }>,
): Outcome {
  const draft = change(incident, context)
  const alert = withoutAcknowledgement(draft.alert)
  draft.alert = {
    ...alert,
    status: statusAfter(alert.status, 'worsen'),
    severity: finding.severity,
    ...(finding.level === undefined ? {} : { level: finding.level }),
    evidence: finding.evidence,
    members: membersOf(news),
    nextStep: 0,
    dueAt: context.now,
  }
  note(draft, 'joined', { ...joinedDetail(news), again: true })
  escalate(draft, true)
  return outcomeOf(draft)
}

function withMembers(
  outcome: Outcome,
  alert: Alert | undefined,
  { news, context }: Readonly<{ news: News; context: ResponseContext }>,
): Outcome {
  if (alert === undefined) return outcome
  const joined =
    news.joining.length === 0
      ? []
      : [
          {
            alertId: alert.id,
            seq: context.nextSeq(alert.id),
            at: context.now,
            kind: 'joined' as const,
            actor: 'system',
            detail: joinedDetail(news),
          },
        ]
  return {
    ...outcome,
    alert: { ...alert, members: membersOf(news) },
    entries: [...outcome.entries, ...joined],
  }
}

/** Nothing stands any more. What is left of its members has cleared: it goes with it if somebody looked after it. */
function close(
  incident: Alert,
  members: readonly Alert[],
  contextOf: (alert: Alert) => ResponseContext,
): readonly Gathered[] {
  const context = contextOf(incident)
  const clearedAt = Math.max(incident.eventTime, ...members.map(({ clearedAt: at }) => at ?? 0))
  const draft = change(incident, context)
  draft.alert = {
    ...draft.alert,
    clearedAt,
    ...(incident.members === undefined ? {} : { members: { ...incident.members, standing: 0 } }),
  }
  note(draft, 'cleared', { eventTime: clearedAt })
  recover(draft)
  const tended = incident.status === 'acknowledged'
  return [
    { before: incident, outcome: outcomeOf(draft) },
    ...members.map((alert) => ({
      before: alert,
      outcome: tended ? recoverWith(alert, incident, contextOf(alert)) : part(alert, contextOf(alert)),
    })),
  ]
}
