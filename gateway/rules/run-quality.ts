// The weekly quality of the rules from the files: what staff made of the alerts, and for rules with false ones a small
// change that the stored readings speak for.

import { subjectKey } from '../../alerts/model/people.ts'
import { DAY, type EpochMs } from '../../alerts/model/time.ts'
import { createTrial, type TrialOrder, withParameters } from '../../alerts/rules/backtest.ts'
import { parametersOf } from '../../alerts/rules/override.ts'
import {
  candidatesFor,
  type QualityReport,
  qualityOf,
  type SuggestedChange,
  suggest,
  withSuggestion,
} from '../../alerts/rules/quality-report.ts'
import type { Rule } from '../../alerts/rules/schema.ts'
import { openReplayFiles, type ReplayFiles, type ReplayPaths } from './replay-files.ts'
import { storedProfiles } from './run-backtest.ts'

export type QualityJob = ReplayPaths &
  Readonly<{ type: 'quality'; rules: readonly Rule[]; weeks: number; now: EpochMs }>

/** Rules that are looked into, and people whose readings are replayed for each: a report takes seconds, not minutes. */
const MOST_RULES = 8
const MOST_PEOPLE = 50

export function runQuality(job: QualityJob): QualityReport {
  const files = openReplayFiles(job)
  try {
    const { rules, now } = job
    const from = now - job.weeks * 7 * DAY
    // A press that was announced as a test says nothing about the rule.
    const alerts = files.alertsSince(from - DAY).filter(({ test }) => test === undefined)
    const subjects = files.directory.residents.size + files.directory.drains.size
    let report = qualityOf(alerts, { rules, from, to: now, subjects })
    const noisy = report.rules.filter(({ noSuggestion }) => noSuggestion === 'notTried').slice(0, MOST_RULES)
    for (const { ruleId } of noisy) {
      const past = alerts.filter(
        (alert) => alert.ruleId === ruleId && alert.eventTime >= from && alert.eventTime < now,
      )
      const order = { rules, ruleId, from, to: now, timeZone: files.timeZone, past }
      report = withSuggestion(report, ruleId, search(files, order))
    }
    return report
  } finally {
    files.close()
  }
}

/** Over those the rule called people about: a stricter rule calls nobody else. */
function search(files: ReplayFiles, order: TrialOrder): SuggestedChange | null {
  const rule = order.rules.find((one) => one.id === order.ruleId)
  if (rule === undefined) return null
  const changes = candidatesFor(rule).flatMap((parameters) => {
    const changed = withParameters(rule, parameters)
    return changed.ok ? [{ parameters, rule: changed.rule }] : []
  })
  const trial = createTrial(order, [rule, ...changes.map((change) => change.rule)])
  const called = new Set(order.past.map((alert) => subjectKey(alert.subject)))
  const profiles = storedProfiles(files)
    .filter((profile) => called.has(subjectKey(profile.subject)) && trial.concerns(profile))
    .slice(0, MOST_PEOPLE)
  for (const profile of profiles) {
    const device = files.stored.open(profile)
    if (device !== undefined) trial.take(device)
  }
  const size = { days: Math.ceil((order.to - order.from) / DAY) + 1, subjects: trial.subjects() }
  const [current, ...others] = trial.tallies.map((tally) => tally.side(size))
  if (current === undefined) return null
  return suggest(
    parametersOf(rule),
    current,
    changes.flatMap(({ parameters }, i) => {
      const side = others[i]
      return side === undefined ? [] : [[parameters, side] as const]
    }),
  )
}
