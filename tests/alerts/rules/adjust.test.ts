import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  adjusted,
  changeBetween,
  changeFaults,
  fixedBecause,
  type RuleAdjustment,
  type RuleChange,
  settled,
  standingOf,
} from '../../../alerts/rules/adjust.ts'
import { loadRules } from '../../../alerts/rules/load.ts'
import { parametersOf } from '../../../alerts/rules/override.ts'
import { describeParameters } from '../../../alerts/rules/parameters.ts'
import type { Rule } from '../../../alerts/rules/schema.ts'

const files = readdirSync('config/rules')
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => ({ path: name, text: readFileSync(`config/rules/${name}`, 'utf8') }))
const loaded = loadRules(files)
if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults))
const { rules } = loaded
const rule = (id: string): Rule => rules.find((one) => one.id === id)!

const change = (no: number, ruleId: string, what: RuleAdjustment): RuleChange => ({
  no,
  at: no * 1_000,
  author: 'p-director',
  reason: 'too many',
  ruleId,
  change: what,
})
const changedBy = (...changes: RuleChange[]) => adjusted(rules, changes)
const of = (id: string, result: ReturnType<typeof changedBy>): Rule =>
  result.rules.find((one) => one.id === id)!

describe('changes over the rules of the files', () => {
  it('without changes every rule is the very rule of the file', () => {
    const result = changedBy()
    for (const [i, one] of result.rules.entries()) expect(one).toBe(rules[i])
    expect(result.faults).toEqual([])
  })

  it('raise 111 → 120 moves clear along, and the version says which change it was: 1+7', () => {
    const result = changedBy(change(7, 'hr-high', { parameters: { raise: 120 } }))
    const { raise, clear } = parametersOf(rule('hr-high'))
    expect(of('hr-high', result).version).toBe(`${rule('hr-high').version}+7`)
    expect(parametersOf(of('hr-high', result))).toMatchObject({ raise: 120, clear: clear! + 120 - raise! })
    for (const other of result.rules) if (other.id !== 'hr-high') expect(other).toBe(rule(other.id))
  })

  it('a later change goes over an earlier one, and null puts back what the file says', () => {
    const first = change(1, 'hr-high', { parameters: { raise: 120, for: 300 } })
    const second = change(2, 'hr-high', { parameters: { raise: null }, enabled: false })
    expect(parametersOf(of('hr-high', changedBy(first, second)))).toEqual({
      ...parametersOf(rule('hr-high')),
      for: 300,
    })
    expect(of('hr-high', changedBy(first, second)).enabled).toBe(false)
    const back = change(3, 'hr-high', { parameters: { for: null }, enabled: null })
    expect(of('hr-high', changedBy(first, second, back))).toBe(rule('hr-high'))
  })

  it('other numbers for a tag are added to the rule, and go again', () => {
    const on = change(1, 'hr-high', { forTags: { 失能: { raise: 105 } } })
    expect(of('hr-high', changedBy(on)).forTags).toEqual([{ tag: '失能', set: { raise: 105 } }])
    const off = change(2, 'hr-high', { forTags: { 失能: null } })
    expect(of('hr-high', changedBy(on, off))).toBe(rule('hr-high'))
  })

  it('an emergency and the gateway itself can be neither switched off nor changed, whatever a row says', () => {
    for (const one of rules.filter((each) => fixedBecause(each) !== undefined)) {
      expect(changeFaults(one, standingOf([]), { enabled: false })).toHaveLength(1)
      const result = changedBy(change(1, one.id, { enabled: false, parameters: { raise: 1 } }))
      expect(of(one.id, result)).toBe(one)
      expect(result.faults).toMatchObject([
        { ruleId: one.id, message: expect.stringMatching(/neither switched off nor changed/) },
      ])
    }
    expect(rules.filter((each) => fixedBecause(each) === 'emergency').map(({ id }) => id)).toContain('sos')
  })

  it('a parameter the file no longer has is named and left out; what else was changed stays', () => {
    const result = changedBy(change(1, 'hr-high', { parameters: { rais: 120, for: 300 } }))
    expect(parametersOf(of('hr-high', result))).toMatchObject({ for: 300 })
    expect(result.faults).toEqual([
      { ruleId: 'hr-high', message: 'there is no parameter "rais" any more; did you mean "raise"?' },
    ])
  })

  it('numbers that contradict the file as it is now are left out as a whole, and named', () => {
    const result = changedBy(change(1, 'hr-high', { parameters: { raise: 112, clear: 112 } }))
    expect(of('hr-high', result)).toBe(rule('hr-high'))
    expect(result.faults).toMatchObject([
      { ruleId: 'hr-high', message: expect.stringMatching(/clear \(112\) must lie below/) },
    ])
  })

  it('a change is refused for a name nobody knows, a number beyond the slider and a contradiction, each with its path', () => {
    const faults = (what: RuleAdjustment) => changeFaults(rule('hr-high'), standingOf([]), what)
    expect(faults({ parameters: { raise: 120 } })).toEqual([])
    expect(
      faults({ parameters: { rais: 1, raise: 900, atLeastSamples: 2.5, for: Number.NaN } }),
    ).toMatchObject([
      { path: 'parameters.rais' },
      { path: 'parameters.raise' },
      { path: 'parameters.atLeastSamples' },
      { path: 'parameters.for' },
    ])
    expect(faults({ parameters: { clear: 115 } })).toMatchObject([{ path: 'parameters' }])
    expect(faults({ forTags: { 失能: { clear: 190 } } })).toMatchObject([{ path: 'forTags' }])
    expect(faults({ forTags: { 失能: { rais: 190 } } })).toMatchObject([{ path: 'forTags.失能.rais' }])
  })

  it('a change that ends where the file is puts back the file; one that changes nothing is none', () => {
    const standing = standingOf([change(1, 'hr-high', { parameters: { raise: 120 } })])
    const { raise } = parametersOf(rule('hr-high'))
    expect(settled(rule('hr-high'), standing, { parameters: { raise: raise! } })).toEqual({
      parameters: { raise: null },
    })
    expect(settled(rule('hr-high'), standing, { parameters: { raise: 120 } })).toBeUndefined()
    expect(settled(rule('hr-high'), standingOf([]), { enabled: true })).toBeUndefined()
  })
})

