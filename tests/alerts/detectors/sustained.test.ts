import { describe, expect, it } from 'vitest'
import { emptyState, evaluate, release } from '../../../alerts/rules/evaluate.ts'
import { at, catalogueOf, play, profile, reading, series, told } from '../rules/script.ts'

const high = catalogueOf(
  '{ type: sustained, metric: heartRate, comparison: atLeast, raise: 131, clear: 120, for: 2m, atLeastSamples: 3, maxGap: 5m, clearFor: 1m }',
)

const run = (points: readonly (readonly [string, number])[]) => play(high, series('heartRate', points))

describe('a sustained limit of 131 for 2 minutes', () => {
  it('raises when three samples at or above 131 span two minutes, and says why', () => {
    const { findings } = run([
      ['00:00', 155],
      ['01:00', 158],
      ['02:00', 131],
    ])
    expect(told(findings)).toEqual(['02:00 raise rule warning'])
    expect(findings[0]?.evidence).toEqual({
      samples: [
        { metric: 'heartRate', at: at('00:00'), value: 155 },
        { metric: 'heartRate', at: at('01:00'), value: 158 },
        { metric: 'heartRate', at: at('02:00'), value: 131 },
      ],
      metric: 'heartRate',
      comparison: 'atLeast',
      threshold: 131,
      since: at('00:00'),
      heldMs: 120_000,
      facts: { sampleCount: 3 },
    })
  })

  it.each([
    [
      '1:59 of it',
      [
        ['00:00', 155],
        ['01:00', 158],
        ['01:59', 160],
      ],
    ],
    [
      'only two samples, two minutes apart',
      [
        ['00:00', 155],
        ['02:00', 158],
      ],
    ],
    [
      '130',
      [
        ['00:00', 130],
        ['01:00', 130],
        ['02:00', 130],
        ['03:00', 130],
      ],
    ],
    [
      'a dip to 130 in between, which starts the time anew',
      [
        ['00:00', 155],
        ['01:00', 158],
        ['01:30', 130],
        ['02:00', 158],
        ['03:00', 158],
      ],
    ],
  ] as const)('stays quiet at %s', (_, points) => {
    expect(run(points).findings).toEqual([])
  })

  it('never counts a gap longer than 5 minutes as held: 90 minutes of silence are no duration', () => {
    expect(
      run([
        ['00:00', 155],
        ['01:00', 156],
        ['1:31:00', 155],
        ['1:32:00', 155],
      ]).findings,
    ).toEqual([])
    expect(
      told(
        run([
          ['00:00', 155],
          ['1:30:00', 155],
          ['1:31:00', 155],
          ['1:32:00', 155],
        ]).findings,
      ),
    ).toEqual(['1:32:00 raise rule warning'])
  })

  it('takes a gap of exactly 5 minutes as fresh, one of 5:01 not', () => {
    expect(
      told(
        run([
          ['00:00', 155],
          ['05:00', 155],
          ['10:00', 155],
        ]).findings,
      ),
    ).toEqual(['10:00 raise rule warning'])
    expect(
      run([
        ['00:00', 155],
        ['05:01', 155],
        ['10:02', 155],
      ]).findings,
    ).toEqual([])
  })

  it('raises once and clears only after a minute at or below 120', () => {
    const { findings, state } = run([
      ['00:00', 155],
      ['01:00', 155],
      ['02:00', 155],
      ['03:00', 155],
      ['04:00', 125],
      ['05:00', 121],
      ['06:00', 120],
      ['06:30', 125],
      ['07:00', 118],
      ['08:00', 117],
    ])
    expect(told(findings)).toEqual(['02:00 raise rule warning', '08:00 clear rule warning'])
    expect(findings[1]?.evidence).toMatchObject({ since: at('07:00'), threshold: 120, comparison: 'atMost' })
    expect(state.rules).toEqual({})
  })

  it('does not clear across a gap: two low samples 10 minutes apart are not a minute of recovery', () => {
    const points = [
      ['00:00', 155],
      ['01:00', 155],
      ['02:00', 155],
      ['03:00', 100],
      ['13:00', 100],
    ] as const
    expect(told(run(points).findings)).toEqual(['02:00 raise rule warning'])
    expect(told(run([...points, ['14:00', 100]]).findings)).toEqual([
      '02:00 raise rule warning',
      '14:00 clear rule warning',
    ])
  })

  it('keeps at most 60 samples as evidence and a small state, however long it takes', () => {
    const slow = catalogueOf(
      '{ type: sustained, metric: heartRate, comparison: atLeast, raise: 100, clear: 90, for: 10h, maxGap: 5m }',
    )
    const points = Array.from(
      { length: 602 },
      (_, i) => [`0:${String(i).padStart(2, '0')}:00`, 120 + (i % 7)] as const,
    )
    const before = play(slow, series('heartRate', points.slice(0, 600)))
    expect(JSON.stringify(before.state.rules).length).toBeLessThan(700)
    const { findings } = play(slow, series('heartRate', points))
    expect(findings).toHaveLength(1)
    const { samples, since } = findings[0]!.evidence
    expect(samples.length).toBeLessThanOrEqual(60)
    expect(samples.length).toBeGreaterThan(5)
    expect(samples[0]?.at).toBe(since)
    expect(samples.at(-1)?.at).toBe(findings[0]?.eventTime)
    expect(samples.map((sample) => sample.at)).toEqual(
      samples.map((sample) => sample.at).toSorted((a, b) => a - b),
    )
  })

  it('needs fresh evidence after a person resolved the alert', () => {
    const fired = run([
      ['00:00', 155],
      ['01:00', 155],
      ['02:00', 155],
    ])
    const { state, findings } = release(high, fired.state, 'rule', at('02:30'), profile())
    expect(findings).toEqual([])
    expect(state.rules).toEqual({})
    const again = play(
      high,
      series('heartRate', [
        ['03:00', 155],
        ['04:00', 155],
        ['05:00', 155],
      ]),
      { state },
    )
    expect(told(again.findings)).toEqual(['05:00 raise rule warning'])
  })
})

