import { describe, expect, it } from 'vitest'
import type { CsvOptions } from '../../../simulators/replay/csv.ts'
import { readGeolife } from '../../../simulators/replay/geolife.ts'
import { readGpx } from '../../../simulators/replay/gpx.ts'
import { parseMapping, parseSource } from '../../../simulators/replay/mapping.ts'
import { detectFormat, openRecording } from '../../../simulators/replay/recording.ts'
import type { Row } from '../../../simulators/replay/row.ts'
import { findDelimiter } from '../../../simulators/replay/table.ts'

const UTC = { timeZone: 'UTC' }
const read = (text: string, options: Partial<CsvOptions> & { map?: string } = {}): Row[] => {
  const mapping = options.map ? parseMapping(options.map, {}) : undefined
  if (mapping && !mapping.ok) throw new Error(mapping.faults.join('; '))
  const opened = openRecording(text, {
    clock: UTC,
    ...options,
    ...(mapping ? { mapping: mapping.mapping } : {}),
  })
  if (!opened.ok) throw new Error(opened.faults.join('; '))
  return [...opened.recording.rows()]
}
const faultsOf = (text: string, options: Partial<CsvOptions> = {}): string => {
  const opened = openRecording(text, { clock: UTC, ...options })
  return opened.ok ? '' : opened.faults.join('; ')
}

describe('what a recording is', () => {
  it.each([
    ['Id,Time,Value\r\n1,4/1/2016 7:54:05 AM,91', 'fitbit'],
    ['id,time,hr\n1,2016-04-21 07:13:00,76', 'fitbit'],
    ['Time,Value\n10/1/2017 12:00:00 AM,58', 'fitbit'],
    ['Time,Value\n2025-01-01T00:00:00Z,58', 'csv'],
    ['Geolife trajectory\r\nWGS 84\r\n', 'geolife'],
    ['\ufeff<?xml version="1.0"?>\n<!-- made by hand --><gpx version="1.1">', 'gpx'],
    ['<html><body>404</body></html>', 'csv'],
    ['time;latitude;longitude\n', 'csv'],
  ])('%j is %s', (text, format) => {
    expect(detectFormat(text)).toBe(format)
  })

  it.each([
    ['a,b,c\n1,2,3\n', ','],
    ['a;b;c\n1,5;2;3\n2,5;3;4\n', ';'],
    ['a\tb\n1\t2\n', '\t'],
    ['"x,y";b\n"1,2";2\n', ';'],
  ])('%j is delimited by %j', (text, delimiter) => {
    expect(findDelimiter(text)).toBe(delimiter)
  })
})

describe('Fitbit files', () => {
  it('read 12-hour clocks, midnight and noon included', () => {
    const rows = read(
      'Id,Time,Value\r\n7,4/1/2016 12:00:05 AM,61\r\n7,4/1/2016 12:00:05 PM,71\r\n7,4/1/2016 7:54:05 PM,91\r\n',
    )
    expect(rows).toEqual([
      { type: 'row', line: 2, at: Date.UTC(2016, 3, 1, 0, 0, 5), values: { heartRate: 61 } },
      { type: 'row', line: 3, at: Date.UTC(2016, 3, 1, 12, 0, 5), values: { heartRate: 71 } },
      { type: 'row', line: 4, at: Date.UTC(2016, 3, 1, 19, 54, 5), values: { heartRate: 91 } },
    ])
  })

  it('take times in the zone they were recorded in: 07:13 in Shanghai is 23:13 UTC the day before', () => {
    const [row] = read('id,time,hr\n7,2016-04-21 07:13:00,76\n', { clock: { timeZone: 'Asia/Shanghai' } })
    expect(row).toMatchObject({ at: Date.UTC(2016, 3, 20, 23, 13) })
  })

  it('skip bad rows with line and reason, and go on', () => {
    const rows = read(
      'Id,Time,Value\n7,4/31/2016 7:00:00 AM,90\n7,4/1/2016 13:00:00 PM,90\n7,4/1/2016 7:00:00 AM,high\n7,4/1/2016 7:00:05 AM,\n\n7,4/1/2016 7:00:10 AM,92\n',
    )
    expect(rows).toEqual([
      { type: 'fault', line: 2, reason: 'no time: "4/31/2016 7:00:00 AM"' },
      { type: 'fault', line: 3, reason: 'no time: "4/1/2016 13:00:00 PM"' },
      { type: 'fault', line: 4, reason: 'heartRate is no number: "high"' },
      { type: 'fault', line: 5, reason: 'no value' },
      { type: 'row', line: 7, at: Date.UTC(2016, 3, 1, 7, 0, 10), values: { heartRate: 92 } },
    ])
  })

  it('keep absurd values: judging them is the gateway’s work', () => {
    expect(read('Time,Value\n10/1/2017 12:00:00 AM,9999\n')).toMatchObject([{ values: { heartRate: 9999 } }])
  })

  it('refuse several persons in one file, until one is chosen', () => {
    const text = 'Id,Time,Value\n7,4/1/2016 7:00:00 AM,90\n8,4/1/2016 7:00:00 AM,60\n'
    expect(faultsOf(text)).toContain('2 persons in one file (7, 8…): choose one with --where Id=…')
    const rows = read(text, { where: [{ column: 'Id', value: '8' }] })
    expect(rows).toMatchObject([
      { type: 'leftOut', line: 2 },
      { type: 'row', line: 3, values: { heartRate: 60 } },
    ])
  })
})

