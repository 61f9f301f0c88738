// What was changed in the rules, number by number: from what to what. Durations are in seconds, as people set them.

import type { EpochMs } from '../model/time.ts'
import { type RuleAdjustment, type RuleChange, type Standing, standingOf } from '../rules/adjust.ts'

type Numbers = Readonly<Record<string, number>>

/** Null: as in the files. `name` is absent where the rule itself was switched: 1 is on, 0 is off. */
export type ChangedNumber = Readonly<{
  ruleId: string
  name?: string
  tag?: string
  from: number | null
  to: number | null
}>

/** One change of a rule, or of a resident's own limits, by a person. */
export type ReportedChange = Readonly<{
  no: number
  at: EpochMs
  by: string
  reason: string
  ruleId?: string
  residentId?: string
  /** An undo: the rule is again as after this change, 0 = as in the files. */
  restores?: number
  numbers: readonly ChangedNumber[]
}>

/** `earlier`: all changes of the same rule before it, in their order. */
export function ruleChangeOf(change: RuleChange, earlier: readonly RuleChange[]): ReportedChange {
  const { no, at, author: by, reason, ruleId, restores } = change
  return {
    no,
    at,
    by,
    reason,
    ruleId,
    ...(restores === undefined ? {} : { restores }),
    numbers: adjustedNumbers(ruleId, standingOf(earlier), change.change),
  }
}

/** What a change of a rule sets that was not so before. */
export function adjustedNumbers(
  ruleId: string,
  before: Standing,
  { enabled, parameters = {}, forTags = {} }: RuleAdjustment,
): readonly ChangedNumber[] {
  const switched = (value: boolean | null | undefined): number | null =>
    value === undefined || value === null ? null : Number(value)
  return [
    {
      ruleId,
      from: switched(before.enabled),
      to: switched(enabled === undefined ? before.enabled : enabled),
    },
    ...Object.entries(parameters).map(([name, to]) => ({
      ruleId,
      name,
      from: before.parameters[name] ?? null,
      to,
    })),
    ...Object.entries(forTags).flatMap(([tag, after]) =>
      difference(before.forTags[tag] ?? {}, after ?? {}).map((each) => ({ ruleId, tag, ...each })),
    ),
  ].filter(({ from, to }) => from !== to)
}

export const carePlanNumbers = (
  before: Readonly<Record<string, Numbers>>,
  after: Readonly<Record<string, Numbers>>,
): readonly ChangedNumber[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((ruleId) =>
    difference(before[ruleId] ?? {}, after[ruleId] ?? {}).map((each) => ({ ruleId, ...each })),
  )

const difference = (before: Numbers, after: Numbers) =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map((name) => ({ name, from: before[name] ?? null, to: after[name] ?? null }))
    .filter(({ from, to }) => from !== to)
