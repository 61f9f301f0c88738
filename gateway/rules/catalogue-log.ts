// Which rules were in force when: the texts they came from under a name made of their content, and back again. The
// log holds that name in a row wherever the rules changed, so that a replay knows which to ask. Keeps texts, not parsed
// rules: those a later version of this program can still read.

import { createHash } from 'node:crypto'
import type { Grouping } from '../../alerts/response/grouping.ts'
import type { PolicyPlaces } from '../../alerts/response/load-policies.ts'
import type { PolicyBook } from '../../alerts/response/policy.ts'
import { type AdjustFault, adjusted, type RuleChange } from '../../alerts/rules/adjust.ts'
import { type Catalogue, compileCatalogue } from '../../alerts/rules/compile.ts'
import type { Rule } from '../../alerts/rules/schema.ts'
import { type Sources, type Understood, understand } from '../catalogue-files.ts'

/** Topic of the log row that says that other rules are in force from here on; its payload is their hash. */
export const CATALOGUE = 'catalogue'

/** Rules, policies and groupings as one thing that is in force, or was. */
export type Edition = Readonly<{
  hash: string
  /** What is kept: `editionOf` makes the same edition of it. */
  body: string
  sources: Sources
  /** As in the files. */
  rules: readonly Rule[]
  /** With the board's changes, arranged for the engine. */
  catalogue: Catalogue
  policies: PolicyBook
  policyPlaces: PolicyPlaces
  groupings: readonly Grouping[]
  /** Changes that do not fit the files any more. */
  faults: readonly AdjustFault[]
}>

type Kept = Readonly<{ sources: Sources; changesTo: number }>

/** The edition of these files with these changes (in the order of their numbers), or the files' faults. */
export function edit(
  sources: Sources,
  changes: readonly RuleChange[],
): Readonly<{ ok: true; edition: Edition }> | Extract<Understood, { ok: false }> {
  const understood = understand(sources)
  if (!understood.ok) return understood
  const { ok, ...read } = understood
  return { ok, edition: layChanges({ sources, ...read }, changes) }
}

/** The same files with other changes. */
export function layChanges(
  files: Pick<Edition, 'sources' | 'rules' | 'policies' | 'policyPlaces' | 'groupings'>,
  changes: readonly RuleChange[],
): Edition {
  const { sources, rules, policies, policyPlaces, groupings } = files
  const laid = adjusted(rules, changes)
  const kept: Kept = { sources, changesTo: changes.at(-1)?.no ?? 0 }
  const body = JSON.stringify(kept)
  const hash = createHash('sha256').update(body).digest('hex')
  return {
    hash,
    body,
    sources,
    rules,
    policies,
    policyPlaces,
    groupings,
    catalogue: compileCatalogue(laid.rules),
    faults: laid.faults,
  }
}

/** The edition that was kept as `body`; undefined when this version of the program cannot read it any more. */
export function editionOf(body: string, changes: readonly RuleChange[]): Edition | undefined {
  const { sources, changesTo } = JSON.parse(body) as Kept
  const edited = edit(
    sources,
    changes.filter(({ no }) => no <= changesTo),
  )
  return edited.ok ? edited.edition : undefined
}
