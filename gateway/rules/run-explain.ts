// One explanation from the files: which device, which alerts, and the rules that were in force then.

import type { Alert } from '../../alerts/model/alert.ts'
import { type SubjectKey, subjectKey } from '../../alerts/model/people.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import { explain } from '../../alerts/rules/explain.ts'
import type { ExplainOutcome, ExplainRequest } from '../../alerts/rules/explanation.ts'
import type { Rule } from '../../alerts/rules/schema.ts'
import { openReplayFiles, type ReplayFiles, type ReplayPaths } from './replay-files.ts'

export type ExplainJob = ReplayPaths &
  Readonly<{
    type: 'explain'
    /** In force now, for times of which nothing was written down. */
    rules: readonly Rule[]
    request: ExplainRequest
  }>

export function runExplain(job: ExplainJob): ExplainOutcome {
  const files = openReplayFiles(job)
  try {
    const { request } = job
    if ('alertId' in request) {
      const alert = files.alert(request.alertId)
      if (alert === undefined) return { ok: false, code: 'alertNotFound' }
      return about(files, job.rules, {
        subject: subjectKey(alert.subject),
        deviceId: alert.deviceId,
        at: alert.eventTime,
        ruleId: alert.ruleId,
        alert,
      })
    }
    return about(files, job.rules, request)
  } finally {
    files.close()
  }
}

function about(
  files: ReplayFiles,
  rulesNow: readonly Rule[],
  of: Readonly<{ subject: SubjectKey; at: EpochMs; ruleId?: string; deviceId?: string; alert?: Alert }>,
): ExplainOutcome {
  const { subject, at, ruleId, alert } = of
  const registered = files.registry.ofSubject(subject)
  const deviceId = of.deviceId ?? registered?.profile.deviceId
  if (deviceId === undefined) return { ok: false, code: 'subjectNotFound' }
  const rules = files.rulesAt(alert?.receivedAt ?? at) ?? rulesNow
  if (ruleId !== undefined && !rules.some((rule) => rule.id === ruleId))
    return { ok: false, code: 'ruleNotFound' }
  const known = files.registry.ofDevice(deviceId, files.stored.hasLevel(deviceId) ? 'drain' : 'band').profile
  // Whoever wears the band today, the question is about the subject it was asked for.
  const subjectOf = registered?.profile ?? known
  const device = files.stored.open({ ...subjectOf, deviceId, deviceKind: known.deviceKind })
  if (device === undefined) return { ok: false, code: 'nothingStored' }
  return {
    ok: true,
    explanation: explain({
      rules,
      device,
      at,
      alerts: files.alertsOfSubject(subject),
      ...(ruleId === undefined ? {} : { ruleId }),
      ...(alert === undefined ? {} : { alertId: alert.id }),
    }),
  }
}
