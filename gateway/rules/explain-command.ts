// `npm run rules -- explain`: why an alert was raised, or why none was, in Chinese or English.

import type { Locale } from '../../alerts/model/people.ts'
import type { ExplainRequest, Explanation } from '../../alerts/rules/explanation.ts'
import type { Rule } from '../../alerts/rules/schema.ts'
import { EXPLAIN_WORDS } from './explain-words.ts'
import { openReplayFiles, type ReplayPaths } from './replay-files.ts'
import type { RulesOptions, RulesVerb } from './rules-command.ts'
import { replayPaths, rulesInForce } from './rules-files.ts'
import { runExplain } from './run-explain.ts'
import { clockIn, readMoment, table } from './terminal.ts'

export const explainRules: RulesVerb = (options, deps) => {
  const { say, locale } = deps
  const paths = replayPaths(options, deps)
  const rules = paths && rulesInForce(options, paths, deps)
  if (paths === undefined || rules === undefined) return 1
  const request = requestOf(options, paths)
  if (request === undefined) {
    say('Say what: explain 1024, or explain --resident r-017 --at 2026-11-20T03:10 [--rule hr-high]')
    return 2
  }
  const outcome = runExplain({ ...paths, type: 'explain', rules, request })
  if (!outcome.ok) {
    say(EXPLAIN_WORDS[locale].refused[outcome.code])
    return 1
  }
  if (options.json) say(JSON.stringify(outcome.explanation))
  else for (const line of printExplanation(outcome.explanation, { rules, locale })) say(line)
  return 0
}

function requestOf(options: RulesOptions, paths: ReplayPaths): ExplainRequest | undefined {
  const { names, resident, drain, at, rule } = options
  const [id] = names
  if (id !== undefined) return /^\d+$/.test(id) ? { alertId: Number(id) } : undefined
  if ((resident === undefined && drain === undefined) || at === undefined) return undefined
  const files = openReplayFiles(paths)
  const moment = readMoment(at, files.timeZone)
  files.close()
  if (moment === undefined) return undefined
  return {
    subject: resident === undefined ? `drain:${drain}` : `resident:${resident}`,
    at: moment,
    ...(rule === undefined ? {} : { ruleId: rule }),
  }
}

/** Rules that say nothing are one line; the one asked about, and whatever was under way, is told whole. */
export function printExplanation(
  explanation: Explanation,
  { rules, locale }: Readonly<{ rules: readonly Rule[]; locale: Locale }>,
): readonly string[] {
  const words = EXPLAIN_WORDS[locale]
  const clock = clockIn(explanation.timeZone)
  const titles = new Map(rules.map(({ id, title }) => [id, title[locale]]))
  const named = (id: string): string => (titles.has(id) ? `${titles.get(id)} (${id})` : id)
  const { device, alert, alerts } = explanation
  const lines = [words.about(explanation.subject, explanation.deviceId, clock(explanation.at))]
  if (alert !== null) {
    lines.push(words.alert(alert.id, named(alert.ruleId), alert.ruleVersion), words.found[alert.found])
    if (alert.outcome !== undefined) lines.push(words.closedAs(words.outcome[alert.outcome]))
    if (alert.silence !== undefined) lines.push(words.silenced(alert.silence.id, clock(alert.silence.until)))
  }
  lines.push(
    words.replayed(clock(explanation.from), explanation.readings),
    words.device({ ...device, heardAt: device.heardAt === null ? null : clock(device.heardAt) }),
  )
  for (const rule of explanation.rules) {
    lines.push('', `${named(rule.ruleId)}: ${words.reason[rule.reason]}`)
    const whole = rule.relation === 'asked' || rule.phase !== 'idle'
    if (rule.inhibitedBy !== null) lines.push(`  ${words.inhibitedBy(named(rule.inhibitedBy))}`)
    if (rule.progress !== null)
      lines.push(`  ${words.progress({ ...rule.progress, since: clock(rule.progress.since) })}`)
    if (!whole) continue
    for (const { metric, comparison, threshold } of rule.limits)
      lines.push(`  ${words.limit(words.metric[metric], words.comparison[comparison], threshold)}`)
    for (const { name, value, standard, origin } of rule.parameters)
      if (origin !== 'rule') lines.push(`  ${words.parameter(name, value, standard, words.origin[origin])}`)
    if (rule.condition !== null) lines.push(`  ${words.condition[rule.condition]}`)
    if (rule.dueAt !== null) lines.push(`  ${words.dueAt(clock(rule.dueAt))}`)
    for (const { at, what, by, level, heldMs } of rule.steps.slice(-10))
      lines.push(
        `  ${clock(at)}  ${words.step[what]}${level === undefined ? '' : ` · ${level}`}${by === undefined ? '' : ` · ${named(by)}`}${heldMs === undefined ? '' : ` · ${words.minutes(heldMs)}`}`,
      )
    lines.push(
      ...table(
        words.sampleHead,
        rule.samples
          .slice(-15)
          .map(({ at, metric, value, good, beyond }) => [
            clock(at),
            words.metric[metric],
            value,
            good ? (beyond === true ? words.beyond : '') : words.doubtful,
          ]),
      ),
    )
  }
  if (alerts.length > 0) {
    lines.push('', words.openAlerts)
    for (const { id, ruleId, eventTime } of alerts)
      lines.push(`  ${id}  ${named(ruleId)}  ${clock(eventTime)}`)
  }
  return lines
}
