// When something happened that is entered later, from the time of day somebody was told. Pure: both clocks are arguments.

import type { EpochMs } from '../server-types.ts'

const MINUTE = 60_000
/** As the server has it: a shift. */
export const NOTED_WITHIN_MS = 12 * 3_600_000

export type WhenFault = 'empty' | 'future' | 'beforeCall' | 'tooOld'
export type When = Readonly<{ ok: true; at: EpochMs }> | Readonly<{ ok: false; fault: WhenFault }>

/** The earliest moment that may be entered: the call itself, or what is still of this shift. */
export const earliest = ({ calledAt, now }: Readonly<{ calledAt: EpochMs; now: EpochMs }>): EpochMs =>
  Math.max(calledAt, now - NOTED_WITHIN_MS)

/**
 * The moment "09:41" means: the last time it was that o'clock here. Minutes are what people say: the minute of the call
 * is the call, and not before it; after midnight "23:50" is yesterday's.
 */
export function whenOf(clock: string, times: Readonly<{ calledAt: EpochMs; now: EpochMs }>): When {
  const { calledAt, now } = times
  const [, hours, minutes] = /^(\d{2}):(\d{2})/.exec(clock) ?? []
  if (hours === undefined || minutes === undefined) return { ok: false, fault: 'empty' }
  const time = new Date(now)
  time.setHours(Number(hours), Number(minutes), 0, 0)
  const isYesterday = time.getTime() > now
  if (isYesterday) time.setDate(time.getDate() - 1)
  const minute = time.getTime()
  if (minute + MINUTE <= calledAt) return { ok: false, fault: isYesterday ? 'future' : 'beforeCall' }
  const at = Math.max(minute, calledAt)
  return at < now - NOTED_WITHIN_MS ? { ok: false, fault: 'tooOld' } : { ok: true, at }
}

/** "09:41", as an input of that kind wants it. */
export const clockValue = (at: EpochMs): string => {
  const time = new Date(at)
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${two(time.getHours())}:${two(time.getMinutes())}`
}
