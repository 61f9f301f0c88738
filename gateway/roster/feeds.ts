// Calendars that may be subscribed to: who opened which, and the signed token that stands for one. Calendar programs
// cannot log in, so whoever has the address reads it; revoking it ends that.

import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Directory } from '../../alerts/model/people.ts'
import type { RosterFeed } from '../../alerts/model/roster-change.ts'
import { type EpochMs, MINUTE } from '../../alerts/model/time.ts'
import { calendarOf } from '../../alerts/roster/feed.ts'
import { writeCalendar } from '../../alerts/roster/ical-write.ts'
import type { FeedOutcome, RosterPort } from '../http/ports-roster.ts'
import { mayChangeRoster } from '../people/scope.ts'
import type { StoreEffect } from '../storage/effects.ts'

export type Feeds = Pick<RosterPort, 'feeds' | 'openFeed' | 'revokeFeed' | 'feedPath' | 'calendar'>

export function createFeeds(deps: {
  remembered: readonly RosterFeed[]
  directory(): Directory
  /** What only this site knows. */
  key: Uint8Array
  /** Undefined when it is on disk. */
  write(effects: readonly StoreEffect[]): Promise<unknown>
}): Feeds {
  const known = new Map(deps.remembered.map((feed) => [feed.id, feed]))
  /** Phones ask every hour, some every minute: the same roster in the same minute is the same file. */
  const made = new Map<number, Readonly<{ directory: Directory; at: EpochMs; text: string | undefined }>>()
  let lastId = Math.max(0, ...known.keys())

  /** Bound to all that the feed shows: a row that was tampered with opens nothing. */
  const signatureOf = ({ id, communityId, personId = '', createdAt }: RosterFeed): string =>
    createHmac('sha256', deps.key)
      .update(JSON.stringify(['roster-feed', id, communityId, personId, createdAt]))
      .digest('base64url')

  const save = async (feed: RosterFeed): Promise<FeedOutcome> => {
    if (await deps.write([{ type: 'rosterFeed', feed }])) return { ok: false, code: 'storeUnavailable' }
    known.set(feed.id, feed)
    return { ok: true, feed }
  }

  const standing = (communityId: string): readonly RosterFeed[] =>
    [...known.values()].filter((feed) => feed.communityId === communityId && feed.revokedAt === undefined)

  /** One's own calendar, or all of them. */
  const mayOpen = (actorId: string, communityId: string, personId: string | undefined): boolean =>
    personId === actorId || mayChangeRoster(deps.directory(), actorId, { communityId, parties: [actorId] })

  return {
    feeds: standing,
    async openFeed({ actorId, at, communityId, personId }) {
      const directory = deps.directory()
      if (!directory.communities.has(communityId)) return { ok: false, code: 'communityNotFound' }
      const role = personId === undefined ? 'duty' : directory.people.get(personId)?.role
      if (role === undefined || role === 'family') return { ok: false, code: 'personNotFound' }
      if (!mayOpen(actorId, communityId, personId)) return { ok: false, code: 'roleNotAllowed' }
      const open = standing(communityId).find((feed) => feed.personId === personId)
      if (open !== undefined) return { ok: true, feed: open }
      lastId += 1
      return save({
        id: lastId,
        communityId,
        ...(personId === undefined ? {} : { personId }),
        createdBy: actorId,
        createdAt: at,
      })
    },
    async revokeFeed({ actorId, at, feedId }) {
      const feed = known.get(feedId)
      if (feed === undefined) return { ok: false, code: 'feedNotFound' }
      if (!mayOpen(actorId, feed.communityId, feed.personId)) return { ok: false, code: 'roleNotAllowed' }
      if (feed.revokedAt !== undefined) return { ok: true, feed }
      return save({ ...feed, revokedAt: at, revokedBy: actorId })
    },
    feedPath: (feed) => `/api/calendar/${feed.id}.${signatureOf(feed)}.ics`,
    calendar(token, at) {
      const [id, signature = ''] = token.replace(/\.ics$/, '').split('.')
      const feed = known.get(Number(id))
      if (feed === undefined || feed.revokedAt !== undefined) return undefined
      const expected = Buffer.from(signatureOf(feed))
      const given = Buffer.from(signature)
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
      const directory = deps.directory()
      const before = made.get(feed.id)
      if (before?.directory === directory && at - before.at >= 0 && at - before.at < MINUTE)
        return before.text
      const calendar = calendarOf(feed, { directory, now: at })
      const text = calendar && writeCalendar(calendar)
      made.set(feed.id, { directory, at, text })
      return text
    },
  }
}
