// The two programs as a person starts them: real processes against a real broker.

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fleetIds } from '../../simulators/fleet.ts'
import { startBroker } from './recording-broker.ts'

const ROOT = join(import.meta.dirname, '../..')
let folder: string
let credentials: string
let broker: Awaited<ReturnType<typeof startBroker>>

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'simulators-'))
  credentials = join(folder, 'credentials.json')
  const ids = fleetIds({ bands: 60, drains: 12 })
  const secrets = Object.fromEntries([...ids.bands, ...ids.drains, 'band-666'].map((id) => [id, 'secret']))
  writeFileSync(credentials, JSON.stringify(secrets))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))
beforeEach(async () => {
  broker = await startBroker()
})
afterEach(() => broker.close())

type Ended = { code: number | null; out: string; err: string }
function start(
  program: 'main' | 'replay',
  args: readonly string[],
): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [join(ROOT, `simulators/${program}.ts`), ...args], { cwd: folder })
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk) => (out += String(chunk)))
  child.stderr.on('data', (chunk) => (err += String(chunk)))
  return { child, ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err }))) }
}
const run = (program: 'main' | 'replay', args: readonly string[]): Promise<Ended> =>
  start(program, args).ended
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const NOBODY = 'mqtt://127.0.0.1:1'

describe('npm run simulate', { timeout: 60_000 }, () => {
  it('connects 6 bands and 2 drains, plays its scenario, and on SIGTERM leaves everyone offline with code 0', async () => {
    const scenario = file('sos.yaml', 'name: press\nevents:\n  - { at: 0:00, device: band-002, do: sos }\n')
    const { child, ended } = start('main', [
      ...['--mqtt', broker.url, '--credentials', credentials, '--scenario', scenario],
      ...['--bands', '6', '--drains', '2', '--stagger', '5', '--speed', '60'],
    ])
    await broker.until((all) => all.some(({ topic }) => topic === 'v1/bands/band-002/sos'))
    await broker.until((all) => new Set(all.map(({ deviceId }) => deviceId)).size === 8)
    child.kill('SIGTERM')
    const { code, out, err } = await ended
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('band-002 says sos')
    expect(out).toMatch(/press: 8\/8 connected/)
    const offline = broker.arrivals.filter(({ text }) => text.includes('"online":false'))
    expect(offline).toHaveLength(8)
    expect(offline.every(({ retain, text }) => retain && text.includes('"ts"'))).toBe(true)
  })

  it.each([
    [
      'no broker',
      4,
      () => ['--mqtt', NOBODY, '--credentials', credentials, '--patience', '0'],
      /^simulate: no broker at mqtt:\/\/127\.0\.0\.1:1 after 0 s: .*ECONNREFUSED/m,
    ],
    [
      'no credentials file',
      2,
      () => ['--credentials', 'nowhere.json'],
      /^simulate: credentials file not found: nowhere\.json$/m,
    ],
    [
      'credentials that are no JSON',
      2,
      () => ['--credentials', file('bad.json', '{')],
      /^simulate: credentials file is not JSON/m,
    ],
    [
      'too few credentials',
      2,
      () => ['--credentials', file('few.json', '{"band-001":"x"}'), '--bands', '3', '--drains', '0'],
      /^simulate: no secret for band-002, band-003 in /m,
    ],
    [
      'a wrong secret',
      3,
      () => [
        '--mqtt',
        broker.url,
        '--credentials',
        file('wrong.json', '{"band-001":"x"}'),
        '--bands',
        '1',
        '--drains',
        '0',
      ],
      /^simulate: band-001 was refused: wrong user name or secret$/m,
    ],
    [
      'a broken scenario',
      2,
      () => [
        '--credentials',
        credentials,
        '--scenario',
        file('bad.yaml', 'name: x\nevents:\n  - { at: 0:01, device: band-999, do: sos }\n'),
      ],
      /bad\.yaml:3: events\.0\.device: no such device: band-999$/m,
    ],
    [
      'an unknown scenario',
      2,
      () => ['--credentials', credentials, '--scenario', 'rainy-day'],
      /^simulate: scenario not found: rainy-day$/m,
    ],
    ['an unknown option', 2, () => ['--sped', '3'], /^simulate: .*--sped/m],
    [
      'a bad number',
      2,
      () => ['--speed', 'fast'],
      /^simulate: --speed must be a number from 0.1 to 600: fast$/m,
    ],
  ] as const)('says in one line what is wrong and exits non-zero: %s', async (_name, code, args, line) => {
    const ended = await run('main', args())
    expect(ended.err).toMatch(line)
    expect(ended.code).toBe(code)
    expect(ended.err).not.toContain('    at ')
  })
})

