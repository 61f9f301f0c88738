// Names by person id. The snapshot brings them to staff, in the reader's language; alert details, notifications and
// the session fill the gaps.

import { computed, signal } from '@preact/signals'
import { notifications, people } from '../live/store.ts'
import { me } from '../session/session.ts'
import { nameOf, text } from '../text/text.ts'

const learned = signal<Readonly<Record<string, string>>>({})

export const learnNames = (people: Readonly<Record<string, string>>): void => {
  const known = learned.peek()
  if (Object.keys(people).some((id) => known[id] !== people[id])) learned.value = { ...known, ...people }
}

/** Logging out forgets them. */
export const forgetNames = (): void => {
  learned.value = {}
}

export const names = computed<Readonly<Record<string, string>>>(() => {
  const all: Record<string, string> = {}
  // Family are told of others' deliveries without names.
  for (const view of notifications.value.values())
    if (view.recipientId !== '') all[view.recipientId] = view.recipientName
  for (const person of people.value) all[person.id] = nameOf(person)
  const self = me.value
  if (self !== null) all[self.personId] = nameOf(self)
  return { ...learned.value, ...all }
})

export const personName = (id: string): string =>
  id === 'system' ? text.value.system : (names.value[id] ?? id)

/** A recipient in the reader's language where the board knows them, else as the record says. */
export const recipientName = (id: string, written: string): string => names.value[id] ?? written
