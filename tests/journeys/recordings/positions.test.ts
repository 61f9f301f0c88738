// Recorded tracks: every fix stored once, whatever the order of the file; the newest one is where the person is; and
// no alert, because no rule looks at positions.

import { expect, it } from 'vitest'
import {
  alertsTold,
  describeRecordings,
  linesOf,
  pathOf,
  rejectionsOf,
  replay,
  samplesOf,
  startQuietJourney,
} from './playback.ts'

type Fix = Readonly<{ at: number; latitude: number; longitude: number; accuracy?: number }>

const geolife = (recording: string): Fix[] =>
  linesOf(recording)
    .slice(6)
    .map((line) => line.split(','))
    .map(([latitude, longitude, , , , date, time]) => ({
      at: Date.parse(`${date}T${time}Z`),
      latitude: Number(latitude),
      longitude: Number(longitude),
    }))

/** Cuts the track points out of the text; no XML reader is asked. */
const gpx = (recording: string): Fix[] =>
  linesOf(recording)
    .join('\n')
    .split('<trkpt')
    .slice(1)
    .map((point) => ({
      at: Date.parse(point.split('<time>')[1]!.split('</time>')[0]!),
      latitude: Number(point.split('lat="')[1]!.split('"')[0]),
      longitude: Number(point.split('lon="')[1]!.split('"')[0]),
    }))

const google = (recording: string): Fix[] =>
  linesOf(recording)
    .slice(1)
    .map((line) => line.split(';'))
    .map(([, time, latitude, longitude, , accuracy]) => ({
      at: Date.parse(time!),
      latitude: Number(latitude),
      longitude: Number(longitude),
      accuracy: Number(accuracy),
    }))

/** Seconds since nobody knows when: the replay begins them at the moment it is told, and keeps eight decimals. */
const phone = (recording: string): Fix[] =>
  linesOf(recording)
    .slice(1)
    .map((line) => line.split(',').map(Number))
    .map(([seconds, latitude, longitude, , , , accuracy]) => ({
      at: Math.round(seconds! * 1_000),
      latitude: latitude!,
      longitude: longitude!,
      accuracy: Math.round(accuracy! * 1e8) / 1e8,
    }))

const MOVED_TO = '2024-05-01T06:00:00Z'

describeRecordings('positions through broker, rules and store', () => {
  it.each([
    {
      name: 'a GeoLife track that names two moments twice',
      recording: 'gps/geolife_010_20070903095208.plt',
      read: geolife,
      fixes: 351,
      moments: 349,
    },
    { name: 'a GPX track', recording: 'gps/gpxpy_cerknicko-jezero.gpx', read: gpx, fixes: 296, moments: 296 },
    {
      name: 'a Google trajectory, newest first',
      recording: 'gps/trackintel_google_trajectory_rows1-208.csv',
      read: google,
      fixes: 208,
      moments: 208,
    },
    {
      name: 'a walk recorded by a phone at 1 Hz',
      recording: 'gps/phyphox_walk_EllaPellaa_Location.csv',
      read: phone,
      fixes: 166,
      moments: 166,
    },
  ])('$name: $fixes fixes, $moments moments, no alert', async ({ recording, read, fixes, moments }) => {
    const recorded = read(recording)
    expect(recorded).toHaveLength(fixes)
    const shift = Date.parse(MOVED_TO) - Math.min(...recorded.map(({ at }) => at))
    const raw = recorded.map((fix) => ({ ...fix, at: fix.at + shift }))
    const journey = await startQuietJourney()

    const replayed = await replay(journey, pathOf(recording), {
      device: 'band-1',
      options: ['--shift-to', MOVED_TO],
    })
    expect(replayed).toMatchObject({ read: fixes, sent: fixes, leftOut: 0, skipped: 0 })

    // Of two fixes of one moment the first counts: a device does not stand in two places.
    const expected = raw
      .filter((fix, i) => raw.slice(0, i).every(({ at }) => at !== fix.at))
      .sort((a, b) => a.at - b.at)
    expect(expected).toHaveLength(moments)
    for (const metric of ['latitude', 'longitude', 'accuracy'] as const)
      expect(await samplesOf(journey, 'band-1', metric)).toEqual(
        expected.flatMap((fix) =>
          fix[metric] === undefined ? [] : [{ at: fix.at, value: fix[metric], reason: null }],
        ),
      )
    expect(alertsTold(journey)).toEqual([])
    expect(rejectionsOf(journey)).toEqual([])

    const { body } = await journey.api(await journey.logIn('duty'), '/api/residents/r-1')
    const { latitude, longitude, at } = expected.at(-1)!
    expect(body.tile.position ?? body.tile).toMatchObject({ latitude, longitude, at })
  })
})