describe('a parent that dies', { timeout: 60_000 }, () => {
  it('takes the simulated community with it under --with-parent, without a signal', async () => {
    const args = [
      '--mqtt',
      broker.url,
      '--credentials',
      credentials,
      '--bands',
      '2',
      '--drains',
      '0',
      '--with-parent',
    ]
    const script = `
      const { spawn } = require('node:child_process')
      const program = ${JSON.stringify(join(ROOT, 'simulators/main.ts'))}
      spawn(process.execPath, [program, ...${JSON.stringify(args)}], { stdio: 'ignore', detached: true })
      setInterval(() => {}, 1000)`
    const parent = spawn(process.execPath, ['-e', script])
    await broker.until((all) => new Set(all.map(({ deviceId }) => deviceId)).size === 2)
    parent.kill('SIGKILL')
    await broker.until((all) => all.filter(({ text }) => text.includes('"online":false')).length === 2)
  })
})

describe('npm run replay', { timeout: 60_000 }, () => {
  const connect = (): string[] => ['--mqtt', broker.url, '--device', 'band-001', '--credentials', credentials]

  it('publishes a Fitbit file in order, acknowledged, and says what it skipped and why', async () => {
    const rows = Array.from(
      { length: 300 },
      (_, n) =>
        `7,4/1/2016 7:${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')} AM,${60 + (n % 40)}`,
    )
    rows.splice(100, 0, '7,nonsense,80')
    const path = file('fitbit.csv', `Id,Time,Value\r\n${rows.join('\r\n')}\r\n`)
    const { code, out } = await run('replay', [path, ...connect()])
    expect(code).toBe(0)
    expect(out).toContain(
      'fitbit.csv: fitbit (Fitbit: time=Time, heartRate=Value; times without offset are UTC)',
    )
    expect(out).toContain('rows: 301 read, 300 to send, 0 left out, 1 skipped')
    expect(out).toContain('messages: 300 published, 300 acknowledged, 0 not acknowledged')
    expect(out).toContain('skipped line 102: no time: "nonsense"')
    expect(out).toContain('note: a clock before 2020')
    expect(new Set(broker.arrivals.map(({ deviceId }) => deviceId))).toEqual(new Set(['band-001-replay']))
    const stamps = broker.arrivals.map(({ text }) => (JSON.parse(text) as { ts: number }).ts)
    expect(stamps).toEqual(Array.from({ length: 300 }, (_, n) => Date.UTC(2016, 3, 1, 7) + n * 1000))
    expect(new Set(broker.arrivals.map(({ topic }) => topic))).toEqual(new Set(['v1/bands/band-001/vitals']))
  })

  it('publishes distances as levels of a drain', async () => {
    const path = file(
      'creek.txt',
      'Lib = 1\nTime [UTC], Range [cm],\n2021/08/20 00:00:58,367.00,\n2021/08/20 00:05:58,370.00,\n',
    )
    const { code, out } = await run('replay', [
      path,
      '--map',
      'time=Time,level=mount-Range',
      '--mount',
      '412',
      '--drain',
      '--mqtt',
      broker.url,
      '--device',
      'water-01',
      '--secret',
      'secret',
    ])
    expect([code, out.includes('level=412 - Range [cm]')]).toEqual([0, true])
    expect(
      broker.arrivals.map(({ topic, text }) => [
        topic,
        (JSON.parse(text) as { centimetres: number }).centimetres,
      ]),
    ).toEqual([
      ['v1/drains/water-01/level', 45],
      ['v1/drains/water-01/level', 42],
    ])
  })

  it('moves a recording to the present without a row in the future', async () => {
    const path = file('walk.csv', 'Time (s),Latitude,Longitude\n0,31.2,121.4\n60,31.3,121.5\n')
    const before = Date.now()
    const { code } = await run('replay', [path, ...connect(), '--shift-to-now'])
    const stamps = broker.arrivals.map(({ text }) => (JSON.parse(text) as { ts: number }).ts)
    expect(code).toBe(0)
    expect((stamps[1] ?? 0) - (stamps[0] ?? 0)).toBe(60_000)
    expect(stamps[1]).toBeGreaterThanOrEqual(before)
    expect(stamps[1]).toBeLessThanOrEqual(Date.now())
  })

  it('moves a recording to a named moment of the resident’s time zone', async () => {
    const path = file('days.csv', 'Time,Value\n10/1/2017 12:01:00 AM,62\n10/1/2017 12:00:00 AM,61\n')
    const moved = ['--time-zone', 'Asia/Shanghai', '--shift-to', '2024-10-01T00:00:00']
    const { code, out } = await run('replay', [path, ...connect(), ...moved])
    const stamps = broker.arrivals.map(({ text }) => (JSON.parse(text) as { ts: number }).ts)
    expect(code).toBe(0)
    expect(stamps).toEqual([Date.UTC(2024, 8, 30, 16, 1), Date.UTC(2024, 8, 30, 16)])
    expect(out).not.toContain('note: a clock before 2020')
  })

  it('exits 1 and names the lines when something stays unacknowledged', async () => {
    broker.refuseWhen(({ text }) => text.includes('"heartRate":62'))
    const path = file('three.csv', 'Time,Value\n10/1/2017 12:00:00 AM,61\n10/1/2017 12:01:00 AM,62\n')
    const { code, out, err } = await run('replay', [path, ...connect()])
    expect(code).toBe(1)
    expect(out).toContain('1 not acknowledged')
    expect(out).toContain('not acknowledged: lines 3')
    expect(err).toMatch(/^replay: .*1 not acknowledged$/m)
  })

  it.each([
    ['no recording', 2, () => [], /^replay: which recording\?/m],
    [
      'a recording that is not there',
      2,
      () => ['gone.csv', ...connect()],
      /^replay: recording not found: gone\.csv$/m,
    ],
    ['no device', 2, () => ['x.csv'], /^replay: --device is missing/m],
    [
      'nothing to send',
      2,
      () => [file('empty.csv', 'Time,Value\n10/1/2017 12:00:00 AM,\n'), ...connect()],
      /none of 1 rows can be published as a band$/m,
    ],
    [
      'a refused secret',
      3,
      () => [
        file('one.csv', 'Time,Value\n10/1/2017 12:00:00 AM,61\n'),
        '--mqtt',
        broker.url,
        '--device',
        'band-001',
        '--secret',
        'x',
      ],
      /^replay: .*wrong user name or secret$/m,
    ],
    [
      'no broker',
      4,
      () => [
        file('one.csv', 'Time,Value\n10/1/2017 12:00:00 AM,61\n'),
        '--mqtt',
        NOBODY,
        '--device',
        'band-001',
        '--secret',
        'x',
        '--patience',
        '0',
      ],
      /^replay: .*ECONNREFUSED/m,
    ],
    [
      'two shifts at once',
      2,
      () => ['x.csv', ...connect(), '--shift-to-now', '--shift-to', '2026-01-01'],
      /^replay: --shift-to-now or --shift-to, not both$/m,
    ],
    [
      'a zone that does not exist',
      2,
      () => ['x.csv', ...connect(), '--time-zone', 'Mars/Olympus'],
      /^replay: no such time zone: Mars\/Olympus$/m,
    ],
  ] as const)('says in one line what is wrong and exits non-zero: %s', async (_name, code, args, line) => {
    const ended = await run('replay', args())
    expect(ended.err).toMatch(line)
    expect(ended.code).toBe(code)
    expect(ended.err).not.toContain('    at ')
  })
})
