// `npm run import`: what the command says and in which order; the work is import-site.ts. Exit codes: 0 done or
// nothing to do, 1 faults or a store in trouble, 2 a wrong command line.

import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { GatewayError } from '../errors.ts'
import { formatFault } from './fault.ts'
import { formatDiff } from './format-diff.ts'
import { applyImport, formatSecrets, type ImportPlan, planImport, type ReadSite } from './import-site.ts'
import { holdAgainst } from './policy-check.ts'
import type { PeopleStore } from './ports.ts'
import { readSite } from './read-site.ts'
import { describeGaps } from './roster-gaps.ts'
import { readSiteFiles } from './site-files.ts'

export const IMPORT_USAGE = `npm run import -- SITE.yaml [--dry-run] [--data FOLDER] [--remove] [--policies FOLDER]

  --dry-run      print what would change and write nothing
  --data FOLDER  the gateway's data folder (default ./data)
  --remove       also remove what is in the store and not in the site file
  --policies FOLDER  the escalation policies to hold the site against (default config/policies, where it is)

A running gateway takes the change over within seconds. The format: docs/site-file.md`

export type ImportDeps = Readonly<{
  openStore(dataFolder: string): Promise<PeopleStore>
  /** The database of a data folder; a dry run makes none. */
  storeFile(dataFolder: string): string
  now(): Date
  say(line: string): void
}>

export async function runImport(argv: readonly string[], deps: ImportDeps): Promise<0 | 1 | 2> {
  const { say } = deps
  const options = readOptions(argv)
  if (options === undefined || options.help) {
    say(IMPORT_USAGE)
    return options?.help ? 0 : 2
  }
  try {
    const site = readSite(await readSiteFiles(options.path), deps.now().toISOString().slice(0, 10))
    if (!site.ok) {
      for (const fault of site.faults) say(formatFault(fault))
      say(`${site.faults.length} ${site.faults.length === 1 ? 'fault' : 'faults'}; nothing was changed.`)
      return 1
    }
    const store = await openFor(options, deps)
    try {
      return await compareAndApply(site, store, { ...options, ...deps })
    } finally {
      await store.close()
    }
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    say(`${error.message}${error.advice === '' ? '' : `\n    → ${error.advice}`}`)
    return 1
  }
}

type Options = Readonly<{
  path: string
  dryRun: boolean
  remove: boolean
  data: string
  policies: string
  help: boolean
}>

function readOptions(argv: readonly string[]): Options | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        'dry-run': { type: 'boolean', default: false },
        data: { type: 'string', default: './data' },
        remove: { type: 'boolean', default: false },
        policies: { type: 'string', default: 'config/policies' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    const [path, ...more] = positionals
    if (!values.help && (path === undefined || more.length > 0)) return undefined
    const { remove, policies, help } = values
    const dryRun = values['dry-run']
    return { path: path ?? '', dryRun, remove, data: resolve(values.data), policies, help }
  } catch {
    return undefined
  }
}

/** A dry run on a folder without a database compares with nothing, and leaves the folder as it is. */
async function openFor(
  { dryRun, data }: Options,
  { openStore, storeFile }: ImportDeps,
): Promise<PeopleStore> {
  if (!dryRun || existsSync(storeFile(data))) return openStore(data)
  const nothing = async (): Promise<void> => {}
  return {
    load: async () => [],
    credentialedDevices: async () => [],
    accounts: async () => [],
    apply: nothing,
    saveAccount: nothing,
    deleteSessionsOf: nothing,
    close: nothing,
  }
}

const UNCHANGED = { lines: [], refused: false } as const

async function compareAndApply(
  site: ReadSite,
  store: PeopleStore,
  { dryRun, remove, data, policies, say, now }: Options & ImportDeps,
): Promise<0 | 1> {
  const plan = await planImport(site, store, { remove })
  for (const line of describePlan(plan)) say(line)
  if (plan.faults.length > 0) {
    for (const fault of plan.faults) say(formatFault(fault))
    say('Nothing was changed.')
    return 1
  }
  // What has not changed has been said before.
  const { lines, refused } = plan.changes.length === 0 ? UNCHANGED : holdAgainst(policies, plan)
  for (const line of lines) say(line)
  if (refused) {
    say('Nothing was changed.')
    return 1
  }
  for (const line of describeGaps(site.directory, now().getTime())) say(line)
  if (dryRun) {
    say('Dry run: nothing was changed.')
    return 0
  }
  const file = join(data, `secrets-${now().toISOString().replace(/[:.]/g, '-')}.txt`)
  const secrets = await applyImport(plan, store, async (made) => {
    await writeFile(file, formatSecrets(made), { mode: 0o600, flag: 'wx' })
  })
  if (secrets.devices.length + secrets.logins.length > 0)
    say(
      `New secrets (${secrets.devices.length} devices, ${secrets.logins.length} logins) are in ${file}, readable by you only. They cannot be shown again.`,
    )
  say('Done.')
  return 0
}

function describePlan(plan: ImportPlan): readonly string[] {
  const lines = [...formatDiff(plan.changes)]
  if (plan.kept.length > 0) {
    const names = plan.kept.map(({ kind, id }) => `${kind} ${id}`)
    lines.push(`Kept, though not in the site file (--remove removes them): ${names.join(', ')}`)
  }
  if (plan.newDevices.length > 0) lines.push(`Devices that get a secret: ${plan.newDevices.length}`)
  for (const { login, personId } of plan.newLogins) lines.push(`+ login ${login} for ${personId}`)
  for (const { login, personId, disabled } of plan.changedAccounts)
    lines.push(disabled ? `~ login ${login} of ${personId} is disabled` : `~ ${personId} logs in as ${login}`)
  return lines
}
