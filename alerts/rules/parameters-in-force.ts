// The numbers of a rule for one person at one moment, and where each came from: the rule, a tag, the care plan, or a
// time of day, a season, a rain warning.

import type { SubjectProfile } from '../model/profile.ts'
import type { EpochMs } from '../model/time.ts'
import type { Weather } from '../model/weather.ts'
import type { ExplainedParameter, ParameterOrigin } from './explanation.ts'
import { isInForce } from './guard.ts'
import { inVariant, type Parameters, parametersOf, specFor } from './override.ts'
import type { DetectorSpec, Rule } from './schema.ts'

export type Moment = Readonly<{ profile: SubjectProfile; at: EpochMs; weather: Weather | undefined }>

/** The detector with everything applied, as the engine asks it at that moment. */
export function specInForce(rule: Rule, of: Moment): DetectorSpec {
  const { tags, overrides, timeZone } = of.profile
  const own = specFor(rule, { overrides, tags })
  const active = rule.variants.filter((variant) => isInForce(variant, { ...of, timeZone }))
  if (active.length === 0) return own
  return inVariant(rule, own, Object.assign({}, ...active.map((variant) => variant.set)) as Parameters)
}

export function parametersInForce(rule: Rule, of: Moment): readonly ExplainedParameter[] {
  const { tags, overrides } = of.profile
  const standard = parametersOf(rule)
  const stages: readonly (readonly [ParameterOrigin, Parameters])[] = [
    ['rule', standard],
    ['tag', parametersOf({ detector: specFor(rule, { overrides: {}, tags }) })],
    ['carePlan', parametersOf({ detector: specFor(rule, { overrides, tags }) })],
    ['variant', parametersOf({ detector: specInForce(rule, of) })],
  ]
  return Object.keys(standard).map((name) => {
    let origin: ParameterOrigin = 'rule'
    let value = standard[name] ?? 0
    for (const [stage, numbers] of stages) {
      const next = numbers[name]
      if (next === undefined || next === value) continue
      value = next
      origin = stage
    }
    return { name, value, standard: standard[name] ?? 0, origin }
  })
}
