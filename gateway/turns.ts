// What waits for its turn in the main thread: emergencies at once, everything else a few milliseconds at a time, so that
// sockets are read in between and an emergency waits for a slice of what came before it, never for all of it. An
// emergency takes with it what waits of its own kin, so that whatever has an order keeps it. Knows nothing of what it runs.

export type Turns<T> = Readonly<{
  /** Runs it now, when nothing waits and this turn of the event loop has time left; else when its turn has come. */
  enter(item: T): void
  /** Runs it now, after those of its kin that wait, and their kin that waits before them. */
  enterFirst(item: T): void
  waiting(): number
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>
}>

/** Whether an emergency is on its way: then slices are thin. */
export type Haste = Readonly<{ begin(): void; isOn(): boolean }>

/** An emergency needs about so long from the wire to the disk, and again from there to whoever is told. */
const HASTE_MS = 40

export function createHaste(tick = (): number => performance.now()): Haste {
  let until = Number.NEGATIVE_INFINITY
  return {
    begin() {
      until = tick() + HASTE_MS
    },
    isOn: () => tick() < until,
  }
}

/** An SOS waits for one slice of each queue at most; a slice is some four alerts, or hundreds of plain messages. */
const SLICE_MS = 4
/** Less than one alert, and still a hundred plain messages. */
const THIN_SLICE_MS = 0.5
/** So many places of the queue that have been served are given back while others wait. */
const LONG_GONE = 4_096

export function createTurns<T>(deps: {
  /** Must not throw. */
  run(item: T): void
  /** Whether the two must keep their order. */
  isKin(one: T, other: T): boolean
  haste?: Haste
  sliceMs?: number
  /** Monotonic milliseconds. */
  tick?(): number
  /** Calls once the event loop has looked at its sockets. */
  later?(work: () => void): void
}): Turns<T> {
  const { run, isKin, sliceMs = SLICE_MS } = deps
  const tick = deps.tick ?? (() => performance.now())
  const later = deps.later ?? ((work: () => void) => void setImmediate(work))
  /** What has run out of turn leaves a gap. */
  let queue: (T | undefined)[] = []
  let head = 0
  let count = 0
  /** When this turn of the event loop ran its first; undefined before that. */
  let begun: number | undefined
  let isPlanned = false
  let whenIdle: (() => void)[] = []

  const plan = (): void => {
    if (isPlanned) return
    isPlanned = true
    later(nextTurn)
  }

  const isOver = (): boolean =>
    begun !== undefined && tick() - begun >= (deps.haste?.isOn() === true ? THIN_SLICE_MS : sliceMs)

  const runNow = (item: T): void => {
    if (begun === undefined) {
      begun = tick()
      plan()
    }
    run(item)
  }

  const takeOut = (at: number): T | undefined => {
    const item = queue[at]
    if (item === undefined) return undefined
    queue[at] = undefined
    count -= 1
    return item
  }

  const runWaiting = (mayGoOn: () => boolean): void => {
    while (count > 0 && mayGoOn()) {
      const item = takeOut(head++)
      if (item !== undefined) runNow(item)
    }
    if (count > 0) {
      if (head >= LONG_GONE) {
        queue = queue.slice(head)
        head = 0
      }
      return
    }
    queue = []
    head = 0
    const waiters = whenIdle
    whenIdle = []
    for (const resolve of waiters) resolve()
  }

  const nextTurn = (): void => {
    isPlanned = false
    begun = undefined
    runWaiting(() => !isOver())
    if (count > 0) plan()
  }

  return {
    enter(item) {
      if (count === 0 && !isOver()) {
        runNow(item)
        return
      }
      queue.push(item)
      count += 1
      plan()
    },
    enterFirst(item) {
      // From the newest back: what must not be overtaken by the item, nor by what goes with it.
      const together = [item]
      for (let at = queue.length - 1; count > 0 && at >= head; at--) {
        const other = queue[at]
        if (other === undefined || !together.some((one) => isKin(other, one))) continue
        takeOut(at)
        together.push(other)
      }
      for (const one of together.reverse()) runNow(one)
      // What was waited for may have gone with it.
      if (count === 0) runWaiting(() => false)
    },
    waiting: () => count,
    idle: () => (count === 0 ? Promise.resolve() : new Promise((resolve) => whenIdle.push(resolve))),
  }
}
