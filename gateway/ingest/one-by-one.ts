// One writer at a time for what belongs to a closed alert: it is no case in memory any more, so its lines are counted in
// the store, and two who count at once would give the same number.

export type OneByOne = <T>(alertId: number, run: () => Promise<T>) => Promise<T>

export function createOneByOne(): OneByOne {
  const last = new Map<number, Promise<unknown>>()
  return async (alertId, run) => {
    const before = last.get(alertId) ?? Promise.resolve()
    const mine = before.then(run, run)
    last.set(alertId, mine)
    try {
      return await mine
    } finally {
      if (last.get(alertId) === mine) last.delete(alertId)
    }
  }
}
