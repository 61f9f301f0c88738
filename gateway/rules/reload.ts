// Notices that the files of the rules have changed and hands them over once they hold still: editors write in two
// steps, and half a file is full of faults. Knows when to look, not what is in the files.

import { type FSWatcher, watch } from 'node:fs'
import { MINUTE } from '../../alerts/model/time.ts'
import { type Folders, readSources, type Sources } from '../catalogue-files.ts'
import { type Clock, every } from '../clock.ts'
import type { RulesRefusal, RulesReload } from '../http/api.ts'

/** So long must nothing be written, and two looks must see the same. */
const SETTLE_MS = 300
/** Network drives and mounts into containers tell nothing: a look now and then costs a millisecond. */
const LOOK_EVERY_MS = MINUTE

export type Reload = Readonly<{
  /** Reads the files and takes them, or refuses them with all their faults. Rejects when the store refuses. */
  now(): Promise<RulesReload>
  close(): void
}>

export function createReload(deps: {
  folders: Folders
  clock: Clock
  /** What was read at the start. */
  seen: Sources
  take(sources: Sources): Promise<RulesReload>
  /** The folders themselves cannot be read. */
  refuse(refusal: RulesRefusal): void
  onError(error: unknown): void
}): Reload {
  const { folders, clock } = deps
  let seen = JSON.stringify(deps.seen)
  let lastLook = seen
  let cancel = (): void => {}
  let isClosed = false
  let queue: Promise<unknown> = Promise.resolve()

  const read = (): Readonly<{ text: string; sources: Sources | undefined; message: string }> => {
    try {
      const sources = readSources(folders)
      return { text: JSON.stringify(sources), sources, message: '' }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      return { text: message, sources: undefined, message }
    }
  }

  const take = async ({ text, sources, message }: ReturnType<typeof read>): Promise<RulesReload> => {
    if (sources === undefined) {
      const refusal = { at: clock.now(), faults: [{ path: folders.rules, line: 1, message }] }
      deps.refuse(refusal)
      seen = text
      return { ok: false, refusal }
    }
    const taken = await deps.take(sources)
    // Only now: what the store refused is tried again at the next look.
    seen = text
    return taken
  }

  /** One after the other, so that an older text never comes after a newer one. */
  const inTurn = (work: () => Promise<RulesReload>): Promise<RulesReload> => {
    const result = queue.then(work)
    queue = result.catch(() => {})
    return result
  }

  const look = (): void => {
    if (isClosed) return
    const found = read()
    const isSettled = found.text === lastLook
    lastLook = found.text
    if (found.text === seen) return
    if (isSettled) inTurn(() => take(found)).catch(deps.onError)
    else lookSoon()
  }

  const lookSoon = (): void => {
    cancel()
    if (!isClosed) cancel = clock.setTimer(SETTLE_MS, look)
  }

  const watchers: FSWatcher[] = []
  for (const folder of Object.values(folders)) {
    try {
      const watcher = watch(folder, { persistent: false }, lookSoon)
      // The folder went away, or there are too many watches: the regular look remains.
      watcher.on('error', () => watcher.close())
      watchers.push(watcher)
    } catch (error) {
      deps.onError(error)
    }
  }
  const stopLooking = every(clock, LOOK_EVERY_MS, look)

  return {
    now: () => inTurn(() => take(read())),
    close() {
      isClosed = true
      cancel()
      stopLooking()
      for (const watcher of watchers) watcher.close()
    },
  }
}
