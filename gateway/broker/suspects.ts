// Addresses whose logins keep failing are answered later and later, and logged less often. They are never locked out:
// a misconfigured band shares its carrier's address with thousands of good ones, and a 192-bit secret is not guessed.

import { type EpochMs, MINUTE } from '../../alerts/model/time.ts'

const FREE_FAILURES = 10
const LONGEST_DELAY_MS = 5_000
const FORGIVEN_AFTER = 5 * MINUTE
const MAX_ADDRESSES = 10_000

export type Verdict = Readonly<{
  /** How long the refusal is to be kept back. */
  delayMs: number
  /** Worth a line in the log: the first failures, then one in a hundred. */
  remarkable: boolean
}>

export type Suspects = Readonly<{ failed(address: string, now: EpochMs): Verdict }>

export function createSuspects(): Suspects {
  const records = new Map<string, { failures: number; lastAt: EpochMs }>()
  return {
    failed(address, now) {
      const known = records.get(address)
      const failures = known && now - known.lastAt < FORGIVEN_AFTER ? known.failures + 1 : 1
      // The map keeps the order of the last failure: the oldest goes first.
      records.delete(address)
      records.set(address, { failures, lastAt: now })
      if (records.size > MAX_ADDRESSES) records.delete(records.keys().next().value as string)
      return {
        delayMs: failures <= FREE_FAILURES ? 0 : Math.min(LONGEST_DELAY_MS, (failures - FREE_FAILURES) * 100),
        remarkable: failures <= FREE_FAILURES || failures % 100 === 0,
      }
    },
  }
}
