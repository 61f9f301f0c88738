import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../../alerts/model/time.ts'
import { compileCatalogue } from '../../../alerts/rules/compile.ts'
import { release } from '../../../alerts/rules/evaluate.ts'
import {
  at,
  defaultCatalogue,
  defaultFiles,
  drainProfile,
  play,
  profile,
  reading,
  rulesFrom,
  START,
  series,
  told,
} from '../rules/script.ts'

const catalogue = defaultCatalogue()
const levelRule = rulesFrom(defaultFiles()).filter((rule) => rule.id === 'drain-level')

/** The default rule with other numbers in its detector. */
const ladderOf = (change: Readonly<Record<string, unknown>>) =>
  compileCatalogue(
    levelRule.map((rule) => ({ ...rule, detector: { ...rule.detector, ...change } }) as typeof rule),
  )

const byEachValue = ladderOf({ median: undefined })
const drain = (points: readonly (readonly [string, number])[], by = byEachValue) =>
  play(by, series('level', points), { profile: drainProfile })

describe('a ladder of 5, 15, 27 and 40 cm that goes by each value', () => {
  it('raises once and steps up class by class, at once', () => {
    const { findings } = drain([
      ['00:00', 4],
      ['05:00', 5],
      ['10:00', 14],
      ['15:00', 15],
      ['20:00', 27],
      ['25:00', 55],
    ])
    expect(told(findings)).toEqual([
      '05:00 raise drain-level attention',
      '15:00 step drain-level warning',
      '20:00 step drain-level closure',
      '25:00 step drain-level danger',
    ])
    expect(findings.map((finding) => finding.severity)).toEqual(['info', 'warning', 'critical', 'critical'])
    expect(findings[3]?.evidence).toMatchObject({ threshold: 40, since: at('05:00'), heldMs: 20 * 60_000 })
  })

  it('raises straight into the class reached', () => {
    expect(told(drain([['00:00', 30]]).findings)).toEqual(['00:00 raise drain-level closure'])
  })

  it('neither steps nor clears within the dead band of 3 cm', () => {
    const points = Array.from(
      { length: 13 },
      (_, i) => [`0:${String(i * 10).padStart(2, '0')}:00`, i === 0 ? 15 : 12.1] as const,
    )
    expect(told(drain(points).findings)).toEqual(['00:00 raise drain-level warning'])
  })

  it('steps down after 30 minutes below the dead band, and clears after 30 below that of the first class', () => {
    const { findings, state } = drain([
      ['00:00', 30],
      ['10:00', 23],
      ['20:00', 22],
      ['30:00', 20],
      ['40:00', 11],
      ['50:00', 1],
      ['0:60:00', 1],
      ['0:70:00', 1],
      ['0:80:00', 1],
    ])
    expect(told(findings)).toEqual([
      '00:00 raise drain-level closure',
      '40:00 step drain-level warning',
      '1:10:00 step drain-level attention',
      '1:20:00 clear drain-level attention',
    ])
    expect(state.rules).toEqual({})
  })

  it('starts the 30 minutes anew when the water touches the class again', () => {
    const { findings } = drain([
      ['00:00', 5],
      ['10:00', 1],
      ['25:00', 2.5],
      ['30:00', 1],
      ['45:00', 1],
      ['59:00', 1],
    ])
    expect(told(findings)).toEqual(['00:00 raise drain-level attention'])
  })

  it('does not take a silence for sinking water: 35 minutes between two low readings clear nothing', () => {
    expect(
      told(
        drain([
          ['00:00', 5],
          ['10:00', 1],
          ['45:00', 1],
        ]).findings,
      ),
    ).toHaveLength(1)
    expect(
      told(
        drain([
          ['00:00', 5],
          ['10:00', 1],
          ['45:00', 1],
          ['0:60:00', 1],
          ['0:75:00', 1],
        ]).findings,
      ),
    ).toEqual(['00:00 raise drain-level attention', '1:15:00 clear drain-level attention'])
  })

  it('raises again on the next reading when somebody resolved the alert while the road is still under water', () => {
    const { state } = drain([['00:00', 30]])
    const after = release(byEachValue, state, 'drain-level', at('05:00'), drainProfile).state
    expect(
      told(
        play(byEachValue, series('level', [['06:00', 29]]), { state: after, profile: drainProfile }).findings,
      ),
    ).toEqual(['06:00 raise drain-level closure'])
  })
})

