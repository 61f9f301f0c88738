// A clock that moves when the test says so. Timers fire in order of their time, at exactly their time; a jump is the
// machine's clock being set, which no timer notices.

import type { Clock } from '../../gateway/clock.ts'

export type ManualClock = Clock &
  Readonly<{ advance(ms: number): void; set(now: number): void; jump(ms: number): void }>

export function createManualClock(start: number): ManualClock {
  let now = start
  let nextId = 0
  const timers = new Map<number, { at: number; work: () => void }>()
  const advanceTo = (target: number): void => {
    for (;;) {
      let first: [number, { at: number; work: () => void }] | undefined
      for (const entry of timers)
        if (entry[1].at <= target && (!first || entry[1].at < first[1].at)) first = entry
      if (!first) break
      timers.delete(first[0])
      now = Math.max(now, first[1].at)
      first[1].work()
    }
    now = target
  }
  return {
    now: () => now,
    setTimer(ms, work) {
      const id = ++nextId
      timers.set(id, { at: now + ms, work })
      return () => timers.delete(id)
    },
    advance: (ms) => advanceTo(now + ms),
    set: advanceTo,
    jump(ms) {
      now += ms
      for (const timer of timers.values()) timer.at += ms
    },
  }
}
