// Which shift it was at a moment, by its hours and not by its people: whoever stands in for somebody works that person's
// shift. By the roster with its holidays, swaps and overrides. For many moments of one span, so the roster is worked out once.

import { zoneOffset } from '../detectors/local-time.ts'
import type { Directory } from '../model/people.ts'
import { DAY, type EpochMs } from '../model/time.ts'
import { zoneOf } from './calendar.ts'
import { type OnDuty, type Stretch, stretchesOf } from './rota.ts'
import { covers, type Gap } from './span.ts'

/** "20:00-08:00" of the duty officers of a community; undefined where nobody was on duty. */
export type ShiftHours = (communityId: string, at: EpochMs) => string | undefined

/** For moments in `span`. An empty community asks all of them, for alerts that belong to none. */
export function shiftHoursIn(directory: Directory, span: Gap): ShiftHours {
  const known = new Map<string, (at: EpochMs) => string | undefined>()
  const of = (communityId: string): ((at: EpochMs) => string | undefined) => {
    const found = known.get(communityId) ?? hoursIn(directory, communityId, span)
    known.set(communityId, found)
    return found
  }
  return (communityId, at) => {
    const asked = communityId === '' ? [...directory.communities.keys()] : [communityId]
    for (const id of asked) {
      const hours = of(id)(at)
      if (hours !== undefined) return hours
    }
    return undefined
  }
}

function hoursIn(directory: Directory, communityId: string, span: Gap): (at: EpochMs) => string | undefined {
  const rota = { communityId, role: 'duty' } as const
  const holidays = (directory.rosterChanges ?? []).filter(({ kind }) => kind === 'holiday')
  const actual = lookUp(stretchesOf(directory, rota, span))
  const planned = lookUp(stretchesOf({ ...directory, rosterChanges: holidays }, rota, span))
  return (at) => {
    const on = actual(at)
    const plan = planned(at)
    // Who stands in keeps the shift; where others took over altogether, it is the shift that would have been.
    const slot = (on.find((one) => plan.some(({ slot }) => slot === one.slot)) ?? plan[0] ?? on[0])?.slot
    return on.length === 0 || slot === undefined ? undefined : hoursOf(directory, communityId, slot)
  }
}

/** Stretches follow each other without a break: the place of a moment is found by halving. */
function lookUp(stretches: readonly Stretch[]): (at: EpochMs) => readonly OnDuty[] {
  return (at) => {
    let [low, high] = [0, stretches.length - 1]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((stretches[middle]?.to ?? at) <= at) low = middle + 1
      else high = middle
    }
    const found = stretches[low]
    return found !== undefined && covers(found, at) ? found.on : []
  }
}

/** Of a slot as the rota names it: a weekly shift or one of a holiday's own on a day, or an override beside all shifts. */
function hoursOf(directory: Directory, communityId: string, slot: string): string | undefined {
  const weekly = directory.shifts.get(slot.slice(0, slot.lastIndexOf('@')))
  if (weekly !== undefined) return `${weekly.from}-${weekly.to}`
  const [, id, index] = /^[hc](\d+)\.(\d*)/.exec(slot) ?? []
  const change = directory.rosterChanges?.find((one) => one.id === Number(id))
  if (change?.kind === 'holiday' && 'shifts' in change.plan) {
    const shift = change.plan.shifts[Number(index)]
    return shift && `${shift.from}-${shift.to}`
  }
  if (change?.kind !== 'override') return undefined
  const timeZone = zoneOf(directory, communityId)
  const clock = (at: EpochMs): string =>
    new Date((at + zoneOffset(timeZone, at)) % DAY).toISOString().slice(11, 16)
  return `${clock(change.from)}-${clock(change.to)}`
}
