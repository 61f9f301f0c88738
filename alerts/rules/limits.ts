// The lines to draw into a person's curves: the limits in force, after tags and care plan. Night limits are not drawn.

import type { Comparison } from '../detectors/comparison.ts'
import type { Severity } from '../model/alert.ts'
import type { Metric } from '../model/telemetry.ts'
import type { Catalogue } from './compile.ts'
import { kindOf } from './kinds/index.ts'
import { type Overrides, specFor } from './override.ts'

export type Limit = Readonly<{
  ruleId: string
  metric: Metric
  comparison: Comparison
  threshold: number
  severity: Severity
  overridden: boolean
}>

/** Limits of bands and drains alike, in the order of the catalogue; the metric tells which curve they belong to. */
export function limits(
  catalogue: Catalogue,
  overrides: Overrides,
  tags: readonly string[] = [],
): readonly Limit[] {
  return catalogue.rules.flatMap((rule) => {
    if (!rule.enabled || (rule.tags.length > 0 && !rule.tags.some((tag) => tags.includes(tag)))) return []
    const kind = kindOf(rule.detector)
    const common = kind.lines?.(rule.detector) ?? []
    const own = kind.lines?.(specFor(rule, { overrides, tags })) ?? []
    return own.map((line, i) => ({
      ruleId: rule.id,
      ...line,
      severity: line.severity ?? rule.severity,
      overridden: line.threshold !== common[i]?.threshold,
    }))
  })
}
