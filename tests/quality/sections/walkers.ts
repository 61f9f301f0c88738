// Walks out of a safe zone round their start: real departures told in time, and none that only the receiver made.

import { type Message, metricOf, type Played, play } from '../play.ts'
import { median } from '../score.ts'
import { MINUTE } from '../truth/files.ts'
import {
  type Circle,
  type Departure,
  departures,
  type Fix,
  inOrder,
  leapsOf,
  readGeoLife,
  readOulu,
  readZurich,
  type Walk,
} from '../truth/walks.ts'
import type { Row, Section } from './section.ts'

/** What the rules promise: 30 m beyond the border, two fixes over a minute, at night one; 100 m is a usable fix. */
const circleAt = (centre: Fix, radius: number): Circle => ({
  centre,
  radius,
  margin: 30,
  worst: 100,
  dwell: MINUTE,
  nightDwell: 0,
  hole: 25 * MINUTE,
})

export const RADII = [100, 300] as const

const payloadOf = ({ latitude, longitude, accuracy }: Fix) => ({
  latitude,
  longitude,
  ...(accuracy === undefined ? {} : { accuracyMetres: accuracy }),
})

/** In the order of the file; a file that runs backwards arrives all at once, newest first. */
function messagesOf(fixes: readonly Fix[]): Message[] {
  const newest = Math.max(...fixes.map(({ at }) => at))
  const backwards = (fixes[0]?.at ?? 0) > (fixes.at(-1)?.at ?? 0)
  return fixes.map((fix, i) => ({
    at: fix.at,
    ...(backwards ? { receivedAt: newest + (i + 1) * 1_000 } : {}),
    kind: 'location',
    payload: payloadOf(fix),
  }))
}

export function playWalk(
  { fixes }: Walk,
  as: Readonly<{ centre: Fix; radius: number; unsetClock?: boolean }>,
): Played {
  const { latitude, longitude } = as.centre
  return play(messagesOf(fixes), {
    device: 'band',
    safeZone: { latitude, longitude, radiusMetres: as.radius },
    ...(as.unsetClock ? { moved: false } : {}),
  })
}

/** When somebody must know: the dwell is over, and two fixes more. */
const dueBy = ({ sure, fixes }: Departure): number =>
  (fixes[Math.min(sure + 2, fixes.length - 1)] as Fix).at + 2_000

type Judged = Readonly<{
  expected: readonly Departure[]
  found: number
  false: number
  delays: readonly number[]
}>

/** `known`: when exits were told. One that was told of before and never came back need not be told again. */
function judge(expected: readonly Departure[], result: Played): Judged {
  const exits = result.alerts.filter((alert) => metricOf(alert) === 'latitude')
  const delays = expected.flatMap((departure) => {
    const told = exits.find(
      ({ knownAt, closedAt }) => knownAt <= dueBy(departure) && closedAt >= departure.from,
    )
    return told === undefined ? [] : [Math.max(0, told.knownAt - (departure.fixes[departure.sure] as Fix).at)]
  })
  const lone = exits.filter(
    ({ at }) => !expected.some(({ from, to }) => at >= from - 1_000 && at <= to + 1_000),
  )
  return { expected, found: delays.length, false: lone.length, delays }
}

export function walkers(): Section {
  const start = Date.UTC(2025, 5, 3, 2)
  const [geolife, zurich, oulu] = [readGeoLife(), readZurich(), readOulu(start)]
  const first = ({ fixes }: Walk): Fix => inOrder(fixes)[0] as Fix
  const rows: Row[] = []
  const numbers: Record<string, number> = { departures: 0, found: 0, false: 0 }
  const all: number[] = []
  const add = (recording: string, expected: string, judged: readonly Judged[]): void => {
    const sum = (of: (one: Judged) => number): number => judged.reduce((total, one) => total + of(one), 0)
    const delays = judged.flatMap((one) => one.delays)
    all.push(...delays)
    const [wanted, found, lone] = [
      sum((one) => one.expected.length),
      sum((one) => one.found),
      sum((one) => one.false),
    ]
    rows.push({
      recording,
      expected,
      score: { expected: wanted, found, missed: wanted - found, false: lone },
      ...(delays.length === 0
        ? {}
        : { median: median(delays) / MINUTE, worst: Math.max(...delays) / MINUTE }),
    })
    numbers.departures = (numbers.departures ?? 0) + wanted
    numbers.found = (numbers.found ?? 0) + found
    numbers.false = (numbers.false ?? 0) + lone
  }
  for (const radius of RADII) {
    const words = `stretches of believable fixes >30 m beyond ${radius} m round the start for ≥1 min (22–06 h: one fix); minutes from then`
    const judgeWalk = (walk: Walk, unsetClock = false): Judged => {
      const circle = circleAt(first(walk), radius)
      const played = playWalk(walk, { centre: circle.centre, radius, unsetClock })
      return judge(departures(inOrder(walk.fixes), circle), played)
    }
    const leaps = geolife.reduce((sum, { fixes }) => sum + leapsOf(inOrder(fixes)).length, 0)
    add(
      `GeoLife, ${geolife.length} ways`,
      `${words}; ${leaps} leaps >100 m/s are none`,
      geolife.map((walk) => judgeWalk(walk)),
    )
    add(
      `GeoLife, clocks never set`,
      `the same, dated by arrival`,
      geolife.map((walk) => judgeWalk(walk, true)),
    )
    const coarse = zurich.fixes.filter(({ accuracy = 0 }) => accuracy > 100).length
    add(
      'Zürich, oldest first',
      `the same; ${coarse} of ${zurich.fixes.length} fixes are a cell’s (586–1,001 m)`,
      [judgeWalk({ ...zurich, fixes: inOrder(zurich.fixes) })],
    )
    // What comes after the newest is the past: nothing may be told of it.
    const backwards = playWalk(zurich, { centre: first(zurich), radius })
    add('Zürich, newest first', 'nothing: only the first that comes is news', [judge([], backwards)])
    add('Oulu', words, [judgeWalk(oulu)])
  }
  return {
    name: 'walks',
    rows,
    numbers: {
      ...numbers,
      medianDelayMinutes: median(all) / MINUTE,
      worstDelayMinutes: Math.max(...all) / MINUTE,
    },
  }
}
