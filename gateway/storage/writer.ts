// The writer thread: one connection, one batch at a time, synchronous=FULL. A batch that fails is rolled back
// whole and answered with SQLite's own code; what to do about it is decided on the other side.

import { parentPort, workerData } from 'node:worker_threads'
import { openDatabase, sqliteCode } from './database.ts'
import type { Batch, BatchAnswer } from './effects.ts'
import { createBatchWriter } from './write-batch.ts'

const { path, maxPages } = workerData as { path: string; maxPages?: number }
const port = parentPort
if (!port) throw new Error('writer.ts runs as a worker thread')

const db = openDatabase(path, { mode: 'write', durable: true })
// A site may bound its store; past the bound SQLite answers as on a full disk.
if (maxPages !== undefined) db.exec(`pragma max_page_count = ${maxPages}`)
const writer = createBatchWriter(db)

port.on('message', (message: Batch | 'close') => {
  if (message === 'close') {
    db.close()
    port.close()
    return
  }
  const started = performance.now()
  let answer: BatchAnswer
  try {
    writer.write(message)
    answer = { type: 'committed', id: message.id, milliseconds: performance.now() - started }
  } catch (error) {
    answer = {
      type: 'failed',
      id: message.id,
      code: sqliteCode(error) ?? null,
      message: error instanceof Error ? error.message : String(error),
    }
  }
  port.postMessage(answer)
})

port.postMessage({ type: 'ready' })
