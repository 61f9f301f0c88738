// Recorded water at drains: a creek by the distance down to it, a river in metres, streets in inches. The levels of the
// ladder are entered, left and told at the very row that a scan of the file names.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { testFolder } from '../../support/folder.ts'
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
import { type Row, type Turn, waterTurns } from './table-scan.ts'

/** config/rules/drain.yaml, by hand. */
const CLASSES = [
  { level: 'attention', from: 5, severity: 'info' },
  { level: 'warning', from: 15, severity: 'warning' },
  { level: 'closure', from: 27, severity: 'critical' },
  { level: 'danger', from: 40, severity: 'critical' },
] as const
const rank = (level: string | undefined): number => CLASSES.findIndex((one) => one.level === level)

/** The one alert that nobody closes: water that comes back is a repeat at its own class, or a step up if it is worse. */
function alertOf(turns: readonly Turn[]) {
  if (turns.length === 0) return []
  let told: string | undefined
  const story = turns.flatMap((turn): Turn[] => {
    if (turn.what === 'cleared') return [turn]
    const change = rank(turn.level) - rank(told)
    if (turn.what === 'raised' && told !== undefined && change <= 0) {
      told = turn.level
      return [{ ...turn, what: 'repeated' }]
    }
    if (change === 0) return []
    const what = told === undefined ? 'opened' : change > 0 ? 'stepped up' : 'stepped down'
    told = turn.level
    return [{ ...turn, what }]
  })
  return [{ ruleId: 'drain-level', severity: CLASSES[rank(told)]!.severity, turns: story }]
}

const worst = (turns: readonly Turn[]): string | undefined =>
  CLASSES[Math.max(...turns.map(({ level }) => rank(level)))]?.level
const round = (centimetres: number): number => Math.round(centimetres * 1e6) / 1e6

async function expectWater(
  raw: readonly Row[],
  recording: Readonly<{ path: string; options: readonly string[] }>,
): Promise<readonly Turn[]> {
  const journey = await startQuietJourney()
  const replayed = await replay(journey, recording.path, {
    device: 'water-1',
    options: [...recording.options, '--drain'],
  })
  expect(replayed).toMatchObject({ sent: raw.length, skipped: 0 })
  const turns = waterTurns(raw, CLASSES)
  const told = alertsTold(journey).filter(({ ruleId }) => ruleId === 'drain-level')
  expect(told).toEqual(alertOf(turns))
  const stored = await samplesOf(journey, 'water-1', 'level')
  expect(stored.map(({ at, value }) => ({ at, value: round(value) }))).toEqual(raw)
  expect(stored.filter(({ reason }) => reason !== null)).toEqual([])
  expect(rejectionsOf(journey)).toEqual([])
  return turns
}

describeRecordings('water through broker, rules and store', () => {
  it('Trout Creek under a sensor at 370 cm: 4,608 distances, a flood of 104 cm', async () => {
    const file = 'water/troutcreek_Log00017_2021-08-20_to_09-04.txt'
    const raw = linesOf(file)
      .slice(2)
      .map((line) => line.split(','))
      .map((cells) => ({
        at: Date.parse(`${cells[0]!.replaceAll('/', '-').replace(' ', 'T')}Z`),
        value: round(370 - Number(cells[6])),
      }))
    expect(raw).toHaveLength(4608)
    expect(Math.max(...raw.map(({ value }) => value))).toBe(104)
    const turns = await expectWater(raw, {
      path: pathOf(file),
      options: ['--map', 'time=Time,level=mount-Range', '--mount', '370'],
    })
    expect(worst(turns)).toBe('danger')
  })

  it.each([
    { river: 'Hebden-Bridge', rows: 544, highest: 28.9, reaches: 'closure from 2025-09-12T08:45:00.000Z' },
    { river: 'Nutclough', rows: 543, highest: 3.8, reaches: 'no class' },
  ])(
    '$river, a river in metres: $rows quarters of an hour up to $highest cm, $reaches',
    async ({ river, ...expected }) => {
      const file = `water/ea_${river}-level-15min-Qualified_2025-09-08_to_13.csv`
      const raw = linesOf(file)
        .slice(1)
        .map((line) => line.replaceAll('"', '').split(','))
        .map((cells) => ({ at: Date.parse(`${cells[1]}Z`), value: round(Number(cells[3]) * 100) }))
      expect(raw).toHaveLength(expected.rows)
      expect(Math.max(...raw.map(({ value }) => value))).toBe(expected.highest)
      const turns = await expectWater(raw, {
        path: pathOf(file),
        options: ['--map', 'time=dateTime,level=value*100'],
      })
      const highest = turns.find(({ level }) => level === worst(turns))
      expect(highest ? `${highest.level} from ${new Date(highest.at).toISOString()}` : 'no class').toBe(
        expected.reaches,
      )
    },
  )

  it('a street in New York under a storm tide: every flood of one sensor, up to 103.8 cm', async () => {
    const floods = linesOf('water/floodnet_nyc_flood-events.csv').filter((line) =>
      line.startsWith('"Q - Davenport Ct 1"'),
    )
    const raw = floods
      .flatMap((line) => {
        const cells = line.slice(1, -1).split('","')
        const start = Date.parse(`${cells[2]}Z`)
        const depths: number[] = JSON.parse(cells[11]!)
        const seconds: number[] = JSON.parse(cells[12]!)
        return depths.map((inches, i) => ({ at: start + seconds[i]! * 1_000, value: inches }))
      })
      .sort((a, b) => a.at - b.at)
    const path = join(testFolder(), 'street.csv')
    const rows = raw.map(({ at, value }) => `${new Date(at).toISOString()},${value}`)
    writeFileSync(path, ['time,depth', ...rows, ''].join('\n'))
    const centimetres = raw.map(({ at, value }) => ({ at, value: round(value * 2.54) }))
    expect(Math.max(...centimetres.map(({ value }) => value))).toBeCloseTo(103.81, 2)
    const turns = await expectWater(centimetres, { path, options: ['--map', 'time=time,level=depth*2.54'] })
    expect(worst(turns)).toBe('danger')
  })
})
