// `npm run rules -- report`: how good the rules were in the last weeks, by how staff closed their alerts, who is noisy,
// and which small changes the stored readings speak for.

import type { QualityReport } from '../../alerts/rules/quality-report.ts'
import type { RulesVerb } from './rules-command.ts'
import { replayPaths, rulesInForce } from './rules-files.ts'
import { runQuality } from './run-quality.ts'
import { table } from './terminal.ts'

export const reportRules: RulesVerb = (options, deps) => {
  const weeks = Number(options.weeks)
  if (!Number.isInteger(weeks) || weeks < 1 || weeks > 26) {
    deps.say(`--weeks "${options.weeks}" is not a number from 1 to 26.`)
    return 2
  }
  const paths = replayPaths(options, deps)
  const rules = paths && rulesInForce(options, paths, deps)
  if (paths === undefined || rules === undefined) return 1
  deps.note('replaying …')
  const report = runQuality({ ...paths, type: 'quality', rules, weeks, now: deps.now() })
  deps.note('')
  if (options.json) deps.say(JSON.stringify(report))
  else for (const line of printQuality(report)) deps.say(line)
  return 0
}

const percent = (share: number | null): string => (share === null ? '–' : `${Math.round(share * 100)} %`)

export function printQuality(report: QualityReport): readonly string[] {
  const heard = report.rules.filter((rule) => rule.alerts > 0)
  const weeks = report.weeks === 1 ? 'week' : `${report.weeks} weeks`
  if (heard.length === 0) return [`No alert in the last ${weeks}.`]
  return [
    `Last ${weeks}: ${report.alerts} alerts of ${report.subjects} people and places; of those that staff have judged, ${percent(report.precision)} were genuine.`,
    '',
    ...table(
      ['rule', 'alerts', 'per person-week', 'genuine', 'not', 'unlabelled', 'precision', 'noisiest'],
      heard.map((rule) => [
        rule.ruleId,
        rule.alerts,
        rule.perSubjectWeek.toFixed(2),
        rule.genuine,
        rule.notGenuine,
        rule.unlabelled,
        percent(rule.precision),
        rule.subjects[0] === undefined ? '' : `${rule.subjects[0].subject} (${rule.subjects[0].alerts})`,
      ]),
    ),
    '',
    'Noisiest people and places:',
    ...table(
      ['who', 'alerts', 'not genuine'],
      report.noisiestSubjects.map((one) => [one.subject, one.alerts, one.notGenuine]),
    ),
    'Noisiest devices:',
    ...table(
      ['device', 'alerts', 'not genuine'],
      report.noisiestDevices.map((one) => [one.deviceId, one.alerts, one.notGenuine]),
    ),
    ...suggestions(report),
  ]
}

function suggestions(report: QualityReport): readonly string[] {
  const lines = report.rules.flatMap(({ ruleId, suggestion }) => {
    if (suggestion === null) return []
    const { parameters, standard, before, after } = suggestion
    const change = Object.entries(parameters).map(([name, value]) => `${name} ${standard[name]} → ${value}`)
    const set = Object.entries(parameters).map(([name, value]) => `--set ${name}=${value}`)
    return [
      `  ${ruleId}: ${change.join(', ')}`,
      `    ${before.notGenuine} → ${after.notGenuine} not genuine, ${before.genuine} → ${after.genuine} genuine, ${before.alerts} → ${after.alerts} alerts`,
      `    npm run rules -- backtest --rule ${ruleId} ${set.join(' ')} --days ${Math.round(report.weeks * 7)}`,
    ]
  })
  return lines.length === 0 ? [] : ['', 'Worth a try:', ...lines]
}
