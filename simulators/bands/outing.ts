// Somebody who goes away from home as a script says: out on a straight line, perhaps round and round where they are,
// perhaps back. Pure functions of (traits, time).

import { keyOf, unit } from '../random.ts'
import type { SpanEffect } from '../scenario/effects.ts'
import { dayOf, MINUTE, startOfDay } from '../time.ts'
import { type Coordinates, offset } from './homes.ts'
import type { Fix } from './movement.ts'
import type { BandTraits } from './traits.ts'

export type Outing = Extract<SpanEffect, { type: 'outing' }>

/** Metres per second on a circle: an old person's walk. */
const STROLL = 0.8
const STEPS_PER_MINUTE = 90

/** How far along the way out they are, 0 to 1, and back again over the last `backMs`. */
function share(outing: Outing, at: number): number {
  const out = outing.overMs === 0 ? 1 : Math.min(1, (at - outing.from) / outing.overMs)
  const back = outing.backMs === 0 ? 1 : Math.min(1, (outing.until - at) / outing.backMs)
  return Math.max(0, Math.min(out, back))
}

const circles = (outing: Outing, at: number): boolean => outing.circleMetres > 0 && share(outing, at) === 1

function placeAt(traits: BandTraits, outing: Outing, at: number): Coordinates {
  const there = offset(traits.home, outing.bearing, outing.metres * share(outing, at))
  if (!circles(outing, at)) return there
  const walked = ((at - outing.from - outing.overMs) / 1_000) * STROLL
  return offset(there, walked / outing.circleMetres, outing.circleMetres)
}

/** Outside a band takes satellite fixes. */
export function outingFix(traits: BandTraits, outing: Outing, at: number): Fix {
  const key = keyOf(traits.seed, `${traits.deviceId}/outing`)
  const accuracyMetres = Math.round(5 + 10 * unit(key, at))
  const error = accuracyMetres * 0.5 * unit(key, at + 1)
  const { latitude, longitude } = offset(placeAt(traits, outing, at), 2 * Math.PI * unit(key, at + 2), error)
  return {
    latitude: Math.round(latitude * 1e6) / 1e6,
    longitude: Math.round(longitude * 1e6) / 1e6,
    accuracyMetres,
    source: 'gps',
  }
}

/** Steps of today's outings until `at`: only while they go somewhere or round. */
export function outingSteps(outings: readonly Outing[], at: number): number {
  const midnight = startOfDay(dayOf(at))
  let minutes = 0
  for (const outing of outings)
    for (
      let minute = Math.max(outing.from, midnight);
      minute + MINUTE <= Math.min(at, outing.until);
      minute += MINUTE
    )
      if (circles(outing, minute) || share(outing, minute) < 1) minutes += 1
  return minutes * STEPS_PER_MINUTE
}
