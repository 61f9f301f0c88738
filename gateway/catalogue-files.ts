// The rules and policies of a site: their texts from the folders, and what the texts say. All faults at once, with
// file and line. Knows no running gateway.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PolicyBook } from '../alerts/response/policy.ts'
import { loadPolicies } from '../alerts/response/respond.ts'
import { type Catalogue, compileCatalogue } from '../alerts/rules/compile.ts'
import { loadRules } from '../alerts/rules/load.ts'
import type { Rule } from '../alerts/rules/schema.ts'
import { GatewayError } from './errors.ts'

export type TextFile = Readonly<{ path: string; text: string }>

/** The files as they were read: paths are `rules/heart-rate.yaml`, whatever folder they came from. */
export type Sources = Readonly<{ rules: readonly TextFile[]; policies: readonly TextFile[] }>

export type SourceFault = Readonly<{ path: string; line: number; column?: number; message: string }>

export type Understood =
  | Readonly<{ ok: true; rules: readonly Rule[]; policies: PolicyBook }>
  | Readonly<{ ok: false; faults: readonly SourceFault[]; error: GatewayError }>

export type Folders = Readonly<{ rules: string; policies: string }>

/** @throws GatewayError rulesInvalid | policiesInvalid when a folder cannot be read. */
export const readSources = (folders: Folders): Sources => ({
  rules: readFolder(folders.rules, 'rulesInvalid'),
  policies: readFolder(folders.policies, 'policiesInvalid'),
})

function readFolder(folder: string, code: 'rulesInvalid' | 'policiesInvalid'): TextFile[] {
  const kind = code === 'rulesInvalid' ? 'rules' : 'policies'
  try {
    return readdirSync(folder)
      .filter((name) => /^[^.].*\.ya?ml$/.test(name))
      .sort()
      .map((name) => ({ path: `${kind}/${name}`, text: readFileSync(join(folder, name), 'utf8') }))
  } catch (cause) {
    throw new GatewayError(
      code,
      `cannot read ${folder}: ${cause instanceof Error ? cause.message : cause}`,
      'Name the folder in the settings.',
      cause,
    )
  }
}

/** What the texts say, or every fault of policies and rules at once. */
export function understand(sources: Sources): Understood {
  const policies = loadPolicies(sources.policies)
  const rules = loadRules(sources.rules, policies.ok ? namesOf(policies.policies) : {})
  if (policies.ok && rules.ok) return { ok: true, rules: rules.rules, policies: policies.policies }
  const ofPolicies: readonly SourceFault[] = policies.ok ? [] : policies.faults
  const ofRules: readonly SourceFault[] = rules.ok ? [] : rules.faults
  const faults = [...ofPolicies, ...ofRules]
  const what = [
    ...(ofPolicies.length > 0 ? [`the escalation policies have ${ofPolicies.length} fault(s)`] : []),
    ...(ofRules.length > 0 ? [`the rules have ${ofRules.length} fault(s)`] : []),
  ].join(', ')
  const error = new GatewayError(
    ofPolicies.length > 0 ? 'policiesInvalid' : 'rulesInvalid',
    `${what}:${faults.map((fault) => `\n  ${wordsOf(fault)}`).join('')}`,
    'Mend the files and start again.',
  )
  return { ok: false, faults, error }
}

const namesOf = (policies: PolicyBook) => ({
  policies: [...policies.keys()],
  boardOnly: [...policies.values()].filter((one) => one.boardOnly === true).map(({ id }) => id),
})

export const wordsOf = ({ path, line, column, message }: SourceFault): string =>
  `${path}:${line}${column === undefined ? '' : `:${column}`} ${message}`

/** @throws GatewayError policiesInvalid | rulesInvalid, listing every fault. */
export function readCatalogue(folders: Folders): Readonly<{ catalogue: Catalogue; policies: PolicyBook }> {
  const understood = understand(readSources(folders))
  if (!understood.ok) throw understood.error
  return { catalogue: compileCatalogue(understood.rules), policies: understood.policies }
}
