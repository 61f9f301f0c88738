// The canary: a press of the gateway's own band, once a day per community, through the real path. What it raises is
// turned into an alert of its own that goes to its own recipients; a band of the site's is never taken for one.

import { zoneOffset } from '../detectors/local-time.ts'
import type { Finding } from '../model/alert.ts'
import type { Community, Directory, SubjectRef } from '../model/people.ts'
import { DAY, type EpochMs, MINUTE } from '../model/time.ts'

/** The rule whose title, severity and policy the canary's alert has; without it there is no canary. */
export const CANARY_RULE = 'canary'
/** The alert about a canary that did not arrive, or came too late. */
export const CANARY_MISSING_RULE = 'canary-missing'

const PREFIX = 'canary-'
export const canaryDevice = (communityId: string): string => `${PREFIX}${communityId}`

/** The community whose canary this device is; undefined for every device of the site, whatever its name. */
export function canaryOf(deviceId: string, directory: Directory): Community | undefined {
  if (!deviceId.startsWith(PREFIX) || directory.devices.has(deviceId)) return undefined
  return directory.communities.get(deviceId.slice(PREFIX.length))
}

/** What of a rule its findings carry. */
export type CanaryRule = Readonly<{
  version: string
  severity: Finding['severity']
  policy: string
  closesOnClear: boolean
}>

/**
 * A finding as it may go on: those of the site unchanged; the canary's press as the canary's alert; and nothing else
 * about the canary, which is silent most of the day and no band to be missed. `rule` is undefined where it is off.
 */
export function asCanary(
  finding: Finding,
  { directory, rule }: Readonly<{ directory: Directory; rule: CanaryRule | undefined }>,
): Finding | undefined {
  if (finding.subject.kind !== 'device') return finding
  const community = canaryOf(finding.subject.id, directory)
  if (community === undefined) return finding
  if (rule === undefined || finding.ruleId !== 'sos' || finding.transition !== 'raise') return undefined
  return {
    ...ofRule(CANARY_RULE, rule),
    subject: gatewayOf(community.id),
    deviceId: finding.deviceId,
    transition: 'raise',
    eventTime: finding.eventTime,
    evidence: { ...finding.evidence, facts: { communityId: community.id } },
  }
}

const ofRule = (ruleId: string, rule: CanaryRule) => ({
  ruleId,
  ruleVersion: rule.version,
  severity: rule.severity,
  policyId: rule.policy,
  closesOnClear: rule.closesOnClear,
  emergency: false,
})

/** Ends the canary's alert: it has flown. */
export const canaryFlown = (communityId: string, rule: CanaryRule, at: EpochMs): Finding => ({
  ...ofRule(CANARY_RULE, rule),
  subject: gatewayOf(communityId),
  deviceId: canaryDevice(communityId),
  transition: 'clear',
  eventTime: at,
  evidence: { samples: [], since: at },
})

/** Where a canary got stuck: not acknowledged by the store, not seen by a board, not taken by a channel. */
export const CANARY_STAGES = ['press', 'board', 'channel'] as const
export type CanaryStage = (typeof CANARY_STAGES)[number]

/** The gateway itself, in a community: a silence that names a place does not cover it. */
export const gatewayOf = (communityId: string): SubjectRef => ({
  kind: 'system',
  id: canaryDevice(communityId),
})

/** `stage` undefined: it is there again. */
export const canaryMissing = (
  about: Readonly<{
    communityId: string
    /** The community's name, for whoever reads the alert. */
    place: string
    stage: CanaryStage | undefined
    withinSeconds: number
    since: EpochMs
    at: EpochMs
  }>,
  rule: CanaryRule,
): Finding => ({
  ...ofRule(CANARY_MISSING_RULE, rule),
  subject: gatewayOf(about.communityId),
  deviceId: '',
  transition: about.stage === undefined ? 'clear' : 'raise',
  eventTime: about.at,
  evidence: {
    samples: [],
    since: about.since,
    facts: {
      communityId: about.communityId,
      place: about.place,
      withinSeconds: about.withinSeconds,
      ...(about.stage === undefined ? {} : { stage: about.stage }),
    },
  },
})

/** The newest moment at or before `now` at which clocks in the zone showed `at` ("10:30"). */
export function lastDueAt(at: string, timeZone: string, now: EpochMs): EpochMs {
  const minutes = Number(at.slice(0, 2)) * 60 + Number(at.slice(3, 5))
  const midnight = Math.floor((now + zoneOffset(timeZone, now)) / DAY) * DAY
  // The offset of the moment itself: on the day a clock is changed it is not that of now.
  const onDay = (day: number): EpochMs => {
    const wall = midnight + day * DAY + minutes * MINUTE
    return wall - zoneOffset(timeZone, wall - zoneOffset(timeZone, wall))
  }
  const today = onDay(0)
  return today <= now ? today : onDay(-1)
}
