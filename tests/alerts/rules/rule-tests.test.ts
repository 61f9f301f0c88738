import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compileCatalogue } from '../../../alerts/rules/compile.ts'
import { coverage, loadTests, type RuleTest, runTest } from '../../../alerts/rules/unit-test.ts'
import { defaultCatalogue, defaultFiles, rulesFrom, ruleText } from './script.ts'

const FOLDER = join(import.meta.dirname, '../../../config/rules/tests')
const files = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => ({
    path: `config/rules/tests/${name}`,
    text: readFileSync(join(FOLDER, name), 'utf8'),
  }))
const catalogue = defaultCatalogue()
const known = { rules: catalogue.rules.map((rule) => rule.id) }

function testsOf(text: string, rules = known.rules): readonly RuleTest[] {
  const loaded = loadTests([{ path: 'x.yaml', text }], { rules })
  if (!loaded.ok) throw new Error(loaded.faults.map((fault) => `${fault.line} ${fault.message}`).join('\n'))
  return loaded.tests
}

const faultsOf = (text: string): string[] => {
  const loaded = loadTests([{ path: 'x.yaml', text }], known)
  return loaded.ok ? [] : loaded.faults.map(({ line, column, message }) => `${line}:${column} ${message}`)
}

describe('the tests beside the default rules', () => {
  const loaded = loadTests(files, known)

  it('have no faults', () => expect(loaded.ok ? [] : loaded.faults).toEqual([]))

  it.each(
    loaded.ok ? loaded.tests.map((test) => [`${test.path}:${test.line} ${test.name}`, test] as const) : [],
  )('%s', (_, test) => {
    const result = runTest(catalogue, test)
    expect(result.ok ? [] : result.lines).toEqual([])
  })

  it('show every rule raising at least once and staying quiet at least once', () => {
    const counts = coverage(loaded.ok ? loaded.tests : [])
    const missing = catalogue.rules
      .filter((rule) => rule.detector.type !== 'internal')
      .flatMap(({ id }) => {
        const { raising, quiet } = counts.get(id) ?? { raising: 0, quiet: 0 }
        return [
          ...(raising > 0 ? [] : [`${id}: no raising case`]),
          ...(quiet > 0 ? [] : [`${id}: no quiet case`]),
        ]
      })
    expect(missing).toEqual([])
  })

  it('are no rules: the loader of rules does not meet them', () =>
    expect(defaultFiles().map((file) => file.path)).not.toContain('config/rules/tests/drain.yaml'))
})

const SIMPLE = compileCatalogue(
  rulesFrom([
    {
      path: 'r.yaml',
      text: `rules:\n${ruleText('fast', '{ type: sustained, metric: heartRate, comparison: atLeast, raise: 120, clear: 110, for: 10m, maxGap: 15m }')}`,
    },
  ]),
)

const runOne = (script: string, expected: string) => {
  const [test] = testsOf(
    `tests:\n  - name: t\n    rule: fast\n    script:\n${script}\n    expect: ${expected}\n`,
    ['fast'],
  )
  return runTest(SIMPLE, test!)
}

describe('a script', () => {
  it('says what was expected and what was found, in time, when they differ', () => {
    const result = runOne(
      '      - every 5m for 30m: { heartRate: 130 }',
      '[{ at: "10:05", raise: fast, severity: critical }]',
    )
    expect(result.ok).toBe(false)
    expect(result.lines).toEqual([
      '- 10:05 raise fast critical',
      '+ 10:10 raise fast warning threshold=120 value=130',
    ])
  })

  it('of a ramp has its first value at once and its last at the end', () => {
    const [test] = testsOf(
      'tests:\n  - { name: t, rule: sos, script: [{ every 1m for 5m: { heartRate: 70..110 } }], expect: [] }',
    )
    expect(test?.events.map((event) => event.type === 'reading' && event.reading.values.heartRate)).toEqual([
      70, 80, 90, 100, 110,
    ])
  })

  it('with late entries is heard in the order they arrive and judged by when they were measured', () => {
    const [test] = testsOf(`tests:
  - name: t
    rule: sos
    script:
      - { at: "10:00", heartRate: 1, late: 20m }
      - { at: "10:05", heartRate: 2 }
      - { at: "10:10", heartRate: 3, arrives: "10:12" }
    expect: []`)
    expect(test?.events.map((event) => event.type === 'reading' && event.reading.values.heartRate)).toEqual([
      2, 3, 1,
    ])
  })

  it('lets a person close an alert, after which it needs fresh evidence', () => {
    const script = `      - every 5m for 15m: { heartRate: 130 }
      - resolve: fast
      - every 5m for 15m: { heartRate: 130 }`
    expect(runOne(script, '[{ at: "10:10", raise: fast }, { at: "10:25", raise: fast }]').lines).toEqual([
      '  10:10 raise fast warning threshold=120 value=130',
      '  10:25 raise fast warning threshold=120 value=130',
    ])
  })

  it('ignores what other rules say, unless nothing else may be said', () => {
    const text = (end: string) =>
      `tests:\n  - { name: t, rule: hr-low, script: [{ at: "10:00", sos: 1 }], expect: [${end}] }`
    expect(runTest(catalogue, testsOf(text(''))[0]!).ok).toBe(true)
    expect(runTest(catalogue, testsOf(text('nothing else'))[0]!).lines).toEqual([
      '+ 10:00 raise sos critical value=1',
    ])
  })

  it('takes place where and when it says: midnight passes, days count, zones differ', () => {
    const [test] = testsOf(`tests:
  - name: t
    rule: sos
    day: "2026-01-15"
    timeZone: Europe/Berlin
    script: [{ at: "23:30", heartRate: 70 }, { at: "1d 00:30", heartRate: 71 }]
    expect: []`)
    expect(test?.events.map((event) => new Date(event.at).toISOString())).toEqual([
      '2026-01-15T22:30:00.000Z',
      '2026-01-15T23:30:00.000Z',
    ])
    expect(test?.clock.show(test.end)).toBe('1d 00:30')
  })
})

describe('a faulty file of tests', () => {
  it('is told all its faults at once, each with line, column and what was probably meant', () => {
    const faults = faultsOf(`tests:
  - name: one
    rule: hr-hihg
    script:
      - { at: "9.30", hartRate: 70 }
      - nothing for ever
      - every 1m for 5: { heartRate: fast }
      - { at: "09:00", weather: purple }
    expect: nothing
  - rule: sos
    script: []
    expect: [{ at: "10:00", rise: sos }]
    colour: red
`)
    expect(faults).toEqual([
      '3:11 there is no rule "hr-hihg"; did you mean "hr-high"?',
      '5:15 a time is written in quotes, such as "10:00", "10:00:30", or "1d 03:00" for the next day',
      '5:23 unknown key "hartRate"; did you mean "heartRate"?',
      '6:9 a pause is "nothing for 30m" or "gateway down for 30m"',
      '7:25 a series is "every 1m for 20m", each a length such as 30s, 10m, 2h or 1d',
      '8:15 "09:00" lies before 10:00, where the script stands; a reading that comes late says so with "late" or "arrives"',
      '8:33 a rain warning is one of none, blue, yellow, orange, red',
      '9:13 "expect" is a list; an empty one, [], means that its rules say nothing',
      '10:5 a test needs a name',
      '11:13 "script" is a list of what happens, such as - at: "10:00"',
      '12:14 an expectation is { at: "10:10", raise: RULE } (or step, or clear), or the words "nothing else"',
      '13:5 unknown key "colour"',
    ])
  })

  it('that is no YAML is told so', () => expect(faultsOf('tests: [')).toHaveLength(1))
})
