// Lists as people see them: each resident with name and telephone, what was said today, what is promised, how far the
// day has come. Of today from memory, of earlier days from the store.

import { onDay, openPromise, reached, stateOn } from '../../alerts/care/contacts.ts'
import { dayAfter, localDay } from '../../alerts/care/local-day.ts'
import { contactEvery, REVIEW_AT } from '../../alerts/care/rhythm.ts'
import type {
  CareAssignment,
  CareContact,
  LocalDay,
  OpenPromise,
  ReviewItem,
  ReviewList,
  ReviewState,
} from '../../alerts/model/care.ts'
import type { Directory } from '../../alerts/model/people.ts'
import { DAY, type EpochMs } from '../../alerts/model/time.ts'
import { ageAt } from '../../alerts/response/card-120.ts'
import { placeOf } from '../../alerts/response/place.ts'
import type { ReviewDay, ReviewDaySummary, ReviewEntry, ReviewPerson } from '../http/api-care.ts'
import type { CarePort } from '../http/ports-care.ts'
import type { World } from '../ingest/world.ts'
import type { CareBook } from './book.ts'
import type { CareDeskDeps } from './desk.ts'
import type { CareLists } from './lists.ts'

const MOST_CONTACTS = 100
type Wanted = Readonly<{ day: LocalDay; now: EpochMs; wanted: (item: ReviewItem) => boolean }>

const byDue = (a: OpenPromise, b: OpenPromise): number => a.dueOn.localeCompare(b.dueOn) || a.id - b.id

