// Accidental presses in a row: somebody shows the elder once more how the button works. Never a reason to mute it.

import type { Alert, Finding } from '../model/alert.ts'
import { DAY, type EpochMs } from '../model/time.ts'

export const TRAINING_RULE = 'press-training'
/** So many accidental presses within so long [project default]. */
export const ACCIDENTS = 3
export const WITHIN = 7 * DAY

/** A press that a person closed as a slip. */
const isAccident = ({ emergency, ruleId, status, outcome }: Alert): boolean =>
  emergency && ruleId !== 'fall' && status === 'resolved' && outcome === 'accidental'

/**
 * What the closing (or reopening) of `alert` says about training; `others` are the resident's alerts of the last
 * seven days, as stored. Undefined when it was no press of a resident, or says nothing new.
 */
export function trainingFinding(
  alert: Alert,
  others: readonly Alert[],
  {
    now,
    rule,
  }: Readonly<{
    now: EpochMs
    rule: Pick<Finding, 'severity'> & Readonly<{ version: string; policy: string }>
  }>,
): Finding | undefined {
  if (!alert.emergency || alert.ruleId === 'fall' || alert.subject.kind !== 'resident') return undefined
  const presses = [alert, ...others.filter(({ id }) => id !== alert.id)].filter(
    (one) => isAccident(one) && one.receivedAt > now - WITHIN,
  )
  const isEnough = presses.length >= ACCIDENTS
  // A closing suggests; only a closing that was taken back takes the suggestion back.
  if (isEnough ? !isAccident(alert) : alert.status === 'resolved') return undefined
  return {
    ruleId: TRAINING_RULE,
    ruleVersion: rule.version,
    subject: alert.subject,
    deviceId: alert.deviceId,
    transition: isEnough ? 'raise' : 'clear',
    severity: rule.severity,
    policyId: rule.policy,
    closesOnClear: true,
    emergency: false,
    eventTime: now,
    evidence: {
      samples: [],
      since: Math.min(...presses.map(({ eventTime }) => eventTime), now),
      facts: { accidentalPresses: presses.length },
    },
  }
}
