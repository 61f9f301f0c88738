// What a site may change about watching and telling: rules, policies and groupings of incidents; their texts from the
// folders, and what the texts say. All faults at once, with file and line. Knows no running gateway.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Grouping } from '../alerts/response/grouping.ts'
import { loadGroupings } from '../alerts/response/load-groupings.ts'
import type { PolicyPlaces } from '../alerts/response/load-policies.ts'
import type { PolicyBook } from '../alerts/response/policy.ts'
import { loadPolicies } from '../alerts/response/respond.ts'
import { loadRules } from '../alerts/rules/load.ts'
import type { Rule } from '../alerts/rules/schema.ts'
import { type ErrorCode, GatewayError } from './errors.ts'

export type TextFile = Readonly<{ path: string; text: string }>
type Texts = readonly TextFile[]

/** The files as they were read: paths are `rules/heart-rate.yaml`, whatever folder they came from. */
export type Sources = Readonly<{ rules: Texts; policies: Texts; incidents: Texts }>

export type SourceFault = Readonly<{ path: string; line: number; column?: number; message: string }>

export type Understood =
  | Readonly<{
      ok: true
      rules: readonly Rule[]
      policies: PolicyBook
      policyPlaces: PolicyPlaces
      groupings: readonly Grouping[]
    }>
  | Readonly<{ ok: false; faults: readonly SourceFault[]; error: GatewayError }>

export type Folders = Readonly<{ rules: string; policies: string; incidents: string }>

/** @throws GatewayError rulesInvalid | policiesInvalid | incidentsInvalid when a folder cannot be read. */
export const readSources = (folders: Folders): Sources => ({
  rules: readFolder(folders.rules, 'rules'),
  policies: readFolder(folders.policies, 'policies'),
  incidents: readFolder(folders.incidents, 'incidents'),
})

/** @throws GatewayError when it cannot be read. */
export function readFolder(folder: string, kind: keyof Sources): TextFile[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^[^.].*\.ya?ml$/.test(name))
      .sort()
      .map((name) => ({ path: `${kind}/${name}`, text: readFileSync(join(folder, name), 'utf8') }))
  } catch (cause) {
    throw new GatewayError(
      CODES[kind],
      `cannot read ${folder}: ${cause instanceof Error ? cause.message : cause}`,
      'Name the folder in the settings.',
      cause,
    )
  }
}

const CODES = {
  policies: 'policiesInvalid',
  rules: 'rulesInvalid',
  incidents: 'incidentsInvalid',
} as const satisfies Record<keyof Sources, ErrorCode>

const NAMES = {
  policies: 'the escalation policies have',
  rules: 'the rules have',
  incidents: 'the incident groupings have',
} as const satisfies Record<keyof Sources, string>

/** What the texts say, or every fault at once: groupings are read where rules and policies are sound. */
export function understand(sources: Sources): Understood {
  const policies = loadPolicies(sources.policies)
  const rules = loadRules(sources.rules, policies.ok ? namesOf(policies.policies) : {})
  if (!policies.ok || !rules.ok)
    return faulty({ policies: policies.ok ? [] : policies.faults, rules: rules.ok ? [] : rules.faults })
  const known = { rules: rules.rules, policies: [...policies.policies.keys()] }
  const loaded = loadGroupings(sources.incidents, known)
  if (!loaded.ok) return faulty({ incidents: loaded.faults })
  return {
    ok: true,
    rules: rules.rules,
    policies: policies.policies,
    policyPlaces: policies.places,
    groupings: loaded.groupings,
  }
}

function faulty(
  found: Readonly<Partial<Record<keyof Sources, readonly SourceFault[]>>>,
): Extract<Understood, { ok: false }> {
  const kinds = (['policies', 'rules', 'incidents'] as const).filter((kind) => (found[kind] ?? []).length > 0)
  const faults = kinds.flatMap((kind) => found[kind] ?? [])
  const what = kinds.map((kind) => `${NAMES[kind]} ${found[kind]?.length} fault(s)`).join(', ')
  const error = new GatewayError(
    CODES[kinds[0] ?? 'rules'],
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
