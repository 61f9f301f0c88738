// A thread that does nothing but look at its watch: when its timer comes late, the whole machine stood still, whoever
// was measured. Virtual machines do that while their host serves others, and not all of it is counted as stolen.

import { isMainThread, parentPort, Worker } from 'node:worker_threads'

/** From and to, in milliseconds of the wall clock. */
export type Stall = readonly [from: number, to: number]

const EVERY_MS = 2
const LATE_MS = 10
const wall = (): number => performance.timeOrigin + performance.now()

/** Watches until asked; then says when the machine stood still for more than 10 ms. */
export function watchStalls(): () => Promise<readonly Stall[]> {
  const worker = new Worker(new URL(import.meta.url))
  return () =>
    new Promise((resolve) => {
      worker.once('message', (stalls: readonly Stall[]) => {
        void worker.terminate()
        resolve(stalls)
      })
      worker.postMessage('over')
    })
}

if (!isMainThread && parentPort) {
  const port = parentPort
  const stalls: Stall[] = []
  let last = wall()
  setInterval(() => {
    const now = wall()
    if (now - last > EVERY_MS + LATE_MS) stalls.push([last, now])
    last = now
  }, EVERY_MS)
  port.once('message', () => port.postMessage(stalls))
}
