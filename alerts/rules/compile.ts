// Rules arranged for one look-up per reading: by the metrics that moved, inhibitors first, each with its
// parameters bound (bind.ts). People with a care plan get their own arrangement, made once and remembered as long as
// their profile is.

import type { DetectorState } from '../detectors/detector.ts'
import type { SubjectProfile } from '../model/profile.ts'
import { METRICS, type Metric } from '../model/telemetry.ts'
import { type BoundRule, bind, type SafeRange } from './bind.ts'
import { bitOf } from './metric-slots.ts'
import type { Overrides } from './override.ts'
import type { Rule } from './schema.ts'

export type Plan = Readonly<{
  rules: readonly BoundRule[]
  indexOf: ReadonlyMap<string, number>
  events: readonly BoundRule[]
  doubting: readonly BoundRule[]
  hearing: readonly BoundRule[]
  returning: readonly BoundRule[]
  /** Shortest silence after which a return matters. */
  silence: number
  timed: readonly BoundRule[]
  /** A place per rule, lent to one call of the fold after the other: a new list for each costs more than the decision. */
  places: (DetectorState | undefined)[]
  /** Those that may wake for this person's own reasons, by the metrics that moved. */
  personal: Map<number, Personal>
  byMask: Map<number, readonly BoundRule[]>
  /**
   * By the index of a metric in METRICS: a value strictly between `low` and `high` moves no idle rule of this plan,
   * so that the ordinary reading of an ordinary day asks no rule at all.
   */
  low: readonly number[]
  high: readonly number[]
}>

/** `byHabit`: only once it is known what is usual for the person. */
export type Personal = Readonly<{ always: readonly BoundRule[]; byHabit: readonly BoundRule[] }>

export type Catalogue = Readonly<{
  rules: readonly Rule[]
  byId: ReadonlyMap<string, Rule>
  band: Plan
  drain: Plan
  /** Tags that any rule mentions. */
  tags: ReadonlySet<string>
  /** By the profile: people with a care plan or a tag that matters. */
  own: WeakMap<SubjectProfile, Plan>
  /** By device kind and tags, for those without a care plan: most tagged people share one. */
  ofTags: Map<string, Plan>
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
  const tags = new Set(rules.flatMap((rule) => [...rule.tags, ...rule.forTags.map(({ tag }) => tag)]))
  const nobody = { overrides: {}, tags: [] }
  return Object.freeze({
    rules: Object.freeze([...rules]),
    byId: new Map(rules.map((rule) => [rule.id, rule])),
    band: makePlan(rules, 'band', nobody),
    drain: makePlan(rules, 'drain', nobody),
    tags,
    own: new WeakMap(),
    ofTags: new Map(),
  })
}

/** The rules that apply to a subject, with its care plan and its tags. */
export function planFor(catalogue: Catalogue, profile: SubjectProfile): Plan {
  const { overrides, tags, deviceKind } = profile
  if (isEmpty(overrides) && (tags.length === 0 || catalogue.tags.size === 0))
    return deviceKind === 'band' ? catalogue.band : catalogue.drain
  let plan = catalogue.own.get(profile)
  if (plan === undefined) {
    const known = tags.filter((tag) => catalogue.tags.has(tag)).sort()
    const key = [deviceKind, ...known].join('\n')
    plan = isEmpty(overrides) ? catalogue.ofTags.get(key) : undefined
    plan ??= makePlan(catalogue.rules, deviceKind, { overrides, tags: known })
    if (isEmpty(overrides)) catalogue.ofTags.set(key, plan)
    catalogue.own.set(profile, plan)
  }
  return plan
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

/** The rules of a plan that may look at any of the metrics in `mask` for the person's own reasons. */
export function personalOf(plan: Plan, mask: number): Personal {
  let personal = plan.personal.get(mask)
  if (personal === undefined) {
    const all = plan.rules.filter((bound) => bound.personal !== undefined && (bound.mask & mask) !== 0)
    personal = {
      always: all.filter((bound) => !bound.byHabit),
      byHabit: all.filter((bound) => bound.byHabit),
    }
    plan.personal.set(mask, personal)
  }
  return personal
}

function makePlan(
  rules: readonly Rule[],
  kind: 'band' | 'drain',
  of: Readonly<{ overrides: Overrides; tags: readonly string[] }>,
): Plan {
  const bound = inOrder(rules)
    .filter((rule) => rule.enabled && rule.appliesTo === kind)
    .filter((rule) => rule.tags.length === 0 || rule.tags.some((tag) => of.tags.includes(tag)))
    .map((rule, index) => bind(rule, index, of))
  const returning = bound.filter((one) => one.returned !== undefined)
  return Object.freeze({
    rules: bound,
    indexOf: new Map(bound.map((one) => [one.rule.id, one.index])),
    events: bound.filter((one) => one.event !== undefined),
    doubting: bound.filter((one) => one.doubted !== undefined),
    hearing: bound.filter((one) => one.heard !== undefined),
    returning,
    silence: Math.min(...returning.map((one) => one.silence)),
    timed: bound.filter((one) => one.deadline !== undefined),
    places: new Array<DetectorState | undefined>(bound.length).fill(undefined),
    personal: new Map(),
    byMask: new Map(),
    low: METRICS.map((metric) => Math.max(...rangesOf(bound, metric).map((range) => range.low))),
    high: METRICS.map((metric) => Math.min(...rangesOf(bound, metric).map((range) => range.high))),
  })
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
