// Stored readings of simulated bands through a rule and a changed rule, from the store, in one thread: how many a
// second. A rule that may pass over what is safe, one that hardly ever can, and one that has to see everything.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Metric } from '../alerts/model/telemetry.ts'
import { DAY } from '../alerts/model/time.ts'
import { withParameters } from '../alerts/rules/backtest.ts'
import { loadRules } from '../alerts/rules/load.ts'
import type { Rule } from '../alerts/rules/schema.ts'
import { decode } from '../gateway/ingest/decode.ts'
import { runBacktest } from '../gateway/rules/run-backtest.ts'
import { historyFile, openDatabase, storeFile } from '../gateway/storage/database.ts'
import { migrateHistory } from '../gateway/storage/migrations.ts'
import { metricNumber } from '../gateway/storage/queries.ts'
import { createBand } from '../simulators/bands/band.ts'
import { createBenchSite } from './load/site.ts'
import { round, table, thousands } from './table.ts'

export type BacktestSpeed = Readonly<{ readings: number; readingsPerSecond: number; table: string }>

/** What is changed, and why it stands here. */
const CASES: readonly (readonly [ruleId: string, set: Readonly<Record<string, number>>, what: string])[] = [
  ['hr-high', { raise: 105 }, 'passes over what is safe'],
  ['hr-high', { raise: 80, clear: 75 }, 'a limit in the middle of the day'],
  ['bp-high', { systolic: 150 }, 'two metrics, measured seldom'],
  ['no-vitals', { for: 2_400 }, 'sees every value'],
]

/** Fills a history of about `samples` values and replays it; the number is that of the first case. */
export async function measureBacktest(
  options: Readonly<{ samples: number; days: number }>,
): Promise<BacktestSpeed> {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-bench-'))
  try {
    const to = Date.UTC(2026, 10, 21)
    const from = to - options.days * DAY
    const stored = await fillHistory(folder, { ...options, from, to })
    const rules = defaultRules()
    const rows: (string | number)[][] = []
    let first: number | undefined
    for (const [ruleId, set, what] of CASES) {
      const rule = rules.find((one) => one.id === ruleId)
      const changed = rule && withParameters(rule, set)
      if (!changed?.ok) throw new RangeError(`${ruleId} cannot be changed to ${JSON.stringify(set)}`)
      const started = performance.now()
      const report = runBacktest(
        {
          type: 'backtest',
          storePath: storeFile(folder),
          historyPath: historyFile(folder),
          rules,
          ruleId,
          changed: changed.rule,
          from: from + DAY,
          to,
        },
        () => {},
      )
      const seconds = (performance.now() - started) / 1_000
      const speed = report.readings / seconds
      first ??= speed
      rows.push([
        `${ruleId} ${JSON.stringify(set)}`,
        what,
        thousands(report.readings),
        round(seconds),
        thousands(speed),
        report.current.alerts,
        report.changed?.alerts ?? '',
      ])
    }
    const head = ['rule and change', '', 'readings', 's', 'readings/s', 'alerts now', 'alerts then']
    return { readings: stored, readingsPerSecond: Math.round(first ?? 0), table: table(head, rows) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function defaultRules(): readonly Rule[] {
  const folder = new URL('../config/rules/', import.meta.url)
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => ({ path: name, text: readFileSync(new URL(name, folder), 'utf8') }))
  const loaded = loadRules(files)
  if (!loaded.ok) throw new Error(loaded.faults.map(({ path, message }) => `${path} ${message}`).join('\n'))
  return loaded.rules
}

/** Simulated bands at their true pace, read as the gateway reads them; as many as it takes. */
async function fillHistory(
  folder: string,
  of: Readonly<{ samples: number; from: number; to: number }>,
): Promise<number> {
  const history = openDatabase(historyFile(folder), { mode: 'write', durable: false })
  try {
    migrateHistory(history)
    const insert = history.prepare('insert or ignore into sample values (?, ?, ?, ?, ?)')
    const add = history.prepare('insert into device (id) values (?) returning no')
    let stored = 0
    let residents = 0
    while (stored < of.samples) {
      const deviceId = `band-${residents++}`
      const device = Number(add.get(deviceId)?.no)
      const found: [metric: number, at: number, value: number, reason: string | null][] = []
      const file = (metric: Metric, at: number, value: number, reason: string | null): unknown =>
        found.push([metricNumber(metric), at, value, reason])
      const band = createBand({ deviceId, seed: 7, speed: 1 })
      for (const { at, topic, payload } of band.due({ from: of.from, until: of.to }, [])) {
        const decoded = decode(topic, Buffer.from(JSON.stringify(payload)), at)
        if (!decoded.ok) continue
        for (const { values, doubtful, eventTime } of decoded.readings) {
          for (const [metric, value] of Object.entries(values)) file(metric as Metric, eventTime, value, null)
          for (const doubt of doubtful) file(doubt.metric, eventTime, doubt.value, doubt.reason)
        }
      }
      found.sort((a, b) => a[0] - b[0] || a[1] - b[1])
      history.exec('begin')
      for (const row of found) insert.run(device, ...row)
      history.exec('commit')
      stored += found.length
    }
    await createBenchSite(folder, { residents })
    return stored
  } finally {
    history.close()
  }
}
