// Engine states in two layers, as any ledger: what is decided lies there awake, what is committed lies at rest, so that
// a resident who says something every quarter of a minute leaves nothing for the collector to carry about.

import type { SubjectKey } from '../../alerts/model/people.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import { dueAtOf, type Rest, rest, stir, wake } from '../../alerts/rules/rest.ts'
import type { SubjectState } from '../../alerts/rules/state.ts'
import { createKeepingLedger, type Ledger, type Slot } from './ledger.ts'

export type States = Ledger<SubjectKey, SubjectState> &
  Readonly<{
    /** The committed subjects for which time alone has something to decide by `now`, in either layer. */
    due(now: EpochMs): IterableIterator<SubjectKey>
  }>

export function createStates(): States {
  const slots = new Map<SubjectKey, Slot<SubjectState, Rest>>()
  return {
    // What is kept is written into again and again; whoever asks gets a state of their own.
    ...createKeepingLedger(slots, { keep: rest, show: wake, lend: stir }),
    *due(now) {
      for (const [key, { committed, draft }] of slots) {
        if (committed === undefined) continue
        // NaN is never due.
        const dueAt = draft === undefined ? dueAtOf(committed) : (draft.dueAt ?? Number.NaN)
        if (dueAt <= now) yield key
      }
    },
  }
}
