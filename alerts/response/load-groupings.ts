// Reads groupings from YAML: all faults at once, each with file and line and what was probably meant. Does not read
// files.

import { type Document, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { type Fault, faultAt, position } from '../rules/fault.ts'
import { didYouMean } from '../rules/nearest.ts'
import { type Grouping, type GroupingSpec, groupingSchema, toGrouping } from './grouping.ts'

export type GroupingsLoaded =
  | Readonly<{ ok: true; groupings: readonly Grouping[] }>
  | Readonly<{ ok: false; faults: readonly Fault[] }>

/** What a grouping may name. */
export type Known = Readonly<{
  rules: readonly Readonly<{ id: string; emergency: boolean }>[]
  policies: readonly string[]
}>

type Path = readonly PropertyKey[]
type Say = (path: Path, message: string) => void
type Source = Readonly<{ path: string; document: Document; lines: LineCounter }>

/** Longer than this a storm is a morning, and no first notification waits for it. */
const LONGEST_HOLD = 10 * 60_000

/** Loads every file; each is a mapping with a list `incidents`. */
export function loadGroupings(
  files: readonly Readonly<{ path: string; text: string }>[],
  known: Known,
): GroupingsLoaded {
  const faults: Fault[] = []
  const groupings = new Map<string, Grouping>()
  const owners = new Map<string, string>()
  for (const { path, text } of files) {
    const lines = new LineCounter()
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
    const source: Source = { path, document, lines }
    for (const error of document.errors)
      faults.push({ path, ...position({ lines }, error.pos[0]), message: error.message })
    if (document.errors.length > 0) continue
    const say: Say = (at, message) => void faults.push(faultAt(source, at, message))
    for (const { spec, at } of specsOf(document.toJS(), say)) {
      for (const { path: field, message } of doubts(spec, known, { groupings, owners }))
        say([...at, ...field], message)
      for (const rule of spec.joins) owners.set(`${spec.area} ${rule}`, spec.id)
      groupings.set(spec.id, toGrouping(spec))
    }
  }
  return faults.length === 0
    ? { ok: true, groupings: [...groupings.values()] }
    : { ok: false, faults: faults.sort((a, b) => a.path.localeCompare(b.path) || a.line - b.line) }
}

function specsOf(content: unknown, say: Say): { spec: GroupingSpec; at: Path }[] {
  const list =
    typeof content === 'object' && content !== null && 'incidents' in content ? content.incidents : undefined
  if (!Array.isArray(list)) {
    say([], 'a file of groupings is a mapping with a list "incidents"')
    return []
  }
  for (const key of Object.keys(content as object))
    if (key !== 'incidents') say([key], `unknown key "${key}"${didYouMean(key, ['incidents'])}`)
  return list.flatMap((entry: unknown, index) => {
    const at = ['incidents', index]
    const parsed = groupingSchema.safeParse(entry)
    if (parsed.success) return [{ spec: parsed.data, at }]
    for (const issue of parsed.error.issues) sayIssue(issue, at, say)
    return []
  })
}

/** An unknown key is a fault of that key, not of the object around it. */
function sayIssue(issue: z.core.$ZodIssue, at: Path, say: Say): void {
  const path = [...at, ...issue.path]
  if (issue.code === 'unrecognized_keys') {
    const known = issue.path.length === 0 ? Object.keys(groupingSchema.shape) : []
    for (const key of issue.keys) say([...path, key], `unknown key "${key}"${didYouMean(key, known)}`)
    return
  }
  const name = issue.path.map(String).join('.')
  say(path, name === '' ? issue.message : `${name}: ${issue.message}`)
}

/** What the schema cannot say: names that exist, and a hold that is worth waiting for. */
function doubts(
  spec: GroupingSpec,
  known: Known,
  before: Readonly<{ groupings: ReadonlyMap<string, Grouping>; owners: ReadonlyMap<string, string> }>,
): { path: Path; message: string }[] {
  const found: { path: Path; message: string }[] = []
  const say = (path: Path, message: string): number => found.push({ path, message })
  const ids = known.rules.map(({ id }) => id)
  if (ids.includes(spec.id)) say(['id'], `id: "${spec.id}" is the id of a rule`)
  if (before.groupings.has(spec.id)) say(['id'], `id: another grouping is called "${spec.id}" already`)
  spec.joins.forEach((id, index) => {
    const rule = known.rules.find((one) => one.id === id)
    const path = ['joins', index]
    if (rule === undefined) say(path, `joins: there is no rule "${id}"${didYouMean(id, ids)}`)
    else if (rule.emergency) say(path, `joins: "${id}" is an emergency; those are never members`)
    const owner = before.owners.get(`${spec.area} ${id}`)
    if (owner !== undefined) say(path, `joins: alerts of "${id}" belong to "${owner}" already`)
    if (spec.joins.indexOf(id) < index) say(path, `joins: "${id}" stands here twice`)
  })
  if (!known.policies.includes(spec.policy))
    say(['policy'], `policy: there is no policy "${spec.policy}"${didYouMean(spec.policy, known.policies)}`)
  if (spec.hold > spec.within)
    say(['hold'], 'hold: waiting longer than `within` tells nothing more about a storm')
  if (spec.hold > LONGEST_HOLD) say(['hold'], 'hold: nobody waits longer than 10 minutes to be told')
  if (spec.atLeast === 1 && spec.share === undefined)
    say(['atLeast'], 'atLeast: one of them is no storm; it would only be told twice')
  return found
}
