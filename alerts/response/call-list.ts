// Whom water concerns, worst first, and why each stands where they stand. Who has been called, and how they are
// reached, is not known here.

import type { Alert } from '../model/alert.ts'
import type { CallReason, CallTask } from '../model/incident.ts'
import type { Directory, Resident } from '../model/people.ts'
import type { EpochMs } from '../model/time.ts'
import { ageAt } from './card-120.ts'
import type { Grouping } from './grouping.ts'

/**
 * What each circumstance adds. First how soon the water is there, then whether the person can leave, then whether
 * anybody would notice. Basements drown first; a flat above the water is cut off, and its power may be. The order is
 * the project's own proposal: no source ranks them.
 */
const WEIGHT = {
  basement: 50,
  catchment: 40,
  groundFloor: 30,
  disabled: 30,
  powerDependent: 25,
  dementia: 20,
  alone: 15,
  floorUnknown: 10,
} as const

/** Words by which sites tag the same circumstance. */
const TAGS: Readonly<Record<'disabled' | 'dementia' | 'powerDependent' | 'alone', readonly string[]>> = {
  disabled: ['disabled', '失能', '半失能', '残疾', '行动不便', '卧床', '轮椅', 'bedridden', 'wheelchair'],
  dementia: ['dementia', '失智', '认知障碍', '痴呆'],
  powerDependent: ['power-dependent', '依赖用电', '呼吸机', '制氧机', '氧疗', 'ventilator', 'oxygen'],
  alone: ['alone', '独居', 'living alone'],
}

/** The older, the less able to climb out in time: so many years, so much weight. */
const AGES = [
  [90, 15],
  [80, 10],
  [70, 5],
] as const

/** The floor somebody lives on: as the site says, else as their door says (3楼, 3层, 负1层, 地下室, 3F, B1). */
export function floorOf({ floor, door }: Pick<Resident, 'floor' | 'door'>): number | undefined {
  if (floor !== undefined) return floor
  const below = /(?:负|地下)\s*([一二三]|\d)?|\bB(\d)\b/iu.exec(door)
  if (below !== null) return -(Number(below[2] ?? below[1]) || CHINESE[below[1] ?? ''] || 1)
  const above = /(\d+)\s*(?:楼|层|F\b)|\bfloor\s*(\d+)/iu.exec(door)
  return above === null ? undefined : Number(above[1] ?? above[2])
}

const CHINESE: Readonly<Record<string, number>> = { 一: 1, 二: 2, 三: 3 }

export type Water = Readonly<{
  /** The grid the water stands in. */
  gridId: string
  /** Drains that have reached a class, or will. */
  drainIds: readonly string[]
  now: EpochMs
}>

/**
 * Residents at risk: those of the grid on the ground floor, in a basement or on a floor nobody has noted, and those of
 * the drains' catchments on any floor, in whatever grid. Worst first; of equals the elder one.
 */
export function callList(directory: Directory, water: Water): readonly CallTask[] {
  const reached = catchmentOf(directory, water.drainIds)
  const ages = new Map<string, number>()
  const tasks: CallTask[] = []
  for (const resident of residentsNear(directory, water.gridId, reached)) {
    const building = directory.buildings.get(resident.buildingId)
    const timeZone = zoneOf(directory, building?.gridId)
    const age = ageAt(resident.born, water.now, timeZone)
    const reasons = reasonsFor(resident, reached.get(resident.buildingId), age)
    if (reasons === undefined) continue
    ages.set(resident.id, age)
    const score = reasons.reduce((sum, { weight }) => sum + weight, 0)
    tasks.push({ residentId: resident.id, score, reasons })
  }
  const ageOf = ({ residentId }: CallTask): number => ages.get(residentId) ?? 0
  return tasks.sort(
    (a, b) => b.score - a.score || ageOf(b) - ageOf(a) || a.residentId.localeCompare(b.residentId),
  )
}

/**
 * The call list of an incident, by all the drains that were ever part of it, so that nobody drops off the list while
 * it is being worked through. Undefined for an alert that has none.
 */
export function callListOf(
  alert: Alert,
  known: Readonly<{ groupings: readonly Grouping[]; directory: Directory; now: EpochMs }>,
): readonly CallTask[] | undefined {
  const grouping = known.groupings.find(({ id }) => id === alert.ruleId)
  if (alert.members === undefined || grouping?.callsFrom === undefined) return undefined
  const drainIds = alert.members.subjects.flatMap((subject) =>
    subject.startsWith('drain:') ? [subject.slice('drain:'.length)] : [],
  )
  return callList(known.directory, { gridId: alert.gridId, drainIds, now: known.now })
}

/** Why somebody is at risk, the weightiest first; undefined when the water does not concern them. */
function reasonsFor(
  resident: Resident,
  drainId: string | undefined,
  years: number,
): readonly CallReason[] | undefined {
  const reasons: CallReason[] = []
  const because = (code: keyof typeof WEIGHT): number => reasons.push({ code, weight: WEIGHT[code] })
  const floor = floorOf(resident)
  if (drainId !== undefined) reasons.push({ code: 'catchment', weight: WEIGHT.catchment, drainId })
  if (floor === undefined) because('floorUnknown')
  else if (floor < 1) because('basement')
  else if (floor === 1) because('groundFloor')
  if (reasons.length === 0) return undefined
  for (const code of ['disabled', 'powerDependent', 'dementia', 'alone'] as const)
    if (resident.tags.some((tag) => TAGS[code].includes(tag))) because(code)
  const old = AGES.find(([from]) => years >= from)
  if (old !== undefined) reasons.push({ code: 'age', weight: old[1], years })
  return reasons.sort((a, b) => b.weight - a.weight)
}

/** Buildings the water of these drains reaches, each with the first drain that does. */
function catchmentOf(directory: Directory, drainIds: readonly string[]): ReadonlyMap<string, string> {
  const reached = new Map<string, string>()
  for (const drainId of drainIds)
    for (const buildingId of directory.drains.get(drainId)?.buildingIds ?? [])
      if (!reached.has(buildingId)) reached.set(buildingId, drainId)
  return reached
}

/** By building; a directory never changes, so this is worked out once for each. */
const homes = new WeakMap<Directory, ReadonlyMap<string, readonly Resident[]>>()

function residentsNear(
  directory: Directory,
  gridId: string,
  reached: ReadonlyMap<string, string>,
): readonly Resident[] {
  let byBuilding = homes.get(directory)
  if (byBuilding === undefined) {
    byBuilding = Map.groupBy(directory.residents.values(), ({ buildingId }) => buildingId)
    homes.set(directory, byBuilding)
  }
  const inGrid = [...directory.buildings.values()].filter((building) => building.gridId === gridId)
  const buildings = new Set([...inGrid.map(({ id }) => id), ...reached.keys()])
  return [...buildings].flatMap((id) => byBuilding.get(id) ?? [])
}

const zoneOf = (directory: Directory, gridId: string | undefined): string => {
  const grid = gridId === undefined ? undefined : directory.grids.get(gridId)
  return (grid && directory.communities.get(grid.communityId)?.timeZone) ?? 'Asia/Shanghai'
}
