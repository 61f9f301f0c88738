// Timed scripts for the engine: `[['00:00', 155], ['01:00', 158]]` in, findings out. 00:00 is ten in the morning.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Finding } from '../../../alerts/model/alert.ts'
import type { Metric, Reading, ReadingKind } from '../../../alerts/model/telemetry.ts'
import { type Catalogue, compileCatalogue } from '../../../alerts/rules/compile.ts'
import {
  emptyState,
  evaluate,
  type SubjectProfile,
  type SubjectState,
  tick,
} from '../../../alerts/rules/evaluate.ts'
import { loadRules, type RuleFile } from '../../../alerts/rules/load.ts'
import type { Rule } from '../../../alerts/rules/schema.ts'

/** 2026-03-05 10:00 in Shanghai. */
export const START = Date.UTC(2026, 2, 5, 2)

/** `mm:ss` or `h:mm:ss` after START; a minus goes before it. */
export function at(text: string): number {
  const parts = text.replace('-', '').split(':').map(Number)
  const seconds = parts.reduce((sum, part) => sum * 60 + part, 0)
  return START + (text.startsWith('-') ? -1 : 1) * seconds * 1_000
}

export const clockOf = (ms: number): string => {
  const seconds = (ms - START) / 1_000
  const hours = Math.floor(seconds / 3_600)
  const rest = new Date(seconds * 1_000).toISOString().slice(14, 19)
  return hours > 0 ? `${hours}:${rest}` : rest
}

const RULES = join(import.meta.dirname, '../../../config/rules')

export const defaultFiles = (): readonly RuleFile[] =>
  readdirSync(RULES)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => ({ path: `config/rules/${name}`, text: readFileSync(join(RULES, name), 'utf8') }))

export function rulesFrom(files: readonly RuleFile[]): readonly Rule[] {
  const loaded = loadRules(files)
  if (!loaded.ok)
    throw new Error(loaded.faults.map((fault) => `${fault.path}:${fault.line} ${fault.message}`).join('\n'))
  return loaded.rules
}

export const defaultCatalogue = (): Catalogue => compileCatalogue(rulesFrom(defaultFiles()))

/** The default rules that call somebody: without what is only noted for the daily review. */
export const urgentCatalogue = (): Catalogue =>
  compileCatalogue(rulesFrom(defaultFiles()).filter(({ policy }) => policy !== 'daily-review'))

/** A catalogue of one band rule with the given detector, in YAML's flow style. */
export const catalogueOf = (detector: string, extra = 'severity: warning'): Catalogue =>
  compileCatalogue(rulesFrom([{ path: 'test.yaml', text: `rules:\n${ruleText('rule', detector, extra)}` }]))

export const ruleText = (id: string, detector: string, extra = 'severity: warning'): string =>
  `  - id: ${id}
    version: '1'
    title: { zh-CN: 规则, en: rule }
    advice: { zh-CN: 建议, en: advice }
    source: test
    appliesTo: ${detector.includes('level, ') ? 'drain' : 'band'}
    concerns: person
    policy: vitals-warning
    ${extra}
    detector: ${detector}
`

export const profile = (change: Partial<SubjectProfile> = {}): SubjectProfile => ({
  subject: { kind: 'resident', id: 'r-001' },
  deviceId: 'band-001',
  deviceKind: 'band',
  overrides: {},
  tags: [],
  timeZone: 'Asia/Shanghai',
  ...change,
})

export const drainProfile = profile({
  subject: { kind: 'drain', id: 'd-01' },
  deviceId: 'drain-01',
  deviceKind: 'drain',
})

export type Values = Readonly<Partial<Record<Metric, number>>>

const KIND: Readonly<Partial<Record<Metric, ReadingKind>>> = {
  worn: 'wear',
  battery: 'status',
  charging: 'status',
  online: 'status',
  level: 'level',
  steps: 'steps',
  latitude: 'location',
  sos: 'sos',
  fall: 'fall',
}

/** A reading received when it happened, unless `receivedAt` says otherwise. */
export function reading(time: string | number, values: Values, change: Partial<Reading> = {}): Reading {
  const eventTime = typeof time === 'string' ? at(time) : time
  const first = Object.keys(values)[0] as Metric | undefined
  return {
    kind: (first && KIND[first]) ?? 'vitals',
    eventTime,
    receivedAt: eventTime,
    values,
    doubtful: [],
    deviceClock: true,
    ident: `${eventTime}:${JSON.stringify(values)}`,
    ...change,
  }
}

export type Played = Readonly<{ state: SubjectState; findings: readonly Finding[] }>

/** Evaluates readings in the order given; `tick` entries let time pass to that moment. */
export function play(
  catalogue: Catalogue,
  script: readonly (readonly [string, Values | 'tick'] | Reading)[],
  with_: Readonly<{ profile?: SubjectProfile; state?: SubjectState }> = {},
): Played {
  const who = with_.profile ?? profile()
  let state = with_.state ?? emptyState(who.deviceId)
  const findings: Finding[] = []
  for (const entry of script) {
    const step =
      'eventTime' in entry
        ? evaluate(catalogue, state, entry, who)
        : entry[1] === 'tick'
          ? tick(catalogue, state, at(entry[0]), who)
          : evaluate(catalogue, state, reading(entry[0], entry[1]), who)
    state = step.state
    findings.push(...step.findings)
  }
  return { state, findings }
}

/** `12:00 raise hr-high warning`, the way a person would tell it. */
export const told = (findings: readonly Finding[]): string[] =>
  findings.map((finding) =>
    [clockOf(finding.eventTime), finding.transition, finding.ruleId, finding.level ?? finding.severity].join(
      ' ',
    ),
  )

/** One metric's timed values as a script; a pulse is taken at rest, with no step counted. */
export const series = (metric: Metric, points: readonly (readonly [string, number])[]): [string, Values][] =>
  points.map(([time, value]) => [time, { [metric]: value, ...(metric === 'heartRate' ? { steps: 0 } : {}) }])
