// The YAML of rule tests: a timed script in, the findings it must lead to. Reads it into events in the order they would
// arrive, with every fault at once, each at its line. Runs nothing: see unit-test.ts. The format is in docs/rules.md.

import type { Severity } from '../model/alert.ts'
import type { Zone } from '../model/profile.ts'
import type { Reading } from '../model/telemetry.ts'
import type { EpochMs } from '../model/time.ts'
import type { Weather } from '../model/weather.ts'
import type { Fault, RuleFile } from './load.ts'
import { createTestClock, type TestClock } from './test-clock.ts'
import { readEvents } from './test-events.ts'
import { isObject, openFile, type Place, type Positioned, ruleId } from './test-place.ts'

/** Something that happens to the engine, `at` the moment it arrives. */
export type TestEvent = Readonly<{ at: EpochMs }> &
  (
    | Readonly<{ type: 'reading'; reading: Reading }>
    | Readonly<{ type: 'resolve'; rule: string }>
    | Readonly<{ type: 'weather'; weather: Weather }>
    | Readonly<{ type: 'resume' }>
  )

export type Expected = Readonly<{
  at: EpochMs
  transition: 'raise' | 'step' | 'clear'
  rule: string
  severity?: Severity
  level?: string
  threshold?: number
  value?: number
}>

export type RuleTest = Readonly<{
  path: string
  line: number
  column: number
  name: string
  /** The rules this is a case of; what others say is not compared, unless `nothingElse`. */
  rules: readonly string[]
  tags: readonly string[]
  overrides: Readonly<Record<string, Readonly<Record<string, number>>>>
  safeZone?: Zone
  clock: TestClock
  /** In the order they arrive. */
  events: readonly TestEvent[]
  /** Time passes up to here. */
  end: EpochMs
  expected: readonly Expected[]
  nothingElse: boolean
}>

export type LoadedTests =
  | Readonly<{ ok: true; tests: readonly RuleTest[] }>
  | Readonly<{ ok: false; faults: readonly Fault[] }>

const TEST_KEYS = [
  'name',
  'rule',
  'rules',
  'day',
  'timeZone',
  'tags',
  'overrides',
  'safeZone',
  'script',
  'expect',
]
const EXPECT_KEYS = ['at', 'raise', 'step', 'clear', 'severity', 'level', 'threshold', 'value']
const TRANSITIONS = ['raise', 'step', 'clear'] as const
const SEVERITIES: readonly Severity[] = ['info', 'warning', 'critical']

/** `known.rules` are the ids that exist. */
export function loadTests(
  files: readonly RuleFile[],
  known: Readonly<{ rules: readonly string[] }>,
): LoadedTests {
  const faults: Fault[] = []
  const tests: RuleTest[] = []
  for (const file of files) {
    const root = openFile(file, faults)
    if (root === undefined) continue
    const list = isObject(root.value) ? root.value.tests : undefined
    if (!Array.isArray(list)) {
      root.fault('a file of rule tests is a mapping with a list "tests"')
      continue
    }
    root.known(['tests'])
    list.forEach((_, i) => {
      const test = readTest(root.at('tests').at(i), { ...known, path: file.path })
      if (test !== undefined) tests.push(test)
    })
  }
  return faults.length > 0 ? { ok: false, faults: faults.sort(byPlace) } : { ok: true, tests }
}

const byPlace = (a: Fault, b: Fault): number =>
  a.path === b.path ? a.line - b.line || a.column - b.column : a.path < b.path ? -1 : 1

