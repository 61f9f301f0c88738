// Steps since local midnight, and where the band believes it is. Pure functions of (traits, time).

import { keyOf, smoothNoise, unit } from '../random.ts'
import { dayOf, MINUTE, type Span, startOfDay, within } from '../time.ts'
import { type Day, planDay, sleepDepth, walkAt } from './day.ts'
import { type Coordinates, offset } from './homes.ts'
import type { BandTraits } from './traits.ts'

/**
 * The daily total of somebody who kept still for some stretches: what they would have walked then is missing
 * from there on. It still never falls within a day.
 */
export function stepsWithRests(traits: BandTraits, at: number, rests: readonly Span[]): number {
  const midnight = startOfDay(dayOf(at))
  let total = stepsAt(traits, at)
  for (const rest of rests) {
    const from = Math.max(rest.from, midnight)
    const until = Math.min(rest.until, at)
    if (until > from) total -= stepsAt(traits, until) - (from === midnight ? 0 : stepsAt(traits, from))
  }
  return total
}

/** Daily total as the band shows it: whole minutes since midnight, so it never falls within a day. */
export function stepsAt(traits: BandTraits, at: number): number {
  const day = dayOf(at)
  const plan = planDay(traits, day)
  const midnight = startOfDay(day)
  const key = keyOf(traits.seed, `${traits.deviceId}/steps/${day}`)
  let total = 0
  for (let minute = 0; midnight + (minute + 1) * MINUTE <= at; minute++)
    total += stepsIn(traits, plan, { key, minute, at: midnight + minute * MINUTE })
  return total
}

function stepsIn(traits: BandTraits, day: Day, slot: { key: number; minute: number; at: number }): number {
  if (within(day.offWrist, slot.at)) return 0
  const luck = unit(slot.key, slot.minute)
  const amount = unit(slot.key, slot.minute + 1440)
  if (walkAt(day, slot.at)) return Math.round(traits.cadence * (0.85 + 0.25 * amount))
  const asleep = sleepDepth(day, slot.at) > 0.5
  // Pottering about the flat; at night the way to the bathroom.
  if (luck < (asleep ? 0.004 : 0.13)) return Math.round(6 + 18 * amount)
  return 0
}

export type Fix = Coordinates & Readonly<{ accuracyMetres: number; source: 'gps' | 'wifi' }>

/** Indoors a coarse Wi-Fi fix around home; on a walk a GPS fix along an out-and-back path with a gentle bend. */
export function fixAt(traits: BandTraits, at: number, atHome = false): Fix {
  const walk = atHome ? undefined : walkAt(planDay(traits, dayOf(at)), at)
  const key = keyOf(traits.seed, `${traits.deviceId}/fix`)
  const error = unit(key, at)
  if (!walk) {
    const accuracyMetres = Math.round(18 + 20 * error)
    const wander = accuracyMetres * 0.5 * unit(key, at + 1)
    return {
      ...rounded(offset(traits.home, 2 * Math.PI * unit(key, at + 2), wander)),
      accuracyMetres,
      source: 'wifi',
    }
  }
  const share = (at - walk.from) / (walk.until - walk.from)
  const metres = walk.reachMetres * 2 * Math.min(share, 1 - share)
  const bend = 0.5 * smoothNoise(key, at / (5 * MINUTE))
  const accuracyMetres = Math.round(4 + 9 * error)
  const path = offset(traits.home, walk.bearing + bend, metres)
  return {
    ...rounded(offset(path, 2 * Math.PI * unit(key, at + 2), accuracyMetres * 0.5 * unit(key, at + 1))),
    accuracyMetres,
    source: 'gps',
  }
}

const rounded = (at: Coordinates): Coordinates => ({
  latitude: Math.round(at.latitude * 1e6) / 1e6,
  longitude: Math.round(at.longitude * 1e6) / 1e6,
})
