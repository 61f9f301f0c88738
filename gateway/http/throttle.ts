// When a login may be tried again: five failures for an address or a login, then a wait of one minute that doubles to
// fifteen. Pure but for its own memory, which is bounded; time is an argument.

import type { EpochMs } from '../../alerts/model/time.ts'
import { MINUTE } from '../../alerts/model/time.ts'

const FREE_FAILURES = 5
const LONGEST_WAIT = 15 * MINUTE
/** A key without a failure for this long starts anew. */
const FORGIVEN_AFTER = 30 * MINUTE
const MAX_KEYS = 20_000

type Record = { failures: number; lastAt: EpochMs; blockedUntil: EpochMs }

export type Throttle = Readonly<{
  /** Milliseconds to wait, 0 when the attempt may go on. */
  wait(keys: readonly string[], now: EpochMs): number
  /** Counts before the password is checked, so that a hundred attempts at once are a hundred failures. */
  begin(keys: readonly string[], now: EpochMs): void
  /** The password was right: the login's record goes; the others only get this attempt back. */
  succeed(keys: Readonly<{ forget: string; undo: readonly string[] }>): void
  /** The attempt was never decided (the store did not answer): nobody is blamed. */
  undo(keys: readonly string[]): void
}>

export function createThrottle(): Throttle {
  const records = new Map<string, Record>()

  const find = (key: string, now: EpochMs): Record | undefined => {
    const record = records.get(key)
    if (record === undefined || now - record.lastAt < FORGIVEN_AFTER) return record
    records.delete(key)
    return undefined
  }
  const undo = (keys: readonly string[]): void => {
    for (const key of keys) {
      const record = records.get(key)
      if (record === undefined) continue
      record.failures--
      if (record.failures < FREE_FAILURES) record.blockedUntil = 0
      if (record.failures <= 0) records.delete(key)
    }
  }

  return {
    wait: (keys, now) => Math.max(0, ...keys.map((key) => (find(key, now)?.blockedUntil ?? 0) - now)),
    begin: (keys, now) => {
      for (const key of keys) {
        const failures = (find(key, now)?.failures ?? 0) + 1
        records.delete(key)
        const overdrawn = failures - FREE_FAILURES
        const wait = overdrawn < 0 ? 0 : Math.min(LONGEST_WAIT, MINUTE * 2 ** Math.min(overdrawn, 10))
        records.set(key, { failures, lastAt: now, blockedUntil: wait === 0 ? 0 : now + wait })
      }
      // The map keeps the order of the last attempt: the oldest goes first.
      for (const key of records.keys()) {
        if (records.size <= MAX_KEYS) break
        records.delete(key)
      }
    },
    succeed: ({ forget, undo: keys }) => {
      records.delete(forget)
      undo(keys)
    },
    undo,
  }
}

/** The part of an address one subscriber holds: an IPv4 address, or the /64 of an IPv6 one. */
export function subscriberOf(address: string): string {
  const v4 = /^(?:::ffff:)?(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address)?.[1]
  if (v4 !== undefined) return v4
  const [head = '', tail] = address.toLowerCase().split('%', 1)[0]?.split('::', 2) ?? []
  const front = head === '' ? [] : head.split(':')
  const back = tail === undefined || tail === '' ? [] : tail.split(':')
  const groups = [...front, ...Array<string>(Math.max(0, 8 - front.length - back.length)).fill('0'), ...back]
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}
