// Timers that fire when the test says so, in the order of their times.

import type { Timers } from '../../gateway/live/ports.ts'

export type ManualTimers = Timers & { advance(ms: number): void }

export function manualTimers(start = 0): ManualTimers {
  let now = start
  const waiting = new Set<{ at: number; task: () => void }>()
  return {
    now: () => now,
    after(delayMs, task) {
      const entry = { at: now + delayMs, task }
      waiting.add(entry)
      return () => waiting.delete(entry)
    },
    advance(ms) {
      const end = now + ms
      for (;;) {
        const next = [...waiting].filter(({ at }) => at <= end).sort((left, right) => left.at - right.at)[0]
        if (next === undefined) break
        waiting.delete(next)
        now = Math.max(now, next.at)
        next.task()
      }
      now = end
    },
  }
}
