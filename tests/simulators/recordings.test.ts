// Every reader on the real recordings, where they are at hand; counts were worked out from the raw files
// with wc, grep and awk, not with the readers.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseMapping } from '../../simulators/replay/mapping.ts'
import { openRecording } from '../../simulators/replay/recording.ts'
import type { Field, Row } from '../../simulators/replay/row.ts'

const DATA = join(import.meta.dirname, '../../../shared/data')
const present = existsSync(DATA)
if (!present) console.info(`the recordings are not at ${DATA}: their tests are skipped`)

type Options = {
  map?: string
  mount?: number
  as?: Field
  where?: { column: string; value: string }[]
  start?: number
}

function read(path: string, options: Options = {}) {
  const text = readFileSync(join(DATA, path), 'utf8')
  const mapping = options.map
    ? parseMapping(options.map, options.mount === undefined ? {} : { mount: options.mount })
    : undefined
  if (mapping && !mapping.ok) throw new Error(mapping.faults.join('; '))
  const opened = openRecording(text, {
    clock: { timeZone: 'UTC', ...(options.start === undefined ? {} : { start: options.start }) },
    ...(mapping ? { mapping: mapping.mapping } : {}),
    ...(options.as ? { as: options.as } : {}),
    ...(options.where ? { where: options.where } : {}),
  })
  if (!opened.ok) return { faults: opened.faults, format: undefined, rows: [], bad: [], leftOut: 0, said: '' }
  const all = [...opened.recording.rows()]
  const rows = all.filter((row): row is Extract<Row, { type: 'row' }> => row.type === 'row')
  return {
    format: opened.recording.format,
    said: opened.recording.said,
    faults: [] as readonly string[],
    rows,
    bad: all.filter((row) => row.type === 'fault'),
    leftOut: all.filter((row) => row.type === 'leftOut').length,
  }
}

const times = (rows: readonly { at: number }[]): readonly number[] => rows.map(({ at }) => at)
const iso = (at: number | undefined): string => new Date(at ?? Number.NaN).toISOString()

