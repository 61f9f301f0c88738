// Which unresolved alerts belong to which area, kept as alerts come and go, so that an area that changed can be asked
// what it has become (alerts/response/incident.ts decides). An index only: what it forgets is in the alerts.

import type { Alert, Finding } from '../../alerts/model/alert.ts'
import type { AreaKind } from '../../alerts/model/incident.ts'
import { type Directory, type SubjectRef, subjectKey } from '../../alerts/model/people.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import { callList } from '../../alerts/response/call-list.ts'
import type { Outcome, ResponseContext } from '../../alerts/response/context.ts'
import type { Grouping } from '../../alerts/response/grouping.ts'
import { gather } from '../../alerts/response/incident.ts'
import { areaOf } from '../../alerts/response/incident-summary.ts'
import { placeOf } from '../../alerts/response/place.ts'
import { respond } from '../../alerts/response/respond.ts'
import { type Group, gathering, isMember } from '../../alerts/response/storm.ts'
import { type Case, type CaseKey, caseKey, caseKeyOf, type World } from './world.ts'

/** A group this large is not weighed with every message: the next tick does, and its newcomers wait untold. */
const WEIGHED_AT_ONCE = 200

type Area = {
  readonly grouping: Grouping
  readonly subject: SubjectRef
  readonly incidentKey: CaseKey
  /** Cases that were once seen there; those that are gone are dropped when it is next asked. */
  readonly keys: Set<CaseKey>
}

export type Gathering = ReturnType<typeof createGathering>

