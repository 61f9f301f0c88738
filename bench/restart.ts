// From process start to ready, after an hour of readings of a whole district and a kill -9.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startChild } from './load/child.ts'
import { createBenchSite } from './load/site.ts'
import { startLoad } from './load/start.ts'
import { median, round, table, thousands } from './table.ts'

type Said = { mqttPort: number; recovered: { rows: number; subjects: number } }

export async function benchRestart(options: {
  residents: number
  rounds: number
  liveSeconds: number
}): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-bench-'))
  try {
    const { residents } = options
    const { credentials } = await createBenchSite(folder, { residents })
    const first = await startChild<Said>('gateway-process.ts', [folder])
    const order = {
      port: first.said.mqttPort,
      connections: residents,
      window: 4,
      seconds: 0,
      warmUpSeconds: 0,
      credentials,
    }
    // An hour, one set of vitals a minute from each, as fast as it is taken.
    const past = { start: Date.now() - 3_600_000, stepMs: 60_000, count: 60 }
    const loaded = await startLoad({ ...order, rate: 0, past }).report
    console.error(`  ${thousands(residents * past.count)} readings stored, ${loaded.lost} connections lost`)
    // Then live traffic at the district's real rate, so that the kill finds the gateway at work and not at rest. A
    // tenth of the bands carries it: the broker lets 200 new connections a second in from one address.
    const live = {
      ...order,
      connections: Math.ceil(residents / 10),
      rate: residents / 60,
      seconds: options.liveSeconds,
    }
    await startLoad(live).report
    await first.stop('SIGKILL')

    const rows: (string | number)[][] = []
    const seconds: number[] = []
    for (let turn = 0; turn < options.rounds; turn++) {
      const started = performance.now()
      const child = await startChild<Said>('gateway-process.ts', [folder])
      const took = (performance.now() - started) / 1_000
      seconds.push(took)
      rows.push([
        turn + 1,
        round(took),
        thousands(child.said.recovered.rows),
        thousands(child.said.recovered.subjects),
      ])
      // Killed again before its first snapshot is due: every round finds the same tail.
      await child.stop('SIGKILL')
    }
    console.log(table(['start', 'ready after s', 'log rows replayed', 'engine states'], rows))
    console.log(
      JSON.stringify({
        bench: 'restart',
        readySeconds: round(median(seconds)),
        residents,
        readings: residents * past.count,
      }),
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