const number = fc.constantFrom(100, 120, null)
const adjustment: fc.Arbitrary<RuleAdjustment> = fc.record(
  {
    enabled: fc.constantFrom(true, false, null),
    parameters: fc.dictionary(fc.constantFrom('raise', 'clear', 'for'), number),
    forTags: fc.dictionary(
      fc.constantFrom('失能', '独居'),
      fc.option(fc.dictionary(fc.constant('raise'), fc.constantFrom(101, 102)), { nil: null }),
    ),
  },
  { requiredKeys: [] },
)

describe('undo', () => {
  it('from any standing to any other there is one change, and it leads there: 300 histories', () => {
    fc.assert(
      fc.property(fc.array(adjustment, { maxLength: 6 }), fc.nat(6), (history, at) => {
        const changes = history.map((what, i) => change(i + 1, 'hr-high', what))
        const target = standingOf(changes.slice(0, at))
        const back = changeBetween(standingOf(changes), target)
        const all = back === undefined ? changes : [...changes, change(99, 'hr-high', back)]
        expect(standingOf(all)).toEqual(target)
      }),
      { numRuns: 300 },
    )
  })
})

describe('numbers for sliders', () => {
  it('every number of every rule has a range it lies in, and a step on which it lies', () => {
    for (const one of rules)
      for (const { name, standard, min, max, step, scale } of describeParameters(one)) {
        expect([one.id, name, min <= standard && standard <= max && min < max]).toEqual([one.id, name, true])
        const steps = (standard - min) / step
        expect([one.id, name, Math.abs(steps - Math.round(steps)) < 1e-6]).toEqual([one.id, name, true])
        expect(scale).toBeGreaterThan(0)
      }
  })

  it('durations are read in minutes and hours, limits in the unit of their metric, classes by their titles', () => {
    const named = (id: string, name: string) =>
      describeParameters(rule(id)).find((parameter) => parameter.name === name)
    expect(named('hr-high', 'raise')).toMatchObject({
      label: 'raise',
      metric: 'heartRate',
      unit: 'bpm',
      scale: 1,
    })
    expect(named('hr-high', 'for')).toMatchObject({ unit: 'min', scale: 60 })
    expect(named('bp-high', 'diastolicClear')).toMatchObject({
      label: 'clear',
      metric: 'diastolic',
      unit: 'mmHg',
    })
    expect(named('drain-level', 'warning')).toMatchObject({
      label: 'level',
      level: { 'zh-CN': '预警' },
      unit: 'cm',
    })
    expect(named('band-offline', 'silent')).toMatchObject({ label: 'level', unit: 'min', standard: 1_500 })
    expect(named('bp-high', 'hits')).toMatchObject({ unit: '', whole: true, min: 1 })
  })
})
