// Which line of the figures an alert belongs to: its shift, grid, rule, outcome or day, where it happened.

import { zoneOffset } from '../detectors/local-time.ts'
import type { Alert } from '../model/alert.ts'
import type { Directory } from '../model/people.ts'
import type { EpochMs } from '../model/time.ts'
import { shiftHoursIn } from '../roster/shift-hours.ts'
import type { Gap } from '../roster/span.ts'

export const KPI_BY = ['shift', 'grid', 'rule', 'outcome', 'day'] as const
export type KpiBy = (typeof KPI_BY)[number]

export const KPI_OF = ['urgent', 'all'] as const
export type KpiOf = (typeof KPI_OF)[number]

export type KpiQuery = Readonly<{
  /** Alerts received in [from, to). */
  from: EpochMs
  to: EpochMs
  by: KpiBy
  /** `urgent`: emergencies and what is critical; `all`: warnings too. */
  of: KpiOf
  now: EpochMs
  /** Communities and who was on duty in them; residents and devices may be left out. */
  roster: Directory
  /** Alerts of these rules are the gateway testing itself. */
  without: readonly string[]
}>

/** Nobody was on duty, or the alert belongs to no grid. */
export const NO_GROUP = '-'

/** `span`: where the alerts lie that will be asked about. */
export function groupBy(by: KpiBy, roster: Directory, span: Gap): (alert: Alert) => string {
  switch (by) {
    case 'grid':
      return ({ gridId }) => gridId || NO_GROUP
    case 'rule':
      return ({ ruleId }) => ruleId
    case 'outcome':
      return ({ outcome }) => outcome ?? 'unresolved'
    case 'day': {
      const [first] = roster.communities.values()
      const zoneOf = ({ communityId }: Alert): string =>
        (roster.communities.get(communityId) ?? first)?.timeZone ?? 'UTC'
      return (alert) =>
        new Date(alert.receivedAt + zoneOffset(zoneOf(alert), alert.receivedAt)).toISOString().slice(0, 10)
    }
    case 'shift': {
      // Hours, not names: the figures are about the service, not about one person.
      const hours = shiftHoursIn(roster, span)
      return ({ communityId, receivedAt }) => hours(communityId, receivedAt) ?? NO_GROUP
    }
  }
}
