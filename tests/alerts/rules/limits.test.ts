import { expect, it } from 'vitest'
import { limits } from '../../../alerts/rules/evaluate.ts'
import { overrideFaults } from '../../../alerts/rules/override.ts'
import { defaultCatalogue } from './script.ts'

const catalogue = defaultCatalogue()

it('draws the limits of heart rate 131, 111, 45 and 40 once each, and none of the daily review', () => {
  expect(
    limits(catalogue, {})
      .filter((limit) => limit.metric === 'heartRate')
      .map((limit) => [limit.ruleId, limit.comparison, limit.threshold, limit.severity, limit.overridden]),
  ).toEqual([
    ['hr-critical-high', 'atLeast', 131, 'critical', false],
    ['hr-critical-low', 'atMost', 40, 'critical', false],
    ['hr-high', 'atLeast', 111, 'warning', false],
    ['hr-low', 'atMost', 45, 'warning', false],
  ])
})

it('draws both sides of a pressure rule and every class of a ladder', () => {
  const of = (ruleId: string) => limits(catalogue, {}).filter((limit) => limit.ruleId === ruleId)
  expect(of('bp-crisis').map((limit) => [limit.metric, limit.threshold])).toEqual([
    ['systolic', 180],
    ['diastolic', 120],
  ])
  expect(of('drain-level').map((limit) => limit.threshold)).toEqual([5, 15, 27, 40])
})

it('marks the one limit a person has of their own', () => {
  const own = limits(catalogue, { 'hr-high': { raise: 120 }, 'hr-low': { for: 60 } })
  expect(own.filter((limit) => limit.overridden).map((limit) => [limit.ruleId, limit.threshold])).toEqual([
    ['hr-high', 120],
  ])
})

it('names overrides that nothing would come of, with what was probably meant', () => {
  expect(
    overrideFaults(catalogue.rules, {
      'hr-hihg': { raise: 1 },
      'hr-high': { rasie: 2, raise: 120 },
      sos: { raise: 1 },
    }),
  ).toEqual([
    { path: ['hr-hihg'], message: 'there is no rule "hr-hihg"; did you mean "hr-high"?' },
    {
      path: ['hr-high', 'rasie'],
      message: 'the rule "hr-high" has no parameter "rasie"; did you mean "raise"?',
    },
    { path: ['sos', 'raise'], message: 'the rule "sos" has no parameter "raise"' },
  ])
})

it('names overrides that would put clear on the wrong side of raise', () => {
  expect(overrideFaults(catalogue.rules, { 'hr-high': { clear: 130 } })).toEqual([
    { path: ['hr-high'], message: 'clear (130) must lie below raise (111), or the alert flaps' },
  ])
})
