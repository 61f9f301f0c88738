// A rule as the board shows it: its words, its numbers with what the files say, what was changed and by whom, and how
// often it spoke. Reads; decides nothing.

import { fixedBecause, type RuleChange, standingOf } from '../../alerts/rules/adjust.ts'
import { kindOf } from '../../alerts/rules/kinds/index.ts'
import { parametersOf } from '../../alerts/rules/override.ts'
import { describeParameters } from '../../alerts/rules/parameters.ts'
import type { Rule } from '../../alerts/rules/schema.ts'
import type {
  RuleAdjustment,
  RuleAlertCounts,
  RuleHistoryEntry,
  RuleParameter,
  RuleView,
  TagParameters,
} from '../http/api.ts'
import type { RuleCount } from '../storage/rules.ts'

export type NameOf = (personId: string) => string

export function viewOfRule(of: {
  /** As in the files, and with its changes. */
  standard: Rule
  rule: Rule
  changes: readonly RuleChange[]
  faults: readonly string[]
  count: RuleCount | undefined
  nameOf: NameOf
}): RuleView {
  const { standard, rule, changes, count } = of
  const newest = changes.at(-1)
  const fixed = fixedBecause(standard)
  const { id, title, advice, source, appliesTo, concerns, severity, policy, emergency, enabled } = rule
  return {
    id,
    title,
    advice,
    source,
    appliesTo,
    concerns,
    severity,
    policy,
    emergency,
    enabled,
    ...(fixed === undefined ? {} : { fixed }),
    detector: rule.detector.type,
    metrics: kindOf(rule.detector).behaviour(rule.detector).metrics,
    parameters: parametersShown(standard, rule),
    tags: rule.tags,
    forTags: tagsShown(standard, rule),
    inhibitedBy: rule.inhibitedBy,
    version: rule.version,
    changeNo: newest?.no ?? 0,
    changed:
      newest === undefined || rule === standard
        ? null
        : {
            no: newest.no,
            at: newest.at,
            by: newest.author,
            byName: of.nameOf(newest.author),
            reason: newest.reason,
          },
    faults: of.faults,
    alerts: countsOf(count),
  }
}

function parametersShown(standard: Rule, rule: Rule): readonly RuleParameter[] {
  const values = parametersOf(rule)
  return describeParameters(standard).map(({ whole: _, ...described }) => {
    const value = values[described.name] ?? described.standard
    // What moves along with another number may pass the end of its own range.
    return { ...described, value, min: Math.min(described.min, value), max: Math.max(described.max, value) }
  })
}

function tagsShown(standard: Rule, rule: Rule): readonly TagParameters[] {
  const inFiles = new Map(standard.forTags.map(({ tag, set }) => [tag, set]))
  return rule.forTags.map(({ tag, set }) => {
    const before = inFiles.get(tag)
    return { tag, parameters: set, ...(before === undefined ? {} : { standard: before }) }
  })
}

function countsOf(count: RuleCount | undefined): RuleAlertCounts {
  const { recent = 0, all = 0, genuine = 0, notGenuine = 0 } = count ?? {}
  const said = genuine + notGenuine
  return {
    last7Days: recent,
    last30Days: all,
    genuine,
    notGenuine,
    precision: said === 0 ? null : genuine / said,
  }
}

/** Newest first, each with what stood before it where it changed something. */
export function historyOf(changes: readonly RuleChange[], nameOf: NameOf): readonly RuleHistoryEntry[] {
  return changes
    .map(({ ruleId: _, author, ...change }, i): RuleHistoryEntry => {
      const standing = standingOf(changes.slice(0, i))
      return { ...change, by: author, byName: nameOf(author), before: beforeOf(standing, change.change) }
    })
    .reverse()
}

function beforeOf(standing: ReturnType<typeof standingOf>, change: RuleAdjustment): RuleAdjustment {
  const { enabled, parameters, forTags } = change
  return {
    ...(enabled === undefined ? {} : { enabled: standing.enabled ?? null }),
    ...(parameters === undefined ? {} : { parameters: valuesAt(standing.parameters, parameters) }),
    ...(forTags === undefined ? {} : { forTags: valuesAt(standing.forTags, forTags) }),
  }
}

const valuesAt = <T>(
  standing: Readonly<Record<string, T>>,
  named: Readonly<Record<string, unknown>>,
): Record<string, T | null> =>
  Object.fromEntries(Object.keys(named).map((name) => [name, standing[name] ?? null]))