describe('a duration of zero', () => {
  it('raises on the first sample and clears on the first recovered one', () => {
    const now = catalogueOf(
      '{ type: sustained, metric: spo2, comparison: below, raise: 92, clear: 94, for: 0s, maxGap: 1h }',
    )
    const { findings } = play(
      now,
      series('spo2', [
        ['00:00', 92],
        ['01:00', 91],
        ['02:00', 93],
        ['03:00', 94],
      ]),
    )
    expect(told(findings)).toEqual(['01:00 raise rule warning', '03:00 clear rule warning'])
  })
})

describe('night levels', () => {
  const low = catalogueOf(
    "{ type: sustained, metric: heartRate, comparison: atMost, raise: 50, clear: 53, for: 0s, maxGap: 5m, night: { from: '22:00', to: '07:00', raise: 45, clear: 48 } }",
  )
  const shanghai = (hour: number) => Date.UTC(2026, 2, 5, hour - 8)
  const one = (hour: number, value: number, timeZone = 'Asia/Shanghai') =>
    evaluate(low, emptyState(), reading(shanghai(hour), { heartRate: value }), profile({ timeZone })).findings

  it('takes 48 bpm for low at noon and for normal at three in the night', () => {
    expect(one(12, 48)).toHaveLength(1)
    expect(one(27, 48)).toHaveLength(0)
    expect(one(27, 45)[0]?.evidence.threshold).toBe(45)
  })

  it('tells the night by the zone of the community: 12:00 in Shanghai is 23:00 in New York', () => {
    expect(one(12, 48, 'America/New_York')).toHaveLength(0)
  })

  it('begins at 22:00 sharp and ends at 07:00 sharp', () => {
    expect([21, 22, 30, 31].map((hour) => one(hour, 48).length)).toEqual([1, 0, 0, 1])
  })
})
