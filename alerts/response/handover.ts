// What one shift leaves to the next: alerts, promises, silences about to end, bands that say nothing, messages nobody
// got, hours nobody covers. Gathers what others have decided; reads no store.

import type { Alert } from '../model/alert.ts'
import type { Directory } from '../model/people.ts'
import { type Silence, stateAt } from '../model/silence.ts'
import { DAY, type EpochMs, HOUR } from '../model/time.ts'
import type { Gap } from '../roster/span.ts'
import { uncovered } from './coverage.ts'

/** Silences that end within the next shift are worth knowing of. */
export const ENDS_WITHIN = 12 * HOUR
/** Gaps of the roster are shown this far ahead. */
export const GAPS_WITHIN = 7 * DAY

/** Somebody said they would do something about an open alert. */
export type Promised = Readonly<{
  alertId: number
  personId: string
  what: 'assigned' | 'onTheWay' | 'handedOver'
  at: EpochMs
}>

/** A resident whose band tells nothing, and since when. */
export type SilentBand = Readonly<{ residentId: string; seenAt: EpochMs | null }>

export type Handover = Readonly<{
  at: EpochMs
  communityId: string
  /** Worst first, those nobody has taken on before the others. */
  alerts: readonly Alert[]
  /** Alerts about messages that did not arrive. */
  failed: readonly Alert[]
  promised: readonly Promised[]
  silences: readonly Silence[]
  silent: readonly SilentBand[]
  uncovered: readonly Gap[]
}>

const DELIVERY_FAILED = 'delivery-failed'

/** Who has the task or is on the way, and has not arrived; who has taken it over. */
function promisesOf({
  id: alertId,
  assignedTo,
  attending = [],
  handedOver,
  acknowledgedBy,
}: Alert): Promised[] {
  const going = attending.flatMap(({ personId, onTheWayAt, arrivedAt }): Promised[] =>
    onTheWayAt === undefined || arrivedAt !== undefined
      ? []
      : [{ alertId, personId, what: 'onTheWay', at: onTheWayAt }],
  )
  const isThere = attending.some(({ personId }) => personId === assignedTo?.personId)
  return [
    ...going,
    ...(assignedTo === undefined || isThere
      ? []
      : [{ alertId, personId: assignedTo.personId, what: 'assigned' as const, at: assignedTo.at }]),
    ...(handedOver === undefined || acknowledgedBy === undefined
      ? []
      : [{ alertId, personId: acknowledgedBy, what: 'handedOver' as const, at: handedOver.at }]),
  ]
}

const isOf = (communityId: string) => (alert: Alert) =>
  alert.communityId === communityId || alert.communityId === ''

/** The sheet of one community at `now`. `unresolved` and `silent` are in the order in which they are shown. */
export function handoverOf(
  communityId: string,
  known: Readonly<{
    now: EpochMs
    directory: Directory
    unresolved: readonly Alert[]
    silences: readonly Silence[]
    silent: readonly SilentBand[]
  }>,
): Handover {
  const { now, directory } = known
  const own = known.unresolved.filter(isOf(communityId))
  const concerns = ({ match }: Silence): boolean =>
    communityOf(directory, match) === undefined || communityOf(directory, match) === communityId
  return {
    at: now,
    communityId,
    alerts: own.filter(({ ruleId }) => ruleId !== DELIVERY_FAILED),
    failed: own.filter(({ ruleId }) => ruleId === DELIVERY_FAILED),
    promised: own.flatMap(promisesOf).sort((a, b) => a.at - b.at),
    silences: known.silences
      .filter((one) => stateAt(one, now) === 'active' && one.until - now <= ENDS_WITHIN && concerns(one))
      .sort((a, b) => a.until - b.until),
    silent: known.silent,
    uncovered: uncovered(directory, communityId, { from: now, to: now + GAPS_WITHIN }),
  }
}

/** The community a silence is about; undefined when it may be any. */
export function communityOf(directory: Directory, match: Silence['match']): string | undefined {
  if (match.communityId !== undefined) return match.communityId
  const { residentId, drainId, deviceId, buildingId } = match
  const device = deviceId === undefined ? undefined : directory.devices.get(deviceId)
  const resident = directory.residents.get(residentId ?? device?.residentId ?? '')
  const drain = directory.drains.get(drainId ?? device?.drainId ?? '')
  const building = directory.buildings.get(buildingId ?? resident?.buildingId ?? '')
  return directory.grids.get(match.gridId ?? building?.gridId ?? drain?.gridId ?? '')?.communityId
}
