// The weather of the community: showers drawn per local day, the same for every drain of one seed.

import { createStream } from '../random.ts'
import { HOUR, MINUTE, startOfDay } from '../time.ts'

/** Rain of constant intensity for a while; a shower is several of them. */
export type Rain = Readonly<{ from: number; until: number; millimetresPerHour: number }>

/** Millimetres that fall in a span. */
export function fallen(showers: readonly Rain[], span: Readonly<{ from: number; until: number }>): number {
  let millimetres = 0
  for (const { from, until, millimetresPerHour } of showers) {
    const wet = Math.min(until, span.until) - Math.max(from, span.from)
    if (wet > 0) millimetres += (millimetresPerHour * wet) / HOUR
  }
  return millimetres
}

/**
 * None on most days, otherwise one or two showers of half an hour to three hours. Peaks stay below 18 mm/h,
 * moderate rain: nothing that floods a street by itself. Downpours are written in scenarios.
 */
export function rainOf(seed: number, day: number): readonly Rain[] {
  const draw = createStream(seed, `rain/${day}`)
  if (!draw.chance(0.4)) return []
  return Array.from({ length: draw.whole(1, 2) }).flatMap((): Rain[] => {
    const from = startOfDay(day) + draw.between(0, 21 * 60) * MINUTE
    const length = draw.between(30, 180) * MINUTE
    const peak = Math.min(18, 1 - 6 * Math.log(1 - draw.next()))
    const shape = [0.35, 1, 0.7, 0.4, 0.15]
    return shape.map((share, piece) => ({
      from: Math.round(from + (piece * length) / shape.length),
      until: Math.round(from + ((piece + 1) * length) / shape.length),
      millimetresPerHour: peak * share * draw.between(0.8, 1.2),
    }))
  })
}
