// A map in two layers: what is committed, and what has been decided on top of it but not yet committed. Decisions
// read the draft; everything visible reads the committed layer. A failed commit forgets the draft, and memory is
// exactly as it was.

export type Ledger<K, V> = Readonly<{
  /** Newest decided value. */
  get(key: K): V | undefined
  /** Newest committed value. */
  visible(key: K): V | undefined
  visibleEntries(): IterableIterator<[K, V]>
  /** Every key of either layer once, with its newest decided value. */
  entries(): IterableIterator<[K, V]>
  draft(key: K, value: V): void
  commit(key: K, value: V): void
  /** Removes from the committed layer; the draft keeps what is newer. */
  forget(key: K, value: V): void
  reset(): void
  size(): number
}>

/** Both layers of one key in one place, because a message looks here four times on its way. */
export type Slot<V, Kept> = { committed: Kept | undefined; draft: V | undefined }

/** How a value lies in the committed layer, when not as itself; `before` is what lay there. */
export type Keeping<V, Kept> = Readonly<{
  keep(value: V, before: Kept | undefined): Kept
  show(kept: Kept): V
  /** The same for a decision, which is drafted before the next is kept; absent = shown. */
  lend?(kept: Kept): V
}>

export const createLedger = <K, V>(): Ledger<K, V> =>
  createKeepingLedger(new Map<K, Slot<V, V>>(), { keep: (value) => value, show: (kept) => kept })

export function createKeepingLedger<K, V, Kept>(
  slots: Map<K, Slot<V, Kept>>,
  { keep, show, lend = show }: Keeping<V, Kept>,
): Ledger<K, V> {
  let size = 0
  const slotOf = (key: K): Slot<V, Kept> => {
    let slot = slots.get(key)
    if (slot === undefined) {
      slot = { committed: undefined, draft: undefined }
      slots.set(key, slot)
    }
    return slot
  }
  const shown = (kept: Kept | undefined): V | undefined => (kept === undefined ? undefined : show(kept))
  return {
    get(key) {
      const slot = slots.get(key)
      if (slot === undefined) return undefined
      const { draft, committed } = slot
      return draft ?? (committed === undefined ? undefined : lend(committed))
    },
    visible: (key) => shown(slots.get(key)?.committed),
    *visibleEntries() {
      for (const [key, { committed }] of slots) if (committed !== undefined) yield [key, show(committed)]
    },
    *entries() {
      for (const [key, { committed, draft }] of slots) {
        const newest = draft ?? shown(committed)
        if (newest !== undefined) yield [key, newest]
      }
    },
    draft(key, value) {
      slotOf(key).draft = value
    },
    commit(key, value) {
      const slot = slotOf(key)
      if (slot.committed === undefined) size += 1
      slot.committed = keep(value, slot.committed)
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
