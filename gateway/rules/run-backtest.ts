// One backtest from the files: whose readings, which past alerts, and how far it has come. Runs on the replay thread,
// or wherever a tool or a measurement calls it.

import { subjectKey } from '../../alerts/model/people.ts'
import type { SubjectProfile } from '../../alerts/model/profile.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import { createBacktest } from '../../alerts/rules/backtest.ts'
import type { BacktestProgress, BacktestReport } from '../../alerts/rules/backtest-report.ts'
import type { Rule } from '../../alerts/rules/schema.ts'
import { openReplayFiles, type ReplayFiles, type ReplayPaths } from './replay-files.ts'

export type BacktestJob = ReplayPaths &
  Readonly<{
    type: 'backtest'
    rules: readonly Rule[]
    ruleId: string
    changed: Rule | null
    from: EpochMs
    to: EpochMs
    residentId?: string
  }>

/** `say` hears how far it has come after each device. */
export function runBacktest(job: BacktestJob, say: (progress: BacktestProgress) => void): BacktestReport {
  const files = openReplayFiles(job)
  try {
    const { ruleId, from, to, residentId } = job
    const isWanted = (subject: string): boolean =>
      residentId === undefined || subject === `resident:${residentId}`
    const backtest = createBacktest({
      ...job,
      timeZone: files.timeZone,
      past: files
        .alertsOfRule(ruleId)
        .filter(
          (alert) => alert.eventTime >= from && alert.eventTime < to && isWanted(subjectKey(alert.subject)),
        ),
    })
    const profiles = storedProfiles(files).filter(
      (profile) => isWanted(subjectKey(profile.subject)) && backtest.concerns(profile),
    )
    let oldestAt: EpochMs | null = null
    let subjectsDone = 0
    for (const profile of profiles) {
      const device = files.stored.open(profile)
      if (device !== undefined) backtest.take(device)
      const oldest = files.stored.oldestAt(profile.deviceId)
      if (oldest !== null && (oldestAt === null || oldest < oldestAt)) oldestAt = oldest
      subjectsDone += 1
      say({ subjectsDone, subjects: profiles.length, readings: backtest.readings() })
    }
    return backtest.report(oldestAt)
  } finally {
    files.close()
  }
}

/** Everybody a value is stored of, as the directory knows them today. */
export const storedProfiles = ({ stored, registry }: ReplayFiles): readonly SubjectProfile[] =>
  stored.ids().map((id) => registry.ofDevice(id, stored.hasLevel(id) ? 'drain' : 'band').profile)