describe('GeoLife files', () => {
  const head =
    'Geolife trajectory\r\nWGS 84\r\nAltitude is in Feet\r\nReserved 3\r\n0,2,255,My Track,0,0,2,8421376\r\n0\r\n'

  it('read positions in GMT and report torn lines', () => {
    const rows = [
      ...readGeolife(
        `${head}39.984702,116.318417,0,492,39744.1201851852,2008-10-23,02:53:04\r\n39.98,116.3\r\n,116.3,0,0,0,2008-10-23,02:53:09\r\n39.9,116.3,0,0,0,2008-10-23,25:00:00\r\n400.1,116.3,0,-777,0,2008-10-23,02:53:10`,
      ),
    ]
    expect(rows).toEqual([
      {
        type: 'row',
        line: 7,
        at: Date.UTC(2008, 9, 23, 2, 53, 4),
        values: { latitude: 39.984702, longitude: 116.318417 },
      },
      { type: 'fault', line: 8, reason: '2 cells instead of 7' },
      { type: 'fault', line: 9, reason: 'no position: ",116.3"' },
      { type: 'fault', line: 10, reason: 'no time: "2008-10-23 25:00:00"' },
      {
        type: 'row',
        line: 11,
        at: Date.UTC(2008, 9, 23, 2, 53, 10),
        values: { latitude: 400.1, longitude: 116.3 },
      },
    ])
  })
})

describe('GPX files', () => {
  it('read track points of every segment, whatever stands on one line, with their own time only', () => {
    const text = `<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">
<metadata><time>2020-01-01T00:00:00Z</time></metadata><wpt lat="1" lon="2"><time>2020-01-01T00:00:00Z</time></wpt>
<trk><trkseg><trkpt lat="31.1" lon="121.1"><ele>5</ele><time>2020-01-01T08:00:00+08:00</time></trkpt><trkpt lon="121.2"
 lat="31.2"><time>2020-01-01T00:00:01.500Z</time></trkpt></trkseg>
<trkseg><trkpt lat="31.3" lon="121.3"></trkpt><trkpt lat="x" lon="1"><time>2020-01-01T00:00:03Z</time></trkpt></trkseg></trk></gpx>`
    expect([...readGpx(text)]).toEqual([
      { type: 'row', line: 3, at: Date.UTC(2020, 0, 1), values: { latitude: 31.1, longitude: 121.1 } },
      { type: 'row', line: 3, at: Date.UTC(2020, 0, 1) + 1500, values: { latitude: 31.2, longitude: 121.2 } },
      { type: 'fault', line: 5, reason: 'a point without time' },
      { type: 'fault', line: 5, reason: 'no position: "x,1"' },
    ])
  })

  it('keep the points before a file breaks off, and say where it broke', () => {
    const text =
      '<gpx>\n<trkpt lat="1" lon="2"><time>2020-01-01T00:00:00Z</time></trkpt>\n<trkpt lat="1" lon="2"><ti'
    const rows = [...readGpx(text)]
    expect(rows[0]).toMatchObject({ type: 'row', line: 2 })
    expect(rows.slice(1).every((row) => row.type === 'fault' && row.line === 3)).toBe(true)
    expect(rows.length).toBeGreaterThan(1)
  })
})

