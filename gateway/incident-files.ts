// The groupings of a site, from their folder. All faults at once, with file and line.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Grouping } from '../alerts/response/grouping.ts'
import { type Known, loadGroupings } from '../alerts/response/load-groupings.ts'
import { GatewayError } from './errors.ts'

/** @throws GatewayError incidentsInvalid, listing every fault. */
export function readGroupings(folder: string, known: Known): readonly Grouping[] {
  const loaded = loadGroupings(readFolder(folder), known)
  if (loaded.ok) return loaded.groupings
  const faults = loaded.faults.map(
    ({ path, line, column, message }) => `\n  ${path}:${line}:${column} ${message}`,
  )
  throw new GatewayError(
    'incidentsInvalid',
    `the incident groupings have ${faults.length} fault(s):${faults.join('')}`,
    'Mend the files and start again.',
  )
}

function readFolder(folder: string): { path: string; text: string }[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^[^.].*\.ya?ml$/.test(name))
      .sort()
      .map((name) => ({ path: `incidents/${name}`, text: readFileSync(join(folder, name), 'utf8') }))
  } catch (cause) {
    throw new GatewayError(
      'incidentsInvalid',
      `cannot read ${folder}: ${cause instanceof Error ? cause.message : cause}`,
      'Name the folder in the settings.',
      cause,
    )
  }
}