export function createDayViews(deps: {
  world: World
  book: CareBook
  lists: CareLists
  reading: CareDeskDeps['reading']
}): Pick<CarePort, 'day' | 'days' | 'resident'> {
  const { world, book, lists, reading } = deps

  const entryOf = (
    item: ReviewItem,
    of: Readonly<{
      day: LocalDay
      timeZone: string
      now: EpochMs
      /** Newest first. */
      contacts: readonly CareContact[]
      assignment: CareAssignment | undefined
      added: boolean
      /** Contacts whose promises are of interest: none on a day that is over. */
      promises: readonly CareContact[]
    }>,
  ): ReviewEntry => {
    const { contacts, day, timeZone, now } = of
    return {
      ...item,
      assignedTo: of.assignment?.personId ?? item.assignedTo,
      resident: personOf(world.directory, item.residentId, { now, timeZone }),
      state: stateOn(contacts, item.reasons, { day, timeZone }),
      added: of.added,
      contacts: onDay(contacts, { day, timeZone }),
      last: contacts.find((one) => reached(one) && localDay(timeZone, one.at) < day) ?? null,
      promises: of.promises.flatMap((contact) => openPromise(contact) ?? []).sort(byDue),
    }
  }

  /**
   * Contacts of the days of some lists, by resident, newest first; with those whose promises the lists name. Read
   * generously: the community's own calendar tells the days apart.
   */
  const contactsOf = async (
    stored: readonly ReviewList[],
  ): Promise<ReadonlyMap<string, readonly CareContact[]>> => {
    const days = stored.map(({ day }) => day).sort()
    const [from = '', to = ''] = [days[0], days.at(-1)]
    const promised = stored.flatMap(({ items }) =>
      items.flatMap(({ reasons }) => reasons.flatMap(({ facts }) => facts.promiseId ?? [])),
    )
    const [ofDays, ofPromises] = await Promise.all([
      reading.careContactsBetween({
        communityId: stored[0]?.communityId ?? '',
        from: Date.parse(`${from}T00:00Z`) - DAY,
        to: Date.parse(`${dayAfter(to, 2)}T00:00Z`),
      }),
      reading.careContacts(promised.map(Number)),
    ])
    const all = new Map([...ofDays, ...ofPromises].map((contact) => [contact.id, contact]))
    return Map.groupBy(
      [...all.values()].sort((a, b) => b.id - a.id),
      ({ residentId }) => residentId,
    )
  }

  const past = async (
    communityId: string,
    { day, now, wanted }: Wanted,
  ): Promise<Pick<ReviewDay, 'fixedAt' | 'entries'> | undefined> => {
    const list = await reading.careList({ communityId, day })
    if (list === undefined) return undefined
    const timeZone = lists.zoneOf(communityId)
    const [contacts, assignments] = await Promise.all([
      contactsOf([list]),
      reading.careAssignments({ communityId, day }),
    ])
    const assigned = new Map(assignments.map((one) => [one.residentId, one]))
    const entries = list.items.filter(wanted).map((item) => {
      const { residentId } = item
      const own = contacts.get(residentId) ?? []
      const assignment = assigned.get(residentId)
      return entryOf(item, { day, timeZone, now, contacts: own, assignment, added: false, promises: [] })
    })
    return { fixedAt: list.fixedAt, entries }
  }

  const current = async (
    communityId: string,
    { now, wanted }: Wanted,
  ): Promise<Pick<ReviewDay, 'fixedAt' | 'entries'>> => {
    const { day, fixed, items, added } = await lists.current(communityId, now)
    const timeZone = lists.zoneOf(communityId)
    const entries = items.filter(wanted).map((item) => {
      const contacts = book.contactsOf(item.residentId)
      return entryOf(item, {
        day,
        timeZone,
        now,
        contacts,
        assignment: book.assignment(day, item.residentId),
        added: added.has(item.residentId),
        promises: contacts,
      })
    })
    return { fixedAt: fixed?.fixedAt ?? null, entries }
  }

  return {
    async day(communityId, { day: asked, residentId, now }) {
      const community = world.directory.communities.get(communityId)
      if (community === undefined) return undefined
      const today = localDay(community.timeZone, now)
      const day = asked ?? today
      const wanted = (item: ReviewItem): boolean => residentId === undefined || item.residentId === residentId
      const of = { day, now, wanted }
      const found = day === today ? await current(communityId, of) : await past(communityId, of)
      if (found === undefined) return undefined
      return {
        communityId,
        day,
        today,
        fixAt: community.reviewAt ?? REVIEW_AT,
        ...found,
        people: namesIn(found.entries, world.directory),
      }
    },

    async days(communityId, limit) {
      const found = await reading.careLists({ communityId, limit })
      if (found.length === 0) return []
      const contacts = await contactsOf(found)
      const timeZone = lists.zoneOf(communityId)
      return found.map(({ day, fixedAt, items }): ReviewDaySummary => {
        const figures: Record<ReviewState, number> = {
          fine: 0,
          promised: 0,
          needsHelp: 0,
          notReached: 0,
          open: 0,
        }
        for (const { residentId, reasons } of items)
          figures[stateOn(contacts.get(residentId) ?? [], reasons, { day, timeZone })] += 1
        return { day, fixedAt, of: items.length, ...figures }
      })
    },

    async resident(residentId, now) {
      const { directory } = world
      const resident = directory.residents.get(residentId)
      if (resident === undefined) return undefined
      const { community } = placeOf(directory, { kind: 'resident', id: residentId })
      const contacts = await reading.careContactsOf({ residentId, limit: MOST_CONTACTS })
      return {
        contacts,
        every: contactEvery(resident, community) ?? null,
        today: localDay(community?.timeZone ?? 'UTC', now),
        people: peopleNamed(
          contacts.flatMap(({ by, settled }) => [by, settled?.by ?? '']),
          directory,
        ),
      }
    },
  }
}

function personOf(
  directory: Directory,
  residentId: string,
  { now, timeZone }: Readonly<{ now: EpochMs; timeZone: string }>,
): ReviewPerson | null {
  const resident = directory.residents.get(residentId)
  if (resident === undefined) return null
  const { name, nameEn, sex, phone, door, entry, tags } = resident
  const building = directory.buildings.get(resident.buildingId)
  return {
    name,
    ...(nameEn === undefined ? {} : { nameEn }),
    sex,
    age: ageAt(resident.born, now, timeZone),
    ...(phone === undefined ? {} : { phone }),
    gridId: building?.gridId ?? '',
    building: building?.name ?? '',
    ...(building?.nameEn === undefined ? {} : { buildingEn: building.nameEn }),
    door,
    entry,
    tags,
  }
}

const namesIn = (entries: readonly ReviewEntry[], directory: Directory): Record<string, string> =>
  peopleNamed(
    entries.flatMap(({ assignedTo, contacts, last, promises }) => [
      assignedTo ?? '',
      last?.by ?? '',
      ...contacts.map(({ by }) => by),
      ...promises.map(({ by }) => by),
    ]),
    directory,
  )

function peopleNamed(ids: readonly string[], directory: Directory): Record<string, string> {
  const names: Record<string, string> = {}
  for (const id of new Set(ids)) {
    const person = directory.people.get(id)
    if (person !== undefined) names[id] = person.name
  }
  return names
}
