// The page's two clocks, corrected to the server's time: seconds for countdowns, ten seconds for ages on the wall.

import { signal } from '@preact/signals'
import type { EpochMs } from '../server-types.ts'

/** Server time minus this machine's time: an old PC's clock may be minutes off. */
let offset = 0

export const serverNow = (): EpochMs => Date.now() + offset
export const now = signal<EpochMs>(serverNow())
export const slowNow = signal<EpochMs>(serverNow())

export const tick = (): void => {
  const time = serverNow()
  now.value = time
  if (Math.abs(time - slowNow.value) >= 10_000) slowNow.value = time
}

export const alignClock = (serverTime: EpochMs): void => {
  const next = serverTime - Date.now()
  // Network jitter is not clock skew; only a real difference moves the page's clock.
  if (Math.abs(next - offset) < 750) return
  offset = next
  tick()
}

setInterval(tick, 1_000)
