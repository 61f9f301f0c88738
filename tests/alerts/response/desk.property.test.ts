import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DESK_STEPS, DESK_WORDS, type DeskRecord } from '../../../alerts/model/desk.ts'
import { type DeskWord, deskSays, furthest } from '../../../alerts/response/desk.ts'

const word: fc.Arbitrary<DeskWord> = fc.record(
  {
    step: fc.constantFrom(...DESK_WORDS),
    at: fc.integer({ min: 0, max: 100 }),
    heardAt: fc.integer({ min: 0, max: 100 }),
    by: fc.constantFrom('desk', 'p-1', 'p-2'),
    how: fc.constantFrom('interface' as const, 'phone' as const),
    cardVersion: fc.integer({ min: 1, max: 9 }),
    eventNumber: fc.constantFrom('E-1', 'E-2'),
    vehicle: fc.record(
      { number: fc.constantFrom('A', 'B'), phone: fc.constantFrom('1', '2') },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['step', 'at', 'heardAt', 'by', 'how'] },
)
const story = fc.array(fc.tuple(word, fc.boolean()), { maxLength: 30 })

const rank = (record: DeskRecord | undefined): number => {
  const step = furthest(record)
  return step === undefined ? -1 : DESK_STEPS.indexOf(step)
}

it('in any order, twice, by anybody: a step never changes once it stands, and the desk never goes back', () => {
  fc.assert(
    fc.property(story, (words) => {
      let record: DeskRecord | undefined
      for (const [said, withdrawn] of words) {
        const verdict = deskSays(record, said, { withdrawn })
        if (!verdict.ok) continue
        for (const step of DESK_WORDS)
          if (record?.[step] !== undefined) expect(verdict.record[step]).toEqual(record[step])
        for (const part of ['number', 'phone'] as const)
          if (record?.vehicle?.[part] !== undefined)
            expect(verdict.record.vehicle?.[part]).toBe(record.vehicle[part])
        expect(verdict.record[said.step]).toBeDefined()
        expect(verdict.record.cardVersion ?? 0).toBeGreaterThanOrEqual(record?.cardVersion ?? 0)
        // A number of the interface is never replaced.
        if (record?.eventNumberHow === 'interface')
          expect(verdict.record.eventNumber).toBe(record.eventNumber)
        expect(rank(verdict.record)).toBeGreaterThanOrEqual(rank(record))
        if (verdict.news === 'step' && said.step !== 'standDown')
          expect(rank(verdict.record)).toBeGreaterThan(rank(record))
        if (verdict.news === 'filledIn') expect(rank(verdict.record)).toBe(rank(record))
        record = verdict.record
      }
    }),
  )
})

it('a word that was taken never makes news again, whatever was said between', () => {
  fc.assert(
    fc.property(story, word, story, (before, said, between) => {
      let record: DeskRecord | undefined
      const take = ([each, withdrawn]: readonly [DeskWord, boolean]): boolean => {
        const verdict = deskSays(record, each, { withdrawn })
        if (verdict.ok) record = verdict.record
        return verdict.ok
      }
      for (const each of before) take(each)
      fc.pre(take([said, true]))
      for (const each of between) take(each)
      expect(deskSays(record, said, { withdrawn: true }).ok).toBe(false)
    }),
  )
})

it('the order in which the three steps arrive makes no difference to what is known of them', () => {
  const steps = DESK_STEPS.map(
    (step, i): DeskWord => ({ step, at: i, heardAt: i, by: 'desk', how: 'interface' }),
  )
  fc.assert(
    fc.property(fc.shuffledSubarray(steps, { minLength: 3 }), (order) => {
      const record = order.reduce<DeskRecord | undefined>((known, said) => {
        const verdict = deskSays(known, said, { withdrawn: false })
        return verdict.ok ? verdict.record : known
      }, undefined)
      expect(DESK_STEPS.map((step) => record?.[step]?.at)).toEqual([0, 1, 2])
    }),
  )
})
