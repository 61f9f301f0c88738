// One named access per metric, and its bit. An object whose keys are copied, read and written through variables is up
// to nine times slower than one of a fixed shape (measured), and every value of every reading passes here.

import type { LatestValue, LiveState } from '../model/live.ts'
import { METRICS, type Metric } from '../model/telemetry.ts'

export type Latest = Partial<Record<Metric, LatestValue>>

/**
 * A copy with every metric in the same order, those never heard as undefined: all live states then share one shape,
 * and their JSON has one order.
 */
export function copyLatest(of: LiveState['latest']): Latest {
  const copy: Record<Metric, LatestValue | undefined> = {
    heartRate: of.heartRate,
    systolic: of.systolic,
    diastolic: of.diastolic,
    spo2: of.spo2,
    temperature: of.temperature,
    steps: of.steps,
    battery: of.battery,
    charging: of.charging,
    worn: of.worn,
    online: of.online,
    latitude: of.latitude,
    longitude: of.longitude,
    accuracy: of.accuracy,
    level: of.level,
    sos: of.sos,
    fall: of.fall,
    rain: of.rain,
    still: of.still,
  }
  // The type says "absent" and means "undefined or absent"; JSON does not tell them apart either.
  return copy as Latest
}

type Put = (latest: Latest, sample: LatestValue) => void

export type MetricSlot = Readonly<{
  metric: Metric
  /** Place in METRICS, and the bit of that place. */
  index: number
  bit: number
  read(latest: Latest): LatestValue | undefined
  put: Put
}>

const ACCESS: Readonly<Record<Metric, readonly [MetricSlot['read'], Put]>> = {
  heartRate: [
    (latest) => latest.heartRate,
    (latest, sample) => {
      latest.heartRate = sample
    },
  ],
  systolic: [
    (latest) => latest.systolic,
    (latest, sample) => {
      latest.systolic = sample
    },
  ],
  diastolic: [
    (latest) => latest.diastolic,
    (latest, sample) => {
      latest.diastolic = sample
    },
  ],
  spo2: [
    (latest) => latest.spo2,
    (latest, sample) => {
      latest.spo2 = sample
    },
  ],
  temperature: [
    (latest) => latest.temperature,
    (latest, sample) => {
      latest.temperature = sample
    },
  ],
  steps: [
    (latest) => latest.steps,
    (latest, sample) => {
      latest.steps = sample
    },
  ],
  battery: [
    (latest) => latest.battery,
    (latest, sample) => {
      latest.battery = sample
    },
  ],
  charging: [
    (latest) => latest.charging,
    (latest, sample) => {
      latest.charging = sample
    },
  ],
  worn: [
    (latest) => latest.worn,
    (latest, sample) => {
      latest.worn = sample
    },
  ],
  online: [
    (latest) => latest.online,
    (latest, sample) => {
      latest.online = sample
    },
  ],
  latitude: [
    (latest) => latest.latitude,
    (latest, sample) => {
      latest.latitude = sample
    },
  ],
  longitude: [
    (latest) => latest.longitude,
    (latest, sample) => {
      latest.longitude = sample
    },
  ],
  accuracy: [
    (latest) => latest.accuracy,
    (latest, sample) => {
      latest.accuracy = sample
    },
  ],
  level: [
    (latest) => latest.level,
    (latest, sample) => {
      latest.level = sample
    },
  ],
  sos: [
    (latest) => latest.sos,
    (latest, sample) => {
      latest.sos = sample
    },
  ],
  fall: [
    (latest) => latest.fall,
    (latest, sample) => {
      latest.fall = sample
    },
  ],
  rain: [
    (latest) => latest.rain,
    (latest, sample) => {
      latest.rain = sample
    },
  ],
  still: [
    (latest) => latest.still,
    (latest, sample) => {
      latest.still = sample
    },
  ],
}

/** By metric name. */
export const METRIC_SLOTS: ReadonlyMap<string, MetricSlot> = new Map(
  METRICS.map((metric, i) => [
    metric,
    { metric, index: i, bit: 1 << i, read: ACCESS[metric][0], put: ACCESS[metric][1] },
  ]),
)

export const bitOf = (metric: Metric): number => 1 << METRICS.indexOf(metric)
