// Which line of the figures an alert belongs to: its shift, grid, rule, outcome or day, where it happened.

import { zoneOffset } from '../detectors/local-time.ts'
import type { Alert } from '../model/alert.ts'
import type { Shift } from '../model/people.ts'
import { DAY, type EpochMs, MINUTE } from '../model/time.ts'
import { shiftCovers, type WallClock } from '../response/roster.ts'

export const KPI_BY = ['shift', 'grid', 'rule', 'outcome', 'day'] as const
export type KpiBy = (typeof KPI_BY)[number]

/** What the groups need of the directory, as plain data. */
export type KpiPlaces = Readonly<{
  /** By community; shifts of other roles than `duty` are passed over. */
  timeZones: Readonly<Record<string, string>>
  shifts: readonly Shift[]
}>

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
  places: KpiPlaces
  /** Alerts of these rules are the gateway testing itself. */
  without: readonly string[]
}>

/** Nobody was rostered, or the alert belongs to no grid. */
export const NO_GROUP = '-'

export function groupBy(by: KpiBy, { timeZones, shifts }: KpiPlaces): (alert: Alert) => string {
  const zoneOf = (alert: Alert): string =>
    timeZones[alert.communityId] ?? Object.values(timeZones)[0] ?? 'UTC'
  switch (by) {
    case 'grid':
      return ({ gridId }) => gridId || NO_GROUP
    case 'rule':
      return ({ ruleId }) => ruleId
    case 'outcome':
      return ({ outcome }) => outcome ?? 'unresolved'
    case 'day':
      return (alert) =>
        new Date(alert.receivedAt + zoneOffset(zoneOf(alert), alert.receivedAt)).toISOString().slice(0, 10)
    case 'shift': {
      const duty = shifts.filter(({ role }) => role === 'duty')
      return (alert) => {
        const clock = wallClock(alert.receivedAt + zoneOffset(zoneOf(alert), alert.receivedAt))
        // Hours, not names: the figures are about the service, not about one person.
        const shift = duty.find(
          (each) =>
            (alert.communityId === '' || each.communityId === alert.communityId) && shiftCovers(each, clock),
        )
        return shift === undefined ? NO_GROUP : `${shift.from}-${shift.to}`
      }
    }
  }
}

/** The day 1970-01-01 was a Thursday. Not the roster's own, which asks Intl for each moment: here they are thousands. */
const wallClock = (local: EpochMs): WallClock => ({
  weekday: ((Math.floor(local / DAY) + 3) % 7) + 1,
  minutes: Math.floor((local % DAY) / MINUTE),
})
