// Hours to come that nobody covers: a warning to the director days ahead, taken back when the roster is whole again.

import type { Finding } from '../model/alert.ts'
import type { SubjectRef } from '../model/people.ts'
import { DAY, type EpochMs } from '../model/time.ts'
import type { Gap } from '../roster/span.ts'

export const ROSTER_GAP_RULE = 'roster-gap'
/** So far ahead a gap is looked for. */
export const LOOK_AHEAD = 7 * DAY

/** What the warning is about. */
export const rosterOf = (communityId: string): SubjectRef => ({ kind: 'system', id: communityId })

/**
 * What the gaps of a community's duty roster say; undefined when it has been said. `isOpen`: the warning stands. The
 * hand-over sheet has every gap; the warning names the first and how many there are.
 */
export function rosterGapFinding(
  communityId: string,
  gaps: readonly Gap[],
  known: Readonly<{
    now: EpochMs
    isOpen: boolean
    rule: Pick<Finding, 'severity'> & Readonly<{ version: string; policy: string }>
  }>,
): Finding | undefined {
  const [first] = gaps
  if ((first !== undefined) === known.isOpen) return undefined
  const { now, rule } = known
  return {
    ruleId: ROSTER_GAP_RULE,
    ruleVersion: rule.version,
    subject: rosterOf(communityId),
    deviceId: '',
    transition: first === undefined ? 'clear' : 'raise',
    severity: rule.severity,
    policyId: rule.policy,
    closesOnClear: true,
    emergency: false,
    eventTime: now,
    evidence: {
      samples: [],
      since: now,
      ...(first === undefined
        ? {}
        : { facts: { uncoveredFrom: first.from, uncoveredTo: first.to, gaps: gaps.length } }),
    },
  }
}
