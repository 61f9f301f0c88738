// Rule files in, rules or every fault out: all of them at once, each with file, line and what was probably meant, so
// that an author never corrects one to be shown the next. Reads no disk: the texts are arguments.

import { LineCounter, parseDocument } from 'yaml'
import { inconsistencies } from './consistency.ts'
import { type Fault, faultAt, faultsOf, position } from './fault.ts'
import { didYouMean } from './nearest.ts'
import { type Rule, ruleSchema, rulesFileSchema } from './schema.ts'

export type { Fault } from './fault.ts'

export type RuleFile = Readonly<{ path: string; text: string }>

export type LoadedRules =
  | Readonly<{ ok: true; rules: readonly Rule[] }>
  | Readonly<{ ok: false; faults: readonly Fault[] }>

/** A rule and the way back to its place in the file. */
type Placed = Readonly<{ rule: Rule; fault(path: readonly PropertyKey[], message: string): Fault }>

/**
 * Loads rules in the order of the files. `known.policies`, when given, are the policy ids that exist; `known.boardOnly`
 * those that tell nobody.
 */
export function loadRules(
  files: readonly RuleFile[],
  known: Readonly<{
    policies?: readonly string[]
    boardOnly?: readonly string[]
    /** Rules of other files, which these may name. */
    rules?: readonly string[]
  }> = {},
): LoadedRules {
  const faults: Fault[] = []
  const placed: Placed[] = []
  const ids = new Set<string>()
  for (const file of files) readFile(file, { faults, placed, ids })
  faults.push(...crossFaults(placed, { ...known, ids: [...ids, ...(known.rules ?? [])] }))
  if (faults.length === 0 && placed.length === 0)
    faults.push({ path: files[0]?.path ?? 'config/rules', line: 1, column: 1, message: 'there are no rules' })
  if (faults.length > 0) return { ok: false, faults: faults.sort(byPlace) }
  return { ok: true, rules: deepFreeze(placed.map((entry) => entry.rule)) }
}

function readFile(
  file: RuleFile,
  into: Readonly<{ faults: Fault[]; placed: Placed[]; ids: Set<string> }>,
): void {
  const lines = new LineCounter()
  const document = parseDocument(file.text, { lineCounter: lines })
  const source = { path: file.path, document, lines }
  const broken = [...document.errors, ...document.warnings]
  if (broken.length > 0) {
    for (const error of broken)
      into.faults.push({
        path: file.path,
        ...position(source, error.pos[0]),
        message: `not valid YAML: ${error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? ''}`,
      })
    return
  }
  let content: unknown
  try {
    content = document.toJS()
  } catch {
    // The only way left to fail: aliases that would unfold without end.
    into.faults.push(faultAt(source, [], 'too many aliases'))
    return
  }
  const list =
    typeof content === 'object' && content !== null && 'rules' in content ? content.rules : undefined
  if (!Array.isArray(list)) {
    into.faults.push(faultAt(source, [], 'a rule file is a mapping with a list "rules"'))
    return
  }
  for (const key of Object.keys(content as object))
    if (!(key in rulesFileSchema.shape))
      into.faults.push(faultAt(source, [key], `unknown key "${key}"${didYouMean(key, ['rules'])}`))
  list.forEach((entry: unknown, i) => {
    const at = ['rules', i] as const
    const id: unknown = typeof entry === 'object' && entry !== null && 'id' in entry ? entry.id : undefined
    if (typeof id === 'string') into.ids.add(id)
    const parsed = ruleSchema.safeParse(entry)
    if (!parsed.success) {
      for (const issue of parsed.error.issues) into.faults.push(...faultsOf(source, at, issue))
      return
    }
    const rule = parsed.data
    const fault = (path: readonly PropertyKey[], message: string) =>
      faultAt(source, [...at, ...path], `rule "${rule.id}": ${message}`)
    into.placed.push({ rule, fault })
    for (const { path, message } of inconsistencies(rule)) into.faults.push(fault(path, message))
  })
}

/** What only shows between rules: ids that stand twice, names that nobody bears. */
function crossFaults(
  placed: readonly Placed[],
  known: Readonly<{ policies?: readonly string[]; boardOnly?: readonly string[]; ids: readonly string[] }>,
): Fault[] {
  const first = new Map<string, Placed>()
  const faults: Fault[] = []
  for (const entry of placed) {
    const { id } = entry.rule
    const earlier = first.get(id)
    if (earlier === undefined) first.set(id, entry)
    else {
      const there = earlier.fault(['id'], '')
      faults.push(entry.fault(['id'], `this id stands already at ${there.path}:${there.line}`))
    }
  }
  for (const { rule, fault } of placed) {
    rule.inhibitedBy.forEach((id, i) => {
      if (id === rule.id) faults.push(fault(['inhibitedBy', i], 'a rule cannot inhibit itself'))
      else if (!known.ids.includes(id))
        faults.push(fault(['inhibitedBy', i], `there is no rule "${id}"${didYouMean(id, known.ids)}`))
    })
    if (rule.emergency && rule.inhibitedBy.length > 0)
      faults.push(fault(['inhibitedBy'], 'an emergency is exempt from inhibition'))
    if (rule.severity !== 'info' && known.boardOnly?.includes(rule.policy))
      faults.push(
        fault(['policy'], `"${rule.policy}" tells nobody: only a rule of severity info may follow it`),
      )
    if (known.policies !== undefined && !known.policies.includes(rule.policy))
      faults.push(
        fault(['policy'], `there is no policy "${rule.policy}"${didYouMean(rule.policy, known.policies)}`),
      )
  }
  return faults
}

const byPlace = (a: Fault, b: Fault): number =>
  a.path === b.path ? a.line - b.line || a.column - b.column : a.path < b.path ? -1 : 1

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const child of Object.values(value)) deepFreeze(child)
  }
  return value
}
