// Conditions, variants, tags and the switch: which rules look, with which numbers.

import { describe, expect, it } from 'vitest'
import { remembered, stepsWithin } from '../../../alerts/detectors/movement.ts'
import { MINUTE } from '../../../alerts/model/time.ts'
import type { Weather } from '../../../alerts/model/weather.ts'
import { compileCatalogue, planFor } from '../../../alerts/rules/compile.ts'
import { emptyState, evaluate, release, underWeather } from '../../../alerts/rules/evaluate.ts'
import { type Answer, answer, type Circumstances, type Condition } from '../../../alerts/rules/guard.ts'
import { limits } from '../../../alerts/rules/limits.ts'
import { loadRules } from '../../../alerts/rules/load.ts'
import {
  at,
  catalogueOf,
  drainProfile,
  play,
  profile,
  reading,
  rulesFrom,
  ruleText,
  START,
  type Values,
} from './script.ts'

const HIGH =
  '{ type: sustained, metric: heartRate, comparison: atLeast, raise: 111, clear: 105, for: 2m, atLeastSamples: 3, maxGap: 10m }'
const WATER =
  '{ type: sustained, metric: level, comparison: atLeast, raise: 15, clear: 12, for: 0s, maxGap: 20m }'

const minutes = (count: number, values: (i: number) => Values): [string, Values][] =>
  Array.from({ length: count }, (_, i) => [`${String(i).padStart(2, '0')}:00`, values(i)])

const transitions = (played: ReturnType<typeof play>): string[] =>
  played.findings.map((finding) => finding.transition)

const now = (change: Partial<Circumstances> = {}): Circumstances => ({
  at: START,
  live: { latest: {}, seenAt: null, deviceId: null },
  timeZone: 'Asia/Shanghai',
  tags: [],
  weather: undefined,
  ...change,
})

describe('what is known, and what leapt', () => {
  const live = { latest: { steps: { value: 10, at: START } }, seenAt: START, deviceId: 'band-001' }
  const known: Condition = { known: { metric: 'steps', within: 15 * MINUTE } }
  const leapt: Condition = { leapt: { within: 15 * MINUTE } }

  it('known is yes or no and never unknown, so that two rules can share what one cannot tell', () => {
    expect(answer(known, now({ live, at: START + 15 * MINUTE }))).toBe('yes')
    expect(answer(known, now({ live, at: START + 15 * MINUTE + 1 }))).toBe('no')
    expect(answer({ not: known }, now())).toBe('yes')
  })

  it('leapt is yes for its time after the leap, and no where there was none', () => {
    const after = now({ live: { ...live, leaptAt: START }, at: START + 15 * MINUTE })
    expect(answer(leapt, after)).toBe('yes')
    expect(answer(leapt, { ...after, at: after.at + 1 })).toBe('no')
    expect(answer(leapt, now({ live }))).toBe('no')
  })
})

describe('a condition', () => {
  const unknown: Condition = { value: { metric: 'spo2', comparison: 'below', limit: 92, within: MINUTE } }
  const yes: Condition = { tag: 'a' }
  const no: Condition = { tag: 'b' }
  const of = now({ tags: ['a'] })

  it.each<[Condition, Answer]>([
    [{ all: [yes, unknown] }, 'unknown'],
    [{ all: [yes, unknown, no] }, 'no'],
    [{ any: [no, unknown] }, 'unknown'],
    [{ any: [no, unknown, yes] }, 'yes'],
    [{ any: [no, no] }, 'no'],
    [{ not: unknown }, 'unknown'],
    [{ not: no }, 'yes'],
  ])('%j is %s', (condition, expected) => {
    expect(answer(condition, of)).toBe(expected)
  })

  it('a value counts while it is fresh: yes at 60 s, unknown at 61 s', () => {
    const live = { latest: { spo2: { value: 90, at: START } }, seenAt: START, deviceId: 'band-001' }
    expect(answer(unknown, now({ live, at: START + 60_000 }))).toBe('yes')
    expect(answer(unknown, now({ live, at: START + 61_000 }))).toBe('unknown')
  })

  it('a season passes New Year: 11-15 to 03-15 holds on 5 March and not on 16 March', () => {
    const heating: Condition = { season: { from: 1115, to: 315 } }
    expect(answer(heating, now())).toBe('yes')
    expect(answer(heating, now({ at: START + 11 * 24 * 60 * MINUTE }))).toBe('no')
  })

  it('a rain warning holds from its colour up, and ends when it ends', () => {
    const weather: Weather = { warning: 'orange', since: START, until: START + MINUTE }
    expect(answer({ rain: 'yellow' }, now({ weather }))).toBe('yes')
    expect(answer({ rain: 'red' }, now({ weather }))).toBe('no')
    expect(answer({ rain: 'yellow' }, now({ weather, at: START + MINUTE }))).toBe('no')
  })
})

