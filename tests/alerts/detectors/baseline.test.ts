import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type BaselineParams, boundsOf, usualRange } from '../../../alerts/detectors/baseline.ts'
import type { Habits, UsualRange } from '../../../alerts/model/habits.ts'
import { MINUTE } from '../../../alerts/model/time.ts'
import { emptyState, type SubjectState } from '../../../alerts/rules/evaluate.ts'
import { lived, local, type Said } from '../habits/person.ts'
import { catalogueOf, play, profile, reading } from '../rules/script.ts'

const habits = (usual: Habits['usual'], day = 20): Habits => ({
  dawn: local(day, 4),
  samples: {},
  log: {},
  usual,
})
const params: BaselineParams = {
  metric: 'heartRate',
  comparison: 'atLeast',
  z: 3.5,
  change: 15,
  floor: 3,
  days: 14,
  samples: 50,
  back: 0.7,
  held: { for: 0, atLeastSamples: 1, maxGap: MINUTE, clearFor: 0 },
}
const range = (centre: number, mad: number, days = 14, samples = 800): UsualRange => [
  centre,
  mad,
  days,
  samples,
]
const raise = (usual: UsualRange, change: Partial<BaselineParams> = {}) =>
  boundsOf(habits({ heartRate: usual }), local(20, 12), { ...params, ...change })?.raise

describe("a person's own limit", () => {
  it('lies 3.5 robust standard deviations above their median: 70 with a spread of 5 gives 95.9', () => {
    expect(raise(range(70, 5))).toBe(95.9)
    expect(raise(range(70, 5), { comparison: 'atMost' })).toBe(44.1)
  })

  it('believes no spread below the floor, and no change below 15', () => {
    expect(raise(range(70, 0.5))).toBe(85.6)
    expect(raise(range(70, 0.5), { z: 2 })).toBe(85)
  })

  it('is unknown until 14 days and 50 samples are', () => {
    expect(raise(range(70, 5, 13))).toBeUndefined()
    expect(raise(range(70, 5, 14, 49))).toBeUndefined()
    expect(boundsOf(undefined, local(20, 12), params)).toBeUndefined()
  })

  it('is that of the night from 22:00 to 07:00', () => {
    const both = habits({ heartRate: range(74, 3), heartRateNight: range(60, 3) })
    const centre = (hour: number, minute = 0) => usualRange(both, 'heartRate', local(20, hour, minute))?.[0]
    expect([centre(6, 59), centre(7), centre(21, 59), centre(22)]).toEqual([60, 74, 74, 60])
  })

  it('never lies within 15 bpm of the median, whatever the spread', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 45, max: 110 }),
        fc.double({ min: 0, max: 20, noNaN: true }),
        (centre, mad) => {
          expect(raise(range(centre, mad))! - centre).toBeGreaterThanOrEqual(15 - 0.1)
        },
      ),
    )
  })
})

describe('far from the usual', () => {
  const rule =
    '{ type: baseline, metric: heartRate, comparison: atLeast, change: 15, floor: 3, held: { for: 30m, atLeastSamples: 4, maxGap: 20m, clearFor: 15m } }'
  const catalogue = catalogueOf(rule)
  const known = (usual: Habits['usual']): SubjectState => ({
    ...emptyState('band-001'),
    habits: habits(usual),
  })
  const said = (values: readonly (readonly [number, number])[]) =>
    values.map(([minute, heartRate]) => reading(local(20, 12, minute), { heartRate }))

  it('is told after half an hour with samples all along, with what is usual, and clears', () => {
    const { findings } = play(
      catalogue,
      said([
        [0, 90],
        [10, 90],
        [20, 92],
        [30, 95],
        [40, 80],
        [50, 79],
        [60, 78],
      ]),
      { state: known({ heartRate: range(70, 3) }) },
    )
    expect(findings.map((one) => one.transition)).toEqual(['raise', 'clear'])
    expect(findings[0]?.evidence).toMatchObject({
      threshold: 85.6,
      heldMs: 30 * MINUTE,
      facts: { usual: 70, usualDays: 14, usualSamples: 800, usualNight: false, deviation: 5.6 },
    })
  })

  it('a gap of 21 minutes fills no half hour', () => {
    const { findings } = play(
      catalogue,
      said([
        [0, 90],
        [10, 90],
        [31, 92],
        [41, 95],
      ]),
      {
        state: known({ heartRate: range(70, 3) }),
      },
    )
    expect(findings).toEqual([])
  })

  it('says nothing of somebody who is not known yet, whatever the value', () => {
    const { findings, state } = play(
      catalogue,
      said([
        [0, 120],
        [10, 120],
        [20, 120],
        [30, 120],
      ]),
      {
        state: known({ heartRate: range(70, 3, 13) }),
      },
    )
    expect(findings).toEqual([])
    expect(state.rules).toEqual({})
  })

  it('an ordinary reading leaves the rule without a state', () => {
    const { state } = play(catalogue, said([[0, 85]]), { state: known({ heartRate: range(70, 3) }) })
    expect(state.rules).toEqual({})
  })

  it('an illness does not become what is usual: three days of 100 leave the median at 70', () => {
    const days: Said[] = []
    for (let day = 0; day < 15; day++)
      for (let hour = 0; hour < 24; hour++)
        for (const minute of [0, 15, 30, 45]) days.push([local(day, hour, minute), { heartRate: 70 }])
    const ill: Said[] = []
    for (let hour = 9; hour < 9 + 72; hour++)
      for (const minute of [0, 15, 30, 45]) ill.push([local(15, hour, minute), { heartRate: 100 }])
    const state = lived([...days, ...ill], { catalogue })
    expect(state.rules.rule?.phase).toBe('firing')
    expect(state.habits?.usual.heartRate?.[0]).toBe(70)
    expect(state.habits?.log.heartRate).not.toContain('100')
  })

  it('leaves the limits that hold for everybody where they are', () => {
    // Usually 125: the absolute rule fires all the same.
    const absolute = catalogueOf(
      '{ type: sustained, metric: heartRate, comparison: atLeast, raise: 111, clear: 105, for: 0s, maxGap: 15m }',
    )
    const { findings } = play(absolute, said([[0, 125]]), {
      state: known({ heartRate: range(125, 3) }),
      profile: profile(),
    })
    expect(findings.map((one) => one.transition)).toEqual(['raise'])
  })
})
