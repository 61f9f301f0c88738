// `npm run rules -- test`: the tests beside the rules, each failure with its place and what was expected and found.

import { compileCatalogue } from '../../alerts/rules/compile.ts'
import { coverage, loadTests, runTest } from '../../alerts/rules/unit-test.ts'
import type { RulesVerb } from './rules-command.ts'
import { readTests, rulesInForce, sayFaults, testsFolder } from './rules-files.ts'

export const testRules: RulesVerb = (options, { say }) => {
  const rules = rulesInForce(options, undefined, { say })
  if (rules === undefined) return 1
  const loaded = loadTests(readTests(options), { rules: rules.map(({ id }) => id) })
  if (!loaded.ok) {
    sayFaults(loaded.faults, say)
    return 1
  }
  const { names } = options
  const wanted = loaded.tests.filter(
    (test) => names.length === 0 || test.rules.some((id) => names.includes(id)),
  )
  if (wanted.length === 0) {
    say(
      names.length === 0
        ? `There are no tests in ${testsFolder(options)}.`
        : `No test is for ${names.join(' or ')}.`,
    )
    return 1
  }
  const catalogue = compileCatalogue(rules)
  const failed = wanted.map((test) => runTest(catalogue, test)).filter((result) => !result.ok)
  for (const { test, lines } of failed) {
    say(`${test.path}:${test.line}:${test.column} ${test.name}`)
    for (const line of lines.length === 0 ? ['  (nothing was found)'] : lines) say(`    ${line}`)
  }
  const passed = wanted.length - failed.length
  say(`${passed} of ${wanted.length} tests passed.`)
  if (names.length === 0) {
    const counts = coverage(loaded.tests)
    for (const { id, detector } of rules) {
      const { raising, quiet } = counts.get(id) ?? { raising: 0, quiet: 0 }
      if (detector.type === 'internal' || (raising > 0 && quiet > 0)) continue
      const missing = [
        ...(raising > 0 ? [] : ['in which it raises']),
        ...(quiet > 0 ? [] : ['in which it stays quiet']),
      ]
      say(`${id} has no test ${missing.join(' and none ')}.`)
    }
  }
  return failed.length === 0 ? 0 : 1
}