describe('steps within a time', () => {
  const counter = (...points: [number, number][]): readonly number[] =>
    points.reduce<readonly number[] | undefined>(
      (walk, [minute, count]) => remembered(walk, START + minute * MINUTE, count),
      undefined,
    ) ?? []

  it('counts what was walked since the last count before it', () => {
    expect(stepsWithin(counter([0, 100], [1, 160], [6, 400]), START + 6 * MINUTE, 5 * MINUTE)).toEqual({
      steps: 240,
      complete: true,
    })
  })
  it('counts on over midnight, when the band starts at 0', () => {
    expect(stepsWithin(counter([0, 9_000], [5, 30]), START + 5 * MINUTE, 5 * MINUTE)?.steps).toBe(30)
  })
  it('is a lower bound when the counter is heard for the first time, and unknown when it is silent', () => {
    expect(stepsWithin(counter([4, 100]), START + 5 * MINUTE, 5 * MINUTE)).toEqual({
      steps: 0,
      complete: false,
    })
    expect(stepsWithin(counter([0, 100]), START + 6 * MINUTE, 5 * MINUTE)).toBeUndefined()
  })
  it('keeps a quarter of an hour of a counter that comes every second in 40 numbers', () => {
    let walk: readonly number[] | undefined
    for (let second = 0; second < 3_600; second++) walk = remembered(walk, START + second * 1_000, second)
    expect(walk?.length).toBeLessThanOrEqual(40)
    expect(stepsWithin(walk, START + 3_599_000, 5 * MINUTE)?.steps).toBeGreaterThanOrEqual(300)
  })
})

describe('a rule with a condition', () => {
  const resting = catalogueOf(
    HIGH,
    'severity: warning\n    when: { not: { moving: { steps: 100, within: 5m } } }',
  )

  it('says nothing of a heart rate of 150 while 120 steps a minute are walked', () => {
    const script = minutes(20, (i) => ({ steps: 1_000 + 120 * i, heartRate: 150 }))
    expect(transitions(play(resting, script))).toEqual([])
  })
  it('raises on the same heart rate when the counter stands still', () => {
    const script = minutes(20, () => ({ steps: 1_000, heartRate: 150 }))
    expect(transitions(play(resting, script))).toEqual(['raise'])
  })
  it('raises when nobody knows whether they walk: unknown never silences', () => {
    expect(
      transitions(
        play(
          resting,
          minutes(4, () => ({ heartRate: 150 })),
        ),
      ),
    ).toEqual(['raise'])
  })
  it('clears while they walk again', () => {
    const script = minutes(12, (i) =>
      i < 4 ? { heartRate: 150 } : { steps: 1_000 + 120 * i, heartRate: 100 },
    )
    expect(transitions(play(resting, script))).toEqual(['raise', 'clear'])
  })
})

describe('a rule with hours, resolved by a person', () => {
  const battery =
    '{ type: ladder, metric: battery, comparison: atMost, levels: [{ level: low, title: { zh-CN: 低, en: Low }, raise: 20, severity: warning }], deadBand: 5, maxGap: 2h, afterRelease: waitForWorse }'
  const hours = catalogueOf(
    battery,
    'severity: warning\n    when: { between: { from: "10:00", to: "11:00" } }',
  )

  it('learns outside its hours that the cause is gone, and raises on the next day', () => {
    let state = evaluate(hours, emptyState(), reading('05:00', { battery: 18 }), profile()).state
    state = release(hours, state, 'rule', at('06:00'), profile()).state
    expect(state.rules.rule?.phase).toBe('released')
    state = evaluate(hours, state, reading('1:30:00', { battery: 90 }), profile()).state
    expect(state.rules).toEqual({})
    const next = evaluate(hours, state, reading('24:05:00', { battery: 18 }), profile())
    expect(next.findings.map((finding) => finding.transition)).toEqual(['raise'])
  })

  it('does not raise outside its hours what a person has resolved', () => {
    let state = evaluate(hours, emptyState(), reading('05:00', { battery: 18 }), profile()).state
    state = release(hours, state, 'rule', at('06:00'), profile()).state
    expect(evaluate(hours, state, reading('1:30:00', { battery: 3 }), profile()).findings).toEqual([])
  })
})

