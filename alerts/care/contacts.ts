// What calls and visits come to: when somebody was last reached, what was promised and is open, how a day went. Contacts
// come newest first; one that was taken back counts for nothing.

import type {
  CareContact,
  ContactResult,
  LocalDay,
  OpenPromise,
  ReviewReason,
  ReviewState,
} from '../model/care.ts'
import { type EpochMs, SECOND } from '../model/time.ts'
import { localDay } from './local-day.ts'

/** By the same person, as with every other act. */
export const UNDO_WITHIN = 10 * SECOND

const MISSED: ReadonlySet<ContactResult> = new Set(['noAnswer', 'notHome'])

export const counts = ({ undoneAt }: CareContact): boolean => undoneAt === undefined

/** Somebody has spoken to the resident. */
export const reached = (contact: CareContact): boolean => counts(contact) && !MISSED.has(contact.result)

export const isOpen = (
  contact: CareContact,
): contact is CareContact & Required<Pick<CareContact, 'promise'>> =>
  contact.promise !== undefined && contact.settled === undefined && counts(contact)

export const openPromise = (contact: CareContact): OpenPromise | undefined =>
  isOpen(contact)
    ? {
        id: contact.id,
        residentId: contact.residentId,
        by: contact.by,
        at: contact.at,
        what: contact.promise.what,
        dueOn: contact.promise.dueOn,
      }
    : undefined

export const mayUndo = (contact: CareContact, personId: string, now: EpochMs): boolean =>
  counts(contact) &&
  contact.by === personId &&
  contact.settled === undefined &&
  now - contact.at <= UNDO_WITHIN

type OfDay = Readonly<{ day: LocalDay; timeZone: string }>

export const onDay = (contacts: readonly CareContact[], { day, timeZone }: OfDay): readonly CareContact[] =>
  contacts.filter((contact) => counts(contact) && localDay(timeZone, contact.at) === day)

/**
 * How a resident's day went: the newest word of somebody who was reached, else that nobody was. Whoever was on the list
 * for promises only is seen to when those are settled.
 */
export function stateOn(
  contacts: readonly CareContact[],
  reasons: readonly ReviewReason[],
  of: OfDay,
): ReviewState {
  const today = onDay(contacts, of)
  const spoken = today.find(reached)
  if (spoken !== undefined)
    return spoken.result === 'promised' || spoken.result === 'needsHelp' ? spoken.result : 'fine'
  if (reasons.length > 0 && reasons.every((reason) => isSettled(reason, contacts, of))) return 'fine'
  return today.length > 0 ? 'notReached' : 'open'
}

const isSettled = (
  { code, facts }: ReviewReason,
  contacts: readonly CareContact[],
  { day, timeZone }: OfDay,
): boolean =>
  code === 'promiseDue' &&
  contacts.some(
    ({ id, settled }) =>
      id === facts.promiseId && settled !== undefined && localDay(timeZone, settled.at) <= day,
  )

/** Nobody has spoken to them: it is for tomorrow. */
export const isUndone = (state: ReviewState): boolean => state === 'open' || state === 'notReached'
