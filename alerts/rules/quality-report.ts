// How good the rules are, by what staff made of their alerts: precision, who and which device is noisy, and which small
// change would have spared the false ones and kept the genuine ones. The change is found by the backtester, not by us.

import type { Alert, Outcome } from '../model/alert.ts'
import { type SubjectKey, subjectKey } from '../model/people.ts'
import { DAY, type EpochMs } from '../model/time.ts'
import type { BacktestSide } from './backtest-report.ts'
import { labelOf } from './backtest-summary.ts'
import { parameterFaults } from './override.ts'
import { describeParameters } from './parameters.ts'
import type { Rule } from './schema.ts'

export type Noisy = Readonly<{ alerts: number; genuine: number; notGenuine: number }>

/** `before` and `after`: the rule as it is and with `parameters`, over the readings of those it called people about. */
export type SuggestedChange = Readonly<{
  parameters: Readonly<Record<string, number>>
  standard: Readonly<Record<string, number>>
  before: SuggestedSide
  after: SuggestedSide
}>
export type SuggestedSide = Pick<
  BacktestSide,
  'alerts' | 'genuine' | 'notGenuine' | 'unlabelled' | 'precision' | 'recall' | 'firingMs'
>

export type RuleQuality = Readonly<{
  ruleId: string
  alerts: number
  perSubjectWeek: number
  genuine: number
  notGenuine: number
  unlabelled: number
  outcomes: Readonly<Partial<Record<Outcome, number>>>
  /** genuine / (genuine + notGenuine); null when nobody has said. */
  precision: number | null
  /** Most alerts first, at most 5. */
  subjects: readonly (Noisy & Readonly<{ subject: SubjectKey }>)[]
  devices: readonly (Noisy & Readonly<{ deviceId: string }>)[]
  /** Null: nothing small would do, or too little is known (see `noSuggestion`). */
  suggestion: SuggestedChange | null
  noSuggestion: 'fixed' | 'fewLabels' | 'nothingFalse' | 'nothingHelps' | 'notTried' | null
}>

export type QualityReport = Readonly<{
  from: EpochMs
  to: EpochMs
  weeks: number
  subjects: number
  alerts: number
  genuine: number
  notGenuine: number
  precision: number | null
  /** Most false alerts first; rules without an alert last. */
  rules: readonly RuleQuality[]
  /** Over all rules, at most 10 each. */
  noisiestSubjects: readonly (Noisy & Readonly<{ subject: SubjectKey }>)[]
  noisiestDevices: readonly (Noisy & Readonly<{ deviceId: string }>)[]
}>

/** Fewer labelled alerts than this prove nothing. */
const FEWEST_LABELS = 3
const MOST_CANDIDATES = 24

/** What the alerts say, without suggestions; `subjects` is how many people and places are watched. */
export function qualityOf(
  alerts: readonly Alert[],
  of: Readonly<{ rules: readonly Rule[]; from: EpochMs; to: EpochMs; subjects: number }>,
): QualityReport {
  const { rules, from, to, subjects } = of
  const weeks = (to - from) / (7 * DAY)
  const within = alerts.filter(({ eventTime }) => eventTime >= from && eventTime < to)
  const byRule = Map.groupBy(within, (alert) => alert.ruleId)
  const all = noisyOf(within)
  return {
    from,
    to,
    weeks,
    subjects,
    ...all,
    precision: precisionOf(all),
    rules: rules
      .map((rule) => ruleQuality(rule, byRule.get(rule.id) ?? [], subjects * weeks))
      .sort((a, b) => b.notGenuine - a.notGenuine || b.alerts - a.alerts),
    noisiestSubjects: bySubject(within).slice(0, 10),
    noisiestDevices: byDevice(within).slice(0, 10),
  }
}

function ruleQuality(rule: Rule, alerts: readonly Alert[], subjectWeeks: number): RuleQuality {
  const counts = noisyOf(alerts)
  const outcomes: Partial<Record<Outcome, number>> = {}
  for (const { outcome } of alerts)
    if (outcome !== undefined) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
  return {
    ruleId: rule.id,
    ...counts,
    perSubjectWeek: subjectWeeks === 0 ? 0 : alerts.length / subjectWeeks,
    unlabelled: counts.alerts - counts.genuine - counts.notGenuine,
    outcomes,
    precision: precisionOf(counts),
    subjects: bySubject(alerts).slice(0, 5),
    devices: byDevice(alerts).slice(0, 5),
    suggestion: null,
    noSuggestion: whyNone(rule, counts),
  }
}

