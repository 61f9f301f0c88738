// Engine states in two layers, as any ledger: what is decided lies there awake, what is committed lies at rest, so that
// a resident who says something every quarter of a minute leaves nothing for the collector to carry about.

import type { SubjectKey } from '../../alerts/model/people.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import { dueAtOf, type Rest, rest, wake } from '../../alerts/rules/rest.ts'
import type { SubjectState } from '../../alerts/rules/state.ts'
import type { Ledger } from './ledger.ts'

export type States = Ledger<SubjectKey, SubjectState> &
  Readonly<{
    /** The committed subjects for which time alone has something to decide by `now`, in either layer. */
    due(now: EpochMs): IterableIterator<SubjectKey>
  }>

/** `committed` is written into again and again; whoever asks gets a state of their own. */
type Slot = { committed: Rest | undefined; draft: SubjectState | undefined }

export function createStates(): States {
  const slots = new Map<SubjectKey, Slot>()
  let size = 0
  const slotOf = (key: SubjectKey): Slot => {
    let slot = slots.get(key)
    if (slot === undefined) {
      slot = { committed: undefined, draft: undefined }
      slots.set(key, slot)
    }
    return slot
  }
  const newest = ({ committed, draft }: Slot): SubjectState | undefined =>
    draft ?? (committed && wake(committed))

  return {
    get(key) {
      const slot = slots.get(key)
      return slot && newest(slot)
    },
    visible(key) {
      const committed = slots.get(key)?.committed
      return committed && wake(committed)
    },
    *visibleEntries() {
      for (const [key, { committed }] of slots) if (committed !== undefined) yield [key, wake(committed)]
    },
    *entries() {
      for (const [key, slot] of slots) {
        const state = newest(slot)
        if (state !== undefined) yield [key, state]
      }
    },
    *due(now) {
      for (const [key, { committed, draft }] of slots) {
        if (committed === undefined) continue
        // NaN is never due.
        const dueAt = draft === undefined ? dueAtOf(committed) : (draft.dueAt ?? Number.NaN)
        if (dueAt <= now) yield key
      }
    },
    draft(key, value) {
      slotOf(key).draft = value
    },
    commit(key, value) {
      const slot = slotOf(key)
      if (slot.committed === undefined) size += 1
      slot.committed = rest(value, slot.committed)
      if (slot.draft === value) slot.draft = undefined
    },
    forget(key, value) {
      const slot = slots.get(key)
      if (slot === undefined) return
      if (slot.committed !== undefined) size -= 1
      slot.committed = undefined
      if (slot.draft === value) slot.draft = undefined
      if (slot.draft === undefined) slots.delete(key)
    },
    reset() {
      for (const [key, slot] of slots) {
        slot.draft = undefined
        if (slot.committed === undefined) slots.delete(key)
      }
    },
    size: () => size,
  }
}
