// The storage at work: one writer, one reader, one historian, each in its thread. Knows whether the store takes what it
// is given, and says so once when that changes. Decides nothing about what is written.

import type { Logger } from 'pino'
import { SECOND } from '../../alerts/model/time.ts'
import { type CommitFailure, type CommitLaneOptions, createCommitLane } from './commit-lane.ts'
import { startHistoryKeeper } from './history-keeper.ts'
import { createReadingRoom } from './reading-room.ts'
import type { Threads } from './thread.ts'

export type StoreRoom = Awaited<ReturnType<typeof openStoreRoom>>

export async function openStoreRoom(
  deps: Readonly<{
    threads: Threads
    files: Readonly<{ storePath: string; historyPath: string }>
    lane: Pick<CommitLaneOptions, 'lastSeq' | 'now' | 'maxPages' | 'snapshots' | 'onSaved'>
    log: Logger
    /** What is decided and not on disk is void. */
    forgetDrafts(): void
    counted: Readonly<{ failure(reason: CommitFailure['reason']): void; commit(seconds: number): void }>
    /** The store refuses what it is given, or takes it again. */
    onTrouble(reason: CommitFailure['reason']): void
    onRecovered(): void
    onFatal(error: Error): void
  }>,
) {
  const { threads, files, log } = deps
  let isTroubled = false
  const fatal = (part: string) => (error: Error) => {
    log.fatal({ err: error }, `${part} stopped`)
    deps.onFatal(error)
  }
  // All three open their files at once.
  const [lane, reading, history] = await Promise.all([
    createCommitLane({
      ...deps.lane,
      path: files.storePath,
      thread: threads.writer,
      onFailure(failure) {
        deps.forgetDrafts()
        deps.counted.failure(failure.reason)
        if (failure.reason === 'refused')
          return log.error({ failure }, 'the store refused one decision; it is set aside, all else goes on')
        log.error({ failure }, 'the store refused a commit; nothing of it was acknowledged')
        if (!isTroubled) deps.onTrouble(failure.reason)
        isTroubled = true
      },
      onCommitted({ milliseconds }) {
        deps.counted.commit(milliseconds / SECOND)
        if (!isTroubled) return
        isTroubled = false
        log.info('the store commits again')
        deps.onRecovered()
      },
      onFatal: fatal('the writer'),
    }),
    createReadingRoom({ ...files, thread: threads.reader, onFatal: fatal('the reader') }),
    startHistoryKeeper({
      ...files,
      thread: threads.historian,
      onTrouble: (message) => log.warn({ message }, 'the historian cannot file'),
      onFatal: fatal('the historian'),
    }),
  ])

  return {
    lane,
    reading,
    history,
    isTroubled: (): boolean => isTroubled,
    /** Commits what waits, after nobody asks any more. */
    async close(): Promise<void> {
      await history.close()
      await reading.close()
      await lane.close()
    },
  }
}
