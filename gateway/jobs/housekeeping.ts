// What runs by the calendar: old log rows and sessions go. A missed night costs disk space, nothing else, so a cron
// that forgets missed runs will do.

import { schedule } from 'node-cron'
import type { EpochMs } from '../../alerts/model/time.ts'
import type { StoreEffect } from '../storage/effects.ts'

export type Housekeeping = Readonly<{ run(): Promise<void>; stop(): Promise<void> }>

/** Rows per transaction: a delete of a day's log in one piece would hold up a heartbeat. */
const SLICE = 20_000

export function startHousekeeping(options: {
  now(): EpochMs
  keepLogMs: number
  /** The newest log row that is older than the given time, in every snapshot and in the history; 0 when none. */
  trimmable(before: EpochMs): Promise<number>
  oldestSeq(): Promise<number>
  write(effects: readonly StoreEffect[]): Promise<unknown>
  onError(error: unknown): void
}): Housekeeping {
  const run = async (): Promise<void> => {
    await options.write([{ type: 'expireSessions', before: options.now() }])
    const through = await options.trimmable(options.now() - options.keepLogMs)
    for (let seq = (await options.oldestSeq()) + SLICE; seq - SLICE <= through; seq += SLICE)
      await options.write([{ type: 'trimLog', through: Math.min(seq, through) }])
  }
  // Every hour at minute 17: away from the round times at which everything else runs.
  const task = schedule('17 * * * *', () => run().catch(options.onError), {
    noOverlap: true,
    name: 'housekeeping',
  })
  return {
    run,
    stop: async () => {
      await task.stop()
      await task.destroy()
    },
  }
}
