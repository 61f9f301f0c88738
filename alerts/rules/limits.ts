// The lines to draw into a person's curves: the limits in force, after overrides. Night limits are not drawn.

import type { Comparison } from '../detectors/comparison.ts'
import type { Severity } from '../model/alert.ts'
import type { Metric } from '../model/telemetry.ts'
import type { Catalogue } from './compile.ts'
import { type Overrides, overridden } from './override.ts'
import type { DetectorSpec, Rule } from './schema.ts'

export type Limit = Readonly<{
  ruleId: string
  metric: Metric
  comparison: Comparison
  threshold: number
  severity: Severity
  overridden: boolean
}>

/** Limits of bands and drains alike, in the order of the catalogue; the metric tells which curve they belong to. */
export function limits(catalogue: Catalogue, overrides: Overrides): readonly Limit[] {
  return catalogue.rules.flatMap((rule) => {
    const common = linesOf(rule, rule.detector)
    const own = linesOf(rule, overridden(rule.detector, overrides[rule.id] ?? {}))
    return own.map((line, i) => ({ ...line, overridden: line.threshold !== common[i]?.threshold }))
  })
}

type Line = Omit<Limit, 'overridden'>

function linesOf(rule: Rule, spec: DetectorSpec): readonly Line[] {
  const { id: ruleId, severity } = rule
  switch (spec.type) {
    case 'sustained':
      return [{ ruleId, metric: spec.metric, comparison: spec.comparison, threshold: spec.raise, severity }]
    case 'repeats':
      return spec.any.map(({ metric, comparison, raise }) => ({
        ruleId,
        metric,
        comparison,
        threshold: raise,
        severity,
      }))
    case 'ladder':
      return spec.levels.map((rung) => ({
        ruleId,
        metric: spec.metric,
        comparison: spec.comparison,
        threshold: rung.raise,
        severity: rung.severity,
      }))
    default:
      return []
  }
}
