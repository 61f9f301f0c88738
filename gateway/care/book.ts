// The daily care in memory, committed only: contacts a decision of today may look at, today's and the last list, who
// took whom over. The store keeps everything.

import { isOpen, openPromise, reached } from '../../alerts/care/contacts.ts'
import type {
  CareAssignment,
  CareContact,
  LocalDay,
  OpenPromise,
  ReviewList,
} from '../../alerts/model/care.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import { type CareMemory, CONTACTS_KEPT } from '../storage/care.ts'

export type CareBook = ReturnType<typeof createCareBook>

const NONE: readonly CareContact[] = []

export function createCareBook(memory: CareMemory) {
  const contacts = new Map<string, readonly CareContact[]>()
  const byRequest = new Map<string, CareContact>()
  const residentOf = new Map<number, string>()
  const lists = new Map<string, readonly ReviewList[]>()
  const since = new Map(Object.entries(memory.since))
  const assignments = new Map<string, CareAssignment>()
  let lastId = memory.lastContactId

  const requestKey = (personId: string, requestId: string): string => `${personId}|${requestId}`
  const assignmentKey = (day: LocalDay, residentId: string): string => `${day}|${residentId}`
  const of = (residentId: string): readonly CareContact[] => contacts.get(residentId) ?? NONE

  const put = (contact: CareContact): void => {
    const others = of(contact.residentId).filter(({ id }) => id !== contact.id)
    const place = others.findIndex(({ id }) => id < contact.id)
    const at = place < 0 ? others.length : place
    contacts.set(contact.residentId, [...others.slice(0, at), contact, ...others.slice(at)])
    byRequest.set(requestKey(contact.by, contact.requestId), contact)
    residentOf.set(contact.id, contact.residentId)
  }

  /** What no decision looks at any more: old, answered, and not the last word on anybody. */
  const prune = (now: EpochMs): void => {
    for (const [residentId, list] of contacts) {
      const last = list.find(reached)
      const kept = list.filter(
        (contact) => contact === last || isOpen(contact) || contact.at > now - CONTACTS_KEPT,
      )
      if (kept.length === list.length) continue
      for (const gone of list)
        if (!kept.includes(gone)) {
          byRequest.delete(requestKey(gone.by, gone.requestId))
          residentOf.delete(gone.id)
        }
      if (kept.length === 0) contacts.delete(residentId)
      else contacts.set(residentId, kept)
    }
  }

  for (const contact of [...memory.contacts].reverse()) put(contact)
  for (const { communityId } of memory.lists)
    lists.set(
      communityId,
      memory.lists.filter((list) => list.communityId === communityId),
    )
  for (const one of memory.assignments) assignments.set(assignmentKey(one.day, one.residentId), one)

  return {
    /** Given again to nobody, though its commit may fail. */
    nextId: () => ++lastId,
    /** Newest first. */
    contactsOf: of,
    contact: (id: number): CareContact | undefined =>
      of(residentOf.get(id) ?? '').find((contact) => contact.id === id),
    byRequest: (personId: string, requestId: string): CareContact | undefined => {
      const found = byRequest.get(requestKey(personId, requestId))
      return found && of(found.residentId).find(({ id }) => id === found.id)
    },
    /** The earliest due first. */
    promises(communityId: string): readonly OpenPromise[] {
      return [...contacts.values()]
        .flat()
        .flatMap((contact) => (contact.communityId === communityId ? (openPromise(contact) ?? []) : []))
        .sort((a, b) => a.dueOn.localeCompare(b.dueOn) || a.id - b.id)
    },
    put,
    /** The list of a day, when it is one of the last two. */
    list: (communityId: string, day: LocalDay): ReviewList | undefined =>
      lists.get(communityId)?.find((list) => list.day === day),
    /** The newest list before a day. */
    listBefore: (communityId: string, day: LocalDay): ReviewList | undefined =>
      lists.get(communityId)?.find((list) => list.day < day),
    newest: (communityId: string): ReviewList | undefined => lists.get(communityId)?.[0],
    since: (communityId: string): LocalDay | undefined => since.get(communityId),
    fixed(list: ReviewList): void {
      lists.set(list.communityId, [list, ...(lists.get(list.communityId) ?? [])].slice(0, 2))
      if (!since.has(list.communityId)) since.set(list.communityId, list.day)
      for (const [key, { day, communityId }] of assignments)
        if (communityId === list.communityId && day < list.day) assignments.delete(key)
      prune(list.fixedAt)
    },
    assignment: (day: LocalDay, residentId: string): CareAssignment | undefined =>
      assignments.get(assignmentKey(day, residentId)),
    assigned(assignment: CareAssignment): void {
      assignments.set(assignmentKey(assignment.day, assignment.residentId), assignment)
    },
  }
}
