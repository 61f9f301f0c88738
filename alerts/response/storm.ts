// Which alerts of one area belong together: enough different people or places, close enough in time. Pure counting
// over the alerts as they stand, in any order; knows no notification and remembers nothing.

import type { Alert, Severity } from '../model/alert.ts'
import type { EpochMs } from '../model/time.ts'
import type { Grouping } from './grouping.ts'

/** One area of one grouping, with everything that decides about it. */
export type Group = Readonly<{
  grouping: Grouping
  /** Unresolved alerts of its rules in the area, members or not, in any order. */
  alerts: readonly Alert[]
  /** The unresolved incident of this grouping and area. */
  incident: Alert | undefined
  /** How many people or places of the area have a device: what `share` is a share of. */
  population: number
  /** How many residents the causes concern, for groupings with a call list. */
  atRisk(alerts: readonly Alert[]): number
}>

export const RANK: Readonly<Record<Severity, number>> = { info: 0, warning: 1, critical: 2 }

/** While it is one, the incident tells people and the alert's own chain waits. */
export const isMember = (alert: Pick<Alert, 'incidentId' | 'partedAt'>): boolean =>
  alert.incidentId !== undefined && alert.partedAt === undefined

/** Event time at which the cause reached what it is now. */
export const momentOf = (alert: Pick<Alert, 'reachedAt' | 'eventTime'>): EpochMs =>
  alert.reachedAt ?? alert.eventTime

/** Counts towards a storm: the cause stands, nobody has silenced it, and it has not been through one already. */
const isCandidate = (alert: Alert): boolean =>
  alert.status !== 'resolved' &&
  !alert.emergency &&
  alert.clearedAt === undefined &&
  alert.silence === undefined &&
  !isMember(alert) &&
  (alert.partedAt === undefined || momentOf(alert) > alert.partedAt)

const inOrder = (a: Alert, b: Alert): number => momentOf(a) - momentOf(b) || a.id - b.id

const about = (alert: Alert): string => `${alert.subject.kind}:${alert.subject.id}`

/** So many different people or places make a storm. */
export const enough = ({ grouping, population }: Pick<Group, 'grouping' | 'population'>): number =>
  Math.max(grouping.atLeast, Math.ceil(grouping.share * population))

/**
 * Alerts that are to join now: those the open incident draws in, or those that make a new one; usually none. `storm`
 * is true when they would be an incident by themselves, which is news even where one is open.
 */
export function gathering(group: Group): Readonly<{ joining: readonly Alert[]; storm: boolean }> {
  const candidates = group.alerts.filter(isCandidate).sort(inOrder)
  if (candidates.length === 0) return NOBODY
  const members = group.incident?.members
  const drawn = members === undefined ? [] : drawnIn(candidates, group.grouping, members)
  const near = new Set(drawn)
  const rest = drawn.length === 0 ? candidates : candidates.filter((alert) => !near.has(alert))
  const seeds = stormIn(rest, group)
  if (seeds === undefined) return drawn.length === 0 ? NOBODY : { joining: drawn, storm: false }
  const joined = linkedTo(rest, seeds, group.grouping.withinMs)
  return { joining: [...drawn, ...joined].sort(inOrder), storm: true }
}

const NOBODY = { joining: [], storm: false } as const

/** What comes soon after the last of an incident (or, out of a buffer, soon before its first) belongs to it. */
function drawnIn(
  candidates: readonly Alert[],
  { withinMs }: Grouping,
  { oldestAt, newestAt }: Readonly<{ oldestAt: EpochMs; newestAt: EpochMs }>,
): readonly Alert[] {
  const near = candidates.filter(
    (alert) => momentOf(alert) >= oldestAt - withinMs && momentOf(alert) <= newestAt + withinMs,
  )
  return near.length === 0 ? near : linkedTo(candidates, near, withinMs)
}

/** The alerts that are reached from the seeds by steps of at most `withinMs`. Both are in order. */
function linkedTo(candidates: readonly Alert[], seeds: readonly Alert[], withinMs: number): readonly Alert[] {
  let from = momentOf(seeds[0] as Alert)
  let to = momentOf(seeds.at(-1) as Alert)
  for (const alert of candidates)
    if (momentOf(alert) > to && momentOf(alert) <= to + withinMs) to = momentOf(alert)
  for (const alert of candidates.toReversed())
    if (momentOf(alert) < from && momentOf(alert) >= from - withinMs) from = momentOf(alert)
  return candidates.filter((alert) => momentOf(alert) >= from && momentOf(alert) <= to)
}

/** The alerts that make a storm of these: enough within the time, or one that concerns people. In order. */
function stormIn(candidates: readonly Alert[], group: Group): readonly Alert[] | undefined {
  const { grouping } = group
  const { callsFrom } = grouping
  if (callsFrom !== undefined) {
    const grave = candidates.filter(({ severity }) => RANK[severity] >= RANK[callsFrom])
    const first = grave.find((alert) => group.atRisk([alert]) > 0)
    if (first !== undefined) return [first]
  }
  const needed = enough(group)
  // Alerts of one place count once, so there can be no storm with fewer alerts than places.
  if (candidates.length < needed) return undefined
  const counts = new Map<string, number>()
  let start = 0
  for (let end = 0; end < candidates.length; end++) {
    const last = candidates[end] as Alert
    counts.set(about(last), (counts.get(about(last)) ?? 0) + 1)
    for (; momentOf(last) - momentOf(candidates[start] as Alert) > grouping.withinMs; start++) {
      const gone = about(candidates[start] as Alert)
      const left = (counts.get(gone) ?? 1) - 1
      if (left === 0) counts.delete(gone)
      else counts.set(gone, left)
    }
    if (counts.size >= needed) return candidates.slice(start, end + 1)
  }
  return undefined
}
