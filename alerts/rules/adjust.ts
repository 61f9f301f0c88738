// Changes made on the board, laid over the rules of the files: which numbers a community has set, what becomes of the
// rules, and what of a change does not fit any more. Changes are only ever added; knows no store and no person.

import type { EpochMs } from '../model/time.ts'
import { inconsistencies } from './consistency.ts'
import { didYouMean } from './nearest.ts'
import { overridden, parametersOf } from './override.ts'
import { describeParameters } from './parameters.ts'
import type { Rule } from './schema.ts'

type Numbers = Readonly<Record<string, number>>

/** What a change sets. Only what is named is changed; null puts back what the files say. */
export type RuleAdjustment = Readonly<{
  enabled?: boolean | null
  /** Durations in seconds. */
  parameters?: Readonly<Record<string, number | null>>
  /** By tag; all the numbers of the tag at once, `{}` = none of its own. */
  forTags?: Readonly<Record<string, Numbers | null>>
}>

export type RuleChange = Readonly<{
  /** Grows over all rules; never given twice. */
  no: number
  at: EpochMs
  author: string
  reason: string
  ruleId: string
  change: RuleAdjustment
  /** An undo: the rule is again as after this change, 0 = as in the files. */
  restores?: number
}>

/** All changes of one rule, one over the other. */
export type Standing = Readonly<{
  enabled?: boolean
  parameters: Numbers
  forTags: Readonly<Record<string, Numbers>>
}>

/** Part of a rule's changes that is without effect. */
export type AdjustFault = Readonly<{ ruleId: string; message: string }>

export type Adjusted = Readonly<{ rules: readonly Rule[]; faults: readonly AdjustFault[] }>

const NOTHING: Standing = Object.freeze({ parameters: {}, forTags: {} })

/** Why nobody may switch a rule off or change it. */
export function fixedBecause(rule: Rule): 'emergency' | 'internal' | undefined {
  if (rule.emergency) return 'emergency'
  return rule.detector.type === 'internal' ? 'internal' : undefined
}

/** What the changes of one rule come to, in their order. */
export function standingOf(changes: readonly Pick<RuleChange, 'change'>[]): Standing {
  return changes.reduce((standing, { change }) => after(standing, change), NOTHING)
}

function after(standing: Standing, change: RuleAdjustment): Standing {
  const { enabled: before, ...numbers } = standing
  const enabled = change.enabled === undefined ? before : (change.enabled ?? undefined)
  return {
    ...(enabled === undefined ? {} : { enabled }),
    parameters: merged(numbers.parameters, change.parameters),
    forTags: merged(numbers.forTags, change.forTags),
  }
}

function merged<T>(
  before: Readonly<Record<string, T>>,
  change: Readonly<Record<string, T | null>> = {},
): Readonly<Record<string, T>> {
  const next: Record<string, T> = { ...before }
  for (const [name, value] of Object.entries(change))
    if (value === null) delete next[name]
    else next[name] = value
  return next
}

/** The change that leads from one standing to the other; undefined when they are the same. */
export function changeBetween(from: Standing, to: Standing): RuleAdjustment | undefined {
  const parameters = difference(from.parameters, to.parameters)
  const forTags = difference(from.forTags, to.forTags)
  const change = {
    ...(from.enabled === to.enabled ? {} : { enabled: to.enabled ?? null }),
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
    ...(Object.keys(forTags).length === 0 ? {} : { forTags }),
  }
  return Object.keys(change).length === 0 ? undefined : change
}

function difference<T>(
  from: Readonly<Record<string, T>>,
  to: Readonly<Record<string, T>>,
): Record<string, T | null> {
  const change: Record<string, T | null> = {}
  for (const name of new Set([...Object.keys(from), ...Object.keys(to)]))
    if (!sameText(from[name], to[name])) change[name] = to[name] ?? null
  return change
}

const sameText = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/**
 * The rules with every change laid over them, in their order. What does not fit the files any more is left out and
 * named, the rest stays in force. A changed rule's version is `${version}+${no of its newest change}`.
 */
export function adjusted(rules: readonly Rule[], changes: readonly RuleChange[]): Adjusted {
  const byRule = Map.groupBy(changes, (change) => change.ruleId)
  const faults: AdjustFault[] = []
  const result = rules.map((rule) => {
    const own = byRule.get(rule.id)
    const newest = own?.at(-1)
    if (own === undefined || newest === undefined) return rule
    const laid = lay(rule, standingOf(own))
    faults.push(...laid.faults.map((message) => ({ ruleId: rule.id, message })))
    return laid.rule === rule
      ? rule
      : Object.freeze({ ...laid.rule, version: `${rule.version}+${newest.no}` })
  })
  return { rules: result, faults }
}

