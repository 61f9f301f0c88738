// A safe zone as a site file draws it: a circle, or a polygon whose border does not cross itself.

import { z } from 'zod'
import type { Zone } from '../../alerts/model/profile.ts'

type Numbers = Readonly<{
  latitude: z.ZodType<number>
  longitude: z.ZodType<number>
  radius: z.ZodType<number>
}>
type Corner = readonly [latitude: number, longitude: number]

/** A line round a village has a dozen corners; more than this is a mistake. */
const MOST_CORNERS = 60

export const safeZoneSchema = ({ latitude, longitude, radius }: Numbers) =>
  z
    .strictObject({
      latitude: latitude.exactOptional(),
      longitude: longitude.exactOptional(),
      radiusMetres: radius.exactOptional(),
      polygon: z
        .array(z.tuple([latitude, longitude]))
        .min(3, 'has fewer than three corners')
        .max(MOST_CORNERS, `has more than ${MOST_CORNERS} corners`)
        .exactOptional(),
    })
    .transform((drawn, context): Zone => {
      const { polygon, ...circle } = drawn
      const isCircle =
        circle.latitude !== undefined && circle.longitude !== undefined && circle.radiusMetres !== undefined
      if (polygon === undefined ? !isCircle : Object.keys(circle).length > 0) {
        context.addIssue({ code: 'custom', message: 'is neither a circle nor a polygon', input: drawn })
        return z.NEVER
      }
      if (polygon === undefined) return circle as Zone
      if (crossesItself(polygon)) {
        context.addIssue({
          code: 'custom',
          path: ['polygon'],
          message: 'crosses itself, so that nobody can say what is inside',
          input: polygon,
        })
        return z.NEVER
      }
      return { polygon }
    })

/** Edges that are not neighbours must not meet; on so small a piece of the earth degrees will do. */
function crossesItself(polygon: readonly Corner[]): boolean {
  const corner = (i: number): Corner => polygon[i % polygon.length] ?? [0, 0]
  const { length } = polygon
  for (let i = 0; i < length; i++)
    for (let j = i + 2; j < length; j++) {
      if (i === 0 && j === length - 1) continue
      if (meet([corner(i), corner(i + 1)], [corner(j), corner(j + 1)])) return true
    }
  return false
}

type Edge = readonly [Corner, Corner]

function meet([a, b]: Edge, [c, d]: Edge): boolean {
  return side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b)
}

/** On which side of the line from a to b the point lies. */
const side = (a: Corner, b: Corner, point: Corner): boolean =>
  (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0]) > 0
