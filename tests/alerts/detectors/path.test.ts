import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  centreOf,
  metresBetween,
  metresFrom,
  metresOutside,
  type Point,
} from '../../../alerts/detectors/path.ts'

const HOME: Point = [31.2304, 121.4737]
const DEGREE = 111_195
const moved = (from: Point, north: number, east: number): Point => [
  from[0] + north / DEGREE,
  from[1] + east / (DEGREE * Math.cos((from[0] * Math.PI) / 180)),
]
const circle = { latitude: HOME[0], longitude: HOME[1], radiusMetres: 300 }
/** A square of 200 m with a notch of 100 m cut into its eastern side. */
const notched = {
  polygon: [
    [0, 0],
    [0, 200],
    [50, 200],
    [100, 100],
    [150, 200],
    [200, 200],
    [200, 0],
  ].map(([north, east]) => moved(HOME, north!, east!)),
}

describe('distances on the ground', () => {
  it('Shanghai to Beijing is 1,068 km', () => {
    expect(metresBetween(HOME, [39.9042, 116.4074]) / 1_000).toBeCloseTo(1_068, -1)
  })

  it('a hundred metres across the 180th meridian are a hundred metres', () => {
    const [east, north] = metresFrom([0, 179.9996], [0, -179.9995])
    expect([Math.round(east), Math.round(north)]).toEqual([100, 0])
  })
})

describe('outside a zone', () => {
  it.each([
    [0, 0],
    [300, 0],
    [301, 1],
    [480, 180],
    [5_000, 4_700],
  ])('of 300 m round home, %i m north lies %i m', (north, metres) => {
    expect(Math.round(metresOutside(circle, moved(HOME, north, 0)))).toBe(metres)
  })

  it.each([
    ['in the middle', 100, 50, 0],
    ['in the notch', 100, 150, 22],
    ['beside a corner', 230, 240, 50],
    ['west of the western side', 100, -75, 75],
  ])('of a notched square, %s', (_, north, east, metres) => {
    expect(Math.round(metresOutside(notched, moved(HOME, north, east)))).toBe(metres)
  })

  it('a polygon of 60 corners on a circle says what the circle says, to 1 %', () => {
    const corners = Array.from({ length: 60 }, (_, i) => (i / 30) * Math.PI)
    const round = { polygon: corners.map((a) => moved(HOME, 300 * Math.cos(a), 300 * Math.sin(a))) }
    fc.assert(
      fc.property(fc.integer({ min: -900, max: 900 }), fc.integer({ min: -900, max: 900 }), (north, east) => {
        const point = moved(HOME, north, east)
        expect(Math.abs(metresOutside(round, point) - metresOutside(circle, point))).toBeLessThan(9)
      }),
    )
  })

  it('has a centre', () => {
    expect(centreOf(circle)).toEqual(HOME)
    const square = {
      polygon: [
        [0, 0],
        [0, 200],
        [200, 200],
        [200, 0],
      ].map(([n, e]) => moved(HOME, n!, e!)),
    }
    expect(metresBetween(centreOf(square), moved(HOME, 100, 100))).toBeLessThan(1)
  })
})
