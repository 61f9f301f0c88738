// What a subscribed calendar shows: every turn of duty of a community, or of one person, from a month ago to half a year
// ahead, in the language of who reads it. Names of staff, hours and holidays; no reasons, never a resident.

import type { Directory, Locale } from '../model/people.ts'
import type { RosterFeed } from '../model/roster-change.ts'
import { DAY, type EpochMs } from '../model/time.ts'
import type { Calendar, CalendarEvent } from './ical-write.ts'
import { utcText } from './ical-write.ts'
import { turnsOf } from './rota.ts'

export const FEED_PAST = 31 * DAY
export const FEED_AHEAD = 184 * DAY

const WORDS = {
  'zh-CN': {
    duty: '值班',
    ofOne: (name: string) => `${name}值班`,
    instead: (name: string) => `替 ${name}`,
  },
  en: {
    duty: 'On duty',
    ofOne: (name: string) => `${name} on duty`,
    instead: (name: string) => `Instead of ${name}`,
  },
} as const satisfies Record<Locale, unknown>

/** The calendar of a feed; undefined when its community or its person is no longer known. */
export function calendarOf(
  feed: Pick<RosterFeed, 'communityId' | 'personId'>,
  { directory, now }: Readonly<{ directory: Directory; now: EpochMs }>,
): Calendar | undefined {
  const { communityId, personId } = feed
  const community = directory.communities.get(communityId)
  const owner = personId === undefined ? undefined : directory.people.get(personId)
  if (community === undefined || (personId !== undefined && (owner === undefined || owner.role === 'family')))
    return undefined
  const locale = owner?.locale ?? 'zh-CN'
  const words = WORDS[locale]
  const named = (one: Readonly<{ name: string; nameEn?: string }> | undefined, id: string): string =>
    (locale === 'en' ? one?.nameEn : undefined) ?? one?.name ?? id
  const nameOf = (id: string): string => named(directory.people.get(id), id)
  const place = named(community, communityId)
  // Whole days, so that the first and the last turn are cut at the same place all day long.
  const today = Math.floor(now / DAY) * DAY
  const span = { from: today - FEED_PAST, to: today + FEED_AHEAD }
  const reasons = new Map((directory.rosterChanges ?? []).map((change) => [change.id, change]))
  const events = turnsOf(directory, { communityId, role: 'duty' }, span)
    .filter((turn) => personId === undefined || turn.personId === personId)
    .map((turn): CalendarEvent => {
      const why = turn.changes.flatMap((id) => {
        const change = reasons.get(id)
        if (change === undefined) return []
        // Why somebody was replaced is for colleagues who log in, not for whoever has the address.
        return change.kind === 'holiday' ? [change.name] : []
      })
      const lines = [
        ...(turn.instead === undefined || turn.instead === turn.personId
          ? []
          : [words.instead(nameOf(turn.instead))]),
        ...why,
      ]
      return {
        uid: `${utcText(turn.from)}-${communityId}-${turn.personId}@shouwang`,
        from: turn.from,
        to: turn.to,
        summary: personId === undefined ? words.ofOne(nameOf(turn.personId)) : `${words.duty} · ${place}`,
        ...(lines.length === 0 ? {} : { description: lines.join('\n') }),
        location: place,
        personId: turn.personId,
      }
    })
  return {
    name: personId === undefined ? `${place} · ${words.duty}` : `${words.duty} · ${nameOf(personId)}`,
    at: now,
    events,
  }
}
