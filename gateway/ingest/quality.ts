// Which numbers of a payload are fit for evaluation and which are only kept, each with its reason. Structure has been
// checked before (gateway/protocol/payloads.ts); time and identity are somebody else's.

import type { DoubtfulValue, Metric, QualityReason, Reading } from '../../alerts/model/telemetry.ts'
import { PLAUSIBLE, PULSE_PRESSURE } from '../protocol/limits.ts'
import type {
  FallPayload,
  LevelPayload,
  LocationPayload,
  SosPayload,
  StatusPayload,
  StepsPayload,
  VitalsPayload,
  WearPayload,
} from '../protocol/payloads.ts'
import type { TopicKind } from '../protocol/topics.ts'

export type Payloads = Readonly<{
  vitals: VitalsPayload
  location: LocationPayload
  steps: StepsPayload
  status: StatusPayload
  wear: WearPayload
  sos: SosPayload
  fall: FallPayload
  level: LevelPayload
}>

export type Measured = {
  values: Partial<Record<Metric, number>>
  doubtful: readonly DoubtfulValue[]
  positionSource: Reading['positionSource']
}

const NONE: readonly DoubtfulValue[] = Object.freeze([])

/** Sorts the values of one payload into fit and doubtful. */
export function measure<K extends TopicKind>(kind: K, payload: Payloads[K]): Measured {
  const measured: Measured = { values: {}, doubtful: NONE, positionSource: undefined }
  MEASURES[kind](measured, payload)
  return measured
}

const MEASURES: Readonly<{ [K in TopicKind]: (into: Measured, payload: Payloads[K]) => void }> = {
  vitals(into, { heartRate, bloodPressure, spo2, temperature }) {
    if (heartRate !== undefined) keep(into, 'heartRate', heartRate)
    if (bloodPressure !== undefined) keepPressure(into, bloodPressure.systolic, bloodPressure.diastolic)
    if (spo2 !== undefined) keep(into, 'spo2', spo2)
    if (temperature !== undefined) keep(into, 'temperature', temperature)
  },
  location: keepPosition,
  steps(into, { steps }) {
    const { low, high } = PLAUSIBLE.steps
    if (steps >= low && steps <= high) into.values.steps = steps
    else doubt(into, 'steps', steps, 'implausible')
  },
  status(into, { online, battery, charging, still }) {
    if (online !== undefined) into.values.online = online ? 1 : 0
    if (battery !== undefined) keep(into, 'battery', battery)
    if (charging !== undefined) into.values.charging = charging ? 1 : 0
    if (still !== undefined) into.values.still = still ? 1 : 0
  },
  wear(into, { worn }) {
    into.values.worn = worn ? 1 : 0
  },
  sos(into, payload) {
    into.values.sos = 1
    keepPosition(into, payload)
  },
  fall(into, { still }) {
    into.values.fall = 1
    // "Not still" at the impact says nothing of the time after it.
    if (still === true) into.values.still = 1
  },
  level(into, { centimetres, battery, rain }) {
    const { low, high } = PLAUSIBLE.level
    // 0 cm is a dry drain, not a missing reading.
    if (centimetres >= low && centimetres <= high) into.values.level = centimetres
    else doubt(into, 'level', centimetres, 'implausible')
    if (rain !== undefined) {
      // Nor is 0 mm.
      if (rain >= PLAUSIBLE.rain.low && rain <= PLAUSIBLE.rain.high) into.values.rain = rain
      else doubt(into, 'rain', rain, 'implausible')
    }
    if (battery !== undefined) keep(into, 'battery', battery)
  },
}

type Ranged = 'heartRate' | 'spo2' | 'temperature' | 'battery'

/** 0 is the "no reading" of every band on this market, even where 0 lies inside the range (battery). */
function keep(into: Measured, metric: Ranged, value: number): void {
  const { low, high } = PLAUSIBLE[metric]
  if (value === 0) doubt(into, metric, value, 'noReading')
  else if (value >= low && value <= high) into.values[metric] = value
  else doubt(into, metric, value, 'implausible')
}

/** One inflation gives both numbers: when one is unusable, so is the other, for the same reason. */
function keepPressure(into: Measured, systolic: number, diastolic: number): void {
  const reason = pressureDoubt(systolic, diastolic)
  if (reason === undefined) {
    into.values.systolic = systolic
    into.values.diastolic = diastolic
  } else {
    doubt(into, 'systolic', systolic, reason)
    doubt(into, 'diastolic', diastolic, reason)
  }
}

function pressureDoubt(systolic: number, diastolic: number): QualityReason | undefined {
  if (systolic === 0 || diastolic === 0) return 'noReading'
  const { systolic: high, diastolic: low } = PLAUSIBLE
  if (systolic < high.low || systolic > high.high || diastolic < low.low || diastolic > low.high)
    return 'implausible'
  if (diastolic >= systolic) return 'diastolicNotBelowSystolic'
  const pulsePressure = systolic - diastolic
  return pulsePressure < PULSE_PRESSURE.low || pulsePressure > PULSE_PRESSURE.high
    ? 'pulsePressure'
    : undefined
}

/** A position is both coordinates or none; 0, 0 is what trackers send without a fix. */
function keepPosition(into: Measured, position: SosPayload): void {
  const { latitude, longitude, accuracyMetres } = position
  if (latitude === undefined || longitude === undefined) return
  if (latitude === 0 && longitude === 0) {
    doubt(into, 'latitude', latitude, 'noReading')
    doubt(into, 'longitude', longitude, 'noReading')
    return
  }
  into.values.latitude = latitude
  into.values.longitude = longitude
  if (accuracyMetres !== undefined) into.values.accuracy = accuracyMetres
  into.positionSource = position.source ?? 'gps'
}

function doubt(into: Measured, metric: Metric, value: number, reason: QualityReason): void {
  into.doubtful = [...into.doubtful, { metric, value, reason }]
}
