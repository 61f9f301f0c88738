// `npm run rules -- check`: every fault at once, of rules, policies, incidents, of the tests beside the rules, and, with
// --data, of care plans and board changes that do not fit the rules.

import { overrideFaults } from '../../alerts/rules/override.ts'
import type { Rule } from '../../alerts/rules/schema.ts'
import { loadTests } from '../../alerts/rules/unit-test.ts'
import { readSources, type SourceFault } from '../catalogue-files.ts'
import { directoryFrom } from '../people/directory.ts'
import { openDatabase } from '../storage/database.ts'
import { loadEntities } from '../storage/people-store.ts'
import { loadRules } from '../storage/rules.ts'
import { edit } from './catalogue-log.ts'
import type { RulesVerb } from './rules-command.ts'
import { readFolders, readTests, replayPaths, sayFaults } from './rules-files.ts'

export const checkRules: RulesVerb = (options, { say }) => {
  const understood = readFolders(options)
  const rules = understood.ok ? understood.rules : []
  // Without sound rules nobody knows which names the tests may use.
  const tests = understood.ok
    ? loadTests(readTests(options), { rules: rules.map(({ id }) => id) })
    : ({ ok: true, tests: [] } as const)
  const faults: SourceFault[] = [
    ...(understood.ok ? [] : understood.faults),
    ...(tests.ok ? [] : tests.faults),
  ]
  if (faults.length > 0) {
    sayFaults(faults, say)
    return 1
  }
  if (options.data !== undefined) {
    const paths = replayPaths(options, { say })
    if (paths === undefined) return 1
    const found = faultsOfStore(paths.storePath, rules, options)
    for (const fault of found) say(fault)
    if (found.length > 0) {
      say(`${found.length} of the data folder's own numbers do not fit the rules.`)
      return 1
    }
  }
  const { policies, groupings } = understood.ok ? understood : { policies: new Map(), groupings: [] }
  const count = (n: number, word: string, many = `${word}s`): string => `${n} ${n === 1 ? word : many}`
  say(
    `${count(rules.length, 'rule')}, ${count(policies.size, 'policy', 'policies')}, ${count(groupings.length, 'grouping')}, ${count(tests.ok ? tests.tests.length : 0, 'test')}: no faults.`,
  )
  return 0
}

function faultsOfStore(
  storePath: string,
  rules: readonly Rule[],
  options: Parameters<RulesVerb>[0],
): readonly string[] {
  const store = openDatabase(storePath, { mode: 'read', durable: false })
  try {
    const { residents, drains } = directoryFrom(loadEntities(store))
    const plans = [...residents.values(), ...drains.values()].flatMap(({ id, name, overrides = {} }) =>
      overrideFaults(rules, overrides).map(
        ({ path, message }) => `care plan of ${id} (${name}): ${[...path, message].join(': ')}`,
      ),
    )
    const known = store.prepare("select 1 from sqlite_schema where name = 'rule_change'").get()
    if (known === undefined) return plans
    const edited = edit(readSources(options), loadRules(store).changes)
    const changes = edited.ok
      ? edited.edition.faults.map(({ ruleId, message }) => `change of ${ruleId} on the board: ${message}`)
      : []
    return [...plans, ...changes]
  } finally {
    store.close()
  }
}
