// A binary heap: the least of many in logarithmic time, so that a channel with a long queue stays cheap to ask.

export type Heap<T> = Readonly<{ push(item: T): void; peek(): T | undefined; pop(): T | undefined }>

/** `before(a, b)`: a comes out before b. */
export function createHeap<T>(before: (a: T, b: T) => boolean): Heap<T> {
  const items: T[] = []
  const swapIfBefore = (child: number, parent: number): boolean => {
    const a = items[child]
    const b = items[parent]
    if (a === undefined || b === undefined || !before(a, b)) return false
    items[child] = b
    items[parent] = a
    return true
  }
  return {
    peek: () => items[0],
    push(item) {
      let child = items.push(item) - 1
      while (child > 0) {
        const parent = (child - 1) >> 1
        if (!swapIfBefore(child, parent)) break
        child = parent
      }
    },
    pop() {
      const top = items[0]
      const last = items.pop()
      if (items.length === 0 || last === undefined) return top
      items[0] = last
      let parent = 0
      for (;;) {
        const left = parent * 2 + 1
        const a = items[left]
        const b = items[left + 1]
        if (a === undefined) break
        const child = b !== undefined && before(b, a) ? left + 1 : left
        if (!swapIfBefore(child, parent)) break
        parent = child
      }
      return top
    },
  }
}