describe('the median of three', () => {
  const byMedian = ladderOf({})

  it('raises nothing for single values of 60 cm between dry ones, wherever they come', () => {
    for (const points of [
      [0, 0, 60, 0, 0],
      [60, 0, 0],
      [0, 60, 0, 60, 0, 60, 0],
      [0, 4.9, 60, 4.9],
    ])
      expect(
        drain(
          points.map((level, i) => [`0:0${i}:00`, level] as const),
          byMedian,
        ).findings,
      ).toEqual([])
  })

  it('tells a flash flood from 0 to 55 cm one sample later, in its class', () => {
    const { findings } = drain(
      [
        ['00:00', 0],
        ['01:00', 30],
        ['02:00', 41],
        ['03:00', 55],
      ],
      byMedian,
    )
    expect(told(findings)).toEqual(['02:00 raise drain-level closure', '03:00 step drain-level danger'])
    expect(findings[0]?.evidence.samples).toEqual([{ metric: 'level', at: at('02:00'), value: 30 }])
  })

  it('knows nothing of one value after a gap of more than 20 minutes, and raises on the second', () => {
    const { findings } = drain(
      [
        ['00:00', 30],
        ['30:00', 30],
        ['31:00', 30],
      ],
      byMedian,
    )
    expect(told(findings)).toEqual(['31:00 raise drain-level closure'])
  })

  it('does not take one dry value for sinking water', () => {
    const points = Array.from({ length: 8 }, (_, i) => [`0:${i * 10}:00`, i === 3 ? 0 : 16] as const)
    const { findings } = drain(points, ladderOf({ clearFor: 0 }))
    expect(told(findings)).toEqual(['10:00 raise drain-level warning'])
  })

  it('property: values of which no two neighbours reach 5 cm raise nothing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(1, 1, 5, 15, 30), fc.double({ min: 5, max: 200, noNaN: true })), {
          minLength: 3,
          maxLength: 30,
        }),
        (drawn) => {
          let now = START
          const levels = drawn.map(([wait, high], i) => {
            now += wait * MINUTE
            return reading(now, { level: i % 2 === 1 ? high : 1.9 })
          })
          expect(play(byMedian, levels, { profile: drainProfile }).findings).toEqual([])
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('classes that have to last', () => {
  const levels = levelRule[0]?.detector.type === 'ladder' ? levelRule[0].detector.levels : []
  const lasting = ladderOf({
    median: undefined,
    clearFor: 30 * MINUTE,
    stepDownFor: 10 * MINUTE,
    levels: levels.map((rung, i) => ({ ...rung, for: [5, 2, 0, 0][i]! * MINUTE })),
  })

  it('raises after 5 minutes at 5 cm, steps up after 2 at 15 cm and at once at 27 cm', () => {
    const { findings } = drain(
      [
        ['00:00', 6],
        ['04:00', 7],
        ['05:00', 8],
        ['06:00', 16],
        ['07:00', 16],
        ['08:00', 16],
        ['09:00', 28],
      ],
      lasting,
    )
    expect(told(findings)).toEqual([
      '05:00 raise drain-level attention',
      '08:00 step drain-level warning',
      '09:00 step drain-level closure',
    ])
    expect(findings[0]?.evidence).toMatchObject({ since: at('00:00'), heldMs: 5 * MINUTE })
  })

  it('raises straight into a class that need not last', () => {
    expect(told(drain([['00:00', 30]], lasting).findings)).toEqual(['00:00 raise drain-level closure'])
  })

  it('never fills those minutes with a gap, nor with a value below', () => {
    expect(
      drain(
        [
          ['00:00', 6],
          ['25:00', 6],
          ['29:00', 6],
        ],
        lasting,
      ).findings,
    ).toEqual([])
    expect(
      drain(
        [
          ['00:00', 6],
          ['04:00', 4],
          ['06:00', 6],
          ['10:00', 6],
        ],
        lasting,
      ).findings,
    ).toEqual([])
  })

  it('steps down after 10 minutes and clears after 30', () => {
    const { findings } = drain(
      Array.from({ length: 12 }, (_, i) => [`0:${i * 5}:00`, i === 0 ? 30 : 1] as const),
      lasting,
    )
    expect(told(findings)).toEqual([
      '00:00 raise drain-level closure',
      '15:00 step drain-level attention',
      '35:00 clear drain-level attention',
    ])
  })
})

describe('the battery ladder of 20, 10 and 5 %', () => {
  const battery = (points: readonly (readonly [string, number, number])[]) =>
    play(
      catalogue,
      points.map(([time, percent, charging]) => [time, { battery: percent, charging }] as const),
    )

  it('tells 20, 10 and 5 % in one alert and clears on the charger', () => {
    const { findings } = battery([
      ['00:00', 21, 0],
      ['10:00', 20, 0],
      ['20:00', 11, 0],
      ['30:00', 10, 0],
      ['40:00', 4, 0],
      ['50:00', 5, 1],
    ])
    expect(told(findings)).toEqual([
      '10:00 raise battery-low low',
      '30:00 step battery-low veryLow',
      '40:00 step battery-low nearlyEmpty',
      '50:00 clear battery-low nearlyEmpty',
    ])
  })

  it('says nothing while charging, and speaks when it is unplugged too early', () => {
    expect(
      battery([
        ['00:00', 8, 1],
        ['10:00', 12, 1],
      ]).findings,
    ).toEqual([])
    expect(
      told(
        battery([
          ['00:00', 8, 1],
          ['10:00', 12, 0],
        ]).findings,
      ),
    ).toEqual(['10:00 raise battery-low low'])
  })

  it('stays quiet after a person resolved it, until it gets worse', () => {
    const { state } = battery([['00:00', 18, 0]])
    const quiet = release(catalogue, state, 'battery-low', at('01:00'), profile()).state
    const later = play(
      catalogue,
      (
        [
          ['10:00', 17],
          ['20:00', 11],
          ['30:00', 10],
        ] as const
      ).map(([time, percent]) => [time, { battery: percent, charging: 0 }] as const),
      { state: quiet },
    )
    expect(told(later.findings)).toEqual(['30:00 raise battery-low veryLow'])
  })
})