function readTest(
  place: Place,
  file: Readonly<{ path: string; rules: readonly string[] }>,
): RuleTest | undefined {
  if (!isObject(place.value)) {
    place.fault('a test is a mapping with a name, a rule, a script and what to expect')
    return undefined
  }
  place.known(TEST_KEYS)
  const { line, column } = place as Positioned
  const name = place.at('name')
  if (typeof name.value !== 'string' || name.value.trim() === '') name.fault('a test needs a name')
  const clock = createTestClock(place.at('day'), place.at('timeZone'))
  const safeZone = zoneOf(place.at('safeZone'))
  const { events, end } = readEvents(place.at('script'), { clock, safeZone, rules: file.rules })
  const expect = place.at('expect')
  if (!Array.isArray(expect.value))
    expect.fault('"expect" is a list; an empty one, [], means that its rules say nothing')
  const items = Array.isArray(expect.value) ? expect.value : []
  const nothingElse = items.includes('nothing else')
  const expected = items.flatMap((item: unknown, i) =>
    item === 'nothing else' ? [] : (readExpected(expect.at(i), { clock, rules: file.rules }) ?? []),
  )
  return {
    path: file.path,
    line,
    column,
    name: String(name.value),
    rules: rulesOf(place, file.rules),
    tags: textsOf(place.at('tags')),
    overrides: overridesOf(place.at('overrides')),
    ...(safeZone === undefined ? {} : { safeZone }),
    clock,
    events,
    end,
    expected,
    nothingElse,
  }
}

function rulesOf(place: Place, known: readonly string[]): readonly string[] {
  const one = place.at('rule')
  const many = place.at('rules')
  const named =
    one.value !== undefined ? [one] : Array.isArray(many.value) ? many.value.map((_, i) => many.at(i)) : []
  if (named.length === 0) place.fault('a test says which rule it is for: rule: hr-high')
  return named.flatMap((each) => ruleId(each, known) ?? [])
}

function textsOf(place: Place): readonly string[] {
  if (place.value === undefined) return []
  if (Array.isArray(place.value)) return place.value.map(String)
  place.fault('this is a list of words')
  return []
}

function overridesOf(place: Place): RuleTest['overrides'] {
  const { value } = place
  if (value === undefined) return {}
  const fits =
    isObject(value) &&
    Object.values(value).every(
      (own) => isObject(own) && Object.values(own).every((n) => typeof n === 'number'),
    )
  if (fits) return value as RuleTest['overrides']
  place.fault('overrides name rules, and of each rule parameters with their numbers')
  return {}
}

function zoneOf(place: Place): Zone | undefined {
  const { value } = place
  if (value === undefined) return undefined
  const circle =
    isObject(value) &&
    ['latitude', 'longitude', 'radiusMetres'].every((key) => typeof value[key] === 'number')
  if (circle || (isObject(value) && Array.isArray(value.polygon))) return value as Zone
  place.fault(
    'a safe zone is { latitude, longitude, radiusMetres } or { polygon: [[latitude, longitude], …] }',
  )
  return undefined
}

function readExpected(
  place: Place,
  known: Readonly<{ clock: TestClock; rules: readonly string[] }>,
): Expected | undefined {
  const { value } = place
  const transition = isObject(value) ? TRANSITIONS.find((key) => key in value) : undefined
  if (!isObject(value) || transition === undefined) {
    place.fault(
      'an expectation is { at: "10:10", raise: RULE } (or step, or clear), or the words "nothing else"',
    )
    return undefined
  }
  place.known(EXPECT_KEYS)
  const at = known.clock.read(place.at('at'))
  const rule = ruleId(place.at(transition), known.rules)
  const severity = SEVERITIES.find((word) => word === value.severity)
  if (value.severity !== undefined && severity === undefined)
    place.at('severity').fault(`severity is one of ${SEVERITIES.join(', ')}`)
  if (at === undefined || rule === undefined) return undefined
  return {
    at,
    transition,
    rule,
    ...(severity === undefined ? {} : { severity }),
    ...(typeof value.level === 'string' ? { level: value.level } : {}),
    ...(typeof value.threshold === 'number' ? { threshold: value.threshold } : {}),
    ...(typeof value.value === 'number' ? { value: value.value } : {}),
  }
}