describe('variants, tags and the switch', () => {
  it('a variant by night lowers the limit; somebody with 10 more by day has 10 more at night', () => {
    const catalogue = catalogueOf(
      HIGH.replace('2m', '0s').replace('atLeastSamples: 3', 'atLeastSamples: 1'),
      'severity: warning\n    variants: [{ between: { from: "22:00", to: "06:00" }, set: { raise: 100 } }]',
    )
    const night = at('12:30:00')
    const find = (heartRate: number, overrides = {}) =>
      evaluate(catalogue, emptyState(), reading(night, { heartRate }), profile({ overrides })).findings.length
    expect(find(99)).toBe(0)
    expect(find(101)).toBe(1)
    expect(find(109, { rule: { raise: 121 } })).toBe(0)
    expect(find(111, { rule: { raise: 121 } })).toBe(1)
  })

  it('a red rain warning brings the limit from 15 cm to 5 cm, until it is lifted', () => {
    const catalogue = catalogueOf(
      WATER,
      'severity: warning\n    variants: [{ rain: red, set: { raise: 5, clear: 3 } }]',
    )
    const red: Weather = { warning: 'red', since: START, until: null }
    const dry = emptyState()
    const wet = underWeather(catalogue, dry, red, drainProfile).state
    const lifted = underWeather(catalogue, wet, { ...red, warning: 'none' }, drainProfile).state
    const found = [dry, wet, lifted].map(
      (state) => evaluate(catalogue, state, reading('01:00', { level: 6 }), drainProfile).findings.length,
    )
    expect(found).toEqual([0, 1, 0])
  })

  it('numbers for a tag hold for whoever has it, and the care plan goes before them', () => {
    const catalogue = catalogueOf(
      HIGH.replace('for: 2m', 'for: 0s').replace('atLeastSamples: 3', 'atLeastSamples: 1'),
      'severity: warning\n    forTags: [{ tag: 独居, set: { raise: 101 } }]',
    )
    const find = (change: Parameters<typeof profile>[0]) =>
      evaluate(catalogue, emptyState(), reading('00:00', { heartRate: 105 }), profile(change)).findings.length
    expect(find({})).toBe(0)
    expect(find({ tags: ['独居'] })).toBe(1)
    expect(find({ tags: ['独居'], overrides: { rule: { raise: 120 } } })).toBe(0)
    const own = limits(catalogue, {}, ['独居'])[0]
    expect(own).toMatchObject({ threshold: 101, overridden: true })
  })

  it('a rule for a tag looks at nobody else, and a rule switched off at nobody', () => {
    const tagged = compileCatalogue(
      rulesFrom([
        {
          path: 'test.yaml',
          text: `rules:\n${ruleText('one', HIGH, 'severity: warning\n    tags: [dementia]')}${ruleText('two', HIGH, 'severity: warning\n    enabled: false')}`,
        },
      ]),
    )
    const ids = (tags: string[]) => planFor(tagged, profile({ tags })).rules.map(({ rule }) => rule.id)
    expect(ids([])).toEqual([])
    expect(ids(['dementia', 'other'])).toEqual(['one'])
  })

  it('people with the same tags and no care plan share one plan', () => {
    const catalogue = catalogueOf(HIGH, 'severity: warning\n    tags: [a, b]')
    expect(planFor(catalogue, profile({ tags: ['a', 'x'] }))).toBe(
      planFor(catalogue, profile({ tags: ['y', 'a'] })),
    )
  })
})

describe('what is wrong with a condition', () => {
  const faults = (extra: string, detector = HIGH): string[] => {
    const loaded = loadRules([{ path: 'test.yaml', text: `rules:\n${ruleText('rule', detector, extra)}` }])
    return loaded.ok ? [] : loaded.faults.map((fault) => fault.message)
  }
  it.each([
    ['when: { moving: { steps: 3, within: 5m }, tag: x }', /exactly one of all, any/],
    ['when: { not: { movin: { steps: 3, within: 5m } } }', /unknown key "movin"/],
    ['variants: [{ set: { raise: 100 } }]', /needs between, season or rain/],
    [
      'variants: [{ rain: red, set: { rise: 100 } }]',
      /no parameter "rise", did you mean "raise"|no parameter "rise"/,
    ],
    ['variants: [{ rain: red, set: { clear: 130 } }]', /must lie below raise/],
    ['forTags: [{ tag: x, set: { raise: 100, clear: 120 } }]', /must lie below raise/],
    ['emergency: true\n    enabled: false', /cannot be switched off/],
  ])('%s', (extra, expected) => {
    expect(faults(`severity: warning\n    ${extra}`).join('\n')).toMatch(expected)
  })
  it('a rule that waits for time to pass takes neither condition nor variants', () => {
    const absence = '{ type: absence, metric: heartRate, for: 30m, heardWithin: 25m }'
    expect(faults('severity: warning\n    when: { tag: x }', absence).join()).toMatch(/takes no condition/)
    expect(
      faults('severity: warning\n    variants: [{ rain: red, set: { for: 60 } }]', absence).join(),
    ).toMatch(/takes no variants/)
  })
})
