// Every way of noticing, by its name in YAML. A new one is a line here and in `detectorSchema`.

import { z } from 'zod'
import type { Behaviour, DetectorKind } from '../kind.ts'
import { absenceKind } from './absence.ts'
import { baselineKind } from './baseline.ts'
import { batteryForecastKind } from './battery-forecast.ts'
import { blockageKind } from './blockage.ts'
import { countKind } from './count.ts'
import { emptyingKind } from './emptying.ts'
import { eventKind } from './event.ts'
import { firstMovementKind } from './first-movement.ts'
import { forecastKind } from './forecast.ts'
import { gaugeKind } from './gauge.ts'
import { geofenceKind } from './geofence.ts'
import { inactivityKind } from './inactivity.ts'
import { internalKind } from './internal.ts'
import { ladderKind } from './ladder.ts'
import { notWornKind } from './not-worn.ts'
import { offlineKind } from './offline.ts'
import { rateKind } from './rate.ts'
import { repeatsKind } from './repeats.ts'
import { scoreKind } from './score.ts'
import { spikingKind } from './spiking.ts'
import { stuckKind } from './stuck.ts'
import { sustainedKind } from './sustained.ts'
import { trendKind } from './trend.ts'
import { wanderingKind } from './wandering.ts'

export const detectorSchema = z.discriminatedUnion('type', [
  sustainedKind.schema,
  repeatsKind.schema,
  ladderKind.schema,
  rateKind.schema,
  forecastKind.schema,
  blockageKind.schema,
  gaugeKind.schema,
  stuckKind.schema,
  spikingKind.schema,
  emptyingKind.schema,
  eventKind.schema,
  geofenceKind.schema,
  wanderingKind.schema,
  absenceKind.schema,
  offlineKind.schema,
  notWornKind.schema,
  countKind.schema,
  trendKind.schema,
  batteryForecastKind.schema,
  scoreKind.schema,
  baselineKind.schema,
  firstMovementKind.schema,
  inactivityKind.schema,
  internalKind.schema,
])

export type DetectorSpec = z.output<typeof detectorSchema>

const KINDS = [
  sustainedKind,
  repeatsKind,
  ladderKind,
  rateKind,
  forecastKind,
  blockageKind,
  gaugeKind,
  stuckKind,
  spikingKind,
  emptyingKind,
  eventKind,
  geofenceKind,
  wanderingKind,
  absenceKind,
  offlineKind,
  notWornKind,
  countKind,
  trendKind,
  batteryForecastKind,
  scoreKind,
  baselineKind,
  firstMovementKind,
  inactivityKind,
  internalKind,
] as const

/** As every kind looks from outside: the spec it is handed is one of its own, because its `type` chose it. */
export type AnyKind = Omit<
  DetectorKind<z.ZodObject>,
  'behaviour' | 'parameters' | 'withParameters' | 'faults' | 'lines'
> &
  Readonly<{
    behaviour(spec: DetectorSpec): Behaviour
    parameters(spec: DetectorSpec): Readonly<Record<string, number>>
    withParameters(
      spec: DetectorSpec,
      pick: Parameters<DetectorKind<z.ZodObject>['withParameters']>[1],
    ): DetectorSpec
    faults?(spec: DetectorSpec): ReturnType<NonNullable<DetectorKind<z.ZodObject>['faults']>>
    lines?(spec: DetectorSpec): ReturnType<NonNullable<DetectorKind<z.ZodObject>['lines']>>
  }>

const byType: ReadonlyMap<string, AnyKind> = new Map(
  KINDS.map((kind) => [kind.type, kind as unknown as AnyKind]),
)

export function kindOf(spec: DetectorSpec): AnyKind {
  const kind = byType.get(spec.type)
  if (kind === undefined) throw new RangeError(`no detector "${spec.type}"`)
  return kind
}
