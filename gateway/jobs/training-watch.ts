// After an alert is closed: whether the accidental presses of one resident have become many enough to show the button
// once more.

import type { Alert, Finding } from '../../alerts/model/alert.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import { TRAINING_RULE, trainingFinding, WITHIN } from '../../alerts/response/training.ts'
import type { Rule } from '../../alerts/rules/schema.ts'

export function createTrainingWatch(deps: {
  rule(id: string): Rule | undefined
  /** Of one subject, newest first. */
  alerts(query: { subjectKey: string; from: EpochMs; limit: number }): Promise<readonly Alert[]>
  raise(finding: Finding, now: EpochMs): Promise<unknown>
}) {
  return async (alert: Alert, at: EpochMs): Promise<void> => {
    const rule = deps.rule(TRAINING_RULE)
    if (rule === undefined || !alert.emergency) return
    const { kind, id } = alert.subject
    const others = await deps.alerts({ subjectKey: `${kind}:${id}`, from: at - WITHIN, limit: 500 })
    const finding = trainingFinding(alert, others, { now: at, rule })
    if (finding !== undefined) await deps.raise(finding, at)
  }
}
