// What a well-formed rule may still get wrong: limits on the wrong side of each other, classes out of order, numbers
// that can never be reached. Looks at one rule; names across rules are checked in load.ts.

import type { Severity } from '../model/alert.ts'
import type { Metric } from '../model/telemetry.ts'
import type { Inconsistency } from './kind.ts'
import { kindOf } from './kinds/index.ts'
import { didYouMean } from './nearest.ts'
import { overridden } from './numbers.ts'
import type { Rule } from './schema.ts'

export type { Inconsistency } from './kind.ts'

const RANK: Readonly<Record<Severity, number>> = { info: 0, warning: 1, critical: 2 }
/** What only a drain sensor can send, and what both can; a band sends everything else. */
const DRAIN_ONLY: ReadonlySet<Metric> = new Set(['level', 'rain'])
const BOTH: ReadonlySet<Metric> = new Set(['battery', 'online'])

export function inconsistencies(rule: Rule): readonly Inconsistency[] {
  return [
    ...(kindOf(rule.detector).faults?.(rule.detector) ?? []),
    ...ofMetrics(rule),
    ...ofSeverity(rule),
    ...ofPlace(rule),
    ...ofCircumstances(rule),
    ...ofSets(rule),
  ]
}

function ofMetrics(rule: Rule): Inconsistency[] {
  const spec = rule.detector
  const used: [Metric, PropertyKey[]][] =
    spec.type === 'repeats'
      ? spec.any.map((limit, i) => [limit.metric, ['detector', 'any', i, 'metric']])
      : 'metric' in spec
        ? [[spec.metric, ['detector', 'metric']]]
        : []
  return used.flatMap(([metric, path]) => {
    if (rule.appliesTo === 'drain' && !DRAIN_ONLY.has(metric) && !BOTH.has(metric))
      return [{ path, message: `a drain sensor sends no ${metric}` }]
    if (rule.appliesTo === 'band' && DRAIN_ONLY.has(metric))
      return [{ path, message: `a wristband sends no ${metric}` }]
    return []
  })
}

function ofSeverity(rule: Rule): Inconsistency[] {
  const spec = rule.detector
  if (!('levels' in spec) || spec.levels.length === 0) return []
  const severities: Severity[] = spec.levels.map((level) => level.severity)
  const worst = severities.reduce((a, b) => (RANK[b] > RANK[a] ? b : a))
  return worst === rule.severity
    ? []
    : [{ path: ['severity'], message: `severity must be that of the worst level, ${worst}` }]
}

function ofPlace(rule: Rule): Inconsistency[] {
  const internal = rule.detector.type === 'internal'
  if (internal !== (rule.appliesTo === 'gateway'))
    return [
      { path: ['appliesTo'], message: 'the detector "internal" and appliesTo "gateway" belong together' },
    ]
  const { only } = kindOf(rule.detector)
  if (only === undefined || only === rule.appliesTo) return []
  const whom = only === 'band' ? 'wristbands' : 'drain sensors'
  return [{ path: ['detector', 'type'], message: `the detector "${rule.detector.type}" is for ${whom}` }]
}

/** Whoever waits for time to pass, or for an emergency, cannot be told to look only now and then. */
function ofCircumstances(rule: Rule): Inconsistency[] {
  const { deadline, event } = kindOf(rule.detector).behaviour(rule.detector)
  const faults: Inconsistency[] = []
  if (rule.emergency && !rule.enabled)
    faults.push({ path: ['enabled'], message: 'an emergency cannot be switched off' })
  if (rule.emergency && rule.tags.length > 0)
    faults.push({ path: ['tags'], message: 'an emergency is for everybody' })
  if (event !== undefined && rule.when !== undefined)
    faults.push({ path: ['when'], message: 'every press and every fall is told: no condition' })
  if (deadline === undefined) return faults
  if (rule.when !== undefined)
    faults.push({ path: ['when'], message: 'a rule that waits for time to pass takes no condition' })
  if (rule.variants.length > 0)
    faults.push({ path: ['variants'], message: 'a rule that waits for time to pass takes no variants' })
  return faults
}

/** Numbers for a tag or a season: known names, and no contradiction with them in place. */
function ofSets(rule: Rule): Inconsistency[] {
  const known = Object.keys(kindOf(rule.detector).parameters(rule.detector))
  const sets = [
    ...rule.forTags.map(({ set }, i) => ({ set, path: ['forTags', i, 'set'] as PropertyKey[] })),
    ...rule.variants.map(({ set }, i) => ({ set, path: ['variants', i, 'set'] as PropertyKey[] })),
  ]
  const empty = rule.variants.flatMap((one, i): Inconsistency[] =>
    one.between === undefined && one.season === undefined && one.rain === undefined
      ? [{ path: ['variants', i], message: 'a variant needs between, season or rain' }]
      : [],
  )
  return [
    ...empty,
    ...sets.flatMap(({ set, path }): Inconsistency[] => [
      ...Object.keys(set)
        .filter((name) => !known.includes(name))
        .map((name) => ({
          path: [...path, name],
          message: `there is no parameter "${name}"${didYouMean(name, known)}`,
        })),
      ...(kindOf(rule.detector).faults?.(overridden(rule.detector, set)) ?? []).map(({ message }) => ({
        path,
        message,
      })),
    ]),
  ]
}
