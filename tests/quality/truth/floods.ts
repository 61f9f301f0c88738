// Recorded water: street floods of New York (inches, seconds since start), a creek seen from above, rivers in metres,
// and rain gauges. When the water really stood where, and what a gauge missed.

import { cellsOf, HOUR, linesOf, MINUTE, utcTime } from './files.ts'

/** Centimetres. */
export type Depth = Readonly<{ at: number; cm: number }>
export type Flood = Readonly<{ sensor: string; depths: readonly Depth[] }>

const tenth = (cm: number): number => Math.round(cm * 1e6) / 1e6

export const readStreetFloods = (): Flood[] =>
  linesOf('water/floodnet_nyc_flood-events.csv')
    .slice(1)
    .map((line) => cellsOf(line))
    .map((cells) => {
      const start = utcTime(cells[2] ?? '')
      const inches: number[] = JSON.parse(cells[11] ?? '[]')
      const seconds: number[] = JSON.parse(cells[12] ?? '[]')
      return {
        sensor: cells[1] ?? '',
        depths: inches.map((inch, i) => ({
          at: start + (seconds[i] ?? 0) * 1_000,
          cm: tenth(inch * 2.54),
        })),
      }
    })

export type CreekRow = Depth & Readonly<{ volts: number }>

/** The sensor hangs 370 cm above the usual water. */
export const readCreek = (): CreekRow[] =>
  linesOf('water/troutcreek_Log00017_2021-08-20_to_09-04.txt')
    .slice(2)
    .map((line) => line.split(','))
    .map((cells) => ({
      at: utcTime((cells[0] ?? '').replaceAll('/', '-')),
      cm: tenth(370 - Number(cells[6])),
      volts: Number(cells[5]),
    }))

export const readRiver = (name: string): Depth[] =>
  readEa(`water/ea_${name}-level-15min-Qualified_2025-09-08_to_13.csv`).map(({ at, value }) => ({
    at,
    cm: tenth(value * 100),
  }))

export const readRain = (name: string): Readonly<{ at: number; mm: number }>[] =>
  readEa(`water/ea_${name}-rainfall-15min-Qualified_2025-09-08_to_13.csv`).map(({ at, value }) => ({
    at,
    mm: value,
  }))

const readEa = (path: string): { at: number; value: number }[] =>
  linesOf(path)
    .slice(1)
    .map((line) => cellsOf(line))
    .filter((cells) => cells[3] !== '')
    .map((cells) => ({ at: utcTime(cells[1] ?? ''), value: Number(cells[3]) }))

export const highest = (depths: readonly Depth[]): number => Math.max(...depths.map(({ cm }) => cm))

/** The first moment at which the water stands at `cm`. */
export const reaches = (depths: readonly Depth[], cm: number): number | undefined =>
  depths.find((depth) => depth.cm >= cm)?.at

/**
 * Separate rises to `cm`: two of three samples in a row stand there, for one alone is foam or a wave; a new rise only
 * after the water stood lower for six hours.
 */
export function risesTo(depths: readonly Depth[], cm: number): number[] {
  const found: number[] = []
  let last = Number.NEGATIVE_INFINITY
  depths.forEach(({ at }, i) => {
    const high = depths.slice(Math.max(0, i - 2), i + 1).filter((depth) => depth.cm >= cm).length
    if (high < 2) return
    if (at - last > 6 * HOUR) found.push(at)
    last = at
  })
  return found
}

/** Millimetres in the hour up to `at`. */
export const hourOfRain = (rain: readonly Readonly<{ at: number; mm: number }>[], at: number): number =>
  tenth(rain.filter((one) => one.at > at - HOUR && one.at <= at).reduce((sum, one) => sum + one.mm, 0))

/** Least squares, per day. */
export function slopePerDay(points: readonly Readonly<{ at: number; value: number }>[]): number {
  const n = points.length
  const meanAt = points.reduce((sum, { at }) => sum + at / n, 0)
  const mean = points.reduce((sum, { value }) => sum + value / n, 0)
  let [above, below] = [0, 0]
  for (const { at, value } of points) {
    above += (at - meanAt) * (value - mean)
    below += (at - meanAt) ** 2
  }
  return (above / below) * 24 * 60 * MINUTE
}
