// The script of a rule test as events: single values, every-so-often series with ramps, silences, what comes late,
// people closing alerts, warnings of rain. In the order things arrive, which need not be the order they were measured.

import type { Zone } from '../model/profile.ts'
import {
  type DoubtfulValue,
  METRICS,
  type Metric,
  type Reading,
  type ReadingKind,
} from '../model/telemetry.ts'
import type { EpochMs } from '../model/time.ts'
import { RAIN_WARNINGS, type RainWarning } from '../model/weather.ts'
import { didYouMean } from './nearest.ts'
import { readLength, type TestClock } from './test-clock.ts'
import { type Place, ruleId } from './test-place.ts'
import type { TestEvent } from './test-script.ts'

type Known = Readonly<{ clock: TestClock; safeZone: Zone | undefined; rules: readonly string[] }>

const WORDS = ['at', 'late', 'arrives', 'resolve', 'weather', 'position', 'doubtful']
const EVERY = /^every (\S+) for (\S+)$/
const PAUSE = /^(nothing|gateway down) for (\S+)$/

export function readEvents(
  script: Place,
  known: Known,
): Readonly<{ events: readonly TestEvent[]; end: EpochMs }> {
  if (!Array.isArray(script.value) || script.value.length === 0) {
    script.fault('"script" is a list of what happens, such as - at: "10:00"')
    return { events: [], end: known.clock.start }
  }
  const events: TestEvent[] = []
  let now = known.clock.start
  let first = true
  script.value.forEach((_, i) => {
    const place = script.at(i)
    if (typeof place.value === 'string') {
      now = pause(place, { now, events })
      return
    }
    const said = place.at('at')
    const at = said.value === undefined ? now : (known.clock.read(said) ?? now)
    if (!first && at < now)
      said.fault(
        `"${said.value}" lies before ${known.clock.show(now)}, where the script stands; a reading that comes late says so with "late" or "arrives"`,
      )
    first = false
    now = happen(place, { at, events, known })
  })
  const arrivals = events.map((event) => event.at)
  return { events: events.toSorted((a, b) => a.at - b.at), end: Math.max(now, ...arrivals) }
}

function pause(place: Place, into: Readonly<{ now: EpochMs; events: TestEvent[] }>): EpochMs {
  const match = PAUSE.exec(String(place.value))
  const length = match === null ? undefined : readLength(match[2] ?? '')
  if (match === null || length === undefined) {
    place.fault('a pause is "nothing for 30m" or "gateway down for 30m"')
    return into.now
  }
  const end = into.now + length
  if (match[1] === 'gateway down') into.events.push({ at: end, type: 'resume' })
  return end
}

/** One entry; returns where the script stands after it. */
function happen(place: Place, when: Readonly<{ at: EpochMs; events: TestEvent[]; known: Known }>): EpochMs {
  const { at, events, known } = when
  if (typeof place.value !== 'object' || place.value === null) {
    place.fault('an entry is a mapping, such as { at: "10:00", heartRate: 70 }')
    return at
  }
  const keys = Object.keys(place.value)
  const every = keys.find((key) => EVERY.test(key))
  place.known([...WORDS, ...(every === undefined ? METRICS : [every])])
  const resolve = place.at('resolve')
  if (resolve.value !== undefined) {
    const rule = ruleId(resolve, known.rules)
    if (rule !== undefined) events.push({ at, type: 'resolve', rule })
  }
  const weather = place.at('weather')
  if (weather.value !== undefined) {
    const warning = RAIN_WARNINGS.find((word) => word === weather.value)
    if (warning === undefined)
      weather.fault(
        `a rain warning is one of ${RAIN_WARNINGS.join(', ')}${didYouMean(String(weather.value), RAIN_WARNINGS)}`,
      )
    else
      events.push({
        at,
        type: 'weather',
        weather: { warning: warning as RainWarning, since: at, until: null },
      })
  }
  const arrival = arrivalOf(place, known.clock)
  if (every !== undefined) return series(place.at(every), { every, at, events, known, arrival })
  if (keys.some((key) => key === 'position' || key === 'doubtful' || METRICS.includes(key as Metric)))
    take(place, { at, share: 0, events, known, arrival })
  return at
}

type Arrival = (at: EpochMs) => EpochMs

function arrivalOf(place: Place, clock: TestClock): Arrival {
  const late = place.at('late')
  const arrives = place.at('arrives')
  if (late.value !== undefined) {
    const delay = readLength(String(late.value))
    if (delay === undefined) late.fault('"late" is a length of time, such as 20m')
    return (at) => at + (delay ?? 0)
  }
  const moment = arrives.value === undefined ? undefined : clock.read(arrives)
  return moment === undefined ? (at) => at : (at) => Math.max(at, moment)
}

