// npm run bench -- ingest | sos | restart | engine | response [options]. Each prints a table and ends with one line of JSON.

import { parseArgs } from 'node:util'
import { benchEngine } from './engine.ts'
import { benchIngest } from './ingest.ts'
import { benchResponse } from './response.ts'
import { benchRestart } from './restart.ts'
import { benchSos } from './sos.ts'

const USAGE = `Usage: npm run bench -- ingest  [--seconds 30] [--rounds 3] [--connections 200,2000]
       npm run bench -- sos     [--presses 500] [--rate 5000]
       npm run bench -- restart [--residents 10000] [--rounds 3]
       npm run bench -- engine  [--rounds 3] [--samples 10000000] [--days 31]
       npm run bench -- response [--rounds 3] [--alerts 1000] [--presses 20] [--overdue 100000]`

const text = { type: 'string' } as const
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: text,
    rounds: text,
    connections: text,
    presses: text,
    rate: text,
    residents: text,
    samples: text,
    days: text,
    alerts: text,
    overdue: text,
  },
})
const rounds = Number(values.rounds ?? 3)

switch (positionals[0]) {
  case 'ingest':
    await benchIngest({
      seconds: Number(values.seconds ?? 30),
      rounds,
      connections: (values.connections ?? '200,2000').split(',').map(Number),
    })
    break
  case 'sos':
    await benchSos({
      presses: Number(values.presses ?? 500),
      backgroundPerSecond: Number(values.rate ?? 5_000),
      everyMs: 60,
    })
    break
  case 'restart':
    await benchRestart({ residents: Number(values.residents ?? 10_000), rounds, liveSeconds: 60 })
    break
  case 'engine':
    await benchEngine({
      rounds,
      samples: Number(values.samples ?? 10_000_000),
      days: Number(values.days ?? 31),
    })
    break
  case 'response':
    await benchResponse({
      rounds,
      alerts: Number(values.alerts ?? 1_000),
      presses: Number(values.presses ?? 20),
      overdue: Number(values.overdue ?? 100_000),
      drainSeconds: Number(values.seconds ?? 20),
    })
    break
  default:
    console.error(USAGE)
    process.exitCode = 1
}
