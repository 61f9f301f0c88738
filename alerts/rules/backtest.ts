// A rule as it stands and as it would be, over the stored readings: which alerts each would have raised. A fold over
// devices; the arithmetic of the report is in backtest-summary.ts. Reads no store and no clock.

import type { Alert } from '../model/alert.ts'
import type { SubjectProfile } from '../model/profile.ts'
import type { Metric } from '../model/telemetry.ts'
import { DAY, type EpochMs } from '../model/time.ts'
import type { BacktestReport } from './backtest-report.ts'
import { createTally, type Tally } from './backtest-summary.ts'
import { type Catalogue, compileCatalogue, planFor } from './compile.ts'
import { type OverrideFault, overridden, parameterFaults } from './override.ts'
import { isSkippable, metricsFor, replayAll, replayNotable, type StoredDevice, safeRanges } from './replay.ts'
import type { Rule } from './schema.ts'

export type { BacktestReport, BacktestRequest } from './backtest-report.ts'

/** A device with how many values a stretch of time holds, for the count in the report. */
export type CountedDevice = StoredDevice &
  Readonly<{ count(metric: Metric, span: Readonly<{ from: EpochMs; to: EpochMs }>): number }>

export type TrialOrder = Readonly<{
  /** All rules in force; the one in question among them. */
  rules: readonly Rule[]
  ruleId: string
  from: EpochMs
  to: EpochMs
  timeZone: string
  /** Past alerts of the rule in this time, closed or not. */
  past: readonly Alert[]
}>

/** `changed`: the rule as it would be; null = nothing was changed. */
export type BacktestOrder = TrialOrder & Readonly<{ changed: Rule | null }>

/** Several versions of one rule over the same readings. */
export type Trial = Readonly<{
  /** Whether the rule is about this device at all. */
  concerns(profile: SubjectProfile): boolean
  take(device: CountedDevice): void
  readings(): number
  subjects(): number
  /** In the order of the versions. */
  tallies: readonly Tally[]
}>

export type Backtest = Omit<Trial, 'tallies' | 'subjects'> &
  Readonly<{ report(oldestAt: EpochMs | null): BacktestReport }>

/** What was before the period counts: durations under way, alerts already up. Habits take their two weeks to learn. */
const LEAD_IN = DAY
const LEAD_IN_LEARNING = 21 * DAY
const KNOW_NO_HABITS: ReadonlySet<string> = new Set([
  'sustained',
  'repeats',
  'ladder',
  'event',
  'absence',
  'offline',
  'notWorn',
  'count',
  'rate',
  'forecast',
  'geofence',
  'wandering',
])

export const leadInOf = (rules: readonly Rule[]): number =>
  rules.every((rule) => KNOW_NO_HABITS.has(rule.detector.type)) ? LEAD_IN : LEAD_IN_LEARNING

/** The rule with other numbers for everybody, or what is wrong with them. */
export function withParameters(
  rule: Rule,
  parameters: Readonly<Record<string, number>>,
): Readonly<{ ok: true; rule: Rule }> | Readonly<{ ok: false; faults: readonly OverrideFault[] }> {
  const faults = parameterFaults(rule, parameters)
  if (faults.length > 0) return { ok: false, faults }
  return { ok: true, rule: { ...rule, detector: overridden(rule.detector, parameters) } }
}

export function createBacktest(order: BacktestOrder): Backtest {
  const rule = ruleOf(order)
  const trial = createTrial(order, [rule, ...(order.changed === null ? [] : [order.changed])])
  const { concerns, take, readings, subjects } = trial
  const [current, other] = trial.tallies
  if (current === undefined) throw new RangeError('a backtest has one side at least')
  return {
    concerns,
    take,
    readings,
    report: (oldestAt) => current.report({ other, oldestAt, readings: readings(), subjects: subjects() }),
  }
}

/** @throws RangeError when there is no such rule. */
export function ruleOf({ rules, ruleId }: Pick<TrialOrder, 'rules' | 'ruleId'>): Rule {
  const rule = rules.find((one) => one.id === ruleId)
  if (rule === undefined) throw new RangeError(`there is no rule "${ruleId}"`)
  return rule
}

