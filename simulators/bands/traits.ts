// Who wears a band: habits and physiology of one resident, drawn from the seed and the device id alone.

import { createStream } from '../random.ts'
import { buildingOf, type Coordinates, offset } from './homes.ts'

export type BandTraits = Readonly<{
  deviceId: string
  seed: number
  age: number
  restingBpm: number
  hypertension: 'none' | 'treated' | 'uncontrolled'
  /** Daytime means at rest, mmHg. */
  systolic: number
  diastolic: number
  /** Share by which pressure falls at night; non-dippers are common among treated hypertensives. */
  nightDip: number
  /** Daytime saturation, %. */
  spo2: number
  temperature: number
  /** Habits, minutes of the local day. */
  wakeMinute: number
  bedMinute: number
  bathMinute: number
  /** 0 housebound … 1 walks every morning and evening. */
  walker: number
  /** Steps per minute when walking. */
  cadence: number
  home: Coordinates
  /** Charges every so many days, at bath time. */
  chargeEveryDays: number
  chargeOffset: number
  /** Battery percent used per day. */
  drainPerDay: number
  /** Probability that one sample is an artefact of the sensor. */
  artefacts: number
}>

/**
 * Ranges: mean resting rate of wearers 65 bpm (Quer 2020, PLoS One 0227709); somewhat over half of Chinese
 * people over 65 have hypertension, treated in most. Healthy values stay inside the default rules' limits,
 * so that a quiet day is quiet.
 */
export function traitsOf(seed: number, deviceId: string): BandTraits {
  const draw = createStream(seed, `${deviceId}/traits`)
  const age = draw.whole(66, 93)
  const pressureClass = draw.next()
  const hypertension = pressureClass < 0.42 ? 'none' : pressureClass < 0.85 ? 'treated' : 'uncontrolled'
  const systolic = { none: 120, treated: 132, uncontrolled: 143 }[hypertension] + draw.between(-5, 5)
  const bearing = draw.between(0, 2 * Math.PI)
  const withinBuilding = 12 * Math.sqrt(draw.next())
  const chargeEveryDays = draw.chance(0.6) ? 2 : 3
  return {
    deviceId,
    seed,
    age,
    restingBpm: Math.round(Math.max(63, Math.min(78, 70 + 3.6 * draw.normal()))),
    hypertension,
    systolic,
    diastolic: systolic * 0.44 + draw.between(17, 23),
    nightDip: hypertension === 'none' || draw.chance(0.5) ? draw.between(0.1, 0.14) : draw.between(0, 0.06),
    spo2: draw.between(96.6, 98.2),
    temperature: 36.5 + 0.08 * draw.normal(),
    wakeMinute: Math.round(345 + draw.between(-35, 45)),
    bedMinute: Math.round(1290 + draw.between(-45, 50)),
    bathMinute: draw.chance(0.65) ? draw.whole(1125, 1215) : draw.whole(500, 600),
    walker: Math.max(0, Math.min(1, 1.2 - (age - 60) / 40 + 0.25 * draw.normal())),
    cadence: Math.round(112 - (age - 60) * 0.7 + draw.between(-6, 6)),
    home: offset(buildingOf(deviceId), bearing, withinBuilding),
    chargeEveryDays,
    chargeOffset: draw.whole(0, 5),
    drainPerDay: (chargeEveryDays === 2 ? 30 : 21) + draw.between(-4, 4),
    artefacts: draw.between(0.001, 0.004),
  }
}
