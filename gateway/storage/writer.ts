// The writer thread: one connection, synchronous=FULL. Batches that wait together are one transaction and one fsync.
// When the store fails it is rolled back whole; when a unit is at fault, it ends before that unit. Either way, what was
// sent before the other side knew is passed over: it was decided on top of what is not there.

import { parentPort, receiveMessageOnPort } from 'node:worker_threads'
import { createBatchWriter } from './batch-writer.ts'
import { openDatabase, sqliteCode } from './database.ts'
import type { Batch, BatchAnswer } from './effects.ts'
import { filesToOpen } from './thread-files.ts'

const port = parentPort
if (!port) throw new Error('writer.ts runs as a worker thread')

const { path, maxPages } = await filesToOpen<{ path: string; maxPages?: number }>(port)
const db = openDatabase(path, { mode: 'write', durable: true })
// A site may bound its store; past the bound SQLite answers as on a full disk.
if (maxPages !== undefined) db.exec(`pragma max_page_count = ${maxPages}`)
const writer = createBatchWriter(db)
let epoch = 0

function write(batches: readonly Batch[]): readonly BatchAnswer[] {
  const started = performance.now()
  try {
    const refused = writer.write(batches)
    const milliseconds = performance.now() - started
    const answers = batches
      .slice(0, refused?.batch)
      .map(({ id }): BatchAnswer => ({ type: 'committed', id, milliseconds }))
    const faulty = refused && batches[refused.batch]
    if (refused === undefined || faulty === undefined) return answers
    epoch += 1
    const { unit, message } = refused
    return [...answers, { type: 'refused', id: faulty.id, unit, message, milliseconds }]
  } catch (error) {
    epoch += 1
    const code = sqliteCode(error) ?? null
    const message = error instanceof Error ? error.message : String(error)
    return batches.map(({ id }) => ({ type: 'failed', id, code, message }))
  }
}

port.on('message', (first: Batch | 'close') => {
  const batches: Batch[] = []
  let isClosing = false
  const take = (message: Batch | 'close'): void => {
    if (message === 'close') isClosing = true
    // Decided on top of what is not there: its units are told so by the answer that said it.
    else if (message.epoch === epoch) batches.push(message)
  }
  take(first)
  for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) take(next.message)
  if (batches.length > 0) for (const answer of write(batches)) port.postMessage(answer)
  if (isClosing) {
    db.close()
    port.close()
  }
})

port.postMessage({ type: 'ready' })
