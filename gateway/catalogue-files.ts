// Reads the rules and policies of a site from their folders. All faults at once, with file and line.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PolicyBook } from '../alerts/response/policy.ts'
import { loadPolicies } from '../alerts/response/respond.ts'
import { type Catalogue, compileCatalogue } from '../alerts/rules/compile.ts'
import { loadRules } from '../alerts/rules/load.ts'
import { GatewayError } from './errors.ts'

type File = Readonly<{ path: string; text: string }>
type Fault = Readonly<{ path: string; line: number; column?: number; message: string }>

function readFolder(folder: string, code: 'rulesInvalid' | 'policiesInvalid'): File[] {
  try {
    return readdirSync(folder)
      .filter((name) => /\.ya?ml$/.test(name))
      .sort()
      .map((name) => ({ path: join(folder, name), text: readFileSync(join(folder, name), 'utf8') }))
  } catch (cause) {
    throw new GatewayError(
      code,
      `cannot read ${folder}: ${cause instanceof Error ? cause.message : cause}`,
      'Name the folder in the settings.',
      cause,
    )
  }
}

const listed = (faults: readonly Fault[]): string =>
  faults
    .map(
      (fault) =>
        `\n  ${fault.path}:${fault.line}${fault.column === undefined ? '' : `:${fault.column}`} ${fault.message}`,
    )
    .join('')

/** @throws GatewayError policiesInvalid | rulesInvalid, listing every fault. */
export function readCatalogue(
  folders: Readonly<{ rules: string; policies: string }>,
): Readonly<{ catalogue: Catalogue; policies: PolicyBook }> {
  const policies = loadPolicies(readFolder(folders.policies, 'policiesInvalid'))
  if (!policies.ok)
    throw new GatewayError(
      'policiesInvalid',
      `the escalation policies have ${policies.faults.length} fault(s):${listed(policies.faults)}`,
      'Mend the files and start again.',
    )
  const rules = loadRules(readFolder(folders.rules, 'rulesInvalid'), {
    policies: [...policies.policies.keys()],
  })
  if (!rules.ok)
    throw new GatewayError(
      'rulesInvalid',
      `the rules have ${rules.faults.length} fault(s):${listed(rules.faults)}`,
      'Mend the files and start again.',
    )
  return { catalogue: compileCatalogue(rules.rules), policies: policies.policies }
}
