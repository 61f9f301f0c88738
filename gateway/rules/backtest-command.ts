// `npm run rules -- backtest`: a rule as it is and as it would be over the stored readings, as tables in a terminal.

import { readFileSync } from 'node:fs'
import { DAY, HOUR } from '../../alerts/model/time.ts'
import { withParameters } from '../../alerts/rules/backtest.ts'
import type { BacktestAlert, BacktestReport, BacktestSide } from '../../alerts/rules/backtest-report.ts'
import { loadRules } from '../../alerts/rules/load.ts'
import { didYouMean } from '../../alerts/rules/nearest.ts'
import type { Rule } from '../../alerts/rules/schema.ts'
import { GatewayError } from '../errors.ts'
import type { RulesDeps, RulesOptions, RulesVerb } from './rules-command.ts'
import { replayPaths, rulesInForce, sayFaults } from './rules-files.ts'
import { runBacktest } from './run-backtest.ts'
import { bars, clockIn, table } from './terminal.ts'

export const backtestRules: RulesVerb = (options, deps) => {
  const { say, note } = deps
  const days = Number(options.days)
  if (options.rule === undefined || !(days > 0)) {
    say(
      options.rule === undefined
        ? 'Say which: --rule hr-high'
        : `--days "${options.days}" is no number of days.`,
    )
    return 2
  }
  const paths = replayPaths(options, deps)
  const rules = paths && rulesInForce(options, paths, deps)
  if (paths === undefined || rules === undefined) return 1
  const rule = rules.find(({ id }) => id === options.rule)
  if (rule === undefined) {
    say(
      `There is no rule "${options.rule}"${didYouMean(
        options.rule,
        rules.map(({ id }) => id),
      )}`,
    )
    return 1
  }
  if (rule.detector.type === 'internal') {
    say(`${rule.id} is what the gateway says about itself: no readings lead to it.`)
    return 1
  }
  const changed = changedRule(rule, rules, { options, deps })
  if (changed === undefined) return 1
  const to = deps.now()
  const on = (one: Rule): Rule => (one.id === rule.id ? { ...one, enabled: true } : one)
  const report = runBacktest(
    {
      ...paths,
      type: 'backtest',
      rules: rules.map(on),
      ruleId: rule.id,
      changed: changed === null ? null : on(changed),
      from: to - days * DAY,
      to,
      ...(options.resident === undefined ? {} : { residentId: options.resident }),
    },
    ({ subjectsDone, subjects, readings }) =>
      note(`${subjectsDone} of ${subjects} devices, ${readings.toLocaleString('en')} readings`),
  )
  note('')
  if (options.json) say(JSON.stringify(report))
  else for (const line of printBacktest(report)) say(line)
  return 0
}

/** Null: nothing was changed. Undefined after saying what is wrong. */
function changedRule(
  rule: Rule,
  rules: readonly Rule[],
  { options, deps: { say } }: Readonly<{ options: RulesOptions; deps: RulesDeps }>,
): Rule | null | undefined {
  const { file, set = [] } = options
  let base = rule
  if (file !== undefined) {
    const others = rules.map(({ id }) => id).filter((id) => id !== rule.id)
    const loaded = loadRules([{ path: file, text: readText(file) }], { rules: others })
    if (!loaded.ok) {
      sayFaults(loaded.faults, say)
      return undefined
    }
    const found = loaded.rules.find(({ id }) => id === rule.id)
    if (found === undefined) {
      say(`${file} has no rule "${rule.id}".`)
      return undefined
    }
    base = found
  }
  if (set.length === 0) return file === undefined ? null : base
  const parameters: Record<string, number> = {}
  for (const one of set) {
    const [, name, value] = /^([A-Za-z0-9]+)=(-?\d+(?:\.\d+)?)$/.exec(one) ?? []
    if (name === undefined) {
      say(`--set ${one}: write it as --set raise=120; durations in seconds.`)
      return undefined
    }
    parameters[name] = Number(value)
  }
  const changed = withParameters(base, parameters)
  if (changed.ok) return changed.rule
  for (const { message } of changed.faults) say(message)
  return undefined
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new GatewayError('rulesInvalid', `cannot read ${path}: ${why}`, 'Name the file with --file.', cause)
  }
}

