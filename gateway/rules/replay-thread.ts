// Starts a replay on a thread of its own with bounded memory, hears how far it has come, and ends it when nobody waits
// any more. Knows what is asked and answered by type only.

import { Worker } from 'node:worker_threads'
import type { BacktestProgress, BacktestReport } from '../../alerts/rules/backtest-report.ts'
import type { ExplainOutcome } from '../../alerts/rules/explanation.ts'
import type { QualityReport } from '../../alerts/rules/quality-report.ts'
import { GatewayError } from '../errors.ts'
import type { ReplayJob, ReplaySaid } from './replay-worker.ts'

type Answers = { backtest: BacktestReport; explain: ExplainOutcome; quality: QualityReport }

export type Running<Answer> = Readonly<{
  /** Undefined when it was ended. Rejects with GatewayError('storeUnavailable'). */
  answer: Promise<Answer | undefined>
  end(): Promise<void>
}>

/** A report is never worth the gateway's memory. */
const HEAP_MB = 512

export function startReplay<Job extends ReplayJob>(
  job: Job,
  onProgress?: (progress: BacktestProgress) => void,
): Running<Answers[Job['type']]> {
  const worker = new Worker(new URL('./replay-worker.ts', import.meta.url), {
    workerData: { job },
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  })
  const answer = new Promise<Answers[Job['type']] | undefined>((resolve, reject) => {
    worker.on('message', (said: ReplaySaid) => {
      if (said.type === 'done') resolve(said.answer as Answers[Job['type']])
      else onProgress?.(said.progress)
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
    worker.on('exit', () => resolve(undefined))
  })
  return {
    answer,
    async end() {
      await worker.terminate()
    },
  }
}
