// The main thread's side of the historian: starts it, hears how far it has come, stops it.

import type { HistorianOrder, HistorianReport } from './historian.ts'
import { startHistorian, type Thread } from './thread.ts'

export type HistoryKeeper = Readonly<{
  /** The last log row filed. */
  filedTo(): number
  /** Files from now on: what there is to catch up with can wait until the doors are open. */
  begin(): void
  trim(before: number): void
  close(): Promise<void>
}>

export async function startHistoryKeeper(options: {
  storePath: string
  historyPath: string
  thread?: Thread
  onTrouble(message: string): void
  onFatal(error: Error): void
}): Promise<HistoryKeeper> {
  const { storePath, historyPath, thread = startHistorian() } = options
  const { worker } = thread
  let filed = 0
  await thread.open({ storePath, historyPath })
  worker.on('message', (report: HistorianReport) => {
    if (report.type === 'filed') filed = report.seq
    else options.onTrouble(report.message)
  })
  worker.on('error', options.onFatal)
  const order = (message: HistorianOrder): void => worker.postMessage(message)
  return {
    filedTo: () => filed,
    begin: () => order({ type: 'begin' }),
    trim: (before) => order({ type: 'trim', before }),
    async close() {
      const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
      order({ type: 'close' })
      await ended
    },
  }
}
