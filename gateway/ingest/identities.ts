// Which messages were seen before. The newest identities per subject, bounded; emergencies for as long as the
// store remembers them. The newest are part of the subject's snapshot, because the message most likely to come
// twice is the one whose acknowledgement a crash swallowed.

import type { SubjectKey } from '../../alerts/model/people.ts'

/** QoS 1 devices re-send what they had in flight; bands keep no more than a handful, so 32 is ample. */
export const REMEMBERED = 32
const REMEMBERED_PRESSES = 100_000

export type Identities = Readonly<{
  /** True when the identity is new; it is then remembered. */
  admit(subject: SubjectKey, identity: string): boolean
  /** Takes back what a failed commit had admitted. */
  forget(subject: SubjectKey, identity: string): void
  /** True when this emergency has never been seen; it is then remembered. */
  admitPress(identity: string): boolean
  forgetPress(identity: string): void
  recent(subject: SubjectKey): readonly string[]
  restore(subject: SubjectKey, identities: readonly string[]): void
}>

export function createIdentities(presses: Iterable<string> = []): Identities {
  const bySubject = new Map<SubjectKey, Set<string>>()
  const pressed = new Set<string>(presses)

  const evict = (set: Set<string>, limit: number): void => {
    if (set.size <= limit) return
    for (const oldest of set) {
      set.delete(oldest)
      return
    }
  }

  return {
    admit(subject, identity) {
      let set = bySubject.get(subject)
      if (!set) {
        set = new Set()
        bySubject.set(subject, set)
      }
      if (set.has(identity)) return false
      set.add(identity)
      evict(set, REMEMBERED)
      return true
    },
    forget: (subject, identity) => {
      bySubject.get(subject)?.delete(identity)
    },
    admitPress(identity) {
      if (pressed.has(identity)) return false
      pressed.add(identity)
      evict(pressed, REMEMBERED_PRESSES)
      return true
    },
    forgetPress: (identity) => {
      pressed.delete(identity)
    },
    recent: (subject) => [...(bySubject.get(subject) ?? [])],
    restore: (subject, identities) => {
      bySubject.set(subject, new Set(identities))
    },
  }
}