const percent = (share: number | null): string => (share === null ? '–' : `${Math.round(share * 100)} %`)
const hours = (ms: number): string => `${(ms / HOUR).toFixed(1)} h`

export function printBacktest(report: BacktestReport): readonly string[] {
  const { current, changed, days, timeZone } = report
  const clock = clockIn(timeZone)
  const sides = changed === null ? [current] : [current, changed]
  const row = (name: string, of: (side: BacktestSide) => string | number): (string | number)[] => [
    name,
    ...sides.map(of),
  ]
  const altered = Object.keys(current.parameters).filter(
    (name) => changed !== null && changed.parameters[name] !== current.parameters[name],
  )
  const { past } = report
  return [
    `${report.ruleId}, ${clock(report.from)} to ${clock(report.to)}: ${report.readings.toLocaleString('en')} readings of ${report.subjects} devices.`,
    ...(report.oldestAt !== null && report.oldestAt > report.from
      ? [`The oldest stored reading is of ${clock(report.oldestAt)}: what was before cannot be replayed.`]
      : []),
    '',
    ...table(
      ['', 'now', ...(changed === null ? [] : ['changed'])],
      [
        ...altered.map((name) => row(name, (side) => side.parameters[name] ?? '')),
        row('alerts', (side) => side.alerts),
        row('of them critical', (side) => side.bySeverity.critical),
        row('people or places', (side) => side.subjects),
        row('alerts per person-week', (side) => side.perSubjectWeek.toFixed(2)),
        row('time firing', (side) => hours(side.firingMs)),
        row('closed as genuine', (side) => side.genuine),
        row('accidental, test, equipment', (side) => side.notGenuine),
        row('nobody has said', (side) => side.unlabelled),
        row('precision', (side) => percent(side.precision)),
        row('recall', (side) => percent(side.recall)),
      ],
    ),
    '',
    `Past alerts of the rule in this time: ${past.genuine} genuine, ${past.notGenuine} not, ${past.unlabelled} unlabelled.`,
    '',
    'Alerts a day:',
    ...bars(
      days,
      sides.map((side) => side.perDay),
    ),
    'Alerts by hour of the day:',
    ...bars(
      Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, '0')}:00`),
      sides.map((side) => side.perHour),
    ),
    'Most alerts:',
    ...table(
      ['who', 'now', ...(changed === null ? [] : ['changed'])],
      current.perSubject
        .slice(0, 10)
        .map(({ subject, alerts }) => [
          subject,
          alerts,
          ...(changed === null
            ? []
            : [changed.perSubject.find((one) => one.subject === subject)?.alerts ?? 0]),
        ]),
    ),
    ...(changed === null
      ? []
      : [...only('now', report.onlyCurrent, clock), ...only('changed', report.onlyChanged, clock)]),
  ]
}

function only(
  which: string,
  { count, alerts }: BacktestReport['onlyCurrent'],
  clock: (at: number) => string,
): readonly string[] {
  if (count === 0) return ['', `No alert is only in "${which}".`]
  const say = ({ subject, raisedAt, severity, level, value, outcome, alertId }: BacktestAlert): string =>
    [
      `  ${clock(raisedAt)}`,
      subject,
      level ?? severity,
      ...(value === undefined ? [] : [`value ${value}`]),
      ...(alertId === undefined ? [] : [`alert ${alertId}${outcome === undefined ? '' : ` (${outcome})`}`]),
    ].join('  ')
  return ['', `Only in "${which}": ${count}`, ...alerts.slice(0, 20).map(say)]
}
