import fc from 'fast-check'
import { expect, it } from 'vitest'
import { bandSilent, Desk, sos, TEN, tachycardia } from './town.ts'

const kinds = [sos, tachycardia, bandSilent] as const
const MOST = 30 * 60 * 60_000

const play = fc.record({
  kind: fc.integer({ min: 0, max: 2 }),
  takenAfter: fc.integer({ min: 0, max: MOST }),
  /** When the ticker looks, in order: a gateway that is down does not. */
  looks: fc.array(fc.integer({ min: 0, max: 3 * MOST }), { minLength: 1, maxLength: 12 }),
})

it('lapses at the first look at or after its time, once, whenever the gateway was down; and then somebody is told', () => {
  fc.assert(
    fc.property(play, ({ kind, takenAfter, looks }) => {
      const desk = new Desk()
      desk.find((kinds[kind] ?? sos)())
      desk.now = TEN + takenAfter
      desk.say({ action: 'acknowledge', actorId: 'p-director', at: desk.now })
      const until = desk.alert.dueAt ?? Number.NaN
      let lapsedAt: number | undefined
      for (const look of looks.map((ms) => takenAfter + ms).sort((a, b) => a - b)) {
        const wasTaken = lapsedAt === undefined
        desk.tick(look)
        const lapsed = wasTaken && desk.alert.status === 'open'
        expect(lapsed).toBe(wasTaken && TEN + look >= until)
        if (lapsed) {
          lapsedAt = look
          expect(desk.told()).toContain('p-director')
          // A chain goes on: it is due, or it has just come to its end by telling everybody.
          const isLast = desk.alert.dueAt === null
          expect(isLast ? desk.last.length : (desk.alert.dueAt ?? 0) - desk.now).toBeGreaterThan(0)
        }
      }
      expect(desk.kinds().filter((one) => one === 'lapsed')).toHaveLength(lapsedAt === undefined ? 0 : 1)
    }),
    { numRuns: 150 },
  )
})

it('what is taken back in time leaves the alert as it was, whatever it was', () => {
  const acts = ['acknowledge', 'onTheWay', 'arrived'] as const
  const any = fc.record({
    kind: fc.integer({ min: 0, max: 2 }),
    before: fc.array(fc.constantFrom(...acts), { maxLength: 3 }),
    last: fc.constantFrom(...acts, 'resolve' as const),
    waits: fc.integer({ min: 0, max: 10_000 }),
  })
  fc.assert(
    fc.property(any, ({ kind, before, last, waits }) => {
      const desk = new Desk()
      desk.find((kinds[kind] ?? sos)())
      for (const action of before) desk.say({ action, actorId: 'p-day', at: desk.now })
      desk.now += 60_000
      const { undo: _, ...was } = desk.alert
      const said = { actorId: 'p-director', at: desk.now }
      const done =
        last === 'resolve'
          ? desk.say({ action: 'resolve', outcome: 'accidental', ...said })
          : desk.say({ action: last, ...said })
      desk.now += waits
      const taken = desk.say({ action: 'undo', actorId: 'p-director', at: desk.now })
      expect(taken.ok).toBe(done.ok)
      if (done.ok) expect(desk.alert).toEqual({ ...was, revision: was.revision + 2 })
    }),
    { numRuns: 150 },
  )
})
