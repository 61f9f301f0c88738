// `npm run rules -- check`: every fault at once, of rules, policies, incidents, of the tests beside the rules, and, with
// --data, of care plans and board changes that do not fit the rules, and of people and partners the policies ask for.

import { policyGaps } from '../../alerts/response/policy-gaps.ts'
import { overrideFaults } from '../../alerts/rules/override.ts'
import type { Rule } from '../../alerts/rules/schema.ts'
import { loadTests } from '../../alerts/rules/unit-test.ts'
import { readSources, type SourceFault, type understand, wordsOf } from '../catalogue-files.ts'
import { directoryFrom } from '../people/directory.ts'
import { openDatabase } from '../storage/database.ts'
import { loadEntities } from '../storage/people-store.ts'
import { loadRules } from '../storage/rules.ts'
import { edit } from './catalogue-log.ts'
import { faultOfGap, possibleChannels } from './policy-gaps.ts'
import type { RulesDeps, RulesOptions, RulesVerb } from './rules-command.ts'
import { readFolders, readTests, replayPaths, sayFaults, withPath } from './rules-files.ts'

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
    if (understood.ok && !sayGaps(paths.storePath, understood, { options, say })) return 1
  }
  const { policies, groupings } = understood.ok ? understood : { policies: new Map(), groupings: [] }
  const count = (n: number, word: string, many = `${word}s`): string => `${n} ${n === 1 ? word : many}`
  say(
    `${count(rules.length, 'rule')}, ${count(policies.size, 'policy', 'policies')}, ${count(groupings.length, 'grouping')}, ${count(tests.ok ? tests.tests.length : 0, 'test')}: no faults.`,
  )
  return 0
}

/** What the policies ask of people there are not: said, and a fault only where nobody at all would be told. */
function sayGaps(
  storePath: string,
  book: Extract<ReturnType<typeof understand>, { ok: true }>,
  { options, say }: Readonly<{ options: RulesOptions; say: RulesDeps['say'] }>,
): boolean {
  const store = openDatabase(storePath, { mode: 'read', durable: false })
  try {
    const directory = directoryFrom(loadEntities(store))
    const accounts = store.prepare('select person_id from account where disabled = 0').all()
    const loggingIn = new Set(accounts.map((row) => String(row.person_id)))
    const channels = possibleChannels((id) => loggingIn.has(id))
    const gaps = policyGaps(book.policies, { directory, channels })
    for (const gap of gaps) {
      const line = wordsOf(withPath(faultOfGap(gap, book, directory), options))
      say(gap.why === 'deadEnd' ? line : `warning: ${line}`)
    }
    return gaps.every(({ why }) => why !== 'deadEnd')
  } finally {
    store.close()
  }
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
