// The list of each community: as it would be now, and fixed once a morning together with the messages that tell the grid
// workers of it. Nothing is scheduled: the ticker asks every second, so a morning the gateway slept through is made up for.

import { isUndone, stateOn } from '../../alerts/care/contacts.ts'
import { LIST_RULE, listFinding, listsByGrid } from '../../alerts/care/findings.ts'
import { localDay, localMinute } from '../../alerts/care/local-day.ts'
import { grown } from '../../alerts/care/review-list.ts'
import { reviewMinute } from '../../alerts/care/rhythm.ts'
import type { Alert, Finding } from '../../alerts/model/alert.ts'
import type { LocalDay, ReviewItem, ReviewList } from '../../alerts/model/care.ts'
import { DAY, type EpochMs, SECOND } from '../../alerts/model/time.ts'
import type { Rule } from '../../alerts/rules/schema.ts'
import { type Drafting, newDraft } from '../ingest/drafting.ts'
import type { Submission } from '../ingest/submission.ts'
import { caseKey } from '../ingest/world.ts'
import { type MorningDeps, morningOf } from './morning.ts'

/** What was worked out is good for so long: an alert that has just opened may wait that long for its line. */
const FRESH_MS = 15 * SECOND
/** A store that refused is asked again after this. */
const AGAIN_MS = 30 * SECOND
/** An emergency that is closed within these days may have opened long before. */
const EMERGENCIES_OF = 7 * DAY
/** A list that is fixed later than this is on the screen; nobody's phone rings for it in the evening. */
const TOLD_WITHIN_MINUTES = 240

export type CurrentList = Readonly<{
  day: LocalDay
  fixed: ReviewList | undefined
  items: readonly ReviewItem[]
  added: ReadonlySet<string>
}>

export type CareLists = ReturnType<typeof createCareLists>

export function createCareLists(
  deps: MorningDeps &
    Readonly<{
      drafting: Drafting
      submission: Submission
      /** The rule of this id, while the site has it switched on. */
      rule(id: string): Rule | undefined
      reading: Readonly<{ careEmergencies(since: EpochMs): Promise<readonly Alert[]> }>
      onChanged(communityId: string): void
      onError(error: unknown): void
    }>,
) {
  const { world, book, drafting, submission } = deps
  const fresh = new Map<string, Readonly<{ at: EpochMs; items: Promise<readonly ReviewItem[]> }>>()
  const busy = new Set<string>()
  const notBefore = new Map<string, EpochMs>()

  const zoneOf = (communityId: string): string =>
    world.directory.communities.get(communityId)?.timeZone ?? 'UTC'

  const workOut = async (communityId: string, now: EpochMs): Promise<readonly ReviewItem[]> =>
    morningOf(
      communityId,
      { now, emergencies: await deps.reading.careEmergencies(now - EMERGENCIES_OF) },
      deps,
    )

  /** One reckoning for everybody who asks meanwhile. */
  const itemsNow = (communityId: string, now: EpochMs): Promise<readonly ReviewItem[]> => {
    const known = fresh.get(communityId)
    if (known !== undefined && now >= known.at && now - known.at < FRESH_MS) return known.items
    const items = workOut(communityId, now)
    const entry = { at: now, items }
    fresh.set(communityId, entry)
    items.catch(() => fresh.get(communityId) === entry && fresh.delete(communityId))
    return items
  }

  const gridsOf = (communityId: string): readonly string[] =>
    [...world.directory.grids.values()].flatMap((grid) => (grid.communityId === communityId ? [grid.id] : []))

  const isTold = (gridId: string): boolean =>
    drafting.openCase(caseKey(`area:${gridId}`, LIST_RULE)) !== undefined

  /** Yesterday's messages end, and today's begin. */
  const notices = (list: ReviewList, tell: boolean): readonly Finding[] => {
    const rule = deps.rule(LIST_RULE)
    if (rule === undefined) return []
    const waiting = listsByGrid(list.items, world.directory)
    return gridsOf(list.communityId).flatMap((gridId) => {
      const about = { rule, at: list.fixedAt }
      const count = tell ? (waiting.get(gridId) ?? 0) : 0
      return [
        ...(isTold(gridId) ? [listFinding(gridId, { ...about, waiting: 0 })] : []),
        ...(count > 0 ? [listFinding(gridId, { ...about, waiting: count })] : []),
      ]
    })
  }

  const fix = async (communityId: string, now: EpochMs, tell: boolean): Promise<void> => {
    const items = await workOut(communityId, now)
    const list: ReviewList = { communityId, day: localDay(zoneOf(communityId), now), fixedAt: now, items }
    const failure = await submission.effects(() => {
      const draft = newDraft()
      draft.effects.push({ type: 'careList', list })
      drafting.takeFindings(draft, notices(list, tell), { live: undefined, now })
      return draft
    })
    if (failure) throw new Error(`the morning list could not be written down: ${failure.message}`)
    book.fixed(list)
    fresh.delete(communityId)
    deps.onChanged(communityId)
  }

  return {
    zoneOf,
    /** What was worked out does not hold any more. */
    forget: (communityId: string): boolean => fresh.delete(communityId),

    async current(communityId: string, now: EpochMs): Promise<CurrentList> {
      const day = localDay(zoneOf(communityId), now)
      const items = await itemsNow(communityId, now)
      const fixed = book.list(communityId, day)
      return fixed === undefined
        ? { day, fixed, items, added: new Set() }
        : { day, fixed, ...grown(fixed, items) }
    },

    /** The passing of time: a morning that has come. */
    tick(now: EpochMs): void {
      for (const community of world.directory.communities.values()) {
        const { id, timeZone } = community
        if (busy.has(id) || now < (notBefore.get(id) ?? 0)) continue
        const newest = book.newest(id)?.day
        if (newest !== undefined && newest >= localDay(timeZone, now)) continue
        const late = localMinute(timeZone, now) - reviewMinute(community)
        if (late < 0) continue
        busy.add(id)
        // Of its very first list, made whenever the gateway was started, nobody is told.
        const tell = late < TOLD_WITHIN_MINUTES && newest !== undefined
        void fix(id, now, tell)
          .catch((error) => {
            notBefore.set(id, now + AGAIN_MS)
            deps.onError(error)
          })
          .finally(() => busy.delete(id))
      }
    },

    /** A resident was seen to: when they were the last of their grid, its message is done with. */
    async seenTo(communityId: string, residentId: string, now: EpochMs): Promise<void> {
      const rule = deps.rule(LIST_RULE)
      const day = localDay(zoneOf(communityId), now)
      const list = book.list(communityId, day)
      const gridOf = (id: string): string | undefined =>
        world.directory.buildings.get(world.directory.residents.get(id)?.buildingId ?? '')?.gridId
      const gridId = gridOf(residentId)
      if (rule === undefined || list === undefined || gridId === undefined || !isTold(gridId)) return
      const of = { day, timeZone: zoneOf(communityId) }
      const waits = list.items.some(
        (item) =>
          gridOf(item.residentId) === gridId &&
          isUndone(stateOn(book.contactsOf(item.residentId), item.reasons, of)),
      )
      if (waits) return
      const done = listFinding(gridId, { rule, at: now, waiting: 0 })
      await submission.effects(() => {
        const draft = newDraft()
        drafting.takeFindings(draft, [done], { live: undefined, now })
        return draft
      })
    },
  }
}
