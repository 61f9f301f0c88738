// The lines to draw into a person's curves: the limits in force, after tags and care plan, each once. Night limits and
// what is only noted for the daily review are not drawn.

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
  const drawn = new Set<string>()
  return catalogue.rules.flatMap((rule) => {
    if (rule.severity === 'info' && rule.concerns === 'person') return []
    if (!rule.enabled || (rule.tags.length > 0 && !rule.tags.some((tag) => tags.includes(tag)))) return []
    const kind = kindOf(rule.detector)
    const common = kind.lines?.(rule.detector) ?? []
    const own = kind.lines?.(specFor(rule, { overrides, tags })) ?? []
    return own.flatMap((line, i) => {
      const severity = line.severity ?? rule.severity
      // Two rules may share a limit and differ in how long it must hold.
      const key = `${line.metric} ${line.comparison} ${line.threshold} ${severity}`
      if (drawn.has(key)) return []
      drawn.add(key)
      return [{ ruleId: rule.id, ...line, severity, overridden: line.threshold !== common[i]?.threshold }]
    })
  })
}
