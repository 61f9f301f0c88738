// What a well-formed rule may still get wrong: limits on the wrong side of each other, classes out of order, numbers
// that can never be reached. Looks at one rule; names across rules are checked in load.ts.

import type { Comparison } from '../detectors/comparison.ts'
import type { Severity } from '../model/alert.ts'
import type { Metric } from '../model/telemetry.ts'
import type { DetectorSpec, Rule } from './schema.ts'

/** `path` is inside the rule. */
export type Inconsistency = Readonly<{ path: readonly PropertyKey[]; message: string }>

const RANK: Readonly<Record<Severity, number>> = { info: 0, warning: 1, critical: 2 }
/** What a drain sensor can send; a band sends everything but the level. */
const DRAIN_METRICS: ReadonlySet<Metric> = new Set(['level', 'battery', 'online'])

export function inconsistencies(rule: Rule): readonly Inconsistency[] {
  return [...ofDetector(rule.detector), ...ofMetrics(rule), ...ofSeverity(rule), ...ofPlace(rule)]
}

function ofDetector(spec: DetectorSpec): Inconsistency[] {
  const at = (...path: PropertyKey[]): PropertyKey[] => ['detector', ...path]
  switch (spec.type) {
    case 'sustained':
      return [
        ...sides(spec, at('clear')),
        ...(spec.night === undefined
          ? []
          : sides({ comparison: spec.comparison, ...spec.night }, at('night', 'clear'))),
        ...(spec.for > 0 && spec.maxGap === 0
          ? [{ path: at('maxGap'), message: 'maxGap must be longer than 0s, or no duration is ever filled' }]
          : []),
      ]
    case 'repeats':
      return [
        ...spec.any.flatMap((limit, i) => sides(limit, at('any', i, 'clear'))),
        ...(spec.hits > spec.of
          ? [{ path: at('hits'), message: `hits (${spec.hits}) must not exceed of (${spec.of})` }]
          : []),
      ]
    case 'ladder':
      return [
        ...ascending(
          spec.levels.map((rung) => (spec.comparison === 'atLeast' ? rung.raise : -rung.raise)),
          (i) => ({
            path: at('levels', i, 'raise'),
            message: 'each class must be worse than the one before',
          }),
        ),
        ...unique(
          spec.levels.map((rung) => rung.level),
          (i) => at('levels', i, 'level'),
        ),
      ]
    case 'offline':
      return [
        ...ascending(
          spec.levels.map((level) => level.for),
          (i) => ({
            path: at('levels', i, 'for'),
            message: 'each silence must be longer than the one before',
          }),
        ),
        ...unique(
          spec.levels.map((level) => level.level),
          (i) => at('levels', i, 'level'),
        ),
      ]
    default:
      return []
  }
}

function sides(
  limit: Readonly<{ comparison: Comparison; raise: number; clear: number }>,
  path: PropertyKey[],
): Inconsistency[] {
  const { comparison, raise, clear } = limit
  const upper = comparison === 'above' || comparison === 'atLeast'
  if (upper ? clear < raise : clear > raise) return []
  const side = upper ? 'below' : 'above'
  return [{ path, message: `clear (${clear}) must lie ${side} raise (${raise}), or the alert flaps` }]
}

const ascending = (values: readonly number[], fault: (i: number) => Inconsistency): Inconsistency[] =>
  values.flatMap((value, i) => (i > 0 && value <= (values[i - 1] ?? 0) ? [fault(i)] : []))

const unique = (names: readonly string[], path: (i: number) => PropertyKey[]): Inconsistency[] =>
  names.flatMap((name, i) =>
    names.indexOf(name) < i ? [{ path: path(i), message: `the level "${name}" stands here twice` }] : [],
  )

function ofMetrics(rule: Rule): Inconsistency[] {
  const spec = rule.detector
  const used: [Metric, PropertyKey[]][] =
    spec.type === 'repeats'
      ? spec.any.map((limit, i) => [limit.metric, ['detector', 'any', i, 'metric']])
      : 'metric' in spec
        ? [[spec.metric, ['detector', 'metric']]]
        : []
  return used.flatMap(([metric, path]) => {
    if (rule.appliesTo === 'drain' && !DRAIN_METRICS.has(metric))
      return [{ path, message: `a drain sensor sends no ${metric}` }]
    if (rule.appliesTo === 'band' && metric === 'level')
      return [{ path, message: 'a wristband sends no level' }]
    return []
  })
}

function ofSeverity(rule: Rule): Inconsistency[] {
  const spec = rule.detector
  if (spec.type !== 'ladder' && spec.type !== 'offline') return []
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
  if (rule.appliesTo === 'drain' && (rule.detector.type === 'notWorn' || rule.detector.type === 'event'))
    return [{ path: ['detector', 'type'], message: `the detector "${rule.detector.type}" is for wristbands` }]
  return []
}
