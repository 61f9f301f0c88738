// The replay thread: one job, one answer, then it ends. Reads with connections of its own, so that the thread that
// acknowledges an SOS never waits; whoever changes his mind ends the thread.

import { parentPort, workerData } from 'node:worker_threads'
import type { BacktestProgress } from '../../alerts/rules/backtest-report.ts'
import { type BacktestJob, runBacktest } from './run-backtest.ts'
import { type ExplainJob, runExplain } from './run-explain.ts'
import { type QualityJob, runQuality } from './run-quality.ts'

export type ReplayJob = BacktestJob | ExplainJob | QualityJob

export type ReplaySaid = Readonly<
  { type: 'progress'; progress: BacktestProgress } | { type: 'done'; answer: unknown }
>

const TELL_EVERY_MS = 100

const { job } = workerData as { job: ReplayJob }
let toldAt = 0
const tell = (progress: BacktestProgress): void => {
  const now = performance.now()
  if (now - toldAt < TELL_EVERY_MS) return
  toldAt = now
  parentPort?.postMessage({ type: 'progress', progress } satisfies ReplaySaid)
}
const answerTo = (): unknown => {
  switch (job.type) {
    case 'backtest':
      return runBacktest(job, tell)
    case 'explain':
      return runExplain(job)
    case 'quality':
      return runQuality(job)
  }
}
parentPort?.postMessage({ type: 'done', answer: answerTo() } satisfies ReplaySaid)
