// The reader thread: answers the API's questions from read-only connections, so that a week of curves never
// holds up a heartbeat.

import { parentPort, workerData } from 'node:worker_threads'
import { openDatabase } from './database.ts'
import { createQueries } from './queries.ts'
import { createRecordQueries } from './record.ts'

const { storePath, historyPath } = workerData as { storePath: string; historyPath: string }
const port = parentPort
if (!port) throw new Error('reader.ts runs as a worker thread')

const store = openDatabase(storePath, { mode: 'read', durable: false })
const history = openDatabase(historyPath, { mode: 'read', durable: false })
const queries = { ...createQueries(store, history), ...createRecordQueries(store) } as unknown as Record<
  string,
  (argument: unknown) => unknown
>

export type ReaderRequest = Readonly<{ id: number; name: string; argument: unknown }>
export type ReaderAnswer = Readonly<{ id: number; result: unknown } | { id: number; error: string }>

port.on('message', (message: ReaderRequest | 'close') => {
  if (message === 'close') {
    store.close()
    history.close()
    port.close()
    return
  }
  try {
    port.postMessage({ id: message.id, result: queries[message.name]?.(message.argument) })
  } catch (error) {
    port.postMessage({ id: message.id, error: error instanceof Error ? error.message : String(error) })
  }
})

port.postMessage({ type: 'ready' })
