// The main thread's side of the reader: each query a promise, a bounded number under way, a clear error when the
// reader cannot answer.

import { GatewayError } from '../errors.ts'
import type { CareQueries } from './care.ts'
import type { Queries } from './queries.ts'
import type { ReaderAnswer } from './reader.ts'
import type { RecordQueries } from './record.ts'
import { startReader, type Thread } from './thread.ts'

/** What a long question gives in the end. */
type Answered<R> = R extends Generator<void, infer V> ? V : R
type Asked<F> = F extends (argument: infer A) => infer R ? (argument: A) => Promise<Answered<R>> : never
type All = Queries & RecordQueries & CareQueries
/** Every query of the reader, asynchronously. Rejects with GatewayError('storeUnavailable'). */
export type ReadingRoom = Readonly<{ [K in keyof All]: Asked<All[K]> }> & Readonly<{ close(): Promise<void> }>

const MAX_WAITING = 1_000

export async function createReadingRoom(options: {
  storePath: string
  historyPath: string
  thread?: Thread
  onFatal: (error: Error) => void
}): Promise<ReadingRoom> {
  const { storePath, historyPath, thread = startReader() } = options
  const { worker } = thread
  await thread.open({ storePath, historyPath })

  let nextId = 0
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  const unavailable = (why: string): GatewayError =>
    new GatewayError('storeUnavailable', `the store cannot answer: ${why}`, 'Try again in a moment.')

  worker.on('message', (answer: ReaderAnswer) => {
    const waiter = waiting.get(answer.id)
    waiting.delete(answer.id)
    if ('error' in answer) waiter?.reject(unavailable(answer.error))
    else waiter?.resolve(answer.result)
  })
  worker.on('error', (error) => {
    for (const waiter of waiting.values()) waiter.reject(unavailable(error.message))
    waiting.clear()
    options.onFatal(error)
  })

  const ask = (name: string, argument: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (waiting.size >= MAX_WAITING) return reject(unavailable('too many questions at once'))
      const id = ++nextId
      waiting.set(id, { resolve, reject })
      worker.postMessage({ id, name, argument })
    })

  const close = async (): Promise<void> => {
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
    worker.postMessage('close')
    await ended
  }
  // One property per query: the type above is held by tsc, the names by the reader.
  return new Proxy({ close } as ReadingRoom, {
    get: (target, name) =>
      name === 'close'
        ? target.close
        : name === 'then'
          ? undefined
          : (argument: unknown) => ask(String(name), argument),
  })
}
