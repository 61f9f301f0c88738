// When a subject's engine state is worth saving: some time after its first unsaved message, or after many of them.
// This bounds what a restart must replay, without ever stopping to write everything at once.

import type { SubjectKey } from '../../alerts/model/people.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import type { Snapshot } from '../storage/effects.ts'

const AFTER_MS = 30_000
const AFTER_MESSAGES = 400
/** Per batch, so that a batch stays short: a state takes about 5 µs to write down, so this is about a millisecond. */
const PER_BATCH = 200

export type SnapshotSchedule = Readonly<{
  touched(subject: SubjectKey, seq: number, now: EpochMs): void
  /** These go with the very next batch, whether anything came since they were last saved or not. */
  saveNow(subjects: readonly SubjectKey[]): void
  /** States to save with the batch whose last row is `lastSeq`, and the floor after it. */
  due(lastSeq: number): Readonly<{ snapshots: readonly Snapshot[]; floor: number | null }>
  /** From now on everything unsaved is due: a clean stop. */
  drain(): void
  /** A batch failed: rows at or after `seq` do not exist, and what was being saved with them is not saved. */
  rewind(seq: number): void
  unsaved(): number
}>

type Dirty = { sinceSeq: number; sinceAt: EpochMs; messages: number }

export function createSnapshotSchedule(options: {
  now(): EpochMs
  /** The state as JSON, newest decided: the batch that carries it also carries every message it includes. */
  body(subject: SubjectKey): string
}): SnapshotSchedule {
  // Insertion order is age order: the first entry is the oldest unsaved message, hence the floor.
  const dirty = new Map<SubjectKey, Dirty>()
  const busy: SubjectKey[] = []
  let saving = new Map<SubjectKey, Dirty>()
  let draining = false
  let wanted: readonly SubjectKey[] = []

  return {
    touched(subject, seq, now) {
      const entry = dirty.get(subject)
      if (!entry) dirty.set(subject, { sinceSeq: seq, sinceAt: now, messages: 1 })
      else if (++entry.messages === AFTER_MESSAGES) busy.push(subject)
    },
    saveNow(subjects) {
      wanted = [...wanted, ...subjects]
    },
    due(lastSeq) {
      const now = options.now()
      const chosen: SubjectKey[] = [...new Set(wanted)]
      const asked = new Set(chosen)
      wanted = []
      const limit = draining ? Number.POSITIVE_INFINITY : chosen.length + PER_BATCH
      for (const [subject, entry] of dirty) {
        if (chosen.length >= limit || (!draining && now - entry.sinceAt < AFTER_MS)) break
        if (!asked.has(subject)) chosen.push(subject)
      }
      while (busy.length > 0 && chosen.length < limit) {
        const subject = busy.pop() as SubjectKey
        if (!chosen.includes(subject)) chosen.push(subject)
      }
      if (chosen.length === 0) return { snapshots: [], floor: null }
      saving = new Map()
      const snapshots = chosen.map((subject) => {
        const entry = dirty.get(subject)
        if (entry) saving.set(subject, entry)
        dirty.delete(subject)
        return { subject, seq: lastSeq, body: options.body(subject) }
      })
      let floor = lastSeq + 1
      for (const entry of dirty.values()) {
        floor = entry.sinceSeq
        break
      }
      return { snapshots, floor }
    },
    drain: () => {
      draining = true
    },
    rewind(seq) {
      const survivors = [...saving, ...dirty].filter(([, entry]) => entry.sinceSeq < seq)
      survivors.sort((a, b) => a[1].sinceSeq - b[1].sinceSeq)
      dirty.clear()
      for (const [subject, entry] of survivors) dirty.set(subject, entry)
      saving = new Map()
      busy.length = 0
    },
    unsaved: () => dirty.size,
  }
}
