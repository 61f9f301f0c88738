// `npm run rules`: what a community does with its rules before it switches them on, and afterwards. Reads files and a
// data folder, also beside a running gateway; changes nothing.

import { parseArgs } from 'node:util'
import type { Locale } from '../../alerts/model/people.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import { GatewayError } from '../errors.ts'
import { backtestRules } from './backtest-command.ts'
import { checkRules } from './check-command.ts'
import { explainRules } from './explain-command.ts'
import { reportRules } from './report-command.ts'
import { testRules } from './test-command.ts'

export const RULES_USAGE = `npm run rules -- check                          every fault of rules, policies, incidents and their tests
npm run rules -- test [RULE ...]                the tests in config/rules/tests, or those of these rules
npm run rules -- backtest --rule RULE [--set NAME=VALUE ...] [--file FILE] [--days 30] [--resident ID]
npm run rules -- explain ALERT                  why this alert was raised
npm run rules -- explain --resident ID --at TIME [--rule RULE]     why, or why not (or --drain ID)
npm run rules -- report [--weeks 1]             how good the rules were, and what would make them better

  --set raise=120   a number of the rule, as in a care plan; durations in seconds
  --file FILE       a file with the rule as it would be, instead of --set
  --at TIME         2026-11-20T03:10, where the community lives
  --data FOLDER     the gateway's data folder (default ./data); for check: also its care plans and people
  --rules FOLDER    default config/rules; --policies FOLDER, --incidents FOLDER
  --lang zh|en      of explanations (default: of this terminal)
  --json            the answer as JSON`

export type RulesDeps = Readonly<{
  say(line: string): unknown
  /** Progress: replaced by the next note. */
  note(line: string): unknown
  now(): EpochMs
  locale: Locale
}>

const text = { type: 'string' } as const
const OPTIONS = {
  rule: text,
  set: { type: 'string', multiple: true },
  file: text,
  days: { type: 'string', default: '30' },
  weeks: { type: 'string', default: '1' },
  resident: text,
  drain: text,
  at: text,
  data: text,
  rules: { type: 'string', default: 'config/rules' },
  policies: { type: 'string', default: 'config/policies' },
  incidents: { type: 'string', default: 'config/incidents' },
  lang: text,
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

const parse = (argv: readonly string[]) =>
  parseArgs({ args: [...argv], allowPositionals: true, options: OPTIONS })

export type RulesOptions = ReturnType<typeof parse>['values'] & Readonly<{ names: readonly string[] }>

/** 0 well, 1 faults or nothing found, 2 a wrong command line. */
export type ExitCode = 0 | 1 | 2
export type RulesVerb = (options: RulesOptions, deps: RulesDeps) => ExitCode | Promise<ExitCode>

const VERBS: Readonly<Record<string, RulesVerb>> = {
  check: checkRules,
  test: testRules,
  backtest: backtestRules,
  explain: explainRules,
  report: reportRules,
}

export async function runRules(argv: readonly string[], deps: RulesDeps): Promise<ExitCode> {
  let parsed: ReturnType<typeof parse>
  try {
    parsed = parse(argv)
  } catch (error) {
    deps.say(`${error instanceof Error ? error.message : error}\n\n${RULES_USAGE}`)
    return 2
  }
  const [name = '', ...names] = parsed.positionals
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined
  if (verb === undefined || parsed.values.help) {
    deps.say(RULES_USAGE)
    return parsed.values.help ? 0 : 2
  }
  const { lang } = parsed.values
  const locale = lang === undefined ? deps.locale : /^zh/i.test(lang) ? 'zh-CN' : 'en'
  try {
    return await verb({ ...parsed.values, names }, { ...deps, locale })
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    deps.say(`${error.message}${error.advice === '' ? '' : `\n    → ${error.advice}`}`)
    return 1
  }
}
