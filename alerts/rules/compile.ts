// Rules arranged for one look-up per reading: by the metrics that moved, inhibitors first, each with its
// parameters bound (bind.ts). Overridden people get their own arrangement, made once and remembered as long as they are.

import { METRICS, type Metric } from '../model/telemetry.ts'
import { type BoundRule, bind, type SafeRange } from './bind.ts'
import { bitOf } from './metric-slots.ts'
import { type Overrides, overridden } from './override.ts'
import type { Rule } from './schema.ts'
import type { SubjectProfile } from './state.ts'

export type Plan = Readonly<{
  rules: readonly BoundRule[]
  indexOf: ReadonlyMap<string, number>
  events: readonly BoundRule[]
  hearing: readonly BoundRule[]
  returning: readonly BoundRule[]
  /** Shortest silence after which a return matters. */
  silence: number
  timed: readonly BoundRule[]
  byMask: Map<number, readonly BoundRule[]>
  /**
   * By the index of a metric in METRICS: a value strictly between `low` and `high` moves no idle rule of this plan,
   * so that the ordinary reading of an ordinary day asks no rule at all.
   */
  low: readonly number[]
  high: readonly number[]
}>

export type Catalogue = Readonly<{
  rules: readonly Rule[]
  byId: ReadonlyMap<string, Rule>
  band: Plan
  drain: Plan
  overridden: WeakMap<Overrides, Readonly<{ band: Plan; drain: Plan }>>
}>

const RANK = { critical: 0, warning: 1, info: 2 } as const

/** Inhibitors before those they inhibit, so that a rule is asked when it is known what it would repeat; then worst first. */
function inOrder(rules: readonly Rule[]): Rule[] {
  const byId = new Map(rules.map((rule) => [rule.id, rule]))
  const depths = new Map<string, number>()
  const depthOf = (id: string): number => {
    const known = depths.get(id)
    if (known !== undefined) return known
    // Rules that inhibit each other: the first one asked counts as unhindered.
    depths.set(id, 0)
    const inhibitors = (byId.get(id)?.inhibitedBy ?? []).map((other) => depthOf(other) + 1)
    const depth = Math.max(0, ...inhibitors)
    depths.set(id, depth)
    return depth
  }
  return [...rules].sort((a, b) => depthOf(a.id) - depthOf(b.id) || RANK[a.severity] - RANK[b.severity])
}

export function compileCatalogue(rules: readonly Rule[]): Catalogue {
  return Object.freeze({
    rules: Object.freeze([...rules]),
    byId: new Map(rules.map((rule) => [rule.id, rule])),
    ...plansFor(inOrder(rules), {}),
    overridden: new WeakMap(),
  })
}

/** The rules that apply to a subject, with its overrides. */
export function planFor(catalogue: Catalogue, profile: SubjectProfile): Plan {
  const { overrides, deviceKind } = profile
  if (isEmpty(overrides)) return deviceKind === 'band' ? catalogue.band : catalogue.drain
  let plans = catalogue.overridden.get(overrides)
  if (plans === undefined) {
    plans = plansFor(inOrder(catalogue.rules), overrides)
    catalogue.overridden.set(overrides, plans)
  }
  return deviceKind === 'band' ? plans.band : plans.drain
}

function isEmpty(overrides: Overrides): boolean {
  for (const _ in overrides) return false
  return true
}

/** The rules of a plan that look at any of the metrics in `mask`, inhibitors first. */
export function rulesOf(plan: Plan, mask: number): readonly BoundRule[] {
  let rules = plan.byMask.get(mask)
  if (rules === undefined) {
    rules = plan.rules.filter((bound) => bound.step !== undefined && (bound.mask & mask) !== 0)
    plan.byMask.set(mask, rules)
  }
  return rules
}

function plansFor(rules: readonly Rule[], overrides: Overrides): Readonly<{ band: Plan; drain: Plan }> {
  const of = (kind: 'band' | 'drain'): Plan => {
    const bound = rules
      .filter((rule) => rule.appliesTo === kind)
      .map((rule, index) => bind(rule, index, overridden(rule.detector, overrides[rule.id] ?? {})))
    const returning = bound.filter((one) => one.returned !== undefined)
    return Object.freeze({
      rules: bound,
      indexOf: new Map(bound.map((one) => [one.rule.id, one.index])),
      events: bound.filter((one) => one.event !== undefined),
      hearing: bound.filter((one) => one.heard !== undefined),
      returning,
      silence: Math.min(...returning.map((one) => one.silence)),
      timed: bound.filter((one) => one.deadline !== undefined),
      byMask: new Map(),
      low: METRICS.map((metric) => Math.max(...rangesOf(bound, metric).map((range) => range.low))),
      high: METRICS.map((metric) => Math.min(...rangesOf(bound, metric).map((range) => range.high))),
    })
  }
  return Object.freeze({ band: of('band'), drain: of('drain') })
}

/** What the rules that look at a metric call safe; a rule that names no range for it calls nothing safe. */
function rangesOf(rules: readonly BoundRule[], metric: Metric): readonly SafeRange[] {
  const listening = rules.filter((bound) => (bound.mask & bitOf(metric)) !== 0 && bound.step !== undefined)
  return listening.flatMap((bound) => {
    const ranges = bound.safe.filter((range) => range.metric === metric)
    return ranges.length > 0
      ? ranges
      : [{ metric, low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY }]
  })
}
