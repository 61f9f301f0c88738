// What is decided lies awake and what is committed lies at rest: whoever folds through both must come to what a fold of
// plain states comes to, however many decisions are on their way and whichever commits fail.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../../alerts/model/time.ts'
import { emptyState, evaluate, type SubjectState, tick } from '../../../alerts/rules/evaluate.ts'
import { createStates } from '../../../gateway/ingest/states.ts'
import { defaultCatalogue, profile, reading, START, type Values } from '../../alerts/rules/script.ts'

const catalogue = defaultCatalogue()
const elder = profile({ tags: ['独居'] })
const KEY = 'resident:r-1' as const

/** Three weeks of ordinary days, so that habits of every kind are known. */
function livedThrough(): SubjectState {
  let state = emptyState('band-001')
  for (let at = START - 21 * DAY, i = 0; at < START; at += 20 * MINUTE, i++) {
    const day = (at / DAY + 1 / 3) % 1
    const pressure = i % 6 === 0 ? { systolic: 122 + (i % 5), diastolic: 76 + (i % 4) } : {}
    const heartRate = (day < 0.25 ? 54 : 66) + (i % 7)
    state = evaluate(catalogue, state, reading(at, { heartRate, ...pressure }), elder).state
    const steps = Math.floor(Math.max(0, day - 0.3) * 4_000)
    state = evaluate(catalogue, state, reading(at + MINUTE, { steps, worn: 1 }), elder).state
    const charging = day > 0.9 ? 1 : 0
    state = evaluate(
      catalogue,
      state,
      reading(at + 2 * MINUTE, { battery: 90 - (i % 40), charging }),
      elder,
    ).state
  }
  return state
}
const lived = livedThrough()

const values: fc.Arbitrary<Values> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom(44, 66, 70, 74, 112, 150), fc.constantFrom(97, 118, 130, 185))
      .map(([heartRate, systolic]) => ({ heartRate, systolic, diastolic: 80 })),
  },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 6_000 }).map((steps) => ({ steps })) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 100 }).map((battery) => ({ battery })) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Values>(
      { worn: 0 },
      { worn: 1 },
      { charging: 1 },
      { charging: 0 },
      { still: 1 },
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom<Values>({ fall: 1 }, { sos: 1 }) },
)
const pause = fc.constantFrom(1_000, 20_000, MINUTE, MINUTE, 5 * MINUTE, 20 * MINUTE, 3 * HOUR, 15 * HOUR)

type Event = Readonly<{ pause: number; values: Values } | { committed: number } | { failed: true }>
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ pause, values }) },
  { weight: 3, arbitrary: fc.record({ committed: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 1, arbitrary: fc.constant({ failed: true } as const) },
)

const text = (state: SubjectState | undefined): unknown => JSON.parse(JSON.stringify(state))

function holds(from: SubjectState): void {
  fc.assert(
    fc.property(fc.array(event, { minLength: 1, maxLength: 60 }), (events) => {
      const states = createStates()
      states.commit(KEY, from)
      let plain = from
      let committed = from
      /** Decided and not yet committed, the oldest first: as the engine has it, and plain. */
      let underWay: (readonly [SubjectState, SubjectState])[] = []
      let now = START
      for (const one of events) {
        const held = states.visible(KEY)
        const before = committed
        if ('failed' in one) {
          states.reset()
          underWay = []
          plain = committed
        } else if ('committed' in one) {
          for (const [own, same] of underWay.splice(0, one.committed)) {
            states.commit(KEY, own)
            committed = same
          }
        } else {
          now += one.pause
          const told = reading(now, one.values)
          const own = states.get(KEY) ?? emptyState()
          const ticked = [tick(catalogue, own, now, elder), tick(catalogue, plain, now, elder)] as const
          expect(ticked[0].findings).toEqual(ticked[1].findings)
          const steps = [
            evaluate(catalogue, ticked[0].state, told, elder),
            evaluate(catalogue, ticked[1].state, told, elder),
          ] as const
          expect(steps[0].findings).toEqual(steps[1].findings)
          expect(steps[0].requests).toEqual(steps[1].requests)
          plain = steps[1].state
          states.draft(KEY, steps[0].state)
          underWay.push([steps[0].state, plain])
        }
        expect(text(states.get(KEY))).toEqual(text(plain))
        expect(states.visible(KEY)).toEqual(committed)
        expect(held).toEqual(before)
      }
    }),
    { numRuns: 300 },
  )
}

describe('a fold through states at rest', () => {
  it('is tried on somebody of whom everything is known that can be learned in three weeks', () => {
    expect(Object.keys(lived.habits?.usual ?? {}).sort()).toEqual(
      expect.arrayContaining(['charged', 'heartRate', 'heartRateNight', 'systolic', 'systolicDrift']),
    )
  })

  it(
    'comes to the same for somebody whose habits are known, whatever is under way or fails',
    () => holds(lived),
    60_000,
  )

  it('comes to the same for somebody new', () => holds(emptyState('band-001')), 60_000)
})