function whyNone(rule: Rule, { genuine, notGenuine }: Noisy): RuleQuality['noSuggestion'] {
  if (rule.emergency || rule.detector.type === 'internal') return 'fixed'
  if (genuine + notGenuine < FEWEST_LABELS) return 'fewLabels'
  return notGenuine === 0 ? 'nothingFalse' : 'notTried'
}

function noisyOf(alerts: readonly Alert[]): Noisy {
  const labels = alerts.map(labelOf)
  const count = (wanted: string): number => labels.filter((label) => label === wanted).length
  return { alerts: alerts.length, genuine: count('genuine'), notGenuine: count('notGenuine') }
}

const precisionOf = ({ genuine, notGenuine }: Noisy): number | null =>
  genuine + notGenuine === 0 ? null : genuine / (genuine + notGenuine)

/** False ones count before the rest: a person who is ill is not noise. */
const noisiest = (a: Noisy, b: Noisy): number => b.notGenuine - a.notGenuine || b.alerts - a.alerts

const bySubject = (alerts: readonly Alert[]) =>
  [...Map.groupBy(alerts, (alert) => subjectKey(alert.subject))]
    .map(([subject, own]) => ({ subject, ...noisyOf(own) }))
    .sort(noisiest)

const byDevice = (alerts: readonly Alert[]) =>
  [...Map.groupBy(alerts, (alert) => alert.deviceId)]
    .map(([deviceId, own]) => ({ deviceId, ...noisyOf(own) }))
    .sort(noisiest)

/** Numbers that say how a rule ends, not how it begins. */
const ENDINGS = /clear|deadBand|maxGap|heardWithin|afterGoodbye/i

/** Small changes worth a try: one number at a time, a few steps either way, times and counts upwards only. */
export function candidatesFor(rule: Rule): readonly Readonly<Record<string, number>>[] {
  const found = describeParameters(rule).flatMap(({ name, scale, standard, step, min, max, whole }) => {
    if (ENDINGS.test(name)) return []
    const values =
      scale !== 1 || name === 'for' || name === 'window'
        ? name === 'window'
          ? []
          : [1.5, 2, 3].map((factor) => standard * factor)
        : whole
          ? [standard + 1, standard + 2]
          : [1, 2, 3, 5, 8].flatMap((steps) => [standard + steps * step, standard - steps * step])
    return values
      .map((value) => Math.round(value * 1_000) / 1_000)
      .filter((value) => value !== standard && value >= min && value <= max)
      .map((value) => ({ [name]: value }))
  })
  return found.filter((set) => parameterFaults(rule, set).length === 0).slice(0, MOST_CANDIDATES)
}

/**
 * The change that spares the most false alerts, keeps every genuine one that is found now, and raises nothing more;
 * of equals the one that keeps most of the rest, then the first, which is the smallest.
 */
export function suggest(
  standard: Readonly<Record<string, number>>,
  before: BacktestSide,
  tried: readonly (readonly [Readonly<Record<string, number>>, BacktestSide])[],
): SuggestedChange | null {
  const better = tried.filter(
    ([, after]) =>
      after.notGenuine < before.notGenuine &&
      (after.recall ?? 1) >= (before.recall ?? 1) &&
      after.alerts <= before.alerts,
  )
  const best = better.toSorted(
    ([, a], [, b]) => a.notGenuine - b.notGenuine || b.unlabelled - a.unlabelled,
  )[0]
  if (best === undefined) return null
  const [parameters, after] = best
  const was = Object.fromEntries(Object.keys(parameters).map((name) => [name, standard[name] ?? 0]))
  return { parameters, standard: was, before: sideOf(before), after: sideOf(after) }
}

const sideOf = (side: BacktestSide): SuggestedSide => ({
  alerts: side.alerts,
  genuine: side.genuine,
  notGenuine: side.notGenuine,
  unlabelled: side.unlabelled,
  precision: side.precision,
  recall: side.recall,
  firingMs: side.firingMs,
})

/** The report with what was tried for one rule. */
export const withSuggestion = (
  report: QualityReport,
  ruleId: string,
  suggestion: SuggestedChange | null,
): QualityReport => ({
  ...report,
  rules: report.rules.map((rule) =>
    rule.ruleId === ruleId
      ? { ...rule, suggestion, noSuggestion: suggestion === null ? 'nothingHelps' : null }
      : rule,
  ),
})
