// What the gateway's test of itself says, as sentences from the facts of its alerts.

import type { Alert } from '../server-types.ts'
import type { Reader } from './alert-text.ts'

/** Why an alert of the canary stands; undefined for every other alert. */
export const canaryCause = (
  { words }: Pick<Reader, 'words'>,
  alert: Pick<Alert, 'ruleId' | 'evidence'>,
): string | undefined => {
  if (alert.ruleId === 'canary') return words.canary.flying
  if (alert.ruleId !== 'canary-missing') return undefined
  const { place, communityId, stage, withinSeconds } = alert.evidence.facts ?? {}
  return words.canary.missing({
    place: String(place ?? communityId ?? ''),
    stage: words.canary.stages[String(stage)] ?? String(stage ?? ''),
    seconds: Number(withinSeconds ?? 0),
  })
}
