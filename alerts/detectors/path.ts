// Distances on the ground, and how far outside a safe zone a point lies. WGS-84 degrees in, metres out. Knows no fix,
// no accuracy and no rule.

import type { Zone } from '../model/profile.ts'

export type Point = readonly [latitude: number, longitude: number]

const RADIUS = 6_371_008.8
const RADIANS = Math.PI / 180

/** Along the great circle; exact to 0.5 %, because the earth is no ball. */
export function metresBetween(a: Point, b: Point): number {
  const across = Math.sin(((b[0] - a[0]) * RADIANS) / 2)
  const along = Math.sin(((b[1] - a[1]) * RADIANS) / 2)
  const h = across * across + Math.cos(a[0] * RADIANS) * Math.cos(b[0] * RADIANS) * along * along
  return 2 * RADIUS * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** `point` seen from `origin` on a flat map: metres east and north. Good to 1 % within 50 km. */
export function metresFrom(origin: Point, point: Point): readonly [east: number, north: number] {
  // The short way round, also across the 180th meridian.
  const longitude = ((((point[1] - origin[1] + 180) % 360) + 360) % 360) - 180
  return [
    longitude * RADIANS * RADIUS * Math.cos(origin[0] * RADIANS),
    (point[0] - origin[0]) * RADIANS * RADIUS,
  ]
}

/** Metres beyond the border of the zone; 0 on it and inside. */
export function metresOutside(zone: Zone, point: Point): number {
  if ('radiusMetres' in zone)
    return Math.max(0, metresBetween([zone.latitude, zone.longitude], point) - zone.radiusMetres)
  return outsidePolygon(zone.polygon, point)
}

/** The middle of a zone: of a circle its centre, of a polygon the middle of its corners. */
export function centreOf(zone: Zone): Point {
  if ('radiusMetres' in zone) return [zone.latitude, zone.longitude]
  const first = zone.polygon[0] ?? [0, 0]
  let east = 0
  let north = 0
  for (const corner of zone.polygon) {
    const [x, y] = metresFrom(first, corner)
    east += x / zone.polygon.length
    north += y / zone.polygon.length
  }
  return [
    first[0] + north / RADIUS / RADIANS,
    first[1] + east / (RADIUS * Math.cos(first[0] * RADIANS)) / RADIANS,
  ]
}

/** Seen from the point itself: it stands at 0, 0. The rule of the crossings, and the nearest edge. */
function outsidePolygon(polygon: readonly Point[], point: Point): number {
  let inside = false
  let nearest = Number.POSITIVE_INFINITY
  let before = polygon.at(-1)
  for (const corner of polygon) {
    const [ax, ay] = metresFrom(point, before ?? corner)
    const [bx, by] = metresFrom(point, corner)
    if (ay > 0 !== by > 0 && ax - (ay * (bx - ax)) / (by - ay) > 0) inside = !inside
    nearest = Math.min(nearest, distanceToEdge(ax, ay, bx - ax, by - ay))
    before = corner
  }
  return inside ? 0 : nearest
}

/** From 0, 0 to the edge that starts at (x, y) and runs (dx, dy). */
function distanceToEdge(x: number, y: number, dx: number, dy: number): number {
  const length = dx * dx + dy * dy
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, -(x * dx + y * dy) / length))
  return Math.hypot(x + share * dx, y + share * dy)
}
