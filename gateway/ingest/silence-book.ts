// The silences a decision may have to look at, in memory: those that are planned or in force, in a committed and a
// draft layer like everything else that is decided. The store keeps the rest.

import { endOf, type Silence } from '../../alerts/model/silence.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import { createLedger } from './ledger.ts'

export type SilenceBook = Readonly<{
  /** After a start: what the store had, and the highest number it ever gave. */
  load(silences: readonly Silence[], lastId: number): void
  /** A number for a new one; given again when its commit fails. */
  nextId(): number
  get(id: number): Silence | undefined
  /** As last decided, committed or not: what decisions look at. */
  decided(): readonly Silence[]
  /** Committed only: what people see. */
  visible(): readonly Silence[]
  draft(silence: Silence): void
  commit(silence: Silence): void
  /** Drops what is over at `now`. */
  prune(now: EpochMs): void
  reset(): void
}>

export function createSilenceBook(): SilenceBook {
  const ledger = createLedger<number, Silence>()
  const ids = new Set<number>()
  let lastId = 0
  let decided: readonly Silence[] | undefined

  const collect = (): readonly Silence[] => [...ids].flatMap((id) => ledger.get(id) ?? [])

  return {
    load(silences, last) {
      for (const silence of silences) {
        ledger.commit(silence.id, silence)
        ids.add(silence.id)
      }
      lastId = last
      decided = undefined
    },
    nextId: () => Math.max(lastId, ...ids) + 1,
    get: ledger.get,
    decided() {
      decided ??= collect()
      return decided
    },
    visible: () => [...ledger.visibleEntries()].map(([, silence]) => silence),
    draft(silence) {
      ledger.draft(silence.id, silence)
      ids.add(silence.id)
      decided = undefined
    },
    commit(silence) {
      ledger.commit(silence.id, silence)
      lastId = Math.max(lastId, silence.id)
      decided = undefined
    },
    prune(now) {
      for (const [id, silence] of ledger.visibleEntries()) {
        if (endOf(silence) > now || ledger.get(id) !== silence) continue
        ledger.forget(id, silence)
        ids.delete(id)
        decided = undefined
      }
    },
    reset() {
      ledger.reset()
      for (const id of ids) if (ledger.get(id) === undefined) ids.delete(id)
      decided = undefined
    },
  }
}
