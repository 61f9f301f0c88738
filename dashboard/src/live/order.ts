// Who comes first: residents worst first, drains worst first, the alert queue. Pure comparisons.

import type { Alert, Condition, DrainTile, ResidentTile, Severity } from '../server-types.ts'

const severityRank: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, info: 2 }
const conditionRank: Readonly<Record<Condition, number>> = { alarm: 0, unknown: 1, fine: 2 }

/** Unresolved alerts: not yet acknowledged before acknowledged, critical first, newest first. */
export const queueOrder = (alerts: Iterable<Alert>): readonly Alert[] =>
  [...alerts]
    // The daily self-test asks nobody for anything.
    .filter((alert) => alert.status !== 'resolved' && alert.ruleId !== 'canary')
    .sort(
      (a, b) =>
        Number(a.status !== 'open') - Number(b.status !== 'open') ||
        severityRank[a.severity] - severityRank[b.severity] ||
        b.receivedAt - a.receivedAt ||
        b.id - a.id,
    )

/** An open incident stands for it: forty bands that fall silent at once are one card. */
export const isFolded = (alert: Alert, alerts: ReadonlyMap<number, Alert>): boolean => {
  const incident = alert.incidentId === undefined ? undefined : alerts.get(alert.incidentId)
  return incident !== undefined && incident.status !== 'resolved'
}

/** Worst severity among a tile's unresolved alerts, null when it has none. */
export const worstSeverity = (
  alertIds: readonly number[],
  alerts: ReadonlyMap<number, Alert>,
): Severity | null => {
  let worst: Severity | null = null
  for (const id of alertIds) {
    const alert = alerts.get(id)
    if (alert === undefined || alert.status === 'resolved') continue
    if (worst === null || severityRank[alert.severity] < severityRank[worst]) worst = alert.severity
  }
  return worst
}

/** The severity a tile in alarm is painted in; an alarm whose alert has not arrived yet counts as a warning. */
export const alarmSeverity = (
  tile: Pick<ResidentTile, 'condition' | 'alertIds'>,
  alerts: ReadonlyMap<number, Alert>,
): Severity | null =>
  tile.condition === 'alarm' ? (worstSeverity(tile.alertIds, alerts) ?? 'warning') : null

const newestAlert = (alertIds: readonly number[]): number => Math.max(0, ...alertIds)

const doors = new Intl.Collator('zh-CN', { numeric: true })

/** The place of each home in a walk through the community. Comparing words is slow: done when a home changes. */
export const doorRanks = (tiles: Iterable<ResidentTile>): ReadonlyMap<string, number> => {
  const homes = [...tiles].map((tile) => ({ id: tile.id, door: `${tile.building} ${tile.door} ${tile.id}` }))
  homes.sort((a, b) => doors.compare(a.door, b.door))
  return new Map(homes.map((home, rank) => [home.id, rank]))
}

/** Alarm critical, alarm warning, cannot tell, fine; inside a state by newest alert, then by door. */
export const wallOrder = (
  tiles: Iterable<ResidentTile>,
  alerts: ReadonlyMap<number, Alert>,
  ranks: ReadonlyMap<string, number>,
): readonly string[] => {
  const rows = [...tiles].map((tile) => ({
    id: tile.id,
    worst: conditionRank[tile.condition] * 4 + severityRank[alarmSeverity(tile, alerts) ?? 'info'],
    newest: tile.condition === 'alarm' ? newestAlert(tile.alertIds) : 0,
    door: ranks.get(tile.id) ?? 0,
  }))
  rows.sort((a, b) => a.worst - b.worst || b.newest - a.newest || a.door - b.door)
  return rows.map((row) => row.id)
}

const levelRank: Readonly<Record<string, number>> = { danger: 4, closure: 3, warning: 2, attention: 1 }

export const drainOrder = (tiles: Iterable<DrainTile>): readonly DrainTile[] =>
  [...tiles].sort(
    (a, b) =>
      (levelRank[b.levelClass ?? ''] ?? 0) - (levelRank[a.levelClass ?? ''] ?? 0) ||
      conditionRank[a.condition] - conditionRank[b.condition] ||
      doors.compare(a.name, b.name),
  )

/** Whether the tile's home moved, or the tile is new. */
export const rehoused = (before: ResidentTile | undefined, after: ResidentTile): boolean =>
  before === undefined || before.door !== after.door || before.building !== after.building

/** Whether a changed tile may change the order or the counts of the wall; values alone do not. */
export const moves = (before: ResidentTile | undefined, after: ResidentTile): boolean =>
  before === undefined ||
  rehoused(before, after) ||
  before.condition !== after.condition ||
  before.gridId !== after.gridId ||
  before.name !== after.name ||
  before.alertIds.length !== after.alertIds.length ||
  before.alertIds.some((id, i) => id !== after.alertIds[i])

export type Counts = Readonly<Record<Condition, number>>

export const countConditions = (tiles: Iterable<Pick<ResidentTile, 'condition'>>): Counts => {
  const counts = { fine: 0, alarm: 0, unknown: 0 }
  for (const tile of tiles) counts[tile.condition] += 1
  return counts
}

/** Every word of the search must occur in the name, building, door, id or tags. */
export const matchesSearch = (tile: ResidentTile, search: string): boolean => {
  const hay = [
    tile.name,
    tile.nameEn ?? '',
    tile.building,
    tile.buildingEn ?? '',
    tile.door,
    tile.id,
    ...tile.tags,
  ]
    .join(' ')
    .toLowerCase()
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => hay.includes(word))
}
