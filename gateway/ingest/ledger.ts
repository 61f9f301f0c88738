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

export function createLedger<K, V>(): Ledger<K, V> {
  const committed = new Map<K, V>()
  const drafts = new Map<K, V>()
  return {
    get: (key) => drafts.get(key) ?? committed.get(key),
    visible: (key) => committed.get(key),
    visibleEntries: () => committed.entries(),
    *entries() {
      for (const [key, value] of committed) yield [key, drafts.get(key) ?? value]
      for (const [key, value] of drafts) if (!committed.has(key)) yield [key, value]
    },
    draft: (key, value) => {
      drafts.set(key, value)
    },
    commit: (key, value) => {
      committed.set(key, value)
      if (drafts.get(key) === value) drafts.delete(key)
    },
    forget: (key, value) => {
      committed.delete(key)
      if (drafts.get(key) === value) drafts.delete(key)
    },
    reset: () => drafts.clear(),
    size: () => committed.size,
  }
}
