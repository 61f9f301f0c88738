// WGS-84 to GCJ-02, the datum of Chinese maps and of the 120 desk's console. Stored positions stay WGS-84.

export type LatLng = Readonly<{ latitude: number; longitude: number }>

const A = 6378245.0
const EE = 0.006693421622965943

/** Outside this box (73.66–135.05° E, 3.86–53.55° N) the two datums are the same. */
export function insideChina({ latitude, longitude }: LatLng): boolean {
  return longitude >= 73.66 && longitude <= 135.05 && latitude >= 3.86 && latitude <= 53.55
}

function latitudeOffset(x: number, y: number): number {
  const { PI, sin, sqrt, abs } = Math
  return (
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * sqrt(abs(x)) +
    ((20 * sin(6 * PI * x) + 20 * sin(2 * PI * x)) * 2) / 3 +
    ((20 * sin(PI * y) + 40 * sin((PI * y) / 3)) * 2) / 3 +
    ((160 * sin((PI * y) / 12) + 320 * sin((PI * y) / 30)) * 2) / 3
  )
}

function longitudeOffset(x: number, y: number): number {
  const { PI, sin, sqrt, abs } = Math
  return (
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * sqrt(abs(x)) +
    ((20 * sin(6 * PI * x) + 20 * sin(2 * PI * x)) * 2) / 3 +
    ((20 * sin(PI * x) + 40 * sin((PI * x) / 3)) * 2) / 3 +
    ((150 * sin((PI * x) / 12) + 300 * sin((PI * x) / 30)) * 2) / 3
  )
}

/** Converts degrees WGS-84 to degrees GCJ-02; a point outside China comes back as it is. */
export function toGcj02(wgs84: LatLng): LatLng {
  if (!insideChina(wgs84)) return { latitude: wgs84.latitude, longitude: wgs84.longitude }
  const x = wgs84.longitude - 105
  const y = wgs84.latitude - 35
  const radians = (wgs84.latitude / 180) * Math.PI
  const sine = Math.sin(radians)
  const magic = 1 - EE * sine * sine
  const root = Math.sqrt(magic)
  const latitude = (latitudeOffset(x, y) * 180) / (((A * (1 - EE)) / (magic * root)) * Math.PI)
  const longitude = (longitudeOffset(x, y) * 180) / ((A / root) * Math.cos(radians) * Math.PI)
  return { latitude: wgs84.latitude + latitude, longitude: wgs84.longitude + longitude }
}