export function createTrial(order: TrialOrder, versions: readonly Rule[]): Trial {
  const { ruleId, from, to } = order
  const sides = versions.map((version) => {
    const rules = around(version, order.rules)
    return { catalogue: compileCatalogue(rules), tally: createTally(version, order), leadIn: leadInOf(rules) }
  })
  const span = { from: from - Math.max(...sides.map((side) => side.leadIn)), to }
  const devices = new Set<string>()
  let readings = 0

  return {
    concerns: (profile) => sides.some(({ catalogue }) => planFor(catalogue, profile).indexOf.has(ruleId)),
    take(device) {
      const plans = sides.map(({ catalogue }) => planFor(catalogue, device.profile))
      devices.add(device.profile.deviceId)
      const skippable = plans.every(isSkippable)
      const listened = new Set(plans.flatMap((plan) => [...safeRanges(plan).keys()]))
      let values = 0
      for (const metric of device.metrics)
        if (!skippable || listened.has(metric)) values += device.count(metric, span)
      readings += values
      for (const { tally } of sides) tally.begin(device.profile)
      if (skippable) replaySkipping(sides, device, { ...span, values })
      else
        replayAll(
          sides.map(({ catalogue, tally }) => ({ catalogue, found: tally.found })),
          device,
          span,
        )
      for (const { tally } of sides) tally.end()
    },
    readings: () => readings,
    subjects: () => devices.size,
    tallies: sides.map((side) => side.tally),
  }
}

type Side = Readonly<{ catalogue: Catalogue; tally: Tally }>

/** One scan for all sides: each then replays from the moments that are notable to it. */
function replaySkipping(
  sides: readonly Side[],
  device: StoredDevice,
  { values, ...span }: Readonly<{ from: EpochMs; to: EpochMs; values: number }>,
): void {
  const plans = sides.map(({ catalogue }) => planFor(catalogue, device.profile))
  const ranges = plans.map(safeRanges)
  const scanned = new Map<Metric, ReturnType<StoredDevice['outside']>>()
  for (const metric of device.metrics) {
    const asked = ranges.flatMap((range) => range.get(metric) ?? [])
    if (asked.length === 0) continue
    const low = Math.max(...asked.map((range) => range.low))
    const high = Math.min(...asked.map((range) => range.high))
    scanned.set(metric, device.outside(metric, span, { low, high }))
  }
  sides.forEach(({ catalogue, tally }, i) => {
    const lists: EpochMs[][] = []
    for (const [metric, { low, high }] of ranges[i] ?? []) {
      const moments: EpochMs[] = []
      for (const [at, value] of scanned.get(metric) ?? [])
        if (!(value > low && value < high)) moments.push(at)
      if (moments.length > 0) lists.push(moments)
    }
    const notable = merged(lists)
    const { found } = tally
    const plan = plans[i]
    // Where every thirtieth value wakes a rule, leaping from one to the next costs more than reading on.
    if (plan !== undefined && notable.length * 30 > values)
      replayAll([{ catalogue, found }], device, { ...span, metrics: metricsFor(plan, device.metrics) })
    else replayNotable(catalogue, device, { ...span, notable }, found)
  })
}

const merged = (lists: readonly (readonly EpochMs[])[]): ArrayLike<EpochMs> & Iterable<EpochMs> =>
  lists.length <= 1 ? (lists[0] ?? []) : Float64Array.from(lists.flat()).sort()

/** The rule and whatever inhibits it, as far back as it goes. */
export function around(rule: Rule, rules: readonly Rule[]): readonly Rule[] {
  const byId = new Map(rules.map((one) => [one.id, one]))
  const found = new Map<string, Rule>([[rule.id, rule]])
  for (const one of found.values())
    for (const id of one.inhibitedBy) {
      const inhibitor = byId.get(id)
      if (inhibitor !== undefined && !found.has(id)) found.set(id, inhibitor)
    }
  return [...found.values()]
}
