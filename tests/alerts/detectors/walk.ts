// Walks for the tests of what looks at positions: metres north and east of home, at a time after START.

import type { Reading } from '../../../alerts/model/telemetry.ts'
import { reading } from '../rules/script.ts'

export const HOME = { latitude: 31.2304, longitude: 121.4737 }
const DEGREE = 111_195

export type Where = Readonly<{
  north?: number
  east?: number
  accuracy?: number
  source?: 'gps' | 'wifi' | 'cell'
  /** ms under way. */
  late?: number
}>

export function fix(time: string | number, where: Where): Reading {
  const { north = 0, east = 0, accuracy, source = 'gps', late = 0 } = where
  const one = reading(time, {
    latitude: HOME.latitude + north / DEGREE,
    longitude: HOME.longitude + east / (DEGREE * Math.cos((HOME.latitude * Math.PI) / 180)),
    ...(accuracy === undefined ? {} : { accuracy }),
  })
  return { ...one, kind: 'location', positionSource: source, receivedAt: one.eventTime + late }
}