export function createGathering(deps: {
  world: World
  groupings: readonly Grouping[]
  openCase(key: CaseKey): Case | undefined
  /** The context of the next change of an alert, or of an alert that is to be opened. */
  contextFor(entry: Case | undefined, now: EpochMs): ResponseContext
}) {
  const { world, groupings, openCase, contextFor } = deps
  const byRule = Map.groupBy(
    groupings.flatMap((grouping) => [...grouping.joins].map((ruleId) => ({ ruleId, grouping }))),
    ({ ruleId }) => ruleId,
  )
  const byId = new Map(groupings.map((grouping) => [grouping.id, grouping]))
  const areas = new Map<string, Area>()
  const dirty = new Set<Area>()

  const areaAt = (grouping: Grouping, id: string): Area => {
    const key = `${grouping.id}|${id}`
    const known = areas.get(key)
    if (known !== undefined) return known
    const subject: SubjectRef = { kind: 'area', id, area: grouping.area }
    const made = {
      grouping,
      subject,
      incidentKey: caseKey(subjectKey(subject), grouping.id),
      keys: new Set<CaseKey>(),
    }
    areas.set(key, made)
    return made
  }

  const areasOf = (alert: Alert): readonly Area[] =>
    (byRule.get(alert.ruleId) ?? []).flatMap(({ grouping }) => {
      const id = areaOf(alert, grouping.area, world.directory)
      return id === undefined ? [] : [areaAt(grouping, id)]
    })

  const alertsIn = (area: Area): Alert[] => {
    const alerts: Alert[] = []
    for (const key of area.keys) {
      const alert = openCase(key)?.alert
      if (alert !== undefined) alerts.push(alert)
      // A decision that is not committed may still be taken back.
      else if (world.cases.visible(key) === undefined) area.keys.delete(key)
    }
    return alerts
  }

  const groupOf = (area: Area, now: EpochMs, instead?: Alert): Group => {
    const known = alertsIn(area)
    const alerts = instead === undefined ? known : [...known.filter(({ id }) => id !== instead.id), instead]
    const [first] = alerts
    return {
      grouping: area.grouping,
      alerts,
      incident: openCase(area.incidentKey)?.alert,
      population: first === undefined ? 0 : populationOf(world.directory, first.subject.kind, area.subject),
      atRisk: (causes) => {
        const drainIds = causes.flatMap(({ subject }) => (subject.kind === 'drain' ? [subject.id] : []))
        return callList(world.directory, { gridId: causes[0]?.gridId ?? '', drainIds, now }).length
      },
    }
  }

  const notice = (alert: Alert): void => {
    const own = byId.get(alert.ruleId)
    if (own !== undefined && alert.subject.kind === 'area') dirty.add(areaAt(own, alert.subject.id))
    for (const area of areasOf(alert)) {
      area.keys.add(caseKeyOf(alert))
      dirty.add(area)
    }
  }

  /** Whether what a finding makes of an alert would join an incident, or make one. */
  const wouldJoin = (finding: Finding, entry: Case | undefined, now: EpochMs): boolean => {
    const context = { ...contextFor(entry, now), untoldUntil: null, nextAlertId: () => world.nextAlertId }
    const { alert } = respond(entry?.alert, finding, context)
    return (
      alert !== undefined &&
      areasOf(alert).some((area) =>
        gathering(groupOf(area, now, alert)).joining.some(({ id }) => id === alert.id),
      )
    )
  }

  for (const [, { alert }] of world.cases.entries()) if (alert.status !== 'resolved') notice(alert)

  return {
    notice,

    /** Every area is to be asked again: decisions about it were taken back. */
    noticeAll(): void {
      for (const area of areas.values()) dirty.add(area)
    },

    /**
     * When the chain of the alert that a finding opens or worsens may begin: undefined as ever, null never by itself
     * because it joins an incident in the same breath.
     */
    untoldUntil(finding: Finding, entry: Case | undefined, now: EpochMs): EpochMs | null | undefined {
      const joined = byRule.get(finding.ruleId)
      if (joined === undefined || finding.emergency || finding.transition === 'clear') return undefined
      if (entry !== undefined && isMember(entry.alert)) return undefined
      if (entry === undefined && finding.severity !== 'critical') {
        const hold = Math.max(...joined.map(({ grouping }) => grouping.holdMs))
        if (hold > 0) return now + hold
      }
      return wouldJoin(finding, entry, now) ? null : undefined
    },

    /** What the areas that changed have become. With `small`, only those that are quickly asked. */
    changes(
      now: EpochMs,
      small: boolean,
    ): readonly Readonly<{ before: Case | undefined; outcome: Outcome }>[] {
      const found: { before: Case | undefined; outcome: Outcome }[] = []
      for (const area of dirty) {
        if (small && area.keys.size > WEIGHED_AT_ONCE) continue
        dirty.delete(area)
        const caseOf = (alert: Alert | undefined): Case | undefined => alert && openCase(caseKeyOf(alert))
        for (const { before, outcome } of gather(groupOf(area, now), area.subject, (alert) =>
          contextFor(caseOf(alert), now),
        ))
          found.push({ before: caseOf(before), outcome })
      }
      return found
    },

    /** Unresolved members of an incident, the newest first. */
    membersOf(incident: Alert): readonly Case[] {
      const grouping = byId.get(incident.ruleId)
      if (grouping === undefined) return []
      return alertsIn(areaAt(grouping, incident.subject.id))
        .filter((alert) => isMember(alert) && alert.incidentId === incident.id)
        .sort((a, b) => b.id - a.id)
        .flatMap((alert) => openCase(caseKeyOf(alert)) ?? [])
    },
  }
}

/** Devices of a kind in an area; a directory never changes, so each is counted once. */
const populations = new WeakMap<Directory, Map<string, number>>()

function populationOf(directory: Directory, kind: SubjectRef['kind'], area: SubjectRef): number {
  let known = populations.get(directory)
  if (known === undefined) {
    known = new Map()
    for (const { residentId, drainId } of directory.devices.values()) {
      const subject: SubjectRef | undefined =
        residentId !== undefined
          ? { kind: 'resident', id: residentId }
          : drainId !== undefined
            ? { kind: 'drain', id: drainId }
            : undefined
      if (subject === undefined) continue
      const { building, grid, community } = placeOf(directory, subject)
      const within: readonly [AreaKind, string | undefined][] = [
        ['building', building?.id],
        ['grid', grid?.id],
        ['community', community?.id],
      ]
      for (const [what, id] of within) {
        const key = `${subject.kind}|${what}|${id}`
        known.set(key, (known.get(key) ?? 0) + 1)
      }
    }
    populations.set(directory, known)
  }
  return known.get(`${kind}|${area.area}|${area.id}`) ?? 0
}
