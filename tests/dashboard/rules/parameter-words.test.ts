import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { loadRules } from '../../../alerts/rules/load.ts'
import { describeParameters } from '../../../alerts/rules/parameters.ts'
import { en } from '../../../dashboard/src/text/en.ts'
import { zhCn } from '../../../dashboard/src/text/zh-cn.ts'

it('every number of every default rule has a name in both languages: the rule page shows no key', () => {
  const names = readdirSync('config/rules').filter((name) => name.endsWith('.yaml'))
  const files = names.map((path) => ({ path, text: readFileSync(`config/rules/${path}`, 'utf8') }))
  const loaded = loadRules(files)
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults))
  const labels = loaded.rules.flatMap((rule) =>
    describeParameters(rule)
      .filter(({ level }) => level === undefined)
      .map(({ label }) => label),
  )
  expect(new Set(labels).size).toBeGreaterThan(15)
  for (const { rules } of [zhCn, en])
    expect([...new Set(labels)].filter((label) => rules.parameter[label] === undefined)).toEqual([])
})
