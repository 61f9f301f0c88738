// How much of a bare broker's throughput is left when every message is authenticated, validated, evaluated and on
// disk before it is acknowledged. Same generator, same machine, alternating rounds; the ratio is the result.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Child, startChild, usageOf } from './load/child.ts'
import type { LoadReport } from './load/generator.ts'
import { createBenchSite } from './load/site.ts'
import { startLoad } from './load/start.ts'
import { median, round, table, thousands } from './table.ts'

type Measured = LoadReport & { cpuCores: number; residentMegabytes: number }

export async function benchIngest(options: {
  seconds: number
  rounds: number
  connections: readonly number[]
}): Promise<void> {
  const results = new Map<string, Measured[]>()
  const ratios = new Map<number, number[]>()
  for (const connections of options.connections) {
    for (let turn = 0; turn < options.rounds; turn++) {
      const perSecond: Record<string, number> = {}
      for (const peer of ['bare aedes', 'gateway']) {
        const measured = await (peer === 'gateway' ? overGateway : overBare)({
          connections,
          seconds: options.seconds,
        })
        const key = `${connections}|${peer}`
        results.set(key, [...(results.get(key) ?? []), measured])
        perSecond[peer] = measured.perSecond
        console.error(
          `  ${connections} connections, round ${turn + 1}, ${peer}: ${thousands(measured.perSecond)}/s`,
        )
      }
      ratios.set(connections, [
        ...(ratios.get(connections) ?? []),
        (perSecond.gateway ?? 0) / (perSecond['bare aedes'] ?? 1),
      ])
    }
  }
  const of = (rows: readonly Measured[], field: keyof Measured): number =>
    median(rows.map((row) => row[field]))
  const rows = [...results].map(([key, measured]) => {
    const [connections = '', peer = ''] = key.split('|')
    return [
      connections,
      peer,
      thousands(of(measured, 'perSecond')),
      round(of(measured, 'ackP50Ms')),
      round(of(measured, 'ackP99Ms')),
      round(of(measured, 'cpuCores')),
      Math.round(of(measured, 'residentMegabytes')),
      peer === 'gateway' ? round(median(ratios.get(Number(connections)) ?? [])) : 1,
    ]
  })
  console.log(
    table(
      ['connections', 'broker', 'messages/s', 'ack p50 ms', 'ack p99 ms', 'CPU cores', 'RSS MB', 'ratio'],
      rows,
    ),
  )
  const line: Record<string, unknown> = { bench: 'ingest' }
  for (const [connections, values] of ratios) line[`ratio${connections}`] = round(median(values))
  for (const [key, measured] of results) {
    const [connections = '', peer = ''] = key.split('|')
    line[`${peer === 'gateway' ? 'gateway' : 'bare'}PerSecond${connections}`] = Math.round(
      of(measured, 'perSecond'),
    )
  }
  line.rounds = options.rounds
  line.seconds = options.seconds
  console.log(JSON.stringify(line))
}

type Round = { connections: number; seconds: number }
/** PUBLISH packets in flight per connection; together a few thousand, as a busy district's bands would have. */
const windowFor = (connections: number): number => Math.max(4, Math.floor(8_000 / connections))

async function overBare(round: Round): Promise<Measured> {
  const child = await startChild<{ mqttPort: number }>('bare-broker.ts')
  const credentials = Array.from(
    { length: round.connections },
    (_, i) => [`band-${i}`, 'x'.repeat(24)] as const,
  )
  return measure(child, { ...round, port: child.said.mqttPort, credentials })
}

async function overGateway(round: Round): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-bench-'))
  try {
    const { credentials } = await createBenchSite(folder, { residents: round.connections })
    const child = await startChild<{ mqttPort: number }>('gateway-process.ts', [folder])
    return await measure(child, { ...round, port: child.said.mqttPort, credentials })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measure(
  child: Child<unknown>,
  round: Round & { port: number; credentials: readonly (readonly [string, string])[] },
): Promise<Measured> {
  const { connections, seconds, port, credentials } = round
  const before = usageOf(child.pid)
  const started = performance.now()
  const report = await startLoad({
    port,
    connections,
    seconds,
    credentials,
    window: windowFor(connections),
    rate: 0,
    warmUpSeconds: 3,
  }).report
  const after = usageOf(child.pid)
  const wall = (performance.now() - started) / 1_000
  await child.stop()
  return {
    ...report,
    cpuCores: (after.cpuSeconds - before.cpuSeconds) / wall,
    residentMegabytes: after.residentMegabytes,
  }
}
