// Backtests for the board and the command line: checks what is asked, runs one at a time on a thread of its own with
// bounded memory, and ends it when nobody waits any more.

import { Worker } from 'node:worker_threads'
import { DAY, type EpochMs } from '../../alerts/model/time.ts'
import { withParameters } from '../../alerts/rules/backtest.ts'
import type { BacktestOutcome, BacktestRefusal, BacktestRequest } from '../../alerts/rules/backtest-report.ts'
import type { Rule } from '../../alerts/rules/schema.ts'
import { GatewayError } from '../errors.ts'
import type { BacktestPort } from '../http/ports.ts'
import type { BacktestJob, BacktestSaid } from './backtest-worker.ts'

export type Backtests = Readonly<{
  run: BacktestPort
  /** A rule as somebody wrote it, instead of parameters. */
  runRule(
    request: Omit<BacktestRequest, 'parameters'> & Readonly<{ changed: Rule | null }>,
    watch?: Parameters<BacktestPort>[1],
  ): Promise<BacktestOutcome>
  close(): Promise<void>
}>

export const MOST_DAYS = 365
/** Enough for a year of one device and the alerts of a district; a report is never worth the gateway's memory. */
const HEAP_MB = 512

export function createBacktests(deps: {
  storePath: string
  historyPath: string
  /** The rules in force. */
  rules(): readonly Rule[]
  residentExists(id: string): boolean
  now(): EpochMs
}): Backtests {
  let underWay: Worker | undefined

  const start = (job: BacktestJob, watch: Parameters<BacktestPort>[1]): Promise<BacktestOutcome> => {
    const worker = new Worker(new URL('./backtest-worker.ts', import.meta.url), {
      workerData: { role: 'backtest', job },
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    })
    underWay = worker
    const cancel = (): void => void worker.terminate()
    watch?.signal?.addEventListener('abort', cancel, { once: true })
    return new Promise<BacktestOutcome>((resolve, reject) => {
      worker.on('message', (said: BacktestSaid) => {
        if (said.type === 'done') resolve({ ok: true, report: said.report })
        else watch?.onProgress?.(said.progress)
      })
      worker.on('error', (cause) =>
        reject(
          new GatewayError(
            'storeUnavailable',
            `the stored readings could not be replayed: ${cause instanceof Error ? cause.message : cause}`,
            'Try fewer days, or one resident.',
            cause,
          ),
        ),
      )
      // Whoever ended without a report was ended.
      worker.on('exit', () => resolve({ ok: false, code: 'cancelled' }))
    }).finally(() => {
      watch?.signal?.removeEventListener('abort', cancel)
      if (underWay === worker) underWay = undefined
    })
  }

  const runRule: Backtests['runRule'] = async (request, watch) => {
    const { ruleId, changed, days, residentId } = request
    const rule = deps.rules().find((one) => one.id === ruleId)
    if (rule === undefined) return refusal('ruleNotFound')
    if (rule.detector.type === 'internal') return refusal('notReplayable')
    if (residentId !== undefined && !deps.residentExists(residentId)) return refusal('residentNotFound')
    if (!Number.isFinite(days) || days < 1 || days > MOST_DAYS)
      return refusal('parametersInvalid', [
        { path: 'days', message: `days is a number from 1 to ${MOST_DAYS}` },
      ])
    if (watch?.signal?.aborted) return refusal('cancelled')
    if (underWay !== undefined) return refusal('backtestBusy')
    const to = deps.now()
    const job: BacktestJob = {
      storePath: deps.storePath,
      historyPath: deps.historyPath,
      // A rule that is switched off is asked about as if it were on: that is what the question is for.
      rules: deps.rules().map((one) => (one.id === ruleId ? { ...one, enabled: true } : one)),
      ruleId,
      changed: changed === null ? null : { ...changed, enabled: true },
      from: to - days * DAY,
      to,
      ...(residentId === undefined ? {} : { residentId }),
    }
    return start(job, watch)
  }

  return {
    runRule,
    async run({ parameters, ...request }, watch) {
      const rule = deps.rules().find((one) => one.id === request.ruleId)
      if (rule === undefined) return refusal('ruleNotFound')
      if (parameters === null) return runRule({ ...request, changed: null }, watch)
      const changed = withParameters(rule, parameters)
      if (!changed.ok)
        return refusal(
          'parametersInvalid',
          changed.faults.map(({ path, message }) => ({ path: path.join('.'), message })),
        )
      return runRule({ ...request, changed: changed.rule }, watch)
    },
    async close() {
      await underWay?.terminate()
    },
  }
}

const refusal = (
  code: BacktestRefusal['code'],
  faults?: NonNullable<BacktestRefusal['faults']>,
): BacktestRefusal => ({ ok: false, code, ...(faults === undefined ? {} : { faults }) })
