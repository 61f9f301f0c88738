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
  /** What `due` gave first, of what nothing was said yet, is on disk. */
  saved(): void
  /** From now on everything unsaved is due: a clean stop. */
  drain(): void
  /** Rows at or after `seq` do not exist, and nothing that `due` gave and was not said to be on disk is saved. */
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
  /** With each batch under way that saves something: what it saves. */
  let saving: (readonly (readonly [SubjectKey, Dirty])[])[] = []
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
      const leaving: [SubjectKey, Dirty][] = []
      const snapshots = chosen.map((subject) => {
        const entry = dirty.get(subject)
        if (entry) leaving.push([subject, entry])
        dirty.delete(subject)
        return { subject, seq: lastSeq, body: options.body(subject) }
      })
      saving.push(leaving)
      let floor = lastSeq + 1
      for (const entry of dirty.values()) {
        floor = entry.sinceSeq
        break
      }
      return { snapshots, floor }
    },
    saved: () => {
      saving.shift()
    },
    drain: () => {
      draining = true
    },
    rewind(seq) {
      const survivors = [...saving.flat(), ...dirty].filter(([, entry]) => entry.sinceSeq < seq)
      survivors.sort((a, b) => a[1].sinceSeq - b[1].sinceSeq)
      dirty.clear()
      // The oldest of a subject counts: the newest is what came after it.
      for (const [subject, entry] of survivors) if (!dirty.has(subject)) dirty.set(subject, entry)
      saving = []
      busy.length = 0
    },
    unsaved: () => dirty.size,
  }
}
