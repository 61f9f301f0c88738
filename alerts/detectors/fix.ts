// A position as a detector may believe it: when, where, how exactly, and from what. Knows no zone and no rule.

import type { LiveState } from '../model/live.ts'
import { type EpochMs, SECOND } from '../model/time.ts'
import { metresBetween, type Point } from './path.ts'

export type Fix = Readonly<{
  at: EpochMs
  point: Point
  /** Metres, where the device said so. */
  accuracy: number | undefined
  source: 'gps' | 'wifi' | 'cell'
}>

/** A fix as a state remembers it: at, latitude, longitude, and the accuracy that counts. */
export type Spot = readonly [at: EpochMs, latitude: number, longitude: number, accuracy: number]

/** What a satellite fix without a word about its accuracy is taken for, in metres. */
export const ASSUMED_ACCURACY = 30

/** The newest position that is known. */
export function fixIn(live: LiveState): Fix | undefined {
  const { latitude, longitude, accuracy } = live.latest
  if (latitude === undefined || longitude === undefined || latitude.at !== longitude.at) return undefined
  return {
    at: latitude.at,
    point: [latitude.value, longitude.value],
    accuracy: accuracy?.value,
    source: live.positionSource ?? 'gps',
  }
}

/** A cell tower's position, one from Wi-Fi that does not say how exact it is, or one that says it is not. */
export const isCoarse = (fix: Fix, usable: number): boolean =>
  fix.source === 'cell' || (fix.accuracy === undefined ? fix.source === 'wifi' : fix.accuracy > usable)

export const spotOf = (fix: Fix): Spot => [
  fix.at,
  fix.point[0],
  fix.point[1],
  fix.accuracy ?? ASSUMED_ACCURACY,
]

export const pointOf = (spot: Spot): Point => [spot[1], spot[2]]

/** The least speed that leads from one to the other, in metres per second: their inaccuracy is given away. */
export function leastSpeed(from: Spot, to: Spot): number {
  const metres = metresBetween(pointOf(from), pointOf(to)) - from[3] - to[3]
  return Math.max(0, metres) / (Math.max(SECOND, to[0] - from[0]) / SECOND)
}