describe.skipIf(!present)('the real recordings', () => {
  it.each([
    [
      'fitabase_2022484408_2016-04-01_to_03_heartrate_seconds_merged',
      8418,
      '2016-04-01T07:54:00.000Z',
      93,
      '2016-04-03T09:23:35.000Z',
      78,
    ],
    [
      'fitabase_rda_2022484408_2016-04-21',
      5544,
      '2016-04-21T07:13:00.000Z',
      76,
      '2016-04-21T22:03:50.000Z',
      70,
    ],
    [
      'fitabase_rda_4558609924_2016-05-08',
      4606,
      '2016-05-08T00:00:00.000Z',
      67,
      '2016-05-08T21:10:55.000Z',
      100,
    ],
    [
      'fitabase_rda_7007744171_2016-05-05_to_05-06',
      10705,
      '2016-05-05T06:14:00.000Z',
      70,
      '2016-05-06T20:59:40.000Z',
      85,
    ],
    [
      'fitbit_1min_one_person_2017-10-01_to_04',
      5689,
      '2017-10-01T00:00:00.000Z',
      58,
      '2017-10-04T23:59:00.000Z',
      55,
    ],
  ])('Fitbit %s: %i rows, first and last as in the file', (name, count, first, firstBpm, last, lastBpm) => {
    const { format, rows, bad } = read(`hr/${name}.csv`)
    expect(format).toBe('fitbit')
    expect(rows).toHaveLength(count)
    expect(bad).toEqual([])
    expect([iso(rows[0]?.at), rows[0]?.values.heartRate]).toEqual([first, firstBpm])
    expect([iso(rows.at(-1)?.at), rows.at(-1)?.values.heartRate]).toEqual([last, lastBpm])
    expect(rows.at(-1)?.line).toBe(count + 1)
  })

  it.each([
    ['000_20081023025304', 908],
    ['000_20081026134407', 745],
    ['000_20081028003826', 1477],
    ['002_20081023124523', 1932],
    ['002_20081027103804', 2289],
    ['004_20081024092739', 604],
    ['004_20081026064837', 945],
    ['006_20081106055508', 932],
    ['006_20081112001438', 1605],
    ['008_20081028102134', 1884],
    ['010_20070903095208', 351],
    ['010_20080331160008', 915],
    ['010_20080402060926', 1004],
  ])('GeoLife %s: %i positions, with and without CRLF', (name, count) => {
    const { format, rows, bad } = read(`gps/geolife_${name}.plt`)
    expect(format).toBe('geolife')
    expect(rows).toHaveLength(count)
    expect(bad).toEqual([])
    expect(rows[0]?.line).toBe(7)
  })

  it('GeoLife 000_20081023025304 begins in Beijing at 02:53:04 GMT and ends at 11:11:12', () => {
    const { rows } = read('gps/geolife_000_20081023025304.plt')
    expect(rows[0]).toMatchObject({ values: { latitude: 39.984702, longitude: 116.318417 } })
    expect([iso(rows[0]?.at), iso(rows.at(-1)?.at)]).toEqual([
      '2008-10-23T02:53:04.000Z',
      '2008-10-23T11:11:12.000Z',
    ])
  })

  it('GPX: the 296 track points, none of the way points', () => {
    const { format, rows, bad } = read('gps/gpxpy_cerknicko-jezero.gpx')
    const lines = readFileSync(join(DATA, 'gps/gpxpy_cerknicko-jezero.gpx'), 'utf8').split('\n')
    expect(format).toBe('gpx')
    expect(rows).toHaveLength(296)
    expect(bad).toEqual([])
    for (const { line, values } of rows)
      expect(lines[line - 1]).toContain(`lat="${values.latitude?.toFixed(9)}"`)
    expect(iso(rows.at(-1)?.at)).toBe('2010-08-05T16:23:49.000Z')
  })

  it('a phone walk: 166 rows of relative seconds with accuracy, refused until a start is named', () => {
    const path = 'gps/phyphox_walk_EllaPellaa_Location.csv'
    expect(read(path).faults.join()).toContain('say --start')
    const start = Date.UTC(2026, 0, 1, 8)
    const { rows, said } = read(path, { start })
    expect(said).toContain('accuracy=Horizontal Accuracy (m)')
    expect(rows).toHaveLength(166)
    expect(rows[0]).toMatchObject({
      at: start + 37_034,
      values: { latitude: 65.05927167, longitude: 25.45852, accuracy: 1.5 },
    })
  })

  it('a Google trajectory: 208 rows by semicolons, newest first as recorded', () => {
    const { rows, said } = read('gps/trackintel_google_trajectory_rows1-208.csv')
    expect(said).toContain('time=tracked_at')
    expect(rows).toHaveLength(208)
    expect(rows[0]).toMatchObject({ values: { latitude: 47.3766094, longitude: 8.5484732, accuracy: 20 } })
    expect(times(rows).every((at, n) => n === 0 || at <= (times(rows)[n - 1] ?? 0))).toBe(true)
  })

  it('Trout Creek: past its banner line, 4,608 distances become levels below a sensor at 412 cm', () => {
    const path = 'water/troutcreek_Log00017_2021-08-20_to_09-04.txt'
    const { rows, bad, said } = read(path, { map: 'time=Time,level=mount-Range,battery=Bat', mount: 412 })
    expect(said).toBe(
      'table: time=Time [UTC], level=412 - Range [cm], battery=Bat [V]; times without offset are UTC',
    )
    expect(rows).toHaveLength(4608)
    expect(bad).toEqual([])
    expect(rows[0]).toMatchObject({ line: 3, at: Date.UTC(2021, 7, 20, 0, 0, 58), values: { level: 45 } })
    expect(rows.at(-1)?.values.level).toBe(43)
  })

  it('Environment Agency: 544 levels in metres become centimetres, negative ones included', () => {
    const { rows } = read('water/ea_Hebden-Bridge-level-15min-Qualified_2025-09-08_to_13.csv', {
      map: 'time=dateTime,level=value*100',
    })
    expect(rows).toHaveLength(544)
    expect(rows[0]?.values.level).toBe(-3.7)
    expect(iso(rows[0]?.at)).toBe('2025-09-08T00:00:00.000Z')
  })

  it('dementia cohort: refuses 27 persons at once; one person has 5 heart rates among 7,884 rows', () => {
    const path = 'elderly_home_tihm/Physiology.csv'
    const map = 'time=date,heartRate=value'
    const heart = { column: 'device_type', value: 'Heart rate' }
    expect(read(path, { map, where: [heart] }).faults.join()).toMatch(/^27 persons .*--where patient_id=/)
    const { rows, leftOut } = read(path, { map, where: [heart, { column: 'patient_id', value: '0697d' }] })
    expect(rows).toHaveLength(5)
    expect(leftOut).toBe(7879)
  })

  it('intensive care: 91 heart rates at hh:mm since admission', () => {
    const start = Date.UTC(2026, 0, 1)
    const { rows } = read('icu_vitals_physionet2012/set-a_133433.txt', {
      map: 'time=Time,heartRate=Value',
      where: [{ column: 'Parameter', value: 'HR' }],
      start,
    })
    expect(rows).toHaveLength(91)
    expect(rows[0]).toMatchObject({ at: start + 45 * 60_000, values: { heartRate: 95 } })
  })

  it('home blood pressure: 8 pairs of one person', () => {
    const { rows } = read('home_bp_welltory/blood_pressure.csv', {
      where: [{ column: 'user_code', value: '1ce1d77659' }],
    })
    expect(rows).toHaveLength(8)
    expect(rows[0]?.values).toEqual({ systolic: 122, diastolic: 78 })
  })
})
