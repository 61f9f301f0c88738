// Recorded walks: where somebody was, how good each fix is, which leaps no walker can make, and when the way really led
// out of a circle round its start.

import { cellsOf, filesIn, HOUR, linesOf, utcTime } from './files.ts'

export type Fix = Readonly<{ at: number; latitude: number; longitude: number; accuracy?: number }>
/** In the order of the file. */
export type Walk = Readonly<{ recording: string; fixes: readonly Fix[] }>

const EARTH = 6_371_008.8
const rad = (degrees: number): number => (degrees * Math.PI) / 180

/** Great-circle distance, metres. */
export function metresBetween(a: Fix, b: Fix): number {
  const [x, y] = [rad(b.latitude - a.latitude), rad(b.longitude - a.longitude)]
  const h =
    Math.sin(x / 2) ** 2 + Math.cos(rad(a.latitude)) * Math.cos(rad(b.latitude)) * Math.sin(y / 2) ** 2
  return 2 * EARTH * Math.asin(Math.sqrt(h))
}

export const readGeoLife = (): Walk[] =>
  filesIn('gps')
    .filter((path) => path.endsWith('.plt'))
    .map((recording) => ({
      recording,
      fixes: linesOf(recording)
        .slice(6)
        .map((line) => line.split(','))
        .map((cells) => ({
          at: utcTime(`${cells[5]} ${cells[6]}`),
          latitude: Number(cells[0]),
          longitude: Number(cells[1]),
        })),
    }))

/** A telephone in Zürich, newest first; many fixes are a cell tower's, good to 586–1,001 m. */
export const readZurich = (): Walk => {
  const recording = 'gps/trackintel_google_trajectory_rows1-208.csv'
  return {
    recording,
    fixes: linesOf(recording)
      .slice(1)
      .map((line) => line.split(';'))
      .map((cells) => ({
        at: utcTime(cells[1] ?? ''),
        latitude: Number(cells[2]),
        longitude: Number(cells[3]),
        accuracy: Number(cells[5]),
      })),
  }
}

/** A walk in Oulu; its clock counts seconds from nowhere. `start` says when it began. */
export const readOulu = (start: number): Walk => {
  const recording = 'gps/phyphox_walk_EllaPellaa_Location.csv'
  return {
    recording,
    fixes: linesOf(recording)
      .slice(1)
      .map((line) => cellsOf(line).map(Number))
      .map(([seconds = 0, latitude = 0, longitude = 0, , , , accuracy = 0]) => ({
        at: start + Math.round(seconds * 1_000),
        latitude,
        longitude,
        accuracy,
      })),
  }
}

export const inOrder = (fixes: readonly Fix[]): Fix[] => [...fixes].sort((a, b) => a.at - b.at)

/** `sure`: the place in `fixes` from which nobody can doubt it. */
export type Departure = Readonly<{ from: number; to: number; sure: number; fixes: readonly Fix[] }>
export type Circle = Readonly<{
  centre: Fix
  radius: number
  /** Outside only beyond this many metres more, and more than the fix's own accuracy. */
  margin: number
  /** Fixes worse than this say nothing about a border. */
  worst: number
  /** So long outside, to the newest of the fixes: by day, and between 22:00 and 06:00 in China. */
  dwell: number
  nightDwell: number
  /** A longer silence counts for no dwell: nobody knows where they were. */
  hole: number
}>

const isNight = (at: number): boolean => {
  const hour = (((at / HOUR) % 24) + 8) % 24
  return hour >= 22 || hour < 6
}
/** The first fix at which the dwell is over: two fixes or more over the time, without a hole; at night one is enough. */
function sureIn(run: readonly Fix[], circle: Circle): number {
  let held = 0
  return run.findIndex(({ at }, i) => {
    const before = run[i - 1]
    if (before !== undefined && at - before.at > circle.hole) held = i
    const first = run[held] as Fix
    const dwell = isNight(run[0]?.at ?? at) ? circle.nightDwell : circle.dwell
    return at - first.at >= dwell && (dwell === 0 || i > held)
  })
}

/** Metres per second above which a step between two fixes is an error of the receiver: no train nor car goes 360 km/h. */
export const LEAP = 100

/** Fixes that lie a leap away from the last one that did not. */
export function leapsOf(fixes: readonly Fix[]): Fix[] {
  let good: Fix | undefined
  let inRow = 0
  return fixes.filter((fix) => {
    const seconds = good === undefined ? 0 : (fix.at - good.at) / 1_000
    const leap = good !== undefined && metresBetween(good, fix) > LEAP * Math.max(seconds, 1)
    inRow = leap ? inRow + 1 : 0
    // Three in a row are where somebody is: it was the last good one that erred.
    if (leap && inRow < 3) return true
    good = fix
    return false
  })
}

/** Unbroken stretches of believable fixes outside the circle that last the dwell or more. */
export function departures(fixes: readonly Fix[], circle: Circle): Departure[] {
  const bad = new Set(leapsOf(fixes))
  const found: Departure[] = []
  let run: Fix[] = []
  const end = (): void => {
    const [first, last, sure] = [run[0], run.at(-1), sureIn(run, circle)]
    if (first !== undefined && last !== undefined && sure >= 0)
      found.push({ from: first.at, to: last.at, sure, fixes: run })
    run = []
  }
  for (const fix of fixes) {
    if (bad.has(fix) || (fix.accuracy ?? 0) > circle.worst) continue
    const outside =
      metresBetween(circle.centre, fix) > circle.radius + Math.max(circle.margin, fix.accuracy ?? 0)
    if (outside) run.push(fix)
    else end()
  }
  end()
  return found
}
