// What a person's repeated request gets: the answer of the first one. Remembers recent answers per person, bounded;
// what must outlive a restart is the command port's own concern.

const PER_PERSON = 100
const PEOPLE = 1_000

export type Repeats<T> = Readonly<{
  /**
   * Runs `task` once per (person, requestId) and hands its answer to every repeat, also to one that arrives meanwhile.
   * `reused` when the id came with another content before. A task that fails, or whose answer is not worth keeping, may be repeated.
   */
  once(
    request: Readonly<{ personId: string; requestId: string; content: string }>,
    task: () => Promise<T>,
  ): Promise<Readonly<{ reused: true }> | Readonly<{ reused: false; answer: T }>>
}>

type Kept<T> = Readonly<{ content: string; answer: Promise<T> }>

export function createRepeats<T>(worthKeeping: (answer: T) => boolean): Repeats<T> {
  const people = new Map<string, Map<string, Kept<T>>>()

  return {
    async once({ personId, requestId, content }, task) {
      const mine = touch(people, personId, PEOPLE, () => new Map<string, Kept<T>>())
      const known = mine.get(requestId)
      if (known !== undefined && known.content !== content) return { reused: true }
      if (known !== undefined) return { reused: false, answer: await known.answer }
      const kept = touch(mine, requestId, PER_PERSON, () => ({ content, answer: task() }))
      const drop = (): void => {
        if (mine.get(requestId) === kept) mine.delete(requestId)
      }
      try {
        const answer = await kept.answer
        if (!worthKeeping(answer)) drop()
        return { reused: false, answer }
      } catch (error) {
        drop()
        throw error
      }
    },
  }
}

/** The entry of a key, made when missing and moved to the young end; the oldest goes when there are too many. */
function touch<V>(map: Map<string, V>, key: string, limit: number, make: () => V): V {
  const value = map.get(key) ?? make()
  map.delete(key)
  map.set(key, value)
  for (const oldest of map.keys()) {
    if (map.size <= limit) break
    map.delete(oldest)
  }
  return value
}
