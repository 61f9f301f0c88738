// The writer thread: one connection, synchronous=FULL. Batches that wait together are one transaction and one fsync.
// When it fails it is rolled back whole, and so is everything that was sent before the other side knew.

import { parentPort, receiveMessageOnPort } from 'node:worker_threads'
import { openDatabase, sqliteCode } from './database.ts'
import type { Batch, BatchAnswer } from './effects.ts'
import { filesToOpen } from './thread-files.ts'
import { createBatchWriter } from './write-batch.ts'

const port = parentPort
if (!port) throw new Error('writer.ts runs as a worker thread')

const { path, maxPages } = await filesToOpen<{ path: string; maxPages?: number }>(port)
const db = openDatabase(path, { mode: 'write', durable: true })
// A site may bound its store; past the bound SQLite answers as on a full disk.
if (maxPages !== undefined) db.exec(`pragma max_page_count = ${maxPages}`)
const writer = createBatchWriter(db)
let epoch = 0

function write(batches: readonly Batch[]): void {
  const started = performance.now()
  let answer: (id: number) => BatchAnswer
  try {
    writer.write(batches)
    const milliseconds = performance.now() - started
    answer = (id) => ({ type: 'committed', id, milliseconds })
  } catch (error) {
    epoch += 1
    const code = sqliteCode(error) ?? null
    const message = error instanceof Error ? error.message : String(error)
    answer = (id) => ({ type: 'failed', id, code, message })
  }
  for (const { id } of batches) port?.postMessage(answer(id))
}

port.on('message', (first: Batch | 'close') => {
  const batches: Batch[] = []
  let isClosing = false
  const take = (message: Batch | 'close'): void => {
    if (message === 'close') isClosing = true
    // Decided on top of what has failed: its units are told so by the failure itself.
    else if (message.epoch === epoch) batches.push(message)
  }
  take(first)
  for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) take(next.message)
  if (batches.length > 0) write(batches)
  if (isClosing) {
    db.close()
    port.close()
  }
})

port.postMessage({ type: 'ready' })
