// The backtest thread: one order, one report, then it ends. Reads with connections of its own, so that the thread that
// acknowledges an SOS never waits; whoever changes his mind ends the thread.

import { parentPort, workerData } from 'node:worker_threads'
import type { Alert } from '../../alerts/model/alert.ts'
import { subjectKey } from '../../alerts/model/people.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import { createBacktest } from '../../alerts/rules/backtest.ts'
import type { BacktestProgress, BacktestReport } from '../../alerts/rules/backtest-report.ts'
import type { Rule } from '../../alerts/rules/schema.ts'
import { createRegistry } from '../ingest/registry.ts'
import { directoryFrom } from '../people/directory.ts'
import { openDatabase } from '../storage/database.ts'
import { loadEntities } from '../storage/people-store.ts'
import { createStoredDevices } from './stored-devices.ts'

export type BacktestJob = Readonly<{
  storePath: string
  historyPath: string
  rules: readonly Rule[]
  ruleId: string
  changed: Rule | null
  from: EpochMs
  to: EpochMs
  residentId?: string
}>

export type BacktestSaid = Readonly<
  { type: 'progress'; progress: BacktestProgress } | { type: 'done'; report: BacktestReport }
>

const DEFAULT_ZONE = 'Asia/Shanghai'

/** Runs one job; `say` hears how far it has come after each device. */
export function runBacktest(job: BacktestJob, say: (progress: BacktestProgress) => void): BacktestReport {
  const { ruleId, from, to, residentId } = job
  const store = openDatabase(job.storePath, { mode: 'read', durable: false })
  const history = openDatabase(job.historyPath, { mode: 'read', durable: false })
  try {
    const directory = directoryFrom(loadEntities(store))
    const registry = createRegistry(directory)
    const stored = createStoredDevices(history)
    const isWanted = (alert: Alert): boolean =>
      alert.eventTime >= from &&
      alert.eventTime < to &&
      (residentId === undefined || subjectKey(alert.subject) === `resident:${residentId}`)
    const past = store
      .prepare('select body from alert where rule_id = ? order by id')
      .all(ruleId)
      .map((row) => JSON.parse(String(row.body)) as Alert)
      .filter(isWanted)
    const [community] = directory.communities.values()
    const backtest = createBacktest({
      ...job,
      timeZone: community?.timeZone ?? DEFAULT_ZONE,
      past,
    })
    const profiles = stored
      .ids()
      .map((id) => registry.ofDevice(id, stored.hasLevel(id) ? 'drain' : 'band').profile)
      .filter(
        ({ subject }) =>
          residentId === undefined || (subject.kind === 'resident' && subject.id === residentId),
      )
      .filter(backtest.concerns)
    let oldestAt: EpochMs | null = null
    let subjectsDone = 0
    for (const profile of profiles) {
      const device = stored.open(profile)
      if (device !== undefined) backtest.take(device)
      const oldest = stored.oldestAt(profile.deviceId)
      if (oldest !== null && (oldestAt === null || oldest < oldestAt)) oldestAt = oldest
      subjectsDone += 1
      say({ subjectsDone, subjects: profiles.length, readings: backtest.readings() })
    }
    return backtest.report(oldestAt)
  } finally {
    store.close()
    history.close()
  }
}

const TELL_EVERY_MS = 100

function run(): void {
  const port = parentPort
  if (!port) return
  let toldAt = 0
  const report = runBacktest((workerData as { job: BacktestJob }).job, (progress) => {
    const now = performance.now()
    if (now - toldAt < TELL_EVERY_MS) return
    toldAt = now
    port.postMessage({ type: 'progress', progress } satisfies BacktestSaid)
  })
  port.postMessage({ type: 'done', report } satisfies BacktestSaid)
}

if ((workerData as { role?: string } | null)?.role === 'backtest') run()
