// The historian thread: follows the committed log and files every value by device, metric and time, where curves
// and backtests find it. It writes a file of its own, so it never competes with a commit; its cursor moves in the
// same transaction as its rows, so a crash neither loses nor doubles a value.

import type { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { METRICS, type Metric } from '../../alerts/model/telemetry.ts'
import { decode } from '../ingest/decode.ts'
import { openDatabase } from './database.ts'
import { metricNumber } from './queries.ts'
import { filesToOpen } from './thread-files.ts'

export type Filing = Readonly<{
  /** Files up to `limit` log rows after the cursor; returns how many it took. */
  fileNext(limit: number): number
  /** Drops values older than `before`, device by device. */
  trim(before: number): void
  cursor(): number
}>

export function createFiling(store: DatabaseSync, history: DatabaseSync): Filing {
  const rows = store.prepare(
    'select seq, received_at, topic, payload from log where seq > ? order by seq limit ?',
  )
  const insert = history.prepare(
    'insert or ignore into sample (device, metric, at, value, reason) values (?, ?, ?, ?, ?)',
  )
  const addDevice = history.prepare(
    'insert into device (id) values (?) on conflict (id) do update set id = excluded.id returning no',
  )
  const setMeta = history.prepare(
    'insert into meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value',
  )
  const deviceNumbers = new Map<string, number>()
  let cursor = Number(history.prepare("select value from meta where key = 'seq'").get()?.value ?? 0)

  const deviceNumber = (id: string): number => {
    let no = deviceNumbers.get(id)
    if (no === undefined) {
      no = Number(addDevice.get(id)?.no)
      deviceNumbers.set(id, no)
    }
    return no
  }

  const fileNext = (limit: number): number => {
    const batch = rows.all(cursor, limit)
    const last = batch[batch.length - 1]
    if (!last) return 0
    const found: [device: number, metric: number, at: number, value: number, reason: string | null][] = []
    history.exec('begin')
    try {
      for (const row of batch) {
        const topic = row.topic as string
        if (!topic.startsWith('v1/')) continue
        const decoded = decode(topic, Buffer.from(row.payload as Uint8Array), row.received_at as number)
        if (!decoded.ok) continue
        const device = deviceNumber(decoded.deviceId)
        for (const reading of decoded.readings) {
          for (const metric in reading.values)
            found.push([
              device,
              metricNumber(metric as Metric),
              reading.eventTime,
              reading.values[metric as Metric] as number,
              null,
            ])
          for (const doubt of reading.doubtful)
            found.push([device, metricNumber(doubt.metric), reading.eventTime, doubt.value, doubt.reason])
        }
      }
      // Key order: neighbours go to the same page, which is what makes filing cheaper than indexing at commit time.
      found.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2])
      for (const sample of found) insert.run(...sample)
      setMeta.run('seq', last.seq as number)
      setMeta.run('receivedAt', last.received_at as number)
      history.exec('commit')
    } catch (error) {
      if (history.isTransaction) history.exec('rollback')
      deviceNumbers.clear()
      throw error
    }
    cursor = last.seq as number
    return batch.length
  }

  const trim = (before: number): void => {
    const remove = history.prepare('delete from sample where device = ? and metric = ? and at < ?')
    for (const device of history.prepare('select no from device').all())
      for (let metric = 0; metric < METRICS.length; metric++) remove.run(device.no as number, metric, before)
  }

  return { fileNext, trim, cursor: () => cursor }
}

export type HistorianOrder = Readonly<
  { type: 'begin' } | { type: 'close' } | { type: 'trim'; before: number }
>

/** Ten thousand bands send a few hundred messages a second; this is what comes after an outage, or from a fault. */
const STORM_PER_SECOND = 20_000
const MAX_LAG_ROWS = 5_000_000

/** What the thread tells the main side after every round: how far the history has come, or why it cannot go on. */
export type HistorianReport = Readonly<{ type: 'filed'; seq: number } | { type: 'trouble'; message: string }>

async function run(): Promise<void> {
  const port = parentPort
  if (!port) return
  const { storePath, historyPath } = await filesToOpen<{ storePath: string; historyPath: string }>(port)
  const store = openDatabase(storePath, { mode: 'read', durable: false })
  const history = openDatabase(historyPath, { mode: 'write', durable: false })
  const filing = createFiling(store, history)
  const checkpointer = openDatabase(storePath, { mode: 'write', durable: true })
  let closing = false
  let timer: NodeJS.Timeout | undefined

  const newest = store.prepare('select max(seq) as seq from log')
  let lastNewest = 0
  let lastLookAt = performance.now()
  /** More arrives than a whole district sends: a storm, in which filing waits, within bounds. */
  const isStorm = (): boolean => {
    const seq = Number(newest.get()?.seq ?? 0)
    const now = performance.now()
    const perSecond = ((seq - lastNewest) * 1_000) / (now - lastLookAt)
    lastNewest = seq
    lastLookAt = now
    return perSecond > STORM_PER_SECOND && seq - filing.cursor() < MAX_LAG_ROWS
  }

  const round = (): void => {
    const started = performance.now()
    let pause = 1_000
    try {
      // Passive: it takes what it can without making the writer wait.
      checkpointer.exec('pragma wal_checkpoint(passive)')
      const taken = isStorm() ? 0 : filing.fileNext(20_000)
      if (taken > 0) port.postMessage({ type: 'filed', seq: filing.cursor() } satisfies HistorianReport)
      // At most a sixth of one core: live traffic goes first, the history catches up when it can.
      if (taken > 0) pause = Math.max(taken === 20_000 ? 0 : 1_000, 5 * (performance.now() - started))
    } catch (error) {
      port.postMessage({
        type: 'trouble',
        message: error instanceof Error ? error.message : String(error),
      } satisfies HistorianReport)
      pause = 5_000
    }
    if (!closing) timer = setTimeout(round, pause)
  }

  port.on('message', (order: HistorianOrder) => {
    if (order.type === 'begin') return round()
    if (order.type === 'trim') return filing.trim(order.before)
    closing = true
    clearTimeout(timer)
    checkpointer.close()
    store.close()
    history.close()
    port.close()
  })
  port.postMessage({ type: 'ready' })
}

if (workerData && (workerData as { role?: string }).role === 'historian') await run()
