// What a band would measure if nothing disturbed it, and how its sensors err. One function of (traits, time) each.

import { keyOf, smoothNoise, unit } from '../random.ts'
import { dayOf, HOUR, hourOf, MINUTE, SECOND } from '../time.ts'
import { digestion, exertion, planDay, sleepDepth, walkAt } from './day.ts'
import type { BandTraits } from './traits.ts'

export type Body = Readonly<{
  heartRate: number
  systolic: number
  diastolic: number
  spo2: number
  temperature: number
}>

/** -1 at four in the morning, 1 at four in the afternoon. */
const circadian = (at: number): number => Math.cos(((hourOf(at) - 16) / 12) * Math.PI)

/**
 * Heart rate swings about 10 % over the day and falls further in sleep; pressure dips 10–15 % at night in
 * dippers, surges after waking and falls a little after meals, as it does in the old.
 */
export function bodyAt(traits: BandTraits, at: number, atRest = false): Body {
  const day = planDay(traits, dayOf(at))
  const asleep = sleepDepth(day, at)
  const effort = atRest ? 0 : exertion(day, at)
  const fed = digestion(day, at)
  const wave = (name: string, period: number): number =>
    smoothNoise(keyOf(traits.seed, `${traits.deviceId}/${name}`), at / period)
  const surge = at > day.wakeAt && at < day.wakeAt + 2 * HOUR ? 5 : 0

  const heartRate =
    traits.restingBpm +
    3 * circadian(at) -
    7 * asleep +
    4 * fed +
    20 * effort +
    (4 - 2.5 * asleep) * wave('heart/slow', 6 * MINUTE) +
    2 * wave('heart/fast', 40 * SECOND)
  const dip = 1 - traits.nightDip * asleep
  const systolic =
    traits.systolic * dip +
    3 * circadian(at) +
    surge -
    4 * fed +
    9 * effort +
    5 * wave('systolic', 20 * MINUTE)
  const diastolic =
    traits.diastolic * dip + 2 * circadian(at) + surge / 2 - 2 * fed + 3 * wave('diastolic', 20 * MINUTE)
  return {
    heartRate: Math.round(Math.max(52, Math.min(108, heartRate))),
    systolic: Math.round(systolic),
    diastolic: Math.round(Math.min(diastolic, systolic - 25)),
    spo2: Math.round(Math.max(94, Math.min(100, traits.spo2 - 0.9 * asleep + wave('spo2', 5 * MINUTE)))),
    temperature:
      Math.round(10 * (traits.temperature + 0.25 * circadian(at) + 0.1 * wave('temperature', HOUR))) / 10,
  }
}

export type Artefact = Readonly<Partial<Pick<Body, 'heartRate' | 'spo2' | 'systolic' | 'diastolic'>>>

/**
 * What optical sensors get wrong, one sample at a time: the sentinel zero, a spike from movement, a lock on
 * the step cadence, a saturation dip from a loose strap. Undefined for an honest sample.
 */
export function artefactAt(traits: BandTraits, at: number): Artefact | undefined {
  const draw = unit(keyOf(traits.seed, `${traits.deviceId}/artefact`), at)
  const walking = walkAt(planDay(traits, dayOf(at)), at) !== undefined
  if (walking && draw > 0.97) return { heartRate: traits.cadence }
  if (draw >= traits.artefacts) return undefined
  const kind = draw / traits.artefacts
  if (kind < 0.5) return { heartRate: 0 }
  if (kind < 0.7) return { heartRate: Math.round(150 + 40 * unit(keyOf(traits.seed, 'spike'), at)) }
  if (kind < 0.75) return { heartRate: 255 }
  if (kind < 0.9) return { spo2: 0 }
  return { spo2: Math.round(82 + 8 * unit(keyOf(traits.seed, 'dip'), at)) }
}
