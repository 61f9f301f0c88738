// What the weekly roster of a site file leaves open: said at import, with the minutes and the shift that is missing. It is
// no fault: a week ahead the director is warned of each gap, and answers meanwhile (docs/escalation.md).

import type { Directory } from '../../alerts/model/people.ts'
import { DAY, type EpochMs, MINUTE } from '../../alerts/model/time.ts'
import { keepsRoster, uncovered } from '../../alerts/response/coverage.ts'
import { dayOf, momentOf, plusDays, weekdayOf, zoneOf } from '../../alerts/roster/calendar.ts'

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** One line per gap of a week, as the community's clock shows it. */
export function describeGaps(directory: Directory, now: EpochMs): readonly string[] {
  return [...directory.communities.keys()].flatMap((communityId) => {
    if (!keepsRoster(directory, communityId)) return []
    const timeZone = zoneOf(directory, communityId)
    const today = dayOf(now, timeZone)
    // From the Monday to come on: whole days, the same whenever it is looked at.
    const monday = plusDays(today, 8 - weekdayOf(today))
    const span = {
      from: momentOf(monday, 0, timeZone),
      to: momentOf(plusDays(monday, 7), 0, timeZone),
    }
    const gaps = uncovered(directory, communityId, span)
    const whole = gaps[0]?.from === span.from && gaps[0].to === span.to
    if (whole) return [`! community ${communityId}: nobody is on duty in the whole week`]
    return gaps.map(({ from, to }) => {
      const begin = clockOf(from, timeZone)
      const end = clockOf(to, timeZone)
      const sameDay = begin.weekday === end.weekday && to - from < DAY
      const until =
        sameDay || to === span.to ? end.clock.replace(/^00:00$/, '24:00') : `${end.day} ${end.clock}`
      return (
        `! community ${communityId}: nobody is on duty on ${begin.day} ${begin.clock}–${until}` +
        `\n    → a shift of role duty, weekdays: [${begin.weekday}], from: "${begin.clock}", to: "${end.clock}"; ` +
        'until then the director is warned a week ahead'
      )
    })
  })
}

function clockOf(at: EpochMs, timeZone: string): Readonly<{ weekday: number; day: string; clock: string }> {
  const date = dayOf(at, timeZone)
  const weekday = weekdayOf(date)
  const minutes = Math.round((at - momentOf(date, 0, timeZone)) / MINUTE)
  const two = (n: number): string => String(n).padStart(2, '0')
  return {
    weekday,
    day: WEEKDAYS[weekday - 1] ?? '',
    clock: `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`,
  }
}
