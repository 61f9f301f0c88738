// A thread of the storage: it may be started long before its files are known, so that it reads its program while the
// main thread reads its own, and opens them when it is told to. Knows nothing of what the thread does.

import { Worker } from 'node:worker_threads'

export type Thread = Readonly<{
  worker: Worker
  /** Tells it what to open; resolves when it is ready, rejects with what kept it from that. */
  open(files: Readonly<Record<string, unknown>>): Promise<void>
  /** Ends it at once, for a start that came to nothing. */
  end(): Promise<void>
}>

export function startThread(program: URL, role: string): Thread {
  const worker = new Worker(program, { workerData: { role } })
  // Until it has something open it keeps nobody from leaving.
  worker.unref()
  let failure: Error | undefined
  let failed = (error: Error): void => {
    failure = error
  }
  worker.once('error', (error: Error) => failed(error))
  return {
    worker,
    async open(files) {
      worker.ref()
      if (failure) throw failure
      await new Promise<void>((resolve, reject) => {
        failed = reject
        worker.once('message', () => resolve())
        worker.postMessage(files)
      })
    },
    async end() {
      await worker.terminate()
    },
  }
}

/** The three that a gateway runs. */
export type Threads = Readonly<{ writer: Thread; reader: Thread; historian: Thread }>

export const startWriter = (): Thread => startThread(new URL('./writer.ts', import.meta.url), 'writer')
export const startReader = (): Thread => startThread(new URL('./reader.ts', import.meta.url), 'reader')
export const startHistorian = (): Thread =>
  startThread(new URL('./historian.ts', import.meta.url), 'historian')

export const startThreads = (): Threads => ({
  writer: startWriter(),
  reader: startReader(),
  historian: startHistorian(),
})
