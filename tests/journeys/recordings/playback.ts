// Recordings through the whole gateway: `npm run replay` as a process of its own, real MQTT, the default rules, SQLite;
// and what came out, read back by other connections. Works nothing out by itself: expectations are in table-scan.ts.

import { spawn } from 'node:child_process'
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, it, onTestFinished } from 'vitest'
import { METRICS, type Metric } from '../../../alerts/model/telemetry.ts'
import { readConfig } from '../../../gateway/config.ts'
import { historyFile } from '../../../gateway/storage/database.ts'
import { secretOf } from '../../support/community.ts'
import { testFolder } from '../../support/folder.ts'
import { eventually, type Journey, type JourneyOptions, startJourney } from '../../support/journey.ts'
import type { Turn } from './table-scan.ts'

const ROOT = join(import.meta.dirname, '../../..')
const DATA = join(ROOT, '../shared/data')
const present = existsSync(DATA)

/** A group of tests on recordings, or one skipped test that says why there are none. */
export function describeRecordings(name: string, tests: () => void): void {
  if (present) describe(name, tests)
  else it.skip(`${name}: not run, because the recordings are not at ../shared/data`, () => {})
}

export const pathOf = (recording: string): string => join(DATA, recording)
/** Non-empty lines of a recording, without their line ends. */
export const linesOf = (recording: string): string[] =>
  readFileSync(pathOf(recording), 'utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '')

/** The default rules without the summary of late uploads: a recording is years late, and each alert is looked at. */
function rulesOneByOne(): string {
  const folder = join(testFolder(), 'rules')
  cpSync(join(ROOT, 'config/rules'), folder, { recursive: true })
  const file = join(folder, 'gateway.yaml')
  const text = readFileSync(file, 'utf8')
  const off = text.replace('- id: late-data\n', '- id: late-data\n    enabled: false\n')
  if (off === text) throw new Error('the default rules have no late-data')
  writeFileSync(file, off)
  return folder
}

/** A gateway on the default rules that lets one device send as fast as it is acknowledged. */
export async function startQuietJourney(options: JourneyOptions = {}): Promise<Journey> {
  const config = readConfig(['--host', '127.0.0.1', '--port', '0', '--mqtt-port', '0'])
  if (config === 'help') throw new Error('unreachable')
  return startJourney({
    ...options,
    config: {
      rulesFolder: rulesOneByOne(),
      mqtt: { ...config.mqtt, messagesPerSecond: 1_000_000, burst: 1_000_000 },
    },
  })
}

export type Replayed = Readonly<{
  read: number
  sent: number
  leftOut: number
  skipped: number
  text: string
}>

/** `npm run replay -- <path> --device <device> <options>`. Rejects unless every row sent was acknowledged. */
export async function replay(
  journey: Journey,
  path: string,
  as: Readonly<{ device: string; options?: readonly string[] }>,
): Promise<Replayed> {
  const child = spawn(process.execPath, [
    join(ROOT, 'simulators/replay.ts'),
    path,
    ...['--mqtt', `mqtt://127.0.0.1:${journey.gateway.mqttPort}`],
    ...['--device', as.device, '--secret', secretOf(as.device)],
    ...(as.options ?? []),
  ])
  onTestFinished(() => void child.kill('SIGKILL'))
  let [text, errors] = ['', '']
  child.stdout.on('data', (chunk) => (text += String(chunk)))
  child.stderr.on('data', (chunk) => (errors += String(chunk)))
  const code = await new Promise((resolve) => child.on('close', resolve))
  const rows = /^rows: (\d+) read, (\d+) to send, (\d+) left out, (\d+) skipped$/m.exec(text)
  const messages = /^messages: \d+ published, (\d+) acknowledged, 0 not acknowledged$/m.exec(text)
  if (code !== 0 || !rows || !messages) throw new Error(`replay ended with ${code}: ${errors}${text}`)
  const [read = 0, sent = 0, leftOut = 0, skipped = 0] = rows.slice(1).map(Number)
  return { read, sent, leftOut, skipped, text }
}

export type Sample = Readonly<{ at: number; value: number; reason: string | null }>

/** Every stored value of a metric, oldest first, once the history has come as far as the log. */
export async function samplesOf(journey: Journey, device: string, metric: Metric): Promise<Sample[]> {
  const newest = Number(journey.rows('select max(seq) as seq from log')[0]?.seq)
  const history = new DatabaseSync(historyFile(journey.folder), { readOnly: true })
  try {
    const filedTo = history.prepare("select value from meta where key = 'seq'")
    await eventually(() => Number(filedTo.get()?.value ?? 0) >= newest, 'the history follows the log', 60_000)
    return history
      .prepare(
        'select at, value, reason from sample where device = (select no from device where id = ?) and metric = ? order by at',
      )
      .all(device, METRICS.indexOf(metric)) as unknown as Sample[]
  } finally {
    history.close()
  }
}

export type Told = Readonly<{ ruleId: string; severity: string; turns: readonly Turn[] }>

const TURNS = ['opened', 'repeated', 'stepped', 'cleared']

/** Every alert about a resident or a drain, in the order of opening, with its turns by event time. */
export function alertsTold(journey: Journey): Told[] {
  return journey
    .alerts()
    .filter(({ ruleId }) => ruleId !== 'delivery-failed')
    .map(({ id, ruleId, severity }) => ({
      ruleId,
      severity,
      turns: journey
        .rows('select kind, detail from timeline where alert_id = ? order by seq', id)
        .filter(({ kind }) => TURNS.includes(String(kind)))
        .map(({ kind, detail }): Turn => {
          const { eventTime, level, direction } = JSON.parse(String(detail))
          const what = direction === undefined ? String(kind) : `${kind} ${direction}`
          return { what, at: eventTime, ...(level === undefined || kind === 'cleared' ? {} : { level }) }
        }),
    }))
}

export const rejectionsOf = (journey: Journey): unknown[] =>
  journey.rows('select reason, detail from rejection')
