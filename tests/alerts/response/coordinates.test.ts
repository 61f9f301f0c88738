import { expect, it } from 'vitest'
import { insideChina, toGcj02 } from '../../../alerts/response/coordinates.ts'

// Worked out independently of this code; the first is also printed in the README of lnglat-converter.
const VECTORS: [longitude: number, latitude: number, gcjLongitude: number, gcjLatitude: number][] = [
  [106, 32, 106.0038603381513, 31.997775713491148],
  [116.3975, 39.9087, 116.40374357265176, 39.91010349934476],
  [121.4737, 31.2304, 121.47822305927693, 31.22845773757727],
  [113.2644, 23.1291, 113.26972959210308, 23.126423339922844],
]

it.each(VECTORS)('moves %f, %f to %f, %f (agreement to 1e-9 degrees)', (lng, lat, gcjLng, gcjLat) => {
  const gcj = toGcj02({ longitude: lng, latitude: lat })
  expect(gcj.longitude).toBeCloseTo(gcjLng, 9)
  expect(gcj.latitude).toBeCloseTo(gcjLat, 9)
})

it('leaves a point outside China where it is', () => {
  expect(insideChina({ latitude: 48.85, longitude: 2.35 })).toBe(false)
  expect(toGcj02({ latitude: 48.85, longitude: 2.35 })).toEqual({ latitude: 48.85, longitude: 2.35 })
})
