// From one catalogue to the next while people are being watched: which rule states go on, and each state refitted.
// A rule whose numbers changed goes on where it was; one that now looks at something else starts anew.

import type { Catalogue } from './compile.ts'
import { refit, type SubjectState } from './evaluate.ts'
import { kindOf } from './kinds/index.ts'
import type { Rule } from './schema.ts'
import type { RuleState, SubjectProfile } from './state.ts'

export type Transition = (state: SubjectState, profile: SubjectProfile) => SubjectState

/**
 * How states move from `before` to `after`. States of rules that are gone or switched off are dropped, so that a rule
 * that comes back does not go on from last month; the alerts they raised are nobody's business here.
 */
export function transition(before: Catalogue, after: Catalogue): Transition {
  const goesOn = new Set<string>()
  for (const rule of after.rules) {
    const earlier = before.byId.get(rule.id)
    if (rule.enabled && earlier?.enabled && lookOf(earlier) === lookOf(rule)) goesOn.add(rule.id)
  }
  const isDueAnew = changesTime(before, after)
  return (state, profile) => {
    const rules = kept(state.rules, goesOn)
    if (rules === state.rules && !isDueAnew) return state
    return refit(after, rules === state.rules ? state : { ...state, rules }, profile)
  }
}

/** Whether a rule that time alone can move is new, gone or another: only then may a state fall due at another moment. */
function changesTime(before: Catalogue, after: Catalogue): boolean {
  for (const id of new Set([...before.byId.keys(), ...after.byId.keys()])) {
    const [earlier, later] = [before.byId.get(id), after.byId.get(id)]
    if (earlier === later || JSON.stringify(earlier) === JSON.stringify(later)) continue
    if (isTimed(earlier) || isTimed(later)) return true
  }
  return false
}

const isTimed = (rule: Rule | undefined): boolean =>
  rule !== undefined && kindOf(rule.detector).behaviour(rule.detector).deadline !== undefined

/** What a rule looks at and in which shape it remembers it: its detector without numbers and wording. */
const lookOf = (rule: Rule): string =>
  JSON.stringify([rule.appliesTo, rule.detector], (key, value) =>
    key === 'title' || key === 'severity' ? undefined : typeof value === 'number' ? 0 : value,
  )

function kept(states: SubjectState['rules'], goesOn: ReadonlySet<string>): SubjectState['rules'] {
  const dropped = Object.keys(states).some((id) => !goesOn.has(id))
  if (!dropped) return states
  const rules: Record<string, RuleState> = {}
  for (const [id, state] of Object.entries(states)) if (goesOn.has(id)) rules[id] = state
  return rules
}
