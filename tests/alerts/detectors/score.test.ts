import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { partialScore, points, SCORED } from '../../../alerts/detectors/score.ts'
import type { LiveState } from '../../../alerts/model/live.ts'
import { HOUR, MINUTE } from '../../../alerts/model/time.ts'
import { at, catalogueOf, play, START, told, type Values } from '../rules/script.ts'

const live = (latest: LiveState['latest'], walk?: readonly number[]): LiveState => ({
  latest,
  ...(walk === undefined ? {} : { walk }),
  seenAt: START,
  deviceId: 'band-001',
})
const now = (value: number, age = 0) => ({ value, at: START - age })

describe('the points of one value', () => {
  // NEWS2 chart 1 (RCP 2017): the values on both sides of every border.
  it.each([
    [
      'heartRate',
      [
        [40, 3],
        [41, 1],
        [50, 1],
        [51, 0],
        [90, 0],
        [91, 1],
        [110, 1],
        [111, 2],
        [130, 2],
        [131, 3],
      ],
    ],
    [
      'systolic',
      [
        [90, 3],
        [91, 2],
        [100, 2],
        [101, 1],
        [110, 1],
        [111, 0],
        [219, 0],
        [220, 3],
      ],
    ],
    [
      'spo2',
      [
        [91, 3],
        [92, 2],
        [93, 2],
        [94, 1],
        [95, 1],
        [96, 0],
      ],
    ],
    [
      'temperature',
      [
        [35, 3],
        [35.1, 1],
        [36, 1],
        [36.1, 0],
        [38, 0],
        [38.1, 1],
        [39, 1],
        [39.1, 2],
      ],
    ],
  ] as const)('of %s', (metric, table) => {
    for (const [value, expected] of table) expect([value, points(metric, value)]).toEqual([value, expected])
  })

  it('are of the rounded value, so that nothing falls between two bands', () => {
    expect(points('temperature', 35.04)).toBe(3)
    expect(points('temperature', 35.06)).toBe(1)
    expect(points('spo2', 91.5)).toBe(2)
    expect(points('heartRate', 90.4)).toBe(0)
  })

  it('of a saturation prescribed at 88–92 %', () => {
    expect([83, 84, 85, 86, 87, 88, 96].map((value) => points('spo2', value, 2))).toEqual([
      3, 2, 2, 1, 1, 0, 0,
    ])
  })
})

describe('a partial score', () => {
  it('is a lower and an upper bound with what is missing', () => {
    const score = partialScore(live({ heartRate: now(118), systolic: now(98, HOUR) }), START)
    expect(score).toMatchObject({ min: 4, max: 18 })
    expect(score.used.map((part) => [part.metric, part.points])).toEqual([
      ['heartRate', 2],
      ['systolic', 2],
    ])
    expect(score.missing).toEqual(['spo2', 'temperature', 'respiration', 'oxygen', 'consciousness'])
  })

  it('of nothing is 0 to 20, the most there is', () => {
    expect(partialScore(live({}), START)).toMatchObject({ min: 0, max: 20, used: [] })
  })

  it('uses a pulse for 15 minutes, oxygen for an hour, pressure and temperature for eight', () => {
    const ages = { heartRate: 15 * MINUTE, spo2: HOUR, systolic: 8 * HOUR, temperature: 8 * HOUR }
    for (const metric of SCORED) {
      const used = (age: number) => partialScore(live({ [metric]: now(100, age) }), START).used.length
      expect([metric, used(ages[metric]), used(ages[metric] + 1)]).toEqual([metric, 1, 0])
    }
  })

  it('says whether the person is at rest, walks, or nobody knows', () => {
    const rest = (walk?: readonly number[]) => partialScore(live({}, walk), START).atRest
    expect(rest([START - 6 * MINUTE, 500, START, 505])).toBe('yes')
    expect(rest([START - 6 * MINUTE, 500, START, 600])).toBe('no')
    expect(rest([START - MINUTE, 500])).toBe('unknown')
    expect(rest()).toBe('unknown')
  })

  it('always has min ≤ max ≤ 20, and more knowledge never widens it', () => {
    const some = fc.option(fc.integer({ min: 30, max: 240 }), { nil: undefined })
    fc.assert(
      fc.property(some, some, fc.integer({ min: 60, max: 100 }), (heartRate, systolic, spo2) => {
        const known = {
          ...(heartRate === undefined ? {} : { heartRate: now(heartRate) }),
          ...(systolic === undefined ? {} : { systolic: now(systolic) }),
        }
        const less = partialScore(live(known), START)
        const more = partialScore(live({ ...known, spo2: now(spo2) }), START)
        expect(less.min).toBeLessThanOrEqual(less.max)
        expect(less.max).toBeLessThanOrEqual(20)
        expect(more.min).toBeGreaterThanOrEqual(less.min)
        expect(more.max).toBeLessThanOrEqual(less.max)
      }),
    )
  })
})

