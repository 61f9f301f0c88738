// Runs rule tests: each script through a whole catalogue, as it would run live, and what was found against what was
// expected. Says so line by line, the way a person would tell it. Reads no file.

import type { Finding } from '../model/alert.ts'
import type { SubjectProfile } from '../model/profile.ts'
import type { EpochMs } from '../model/time.ts'
import type { Catalogue } from './compile.ts'
import {
  emptyState,
  evaluate,
  release,
  resume,
  type Step,
  type SubjectState,
  tick,
  underWeather,
} from './evaluate.ts'
import type { Expected, RuleTest, TestEvent } from './test-script.ts'

export { loadTests, type RuleTest } from './test-script.ts'

export type TestResult = Readonly<{
  test: RuleTest
  ok: boolean
  /** In time: two spaces before what was expected and found, `-` before what is missing, `+` before what is too much. */
  lines: readonly string[]
}>

export function runTest(catalogue: Catalogue, test: RuleTest): TestResult {
  const compared = new Set([...test.rules, ...test.expected.map((one) => one.rule)])
  const found = play(catalogue, test).filter((one) => test.nothingElse || compared.has(one.ruleId))
  const left = [...found]
  const lines: { at: EpochMs; order: number; text: string }[] = []
  const tell = (mark: string, of: Expected | Finding, text: string): number =>
    lines.push({
      at: 'ruleId' in of ? of.eventTime : of.at,
      order: '-+ '.indexOf(mark),
      text: `${mark} ${text}`,
    })
  for (const expected of test.expected) {
    const i = left.findIndex((one) => fits(one, expected))
    const match = i < 0 ? undefined : left.splice(i, 1)[0]
    if (match === undefined) tell('-', expected, sayExpected(test, expected))
    else tell(' ', match, sayFound(test, match))
  }
  for (const one of left) tell('+', one, sayFound(test, one))
  return {
    test,
    ok: lines.every((line) => line.order === 2),
    lines: lines.toSorted((a, b) => a.at - b.at || a.order - b.order).map((line) => line.text),
  }
}

/** Which rules a set of tests shows raising, and which it shows staying quiet where they might have raised. */
export function coverage(
  tests: readonly RuleTest[],
): ReadonlyMap<string, Readonly<{ raising: number; quiet: number }>> {
  const counts = new Map<string, { raising: number; quiet: number }>()
  for (const test of tests)
    for (const rule of test.rules) {
      const count = counts.get(rule) ?? { raising: 0, quiet: 0 }
      const raises = test.expected.some((one) => one.rule === rule && one.transition === 'raise')
      count[raises ? 'raising' : 'quiet'] += 1
      counts.set(rule, count)
    }
  return counts
}

/** Everything that the catalogue finds while the script runs; between events time passes as the ticker lets it. */
function play(catalogue: Catalogue, test: RuleTest): readonly Finding[] {
  const profile = profileOf(catalogue, test)
  let state = emptyState(profile.deviceId)
  const findings: Finding[] = []
  const take = (step: Step): void => {
    state = step.state
    findings.push(...step.findings)
  }
  const passTime = (until: EpochMs): void => {
    // A deadline that a tick leaves as it was waits for the next event.
    for (let due = state.dueAt; due !== null && due <= until; ) {
      take(tick(catalogue, state, due, profile))
      due = state.dueAt !== null && state.dueAt > due ? state.dueAt : null
    }
  }
  for (const event of test.events) {
    passTime(event.at - 1)
    take(stepOf(catalogue, { state, event, profile }))
  }
  passTime(test.end)
  return findings
}

function stepOf(
  catalogue: Catalogue,
  of: Readonly<{ state: SubjectState; event: TestEvent; profile: SubjectProfile }>,
): Step {
  const { state, event, profile } = of
  switch (event.type) {
    case 'reading':
      return evaluate(catalogue, state, event.reading, profile)
    case 'resolve':
      return release(catalogue, state, event.rule, event.at, profile)
    case 'resume':
      return resume(catalogue, state, event.at, profile)
    case 'weather':
      return underWeather(catalogue, state, event.weather, profile)
  }
}

function profileOf(catalogue: Catalogue, test: RuleTest): SubjectProfile {
  const isDrain = test.rules.some((id) => catalogue.byId.get(id)?.appliesTo === 'drain')
  return {
    subject: isDrain ? { kind: 'drain', id: 'd-001' } : { kind: 'resident', id: 'r-001' },
    deviceId: isDrain ? 'drain-001' : 'band-001',
    deviceKind: isDrain ? 'drain' : 'band',
    overrides: test.overrides,
    tags: test.tags,
    timeZone: test.clock.timeZone,
    ...(test.safeZone === undefined ? {} : { safeZone: test.safeZone }),
  }
}

const newest = (finding: Finding): number | undefined => {
  const { metric, samples } = finding.evidence
  return samples.findLast((sample) => metric === undefined || sample.metric === metric)?.value
}

const fits = (finding: Finding, expected: Expected): boolean =>
  finding.ruleId === expected.rule &&
  finding.transition === expected.transition &&
  finding.eventTime === expected.at &&
  (expected.severity === undefined || expected.severity === finding.severity) &&
  (expected.level === undefined || expected.level === finding.level) &&
  (expected.threshold === undefined || expected.threshold === finding.evidence.threshold) &&
  (expected.value === undefined || expected.value === newest(finding))

const say = (parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined).join(' ')

const named = (name: string, value: unknown): string | undefined =>
  value === undefined ? undefined : `${name}=${value}`

const sayExpected = ({ clock }: RuleTest, of: Expected): string =>
  say([
    clock.show(of.at),
    of.transition,
    of.rule,
    of.severity,
    of.level,
    named('threshold', of.threshold),
    named('value', of.value),
  ])

const sayFound = ({ clock }: RuleTest, finding: Finding): string =>
  say([
    clock.show(finding.eventTime),
    finding.transition,
    finding.ruleId,
    finding.severity,
    finding.level,
    named('threshold', finding.evidence.threshold),
    named('value', newest(finding)),
  ])
