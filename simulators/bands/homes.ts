// Where the sample community's buildings stand, so that a band at home is at home. A test holds this list
// against config/sample/site.yaml.

export type Coordinates = Readonly<{ latitude: number; longitude: number }>

/** Centre of the sample community, WGS-84. */
export const CENTRE: Coordinates = { latitude: 31.2304, longitude: 121.4737 }
export const METRES_PER_DEGREE = 111_195

const BUILDINGS: readonly Coordinates[] = [
  { latitude: 31.23094, longitude: 121.47528 },
  { latitude: 31.23058, longitude: 121.47591 },
  { latitude: 31.22986, longitude: 121.47549 },
  { latitude: 31.22941, longitude: 121.47633 },
  { latitude: 31.23103, longitude: 121.47202 },
  { latitude: 31.23067, longitude: 121.47128 },
  { latitude: 31.22986, longitude: 121.47212 },
  { latitude: 31.22923, longitude: 121.47139 },
  { latitude: 31.22887, longitude: 121.47402 },
  { latitude: 31.22833, longitude: 121.47317 },
  { latitude: 31.23184, longitude: 121.47391 },
  { latitude: 31.23247, longitude: 121.47307 },
]

/** Resident n of the sample lives in building n, counted round; any other device lives in the centre. */
export function buildingOf(deviceId: string): Coordinates {
  const number = Number(/^band-(\d+)$/.exec(deviceId)?.[1] ?? 0)
  return BUILDINGS[(number - 1) % BUILDINGS.length] ?? CENTRE
}

/** The point a number of metres away; bearing in radians clockwise from north. Exact enough below a kilometre. */
export function offset(from: Coordinates, bearing: number, metres: number): Coordinates {
  return {
    latitude: from.latitude + (Math.cos(bearing) * metres) / METRES_PER_DEGREE,
    longitude:
      from.longitude +
      (Math.sin(bearing) * metres) / (METRES_PER_DEGREE * Math.cos((from.latitude * Math.PI) / 180)),
  }
}