const catalogue = catalogueOf(
  `{ type: score, clearFor: 10m, maxGap: 30m, levels: [
      { level: urgent, title: { zh-CN: 尽快, en: urgent }, raise: 5, severity: warning },
      { level: emergency, title: { zh-CN: 紧急, en: emergency }, raise: 7, severity: critical } ] }`,
  'severity: critical',
)
const run = (script: readonly (readonly [string, Values])[]) => told(play(catalogue, script).findings)

describe('the alert of a score', () => {
  it('takes two readings in a row, a minute apart, and goes by the least of them', () => {
    expect(
      run([
        ['00:00', { heartRate: 118, spo2: 91 }],
        ['00:30', { heartRate: 140 }],
        ['01:00', { heartRate: 138 }],
      ]),
    ).toEqual(['01:00 raise rule urgent'])
  })

  it('one artefact is none', () => {
    expect(
      run([
        ['00:00', { heartRate: 80, spo2: 91, temperature: 38.5 }],
        ['05:00', { heartRate: 140 }],
        ['10:00', { heartRate: 82 }],
        ['15:00', { heartRate: 140 }],
        ['20:00', { heartRate: 82 }],
      ]),
    ).toEqual([])
  })

  it('climbs, steps down one point below the dead band after ten minutes, and clears', () => {
    expect(
      run([
        ['00:00', { heartRate: 118, spo2: 91, temperature: 38.5 }],
        ['05:00', { heartRate: 118 }],
        ['10:00', { heartRate: 135 }],
        ['15:00', { heartRate: 135 }],
        // 5: within the dead band of 7 minus one is 6.
        ['20:00', { heartRate: 100 }],
        ['25:00', { heartRate: 100 }],
        ['30:00', { heartRate: 100 }],
        ['35:00', { spo2: 97 }],
        ['40:00', { heartRate: 88 }],
        ['45:00', { heartRate: 88 }],
      ]),
    ).toEqual([
      '05:00 raise rule urgent',
      '15:00 step rule emergency',
      '30:00 step rule urgent',
      '45:00 clear rule urgent',
    ])
  })

  it('does not clear because a value is missing', () => {
    const { findings } = play(catalogue, [
      ['00:00', { heartRate: 118, spo2: 91 }],
      ['05:00', { heartRate: 118 }],
      ['2:00:00', { heartRate: 118 }],
      ['2:10:00', { heartRate: 118 }],
      ['2:20:00', { heartRate: 118 }],
    ])
    expect(told(findings)).toEqual(['05:00 raise rule urgent'])
  })

  it('has its bounds, what was used and what is missing as evidence', () => {
    const { findings } = play(catalogue, [
      ['00:00', { heartRate: 118, spo2: 91 }],
      ['05:00', { heartRate: 118 }],
    ])
    expect(findings[0]?.evidence).toMatchObject({
      since: at('00:00'),
      facts: {
        min: 5,
        max: 19,
        used: 'heartRate:2,spo2:3',
        missing: 'systolic,temperature,respiration,oxygen,consciousness',
      },
    })
  })
})
