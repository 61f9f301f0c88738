// The main thread's side of the historian: starts it, hears how far it has come, stops it.

import { Worker } from 'node:worker_threads'
import type { HistorianOrder, HistorianReport } from './historian.ts'

export type HistoryKeeper = Readonly<{
  /** The last log row filed. */
  filedTo(): number
  trim(before: number): void
  close(): Promise<void>
}>

export async function startHistoryKeeper(options: {
  storePath: string
  historyPath: string
  onTrouble(message: string): void
  onFatal(error: Error): void
}): Promise<HistoryKeeper> {
  const { storePath, historyPath } = options
  const worker = new Worker(new URL('./historian.ts', import.meta.url), {
    workerData: { role: 'historian', storePath, historyPath },
  })
  let filed = 0
  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve())
    worker.once('error', reject)
  })
  worker.on('message', (report: HistorianReport) => {
    if (report.type === 'filed') filed = report.seq
    else options.onTrouble(report.message)
  })
  worker.on('error', options.onFatal)
  const order = (message: HistorianOrder): void => worker.postMessage(message)
  return {
    filedTo: () => filed,
    trim: (before) => order({ type: 'trim', before }),
    async close() {
      const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
      order({ type: 'close' })
      await ended
    },
  }
}