function series(
  place: Place,
  of: Readonly<{ every: string; at: EpochMs; events: TestEvent[]; known: Known; arrival: Arrival }>,
): EpochMs {
  const [step, length] = (EVERY.exec(of.every) ?? []).slice(1).map(readLength)
  if (step === undefined || step <= 0 || length === undefined) {
    place.fault('a series is "every 1m for 20m", each a length such as 30s, 10m, 2h or 1d')
    return of.at
  }
  if (typeof place.value !== 'object' || place.value === null) {
    place.fault('a series is followed by its values, such as { heartRate: 140 }')
    return of.at
  }
  place.known([...METRICS, 'position', 'doubtful'])
  const count = Math.ceil(length / step)
  for (let i = 0; i < count; i++) {
    const share = count > 1 ? i / (count - 1) : 0
    take(place, { ...of, at: of.at + i * step, share, quiet: i > 0 })
  }
  return of.at + length
}

/** What is measured at one moment; `share` is how far along its ramps it lies. `quiet`: faults were said before. */
function take(
  place: Place,
  of: Readonly<{
    at: EpochMs
    share: number
    events: TestEvent[]
    known: Known
    arrival: Arrival
    quiet?: boolean
  }>,
): void {
  const values: Partial<Record<Metric, number>> = {}
  const number = (at: Place): number | undefined => {
    const value = valueAt(at.value, of.share)
    if (value === undefined && of.quiet !== true)
      at.fault('a value is a number, true or false, or a ramp such as 70..140')
    return value
  }
  for (const metric of METRICS) {
    const at = place.at(metric)
    if (at.value === undefined) continue
    const value = number(at)
    if (value !== undefined) values[metric] = value
  }
  const source = readPosition(place.at('position'), { zone: of.known.safeZone, values, number })
  const doubtful = readDoubtful(place.at('doubtful'), number)
  const kind = KIND[Object.keys(values)[0] as Metric] ?? 'vitals'
  const receivedAt = of.arrival(of.at)
  of.events.push({
    at: receivedAt,
    type: 'reading',
    reading: {
      kind,
      eventTime: of.at,
      receivedAt,
      values,
      doubtful,
      ...(source === undefined ? {} : { positionSource: source }),
      deviceClock: true,
      ident: `${of.at}:${JSON.stringify([values, doubtful])}`,
    },
  })
}

const KIND: Readonly<Partial<Record<Metric, ReadingKind>>> = {
  worn: 'wear',
  battery: 'status',
  charging: 'status',
  online: 'status',
  level: 'level',
  rain: 'level',
  steps: 'steps',
  latitude: 'location',
  longitude: 'location',
  accuracy: 'location',
  sos: 'sos',
  fall: 'fall',
}

function valueAt(value: unknown, share: number): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  const ramp = typeof value === 'string' ? /^(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)$/.exec(value) : null
  if (ramp === null) return undefined
  const [from, to] = ramp.slice(1).map(Number) as [number, number]
  return from + (to - from) * share
}

const METRES_PER_DEGREE = 111_195
const SOURCES = ['gps', 'wifi', 'cell'] as const
/** Where a test without a safe zone takes place: People's Square, Shanghai. */
const SOMEWHERE = { latitude: 31.2304, longitude: 121.4737 }

/** Metres north and east of the safe zone's centre, so that a test reads like a walk. */
function readPosition(
  place: Place,
  into: Readonly<{
    zone: Zone | undefined
    values: Partial<Record<Metric, number>>
    number(place: Place): number | undefined
  }>,
): Reading['positionSource'] {
  const { value } = place
  if (value === undefined) return into.values.latitude === undefined ? undefined : 'gps'
  if (typeof value !== 'object' || value === null) {
    place.fault(
      'a position is { north: 300, east: 0, accuracy: 20, source: gps }, metres from the zone centre',
    )
    return undefined
  }
  place.known(['north', 'east', 'accuracy', 'source'])
  const metres = (key: string): number => {
    const at = place.at(key)
    return at.value === undefined ? 0 : (into.number(at) ?? 0)
  }
  const centre = centreOf(into.zone)
  into.values.latitude = centre.latitude + metres('north') / METRES_PER_DEGREE
  into.values.longitude =
    centre.longitude + metres('east') / (METRES_PER_DEGREE * Math.cos((centre.latitude * Math.PI) / 180))
  if (place.at('accuracy').value !== undefined) into.values.accuracy = metres('accuracy')
  const said = place.at('source')
  const source = SOURCES.find((word) => word === (said.value ?? 'gps'))
  if (source === undefined) said.fault(`a source is one of ${SOURCES.join(', ')}`)
  return source
}

function centreOf(zone: Zone | undefined): Readonly<{ latitude: number; longitude: number }> {
  if (zone === undefined) return SOMEWHERE
  if ('latitude' in zone) return zone
  const count = Math.max(1, zone.polygon.length)
  const sum = (i: 0 | 1): number => zone.polygon.reduce((total, point) => total + point[i], 0)
  return { latitude: sum(0) / count, longitude: sum(1) / count }
}

/** Values that are stored but not trusted. */
function readDoubtful(place: Place, number: (place: Place) => number | undefined): readonly DoubtfulValue[] {
  if (typeof place.value !== 'object' || place.value === null) return []
  place.known(METRICS)
  return METRICS.flatMap((metric) => {
    const at = place.at(metric)
    const value = at.value === undefined ? undefined : number(at)
    return value === undefined ? [] : [{ metric, value, reason: 'implausible' as const }]
  })
}
