// What a person's repeated request gets: the answer of the first one. Remembers recent answers per person, bounded;
// what must outlive a restart is the command port's own concern.

const PER_PERSON = 100
const PEOPLE = 1_000

/** The id came with another content before. */
export type Reused = Readonly<{ ok: false; code: 'requestIdReused' }>
const REUSED: Reused = { ok: false, code: 'requestIdReused' }

export type Repeats<T> = Readonly<{
  /**
   * Runs `task` once per (person, requestId) and hands its answer to every repeat, also to one that arrives meanwhile.
   * A task that fails, or whose answer is not worth keeping, may be repeated. What `task` answers follows from `content`.
   */
  once<A extends T>(
    request: Readonly<{ personId: string; requestId: string; content: string }>,
    task: () => Promise<A>,
  ): Promise<A | Reused>
}>

type Answer = Readonly<{ ok: boolean; code?: string }>
type Kept<T> = Readonly<{ content: string; answer: Promise<T> }>

/** What the store did not take may be asked for again, under the same id. */
const unlessUnavailable = ({ ok, code }: Answer): boolean => ok || code !== 'storeUnavailable'

export function createRepeats<T extends Answer>(
  worthKeeping: (answer: T) => boolean = unlessUnavailable,
): Repeats<T> {
  const people = new Map<string, Map<string, Kept<T>>>()

  return {
    async once<A extends T>(
      { personId, requestId, content }: Parameters<Repeats<T>['once']>[0],
      task: () => Promise<A>,
    ) {
      const mine = touch(people, personId, PEOPLE, () => new Map<string, Kept<T>>())
      const known = mine.get(requestId)
      if (known !== undefined) return known.content === content ? ((await known.answer) as A) : REUSED
      const kept = touch(mine, requestId, PER_PERSON, () => ({ content, answer: task() }))
      const drop = (): void => {
        if (mine.get(requestId) === kept) mine.delete(requestId)
      }
      try {
        const answer = await kept.answer
        if (!worthKeeping(answer)) drop()
        return answer as A
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
