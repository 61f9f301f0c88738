// A wait that ends early when the process does, and a bound on one.

import type { Clock } from './dispatcher.ts'

export const createPause =
  (clock: Clock, ending: AbortSignal) =>
  (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const end = (): void => {
        cancel()
        ending.removeEventListener('abort', end)
        resolve()
      }
      const cancel = clock.setTimer(ms, end)
      ending.addEventListener('abort', end)
    })

/** `late` is called when the time is over, unless `cancel` was called before. */
export function createBound(
  clock: Clock,
  ms: number,
  late: () => void,
): Readonly<{ over: Promise<void>; cancel(): void }> {
  const { promise: over, resolve } = Promise.withResolvers<void>()
  const cancel = clock.setTimer(ms, () => {
    late()
    resolve()
  })
  return { over, cancel }
}
