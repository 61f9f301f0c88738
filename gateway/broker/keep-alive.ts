// Whether a connection is still there: something must arrive within one and a half times the keep-alive the device has
// asked for [MQTT-3.1.2-24]. Counted in turns of a timer, not by the clock: a clock that is set forward must not make
// ten thousand bands look silent.

import type { Clock } from '../clock.ts'

export type KeepAlive = Readonly<{
  /** The device is in; `seconds` is what has been agreed. */
  start(seconds: number): void
  heard(): void
  close(): void
}>

/** Silence is noticed after 1.5 times the keep-alive, and a quarter of it later at most. */
const TURNS = 6
const FACTOR = 1.5

export function createKeepAlive(deps: Readonly<{ clock: Clock; onSilent(): void }>): KeepAlive {
  let silentTurns = 0
  let cancel: (() => void) | undefined

  const wait = (ms: number): void => {
    cancel = deps.clock.setTimer(ms, () => {
      silentTurns += 1
      if (silentTurns > TURNS) deps.onSilent()
      else wait(ms)
    })
  }

  return {
    start(seconds) {
      cancel?.()
      silentTurns = 0
      wait((seconds * 1_000 * FACTOR) / TURNS)
    },
    heard() {
      silentTurns = 0
    },
    close() {
      cancel?.()
    },
  }
}
