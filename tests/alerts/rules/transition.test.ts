import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adjusted, type RuleAdjustment } from '../../../alerts/rules/adjust.ts'
import { type Catalogue, compileCatalogue } from '../../../alerts/rules/compile.ts'
import {
  emptyState,
  evaluate,
  refit,
  type SubjectProfile,
  type SubjectState,
} from '../../../alerts/rules/evaluate.ts'
import type { Rule } from '../../../alerts/rules/schema.ts'
import { transition } from '../../../alerts/rules/transition.ts'
import { defaultFiles, rulesFrom, START } from './script.ts'

const MINUTE = 60_000
const rules = rulesFrom(defaultFiles())
const before = compileCatalogue(rules)

const profile: SubjectProfile = {
  subject: { kind: 'resident', id: 'r-1' },
  deviceId: 'band-1',
  deviceKind: 'band',
  overrides: {},
  tags: ['独居', 'dementia'],
  timeZone: 'Asia/Shanghai',
}

/** Somebody whose band has said these, a minute apart, under `catalogue`. */
function heard(catalogue: Catalogue, values: readonly Readonly<Record<string, number>>[]): SubjectState {
  return values.reduce((state: SubjectState, each, i) => {
    const time = START + i * MINUTE
    const reading = {
      kind: 'vitals' as const,
      eventTime: time,
      receivedAt: time,
      values: each,
      doubtful: [],
      deviceClock: true,
      ident: `${i}`,
    }
    return evaluate(catalogue, state, reading, profile).state
  }, emptyState())
}

const changed = (ruleId: string, change: RuleAdjustment): Catalogue =>
  compileCatalogue(adjusted(rules, [{ no: 1, at: START, author: 'p', reason: 'r', ruleId, change }]).rules)
const without = (ruleId: string): Catalogue => compileCatalogue(rules.filter(({ id }) => id !== ruleId))
const withDetector = (ruleId: string, edit: (detector: any) => object): Catalogue =>
  compileCatalogue(
    rules.map((rule) => (rule.id === ruleId ? ({ ...rule, detector: edit(rule.detector) } as Rule) : rule)),
  )

const LOW = [{ spo2: 88 }, { spo2: 88 }]

describe('from one catalogue to the next', () => {
  it('other numbers keep the state; another metric, a rule switched off and one that is gone drop it', () => {
    const state = heard(before, LOW)
    expect(Object.keys(state.rules)).toEqual(['spo2-low'])
    const kept = (next: Catalogue) => Object.keys(transition(before, next)(state, profile).rules)
    expect(kept(changed('spo2-low', { parameters: { raise: 90, for: 600 } }))).toEqual(['spo2-low'])
    expect(kept(changed('hr-high', { parameters: { raise: 120 } }))).toEqual(['spo2-low'])
    expect(kept(changed('spo2-low', { enabled: false }))).toEqual([])
    expect(kept(without('spo2-low'))).toEqual([])
    expect(kept(withDetector('spo2-low', (one) => ({ ...one, metric: 'heartRate' })))).toEqual([])
    expect(kept(withDetector('spo2-low', (one) => ({ ...one, comparison: 'below' })))).toEqual([])
  })

  it('a ladder whose classes are others begins anew, because a state names a class by its place', () => {
    const state = heard(before, [{ battery: 8 }])
    expect(Object.keys(state.rules)).toContain('battery-low')
    const fewer = withDetector('battery-low', (one) => ({ ...one, levels: one.levels.slice(1) }))
    expect(transition(before, fewer)(state, profile).rules).not.toHaveProperty('battery-low')
  })

  it('a rule that comes back does not go on from where it was switched off', () => {
    const off = changed('spo2-low', { enabled: false })
    const gone = transition(before, off)(heard(before, LOW), profile)
    expect(transition(off, before)(gone, profile).rules).toEqual({})
  })

  it('where nothing moves it is the very same state', () => {
    const state = heard(before, LOW)
    expect(transition(before, changed('hr-high', { parameters: { raise: 120 } }))(state, profile)).toBe(state)
    expect(transition(before, compileCatalogue(rulesFrom(defaultFiles())))(state, profile)).toBe(state)
  })

  it('longer silences fall due later, counted from when the band fell silent', () => {
    const state = heard(before, [{ heartRate: 70 }])
    const longer = changed('band-offline', { parameters: { silent: 1_800, lost: 5_400 } })
    const moved = transition(before, longer)(state, profile)
    expect(moved.dueAt! - state.dueAt!).toBeGreaterThan(0)
    expect(moved).toEqual({ ...state, dueAt: moved.dueAt })
  })
})

const reading = fc.record(
  {
    heartRate: fc.constantFrom(38, 70, 118, 140),
    spo2: fc.constantFrom(84, 90, 97),
    worn: fc.constantFrom(0, 1),
    battery: fc.constantFrom(4, 15, 80),
    steps: fc.nat(500),
  },
  { requiredKeys: [] },
)

describe('a state that is left as it is', () => {
  it('would fall due at the same moment if it were fitted anew: 300 changes of any rule', () => {
    fc.assert(
      fc.property(
        fc.array(reading, { minLength: 1, maxLength: 8 }),
        fc.constantFrom(...rules.map(({ id }) => id)),
        fc.constantFrom('off', 'gone', 'more'),
        (values, ruleId, how) => {
          const rule = rules.find(({ id }) => id === ruleId)!
          const next =
            how === 'gone'
              ? without(ruleId)
              : how === 'off'
                ? changed(ruleId, { enabled: false })
                : changed(ruleId, { parameters: longer(rule) })
          const moved = transition(before, next)(heard(before, values), profile)
          expect(moved.dueAt).toBe(refit(next, moved, profile).dueAt)
        },
      ),
      { numRuns: 300 },
    )
  })
})

/** The first number of a rule, a fifth larger. */
function longer(rule: Rule): Record<string, number> {
  const [name, value] = Object.entries(
    'for' in rule.detector ? { for: Number(rule.detector.for) / 1_000 } : {},
  )[0] ?? ['none', 0]
  return { [name]: value * 1.2 }
}