describe('tables', () => {
  it('find the header under a banner, take units off names, and calculate', () => {
    const text =
      'Lib = 0.3.0 SN = 4D02\r\nTime [UTC], Bat [V], Range [cm],\r\n2021/08/20 00:00:58,4.76,367.00,\r\n'
    const rows = read(text, { map: 'time=time,level=412.5-Range,battery=Bat*20' })
    expect(rows).toEqual([
      { type: 'row', line: 3, at: Date.UTC(2021, 7, 20, 0, 0, 58), values: { level: 45.5, battery: 95.2 } },
    ])
  })

  it('read decimal commas where semicolons delimit', () => {
    expect(read('time;latitude;longitude\n2020-01-01T00:00:00Z;31,5;121,25\n')).toMatchObject([
      { values: { latitude: 31.5, longitude: 121.25 } },
    ])
  })

  it('read columns by number when there is no header', () => {
    expect(read('1700000000,71\n1700000060,72\n', { map: 'time=#1,heartRate=#2' })).toMatchObject([
      { line: 1, at: 1_700_000_000_000, values: { heartRate: 71 } },
      { line: 2, at: 1_700_000_060_000, values: { heartRate: 72 } },
    ])
  })

  it('lose one line, not the rest of the file, to a quote that is never closed', () => {
    const rows = read(
      'time,hr\n2020-01-01T00:00:00Z,60\n"2020-01-01T00:01:00Z,61\n2020-01-01T00:02:00Z,62\n2020-01-01T00:03:00Z,63\n',
    )
    expect(rows.map((row) => [row.line, row.type])).toEqual([
      [2, 'row'],
      [3, 'fault'],
      [4, 'row'],
      [5, 'row'],
    ])
  })

  it('say which columns there are when a name fits none or several', () => {
    const text = 'when,Temp RTC [C],Temp OB [C]\n2020-01-01T00:00:00Z,20,21\n'
    const mapping = { time: 'when', fields: { temperature: { column: 'Temp', factor: 1, addend: 0 } } }
    expect(faultsOf(text, { mapping })).toBe(
      'no single column "Temp"; columns are: when | Temp RTC [C] | Temp OB [C]',
    )
    expect(faultsOf(text)).toContain('which column is the time?')
  })

  it('say so when the file is empty, or is something else altogether', () => {
    expect(faultsOf('')).toBe('the file holds no rows')
    expect(faultsOf('<html><body>404</body></html>')).toContain('which column is the time?')
  })
})

describe('a mapping', () => {
  it.each([
    ['Range [cm]', { column: 'Range [cm]', factor: 1, addend: 0 }],
    ['mount-Range', { column: 'Range', factor: -1, addend: 412 }],
    ['412 - Range', { column: 'Range', factor: -1, addend: 412 }],
    ['value*100', { column: 'value', factor: 100, addend: 0 }],
    ['0.1*value', { column: 'value', factor: 0.1, addend: 0 }],
    ['temp/2+30', { column: 'temp', factor: 0.5, addend: 30 }],
    ['TempOB [C]-2', { column: 'TempOB [C]', factor: 1, addend: -2 }],
    ['heart-rate', { column: 'heart-rate', factor: 1, addend: 0 }],
    ['Time (s)', { column: 'Time (s)', factor: 1, addend: 0 }],
  ])('%j', (text, source) => {
    expect(parseSource(text, { mount: 412 })).toEqual(source)
  })

  it('keeps commas in column names and names every fault', () => {
    expect(parseMapping('time=Date, local,latitude=Latitude (°)', {})).toEqual({
      ok: true,
      mapping: {
        time: 'Date, local',
        fields: { latitude: { column: 'Latitude (°)', factor: 1, addend: 0 } },
      },
    })
    expect(parseMapping('pulse=HR,level=mount-Range,heartRate=', {})).toEqual({
      ok: false,
      faults: [
        expect.stringContaining('no such field: pulse'),
        'level=mount-… needs --mount <centimetres>',
        'not field=column: heartRate=',
      ],
    })
  })
})
