// Which numbers of a rule may be changed for one person, a tag or a season, and the rule with them filled in. Durations
// are given in seconds. What one parameter drags along (`clear` follows `raise`) each kind knows itself.

import { inconsistencies } from './consistency.ts'
import { kindOf } from './kinds/index.ts'
import { didYouMean } from './nearest.ts'
import { overridden, type Parameters, parametersOf } from './numbers.ts'
import type { DetectorSpec, Rule } from './schema.ts'

export { overridden, type Parameters, parametersOf } from './numbers.ts'

/** By rule id. */
export type Overrides = Readonly<Record<string, Parameters>>

/** The rule's numbers for somebody: its own, then those of their tags, then the care plan's. */
export function specFor(
  rule: Rule,
  of: Readonly<{ overrides: Overrides; tags: readonly string[] }>,
): DetectorSpec {
  const tagged = rule.forTags
    .filter(({ tag }) => of.tags.includes(tag))
    .reduce((spec, { set }) => overridden(spec, set), rule.detector)
  return overridden(tagged, of.overrides[rule.id] ?? {})
}

/**
 * `spec` with the numbers of a variant. Where the care plan or a tag moved a number that the variant also sets, the
 * variant's number moves by as much: whoever is allowed 10 more by day is allowed 10 more at night.
 */
export function inVariant(rule: Rule, spec: DetectorSpec, set: Parameters): DetectorSpec {
  const general = parametersOf(rule)
  const own = kindOf(spec).parameters(spec)
  const moved = Object.entries(set).map(([name, value]) => [
    name,
    value + ((own[name] ?? 0) - (general[name] ?? 0)),
  ])
  return overridden(spec, Object.fromEntries(moved))
}

/** A fault of changed parameters; `path` is inside them. */
export type OverrideFault = Readonly<{ path: readonly string[]; message: string }>

/** Everything about changed parameters that would be without effect, or would make a rule contradict itself. */
export function parameterFaults(rule: Rule, own: Parameters): readonly OverrideFault[] {
  const known = Object.keys(parametersOf(rule))
  const faults = Object.entries(own).flatMap(([name, value]): OverrideFault[] => {
    if (!known.includes(name))
      return [
        {
          path: [name],
          message: `the rule "${rule.id}" has no parameter "${name}"${didYouMean(name, known)}`,
        },
      ]
    return Number.isFinite(value) ? [] : [{ path: [name], message: `"${name}" must be a number` }]
  })
  const changed = { ...rule, variants: [], forTags: [], detector: overridden(rule.detector, own) }
  return [...faults, ...inconsistencies(changed).map(({ message }) => ({ path: [], message }))]
}

/** The faults of a care plan. */
export function overrideFaults(rules: readonly Rule[], overrides: Overrides): readonly OverrideFault[] {
  const ids = rules.map((rule) => rule.id)
  return Object.entries(overrides).flatMap(([id, own]): OverrideFault[] => {
    const rule = rules.find((one) => one.id === id)
    if (rule === undefined) return [{ path: [id], message: `there is no rule "${id}"${didYouMean(id, ids)}` }]
    return parameterFaults(rule, own).map(({ path, message }) => ({ path: [id, ...path], message }))
  })
}
