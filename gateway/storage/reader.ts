// The reader thread: answers the API's questions from read-only connections, so that a week of curves never
// holds up a heartbeat. A long question is answered in slices, so that it holds up no short one either.

import { parentPort } from 'node:worker_threads'
import { createCareQueries } from './care.ts'
import { openDatabase } from './database.ts'
import { createQueries } from './queries.ts'
import { createRecordQueries } from './record.ts'
import { filesToOpen } from './thread-files.ts'

const port = parentPort
if (!port) throw new Error('reader.ts runs as a worker thread')

const { storePath, historyPath } = await filesToOpen<{ storePath: string; historyPath: string }>(port)
const store = openDatabase(storePath, { mode: 'read', durable: false })
const history = openDatabase(historyPath, { mode: 'read', durable: false })
const queries = {
  ...createQueries(store, history),
  ...createRecordQueries(store),
  ...createCareQueries(store),
} as unknown as Record<string, (argument: unknown) => unknown>

export type ReaderRequest = Readonly<{ id: number; name: string; argument: unknown }>
export type ReaderAnswer = Readonly<{ id: number; result: unknown } | { id: number; error: string }>

let isClosed = false
/** Long answers wait for each other. */
let long: Promise<void> = Promise.resolve()

port.on('message', (message: ReaderRequest | 'close') => {
  if (message === 'close') {
    isClosed = true
    store.close()
    history.close()
    port.close()
    return
  }
  const { id } = message
  const failed = (error: unknown): void =>
    port.postMessage({ id, error: error instanceof Error ? error.message : String(error) })
  try {
    const result = queries[message.name]?.(message.argument)
    if (!isInSlices(result)) port.postMessage({ id, result })
    else
      long = long
        .then(() => takeSlices(result))
        .then((whole) => port.postMessage({ id, result: whole }))
        .catch(failed)
  } catch (error) {
    failed(error)
  }
})

const isInSlices = (result: unknown): result is Generator<void, unknown> =>
  typeof result === 'object' && result !== null && Symbol.iterator in result && 'next' in result

/** Whoever asks something short in between is answered first. */
async function takeSlices(slices: Generator<void, unknown>): Promise<unknown> {
  for (;;) {
    await new Promise((resolve) => setImmediate(resolve))
    if (isClosed) throw new Error('the reader is closing')
    const slice = slices.next()
    if (slice.done === true) return slice.value
  }
}

port.postMessage({ type: 'ready' })
