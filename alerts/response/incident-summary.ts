// What an incident says of its members: how many, which is the worst, how grave and how wide it is. Facts only; what is
// done about them is decided in incident.ts.

import type { Alert, Finding, Severity } from '../model/alert.ts'
import type { AreaKind, Members } from '../model/incident.ts'
import type { Directory, SubjectRef } from '../model/people.ts'
import type { Grouping } from './grouping.ts'
import { type Group, momentOf, RANK } from './storm.ts'

/** Named on an incident; beyond this, counted. */
const SUBJECTS_NAMED = 60
/** Named in a line of its history. */
const ALERTS_NAMED = 50
/** Water classes, the mildest first: an incident has the class of its worst member. */
const CLASSES = ['attention', 'warning', 'closure', 'danger']

/** The id of the area an alert belongs to; undefined when it belongs to none of the kind. */
export function areaOf(alert: Alert, area: AreaKind, directory: Directory): string | undefined {
  if (area === 'community') return alert.communityId || undefined
  if (area === 'grid') return alert.gridId || undefined
  return alert.subject.kind === 'resident' ? directory.residents.get(alert.subject.id)?.buildingId : undefined
}

export type News = Readonly<{
  group: Group
  /** The area itself. */
  area: SubjectRef
  /** Those whose cause stands, the joining ones included; never empty. */
  members: readonly Alert[]
  joining: readonly Alert[]
  storm: boolean
}>

export const joinedDetail = ({ joining }: News) => ({
  count: joining.length,
  alertIds: joining.slice(0, ALERTS_NAMED).map(({ id }) => String(id)),
})

/** Grows with whoever joins; only `standing` and `worstId` go back. */
export function membersOf({ group, members, joining }: News): Members {
  const before = group.incident?.members
  const moments = joining.map(momentOf)
  const newest = joining.at(-1)
  return {
    area: group.grouping.area,
    count: (before?.count ?? 0) + joining.length,
    standing: members.length,
    newestId: newest?.id ?? before?.newestId ?? 0,
    worstId: worstOf(members)?.id ?? before?.worstId ?? 0,
    oldestAt: Math.min(before?.oldestAt ?? Number.POSITIVE_INFINITY, ...moments),
    newestAt: Math.max(before?.newestAt ?? Number.NEGATIVE_INFINITY, ...moments),
    subjects: [
      ...new Set([
        ...(before?.subjects ?? []),
        ...joining.map(({ subject }) => `${subject.kind}:${subject.id}`),
      ]),
    ].slice(0, SUBJECTS_NAMED),
  }
}

export const sameMembers = (now: Members, before: Members | undefined): boolean =>
  before !== undefined &&
  now.count === before.count &&
  now.standing === before.standing &&
  now.worstId === before.worstId

const rankOf = ({ severity, level }: Alert): number => RANK[severity] * 10 + CLASSES.indexOf(level ?? '')

/** The gravest, and of equals the one that was there first. */
const worstOf = (members: readonly Alert[]): Alert | undefined =>
  members.reduce<Alert | undefined>(
    (worst, alert) =>
      worst === undefined ||
      rankOf(alert) > rankOf(worst) ||
      (rankOf(alert) === rankOf(worst) && alert.id < worst.id)
        ? alert
        : worst,
    undefined,
  )

const atLeast = (severity: Severity, least: Severity): Severity =>
  RANK[severity] >= RANK[least] ? severity : least

export function findingOf(news: News, transition: Finding['transition']): Finding {
  const { group, area, members } = news
  const { grouping } = group
  const worst = worstOf(members)
  const first = Math.min(
    ...members.map(({ eventTime }) => eventTime),
    group.incident?.eventTime ?? Number.POSITIVE_INFINITY,
  )
  const places = new Set(members.map(({ subject }) => `${subject.kind}:${subject.id}`))
  const named = worst?.level !== undefined && CLASSES.includes(worst.level) ? worst.level : undefined
  const level = named ?? group.incident?.level
  return {
    ruleId: grouping.id,
    ruleVersion: grouping.version,
    subject: area,
    deviceId: '',
    transition,
    severity: atLeast(worst?.severity ?? grouping.severity, grouping.severity),
    ...(level === undefined ? {} : { level }),
    policyId: grouping.policyId,
    closesOnClear: true,
    emergency: false,
    eventTime: transition === 'raise' ? first : Math.max(...members.map(momentOf)),
    evidence: {
      samples: [],
      since: first,
      facts: {
        members: places.size,
        area: grouping.area,
        ...placeFacts(members[0], grouping),
        ...(grouping.callsFrom === undefined ? {} : { atRisk: group.atRisk(members) }),
      },
    },
  }
}

/** A building or a grid lies in a community; the members know which. */
const placeFacts = (member: Alert | undefined, { area }: Grouping) =>
  member === undefined
    ? {}
    : { communityId: member.communityId, ...(area === 'community' ? {} : { gridId: member.gridId }) }
