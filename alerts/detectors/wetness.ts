// Whether it rains or has rained lately, by the place's own gauge, the community's, or the warning in force. Three
// answers: without a gauge that is heard nobody knows that it is dry.

import { HOUR } from '../model/time.ts'
import { atLeast, warningAt } from '../model/weather.ts'
import type { Input } from './detector.ts'

export type Wetness = 'wet' | 'dry' | 'unknown'

/** A gauge says what fell in the hour before: twice that long it still says something. */
const HEARD_WITHIN = 2 * HOUR

export type Rainfall = Readonly<{ own: number | undefined; community: number | undefined }>

/** Rain of the last hour, mm, by whoever measured it lately. */
export function rainfall({ at, live, weather }: Pick<Input, 'at' | 'live' | 'weather'>): Rainfall {
  const { rain } = live.latest
  const isHeard = rain !== undefined && at - rain.at <= HEARD_WITHIN
  const isKnown = weather?.rainAt !== undefined && at - weather.rainAt <= HEARD_WITHIN
  return { own: isHeard ? rain.value : undefined, community: isKnown ? weather.rainMm : undefined }
}

/** `dryUpTo`: mm in an hour that still count as dry. */
export function wetness(input: Pick<Input, 'at' | 'live' | 'weather'>, dryUpTo: number): Wetness {
  if (atLeast(warningAt(input.weather, input.at), 'blue')) return 'wet'
  const { own, community } = rainfall(input)
  if (own === undefined && community === undefined) return 'unknown'
  return Math.max(own ?? 0, community ?? 0) > dryUpTo ? 'wet' : 'dry'
}
