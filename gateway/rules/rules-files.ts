// The rules a command works with: those of the folders, with the board's changes from a data folder over them. Faults
// are told with the path a person can open.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Rule } from '../../alerts/rules/schema.ts'
import { readSources, type SourceFault, understand, wordsOf } from '../catalogue-files.ts'
import { historyFile, openDatabase, storeFile } from '../storage/database.ts'
import { loadRules } from '../storage/rules.ts'
import { edit } from './catalogue-log.ts'
import type { ReplayPaths } from './replay-files.ts'
import type { RulesDeps, RulesOptions } from './rules-command.ts'

export const DEFAULT_DATA = 'data'

const foldersOf = ({ rules, policies, incidents }: RulesOptions) => ({ rules, policies, incidents })

/** What the folders say, with every fault at the path it was given. */
export function readFolders(options: RulesOptions): ReturnType<typeof understand> {
  const understood = understand(readSources(foldersOf(options)))
  if (understood.ok) return understood
  return { ...understood, faults: understood.faults.map((fault) => withPath(fault, options)) }
}

/** At the path a person can open. */
export function withPath(fault: SourceFault, options: RulesOptions): SourceFault {
  const [kind = '', ...rest] = fault.path.split('/')
  const folder = kind === 'rules' || kind === 'policies' || kind === 'incidents' ? options[kind] : undefined
  return folder === undefined ? fault : { ...fault, path: join(folder, ...rest) }
}

export const testsFolder = (options: RulesOptions): string => join(options.rules, 'tests')

export function readTests(options: RulesOptions): readonly { path: string; text: string }[] {
  const folder = testsFolder(options)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => /^[^.].*\.ya?ml$/.test(name))
    .sort()
    .map((name) => ({ path: join(folder, name), text: readFileSync(join(folder, name), 'utf8') }))
}

/** The rules in force: files, and the board's changes if the data folder has any. Undefined after saying the faults. */
export function rulesInForce(
  options: RulesOptions,
  paths: Pick<ReplayPaths, 'storePath'> | undefined,
  { say }: Pick<RulesDeps, 'say'>,
): readonly Rule[] | undefined {
  const understood = readFolders(options)
  if (!understood.ok) {
    sayFaults(understood.faults, say)
    return undefined
  }
  if (paths === undefined) return understood.rules
  const store = openDatabase(paths.storePath, { mode: 'read', durable: false })
  try {
    const known = store.prepare("select 1 from sqlite_schema where name = 'rule_change'").get()
    if (known === undefined) return understood.rules
    const edited = edit(readSources(foldersOf(options)), loadRules(store).changes)
    return edited.ok ? edited.edition.catalogue.rules : understood.rules
  } finally {
    store.close()
  }
}

export function sayFaults(faults: readonly SourceFault[], say: RulesDeps['say']): void {
  for (const fault of faults) say(wordsOf(fault))
  say(`${faults.length} fault${faults.length === 1 ? '' : 's'}.`)
}

/** The two files of the data folder; undefined after saying which is not there. */
export function replayPaths(options: RulesOptions, { say }: Pick<RulesDeps, 'say'>): ReplayPaths | undefined {
  const folder = options.data ?? DEFAULT_DATA
  const paths = { storePath: storeFile(folder), historyPath: historyFile(folder) }
  for (const path of Object.values(paths))
    if (!existsSync(path)) {
      say(`There is no ${path}: no gateway has run on this data folder. Name another with --data FOLDER.`)
      return undefined
    }
  return paths
}