/**
 * The change as it is written down: one that ends where the files are puts back the files. Undefined when it changes
 * nothing.
 */
export function settled(rule: Rule, standing: Standing, change: RuleAdjustment): RuleAdjustment | undefined {
  const next = after(standing, change)
  return changeBetween(standing, lay(rule, next).rule === rule ? NOTHING : next)
}

/** One rule with a standing laid over it; the very rule when nothing of it has an effect. */
function lay(rule: Rule, standing: Standing): Readonly<{ rule: Rule; faults: readonly string[] }> {
  if (changeBetween(NOTHING, standing) === undefined) return { rule, faults: [] }
  const fixed = fixedBecause(rule)
  if (fixed !== undefined) return { rule, faults: [FIXED[fixed]] }
  const faults: string[] = []
  const known = Object.keys(parametersOf(rule))
  const usable = (numbers: Numbers, of: string): Numbers => {
    const wrong = Object.keys(numbers).filter((name) => !known.includes(name))
    faults.push(
      ...wrong.map((name) => `there is no parameter "${name}"${of} any more${didYouMean(name, known)}`),
    )
    return Object.fromEntries(Object.entries(numbers).filter(([name]) => known.includes(name)))
  }

  let next = rule
  if (standing.enabled !== undefined && standing.enabled !== rule.enabled)
    next = { ...next, enabled: standing.enabled }
  const parameters = usable(standing.parameters, '')
  if (Object.keys(parameters).length > 0) {
    const detector = overridden(rule.detector, parameters)
    const contradictions = inconsistencies({ ...rule, detector })
    faults.push(...contradictions.map(({ message }) => message))
    if (contradictions.length === 0 && !sameText(detector, rule.detector)) next = { ...next, detector }
  }
  const forTags = new Map(rule.forTags.map((entry) => [entry.tag, entry]))
  for (const [tag, numbers] of Object.entries(standing.forTags)) {
    const set = usable(numbers, ` for "${tag}"`)
    const contradictions = inconsistencies({ ...rule, detector: overridden(next.detector, set) })
    faults.push(...contradictions.map(({ message }) => `for "${tag}": ${message}`))
    if (contradictions.length > 0) continue
    if (Object.keys(set).length === 0) forTags.delete(tag)
    else forTags.set(tag, { tag, set })
  }
  if (!sameText([...forTags.values()], rule.forTags)) next = { ...next, forTags: [...forTags.values()] }
  return { rule: next, faults }
}

const FIXED = {
  emergency: 'an emergency can be neither switched off nor changed',
  internal: 'what the gateway says about itself can be neither switched off nor changed',
} as const

/** A fault of a change that somebody is about to make; `path` is inside the change. */
export type ChangeFault = Readonly<{ path: string; message: string }>

/** Everything that speaks against a change of `rule` (as in the files) on top of `standing`. */
export function changeFaults(rule: Rule, standing: Standing, change: RuleAdjustment): readonly ChangeFault[] {
  const fixed = fixedBecause(rule)
  if (fixed !== undefined) return [{ path: '', message: FIXED[fixed] }]
  const faults = [
    ...parameterFaults(rule, 'parameters', change.parameters ?? {}),
    ...Object.entries(change.forTags ?? {}).flatMap(([tag, numbers]) =>
      parameterFaults(rule, `forTags.${tag}`, numbers ?? {}),
    ),
  ]
  if (faults.length > 0) return faults
  const before = new Set(lay(rule, standing).faults)
  return lay(rule, after(standing, change))
    .faults.filter((message) => !before.has(message))
    .map((message) => ({ path: change.parameters === undefined ? 'forTags' : 'parameters', message }))
}

/** Names that are none, and numbers that no community would mean: the slider's ends are the ends. */
export function parameterFaults(
  rule: Rule,
  path: string,
  numbers: Readonly<Record<string, number | null>>,
): readonly ChangeFault[] {
  const described = describeParameters(rule)
  const names = described.map(({ name }) => name)
  return Object.entries(numbers).flatMap(([name, value]) => {
    if (value === null) return []
    const one = described.find((parameter) => parameter.name === name)
    const fault = (message: string): ChangeFault[] => [{ path: `${path}.${name}`, message }]
    if (one === undefined)
      return fault(`the rule "${rule.id}" has no parameter "${name}"${didYouMean(name, names)}`)
    if (!Number.isFinite(value)) return fault(`"${name}" must be a number`)
    if (value < one.min || value > one.max)
      return fault(`"${name}" must lie between ${one.min} and ${one.max}`)
    return one.whole && !Number.isInteger(value) ? fault(`"${name}" must be a whole number`) : []
  })
}
