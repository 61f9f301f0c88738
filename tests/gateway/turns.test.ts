// Turns without an event loop: the test says when a turn begins and how long each piece of work takes.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createHaste, createTurns, type Haste } from '../../gateway/turns.ts'

type Item = Readonly<{ id: number; kin: readonly number[]; takes: number; first?: boolean }>

function setUp({ haste, sliceMs = 4 }: { haste?: (tick: () => number) => Haste; sliceMs?: number } = {}) {
  let now = 0
  const planned: (() => void)[] = []
  const ran: Item[] = []
  const tick = (): number => now
  const turns = createTurns<Item>({
    run(item) {
      ran.push(item)
      now += item.takes
    },
    isKin: (one, other) => one.kin.some((each) => other.kin.includes(each)),
    ...(haste === undefined ? {} : { haste: haste(tick) }),
    sliceMs,
    tick,
    later: (work) => planned.push(work),
  })
  /** One turn of the loop; how many ran in it. */
  const turn = (): number => {
    const before = ran.length
    for (const work of planned.splice(0)) work()
    return ran.length - before
  }
  const enter = (item: Item): void => (item.first ? turns.enterFirst(item) : turns.enter(item))
  return { turns, ran, turn, enter, ids: () => ran.map(({ id }) => id), pass: (ms: number) => (now += ms) }
}

const item = (id: number, more: Partial<Item> = {}): Item => ({ id, kin: [id], takes: 1, ...more })
const upTo = (count: number, more: Partial<Item> = {}): Item[] =>
  Array.from({ length: count }, (_, id) => item(id, more))

describe('turns', () => {
  it('a handful runs at once; of 20 that take 1 ms each, 4 run in each turn of the loop', () => {
    const { enter, turn, ids, turns } = setUp()
    for (const each of upTo(20)) enter(each)
    expect(ids()).toEqual([0, 1, 2, 3])
    expect(turns.waiting()).toBe(16)
    expect([turn(), turn(), turn(), turn()]).toEqual([4, 4, 4, 4])
    expect(turns.waiting()).toBe(0)
    expect(ids()).toEqual(upTo(20).map(({ id }) => id))
    // A turn without work, and then there is time again.
    turn()
    enter(item(20))
    expect(ids().at(-1)).toBe(20)
  })

  it('one that takes longer than a slice is the only one of its turn', () => {
    const { enter, turn } = setUp()
    for (const each of upTo(4, { takes: 50 })) enter(each)
    expect([turn(), turn(), turn()]).toEqual([1, 1, 1])
  })

  it('an emergency runs before 1,000 that came earlier, with the two of its own kin that wait, in their order', () => {
    const { enter, ids } = setUp()
    for (let id = 0; id < 1_000; id++) enter(item(id, { kin: [id % 500] }))
    enter(item(1_000, { kin: [77], first: true }))
    expect(ids()).toEqual([0, 1, 2, 3, 77, 577, 1_000])
  })

  it('what goes with an emergency takes its own kin along: 7 goes before 8, though only 8 is kin of 9', () => {
    const { enter, ids, turn, turns } = setUp()
    enter(item(1, { takes: 9 }))
    enter(item(7, { kin: [20] }))
    enter(item(6))
    enter(item(8, { kin: [20, 30] }))
    enter(item(9, { kin: [30], first: true }))
    expect(ids()).toEqual([1, 7, 8, 9])
    turn()
    expect(ids()).toEqual([1, 7, 8, 9, 6])
    expect(turns.waiting()).toBe(0)
  })

  it('while an emergency is on its way only one at a time goes in each turn, and 4 again 40 ms later', () => {
    let haste: Haste | undefined
    const { enter, turn, pass } = setUp({
      haste: (tick) => {
        haste = createHaste(tick)
        return haste
      },
    })
    for (const each of upTo(40)) enter(each)
    haste?.begin()
    expect([turn(), turn(), turn()]).toEqual([1, 1, 1])
    pass(40)
    expect(turn()).toBe(4)
  })

  it('says when nothing waits any more', async () => {
    const { enter, turn, turns } = setUp()
    await turns.idle()
    for (const each of upTo(6)) enter(each)
    let isIdle = false
    const idle = turns.idle().then(() => {
      isIdle = true
    })
    await Promise.resolve()
    expect(isIdle).toBe(false)
    turn()
    await idle
  })

  it('whatever comes in whatever order: each runs once, kin in the order they came, an emergency when it comes', () => {
    const arrival = fc.record({
      kin: fc.uniqueArray(fc.nat({ max: 5 }), { minLength: 1, maxLength: 2 }),
      takes: fc.nat({ max: 3 }),
      first: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, fc.constant(true)),
      turnsBefore: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.nat({ max: 2 })),
    })
    fc.assert(
      fc.property(fc.array(arrival, { maxLength: 60 }), (arrivals) => {
        const { enter, turn, ran, turns } = setUp()
        for (const [id, { turnsBefore, ...rest }] of arrivals.entries()) {
          for (let left = turnsBefore; left > 0; left--) turn()
          enter({ id, ...rest })
          if (rest.first) expect(ran.at(-1)?.id).toBe(id)
        }
        while (turns.waiting() > 0) expect(turn()).toBeGreaterThan(0)
        expect(ran.map(({ id }) => id).sort((a, b) => a - b)).toEqual([...arrivals.keys()])
        for (const [at, one] of ran.entries())
          for (const later of ran.slice(at + 1))
            if (one.kin.some((each) => later.kin.includes(each))) expect(one.id).toBeLessThan(later.id)
      }),
      { numRuns: 500 },
    )
  })
})
