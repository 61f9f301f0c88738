// Two layers of memory: what is committed, and what was decided on top of it.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLedger } from '../../../gateway/ingest/ledger.ts'

describe('a ledger', () => {
  it('shows what is committed while decisions read the draft', () => {
    const ledger = createLedger<string, number>()
    ledger.commit('a', 1)
    ledger.draft('a', 2)
    expect([ledger.visible('a'), ledger.get('a')]).toEqual([1, 2])
    ledger.commit('a', 2)
    expect([ledger.visible('a'), ledger.get('a'), ledger.size()]).toEqual([2, 2, 1])
  })

  it('is the same as two plain maps, whatever happens in whatever order', () => {
    const step = fc.record({
      does: fc.constantFrom('draft', 'commit', 'forget', 'reset'),
      key: fc.constantFrom('a', 'b', 'c'),
      value: fc.integer({ min: 1, max: 3 }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const ledger = createLedger<string, number>()
        const committed = new Map<string, number>()
        const drafts = new Map<string, number>()
        for (const { does, key, value } of steps) {
          if (does === 'reset') ledger.reset()
          else ledger[does as 'draft' | 'commit' | 'forget'](key, value)
          if (does === 'draft') drafts.set(key, value)
          if (does === 'commit') committed.set(key, value)
          if (does === 'forget') committed.delete(key)
          if (does === 'reset') drafts.clear()
          if ((does === 'commit' || does === 'forget') && drafts.get(key) === value) drafts.delete(key)
        }
        expect(new Map(ledger.visibleEntries())).toEqual(committed)
        expect(new Map(ledger.entries())).toEqual(new Map([...committed, ...drafts]))
        expect(ledger.size()).toBe(committed.size)
        for (const key of ['a', 'b', 'c']) {
          expect(ledger.get(key)).toBe(drafts.get(key) ?? committed.get(key))
          expect(ledger.visible(key)).toBe(committed.get(key))
        }
      }),
    )
  })
})
