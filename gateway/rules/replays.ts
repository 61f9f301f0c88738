// What the board asks of the stored readings: a backtest, why and why not, how good the rules are. Checks what is asked
// and keeps within bounds what runs at once, each on a thread of its own.

import type { SubjectKey } from '../../alerts/model/people.ts'
import { DAY, type EpochMs } from '../../alerts/model/time.ts'
import { withParameters } from '../../alerts/rules/backtest.ts'
import type { BacktestOutcome, BacktestRefusal, BacktestRequest } from '../../alerts/rules/backtest-report.ts'
import type { Rule } from '../../alerts/rules/schema.ts'
import type { BacktestPort, ExplainPort, QualityPort } from '../http/ports.ts'
import type { ReplayPaths } from './replay-files.ts'
import { type Running, startReplay } from './replay-thread.ts'

export type Replays = Readonly<{
  backtest: BacktestPort
  /** With a rule as somebody wrote it, instead of parameters. */
  backtestRule(
    request: Omit<BacktestRequest, 'parameters'> & Readonly<{ changed: Rule | null }>,
    watch?: Parameters<BacktestPort>[1],
  ): Promise<BacktestOutcome>
  explain: ExplainPort
  quality: QualityPort
  close(): Promise<void>
}>

export const MOST_DAYS = 365
export const MOST_WEEKS = 26
/** Explanations are short; more at once would only wait for each other. */
const MOST_EXPLANATIONS = 3
/** The report of a day is asked for again and again, and changes with the next closed alert at most. */
const QUALITY_KEPT_MS = 10 * 60_000

export function createReplays(
  deps: ReplayPaths &
    Readonly<{
      /** The rules in force. */
      rules(): readonly Rule[]
      subjectExists(key: SubjectKey): boolean
      now(): EpochMs
    }>,
): Replays {
  const { storePath, historyPath } = deps
  const paths = { storePath, historyPath }
  const running = new Set<Running<unknown>>()
  let backtesting = false
  let explaining = 0
  let kept:
    | Readonly<{ weeks: number; at: EpochMs; rules: readonly Rule[]; report: ReturnType<QualityPort> }>
    | undefined

  const during = async <Answer>(replay: Running<Answer>): Promise<Answer | undefined> => {
    running.add(replay)
    try {
      return await replay.answer
    } finally {
      running.delete(replay)
    }
  }

  const backtestRule: Replays['backtestRule'] = async (request, watch) => {
    const { ruleId, changed, days, residentId } = request
    const rule = deps.rules().find((one) => one.id === ruleId)
    if (rule === undefined) return refusal('ruleNotFound')
    if (rule.detector.type === 'internal') return refusal('notReplayable')
    if (residentId !== undefined && !deps.subjectExists(`resident:${residentId}`))
      return refusal('residentNotFound')
    if (!Number.isFinite(days) || days < 1 || days > MOST_DAYS)
      return refusal('parametersInvalid', [
        { path: 'days', message: `days is a number from 1 to ${MOST_DAYS}` },
      ])
    if (watch?.signal?.aborted) return refusal('cancelled')
    if (backtesting) return refusal('backtestBusy')
    backtesting = true
    const to = deps.now()
    // A rule that is switched off is asked about as if it were on: that is what the question is for.
    const on = (one: Rule): Rule => ({ ...one, enabled: true })
    const replay = startReplay(
      {
        ...paths,
        type: 'backtest',
        rules: deps.rules().map((one) => (one.id === ruleId ? on(one) : one)),
        ruleId,
        changed: changed && on(changed),
        from: to - days * DAY,
        to,
        ...(residentId === undefined ? {} : { residentId }),
      },
      watch?.onProgress,
    )
    const cancel = (): void => void replay.end()
    watch?.signal?.addEventListener('abort', cancel, { once: true })
    try {
      const report = await during(replay)
      return report === undefined ? refusal('cancelled') : { ok: true, report }
    } finally {
      backtesting = false
      watch?.signal?.removeEventListener('abort', cancel)
    }
  }

  return {
    backtestRule,
    async backtest({ parameters, ...request }, watch) {
      const rule = deps.rules().find((one) => one.id === request.ruleId)
      if (rule === undefined) return refusal('ruleNotFound')
      if (parameters === null) return backtestRule({ ...request, changed: null }, watch)
      const changed = withParameters(rule, parameters)
      if (changed.ok) return backtestRule({ ...request, changed: changed.rule }, watch)
      const faults = changed.faults.map(({ path, message }) => ({ path: path.join('.'), message }))
      return refusal('parametersInvalid', faults)
    },
    async explain(request) {
      if (explaining >= MOST_EXPLANATIONS) return { ok: false, code: 'explainBusy' }
      explaining += 1
      try {
        const answer = await during(startReplay({ ...paths, type: 'explain', rules: deps.rules(), request }))
        return answer ?? { ok: false, code: 'explainBusy' }
      } finally {
        explaining -= 1
      }
    },
    async quality(weeks) {
      const now = deps.now()
      const rules = deps.rules()
      if (kept?.weeks === weeks && kept.rules === rules && now - kept.at < QUALITY_KEPT_MS) return kept.report
      const report = during(startReplay({ ...paths, type: 'quality', rules, weeks, now }))
      kept = { weeks, at: now, rules, report }
      report.catch(() => {
        kept = undefined
      })
      return report
    },
    async close() {
      await Promise.all([...running].map((replay) => replay.end()))
    },
  }
}

const refusal = (
  code: BacktestRefusal['code'],
  faults?: NonNullable<BacktestRefusal['faults']>,
): BacktestRefusal => ({ ok: false, code, ...(faults === undefined ? {} : { faults }) })
