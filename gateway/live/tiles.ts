// One resident or one drain as the wall shows it, from what is known of them now. Pure; the time is an argument.

import type { Alert } from '../../alerts/model/alert.ts'
import type { Condition, LatestValue, LiveState, UnknownReason } from '../../alerts/model/live.ts'
import type { Directory, Drain, Resident } from '../../alerts/model/people.ts'
import type { Metric } from '../../alerts/model/telemetry.ts'
import { DAY, type EpochMs, HOUR, MINUTE } from '../../alerts/model/time.ts'
import { ageAt } from '../../alerts/response/card-120.ts'
import type { DrainTile, ResidentTile, Shown } from './frames.ts'

export type Condition3 = Readonly<{ condition: Condition; unknownReason?: UnknownReason }>

export type TileFacts = Readonly<{
  directory: Directory
  deviceId: string | undefined
  live: LiveState | undefined
  /** What the engine says; an unresolved alert overrules it. */
  engine: Condition3
  /** Unresolved alerts of the subject, worst first. */
  alerts: readonly Alert[]
  /** Whether one of them still asks for somebody to look after the subject itself. */
  alarming: boolean
  now: EpochMs
}>

const shown = (live: LiveState | undefined, metric: Metric): Shown | null => live?.latest[metric] ?? null
const flag = (latest: LatestValue | undefined): boolean | null =>
  latest === undefined ? null : latest.value === 1

/** An alert that still asks for somebody: anything above information that is open, or whose cause still stands. */
export const isAlarming = (alert: Alert): boolean =>
  alert.severity !== 'info' && (alert.status === 'open' || alert.clearedAt === undefined)

function conditionOf({ engine, alarming, deviceId }: TileFacts): Condition3 {
  if (alarming) return { condition: 'alarm' }
  if (deviceId === undefined) return { condition: 'unknown', unknownReason: 'noDevice' }
  return engine
}

export function residentTile(resident: Resident, facts: TileFacts): ResidentTile {
  const { directory, live, now } = facts
  const building = directory.buildings.get(resident.buildingId)
  const grid = building && directory.grids.get(building.gridId)
  const timeZone = (grid && directory.communities.get(grid.communityId)?.timeZone) ?? 'Asia/Shanghai'
  const latitude = live?.latest.latitude
  const longitude = live?.latest.longitude
  const steps = shown(live, 'steps')
  return {
    id: resident.id,
    name: resident.name,
    ...(resident.nameEn === undefined ? {} : { nameEn: resident.nameEn }),
    age: ageAt(resident.born, now, timeZone),
    sex: resident.sex,
    communityId: grid?.communityId ?? '',
    gridId: grid?.id ?? '',
    building: building?.name ?? '',
    ...(building?.nameEn === undefined ? {} : { buildingEn: building.nameEn }),
    door: resident.door,
    tags: resident.tags,
    deviceId: facts.deviceId ?? null,
    ...conditionOf(facts),
    heartRate: shown(live, 'heartRate'),
    systolic: shown(live, 'systolic'),
    diastolic: shown(live, 'diastolic'),
    spo2: shown(live, 'spo2'),
    temperature: shown(live, 'temperature'),
    // A pedometer of yesterday is not today's walk.
    steps: steps && now - steps.at < DAY ? steps : null,
    battery: shown(live, 'battery'),
    charging: flag(live?.latest.charging) ?? false,
    worn: flag(live?.latest.worn),
    online: flag(live?.latest.online),
    seenAt: live?.seenAt ?? null,
    position:
      latitude && longitude
        ? {
            latitude: latitude.value,
            longitude: longitude.value,
            accuracyMetres: live.latest.accuracy?.value ?? null,
            source: live.positionSource ?? 'gps',
            at: latitude.at,
          }
        : null,
    alertIds: facts.alerts.map((alert) => alert.id),
  }
}

/** The water classes of one drain: of which rule, and where each begins, lowest first. */
export type WaterClasses = Readonly<{
  ruleId: string
  steps: readonly Readonly<{ level: string; threshold: number }>[]
}>

export function drainTile(
  drain: Drain,
  facts: TileFacts,
  water: Readonly<{ recent: readonly Shown[]; classes: WaterClasses | undefined }>,
): DrainTile {
  const { directory, live } = facts
  const { recent, classes } = water
  const ladder = facts.alerts.find((alert) => alert.level !== undefined && alert.ruleId === classes?.ruleId)
  return {
    id: drain.id,
    name: drain.name,
    ...(drain.nameEn === undefined ? {} : { nameEn: drain.nameEn }),
    communityId: directory.grids.get(drain.gridId)?.communityId ?? '',
    gridId: drain.gridId,
    latitude: drain.latitude,
    longitude: drain.longitude,
    deviceId: facts.deviceId ?? null,
    ...conditionOf(facts),
    level: shown(live, 'level'),
    levelClass: ladder && ladder.clearedAt === undefined ? (ladder.level ?? null) : null,
    trend: trendOf(recent),
    battery: shown(live, 'battery'),
    online: flag(live?.latest.online),
    seenAt: live?.seenAt ?? null,
    recent,
    ...(classes === undefined ? {} : { classes: classes.steps }),
    alertIds: facts.alerts.map((alert) => alert.id),
  }
}

/** Least-squares slope of the last half hour (at least 3 values over a minute), in cm per 10 minutes. */
export function trendOf(recent: readonly Shown[]): number | null {
  const last = recent[recent.length - 1]
  if (!last) return null
  const window = recent.filter((point) => last.at - point.at <= HOUR / 2)
  const first = window[0]
  if (!first || window.length < 3 || last.at - first.at < MINUTE) return null
  const meanAt = window.reduce((sum, point) => sum + (point.at - first.at), 0) / window.length
  const mean = window.reduce((sum, point) => sum + point.value, 0) / window.length
  let covariance = 0
  let variance = 0
  for (const point of window) {
    const dt = point.at - first.at - meanAt
    covariance += dt * (point.value - mean)
    variance += dt * dt
  }
  return Math.round((covariance / variance) * 10 * MINUTE * 10) / 10
}
