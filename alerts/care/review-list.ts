// The list of a morning: everybody with a reason once, the weightiest first, each with somebody who calls; what was left
// undone the day before comes back, marked. Decides nothing about when it is made and reads no store.

import type { CareContact, LocalDay, ReviewItem, ReviewList, ReviewReason } from '../model/care.ts'
import type { Resident } from '../model/people.ts'
import { isUndone, stateOn } from './contacts.ts'
import { daysBetween } from './local-day.ts'
import { ALONE, DEMENTIA, DISABLED } from './rhythm.ts'

/** A day carried over adds, up to a bound: what is put off for ever must come to the top. */
const PER_CARRIED_DAY = 10
const MOST_CARRIED = 30

/** Of two with the same reasons the one who could help themselves less. No reason by itself. */
const CIRCUMSTANCES: readonly (readonly [tags: ReadonlySet<string>, weight: number])[] = [
  [new Set(ALONE), 6],
  [new Set(DEMENTIA), 6],
  [new Set(DISABLED), 4],
]
const AGES = [
  [90, 6],
  [80, 3],
] as const

/** What a resident brings to every list. */
export function circumstances({ tags, born }: Pick<Resident, 'tags' | 'born'>, today: LocalDay): number {
  const years =
    Number(today.slice(0, 4)) - Number(born.slice(0, 4)) - (today.slice(5) < born.slice(5) ? 1 : 0)
  const old = AGES.find(([from]) => years >= from)?.[1] ?? 0
  return CIRCUMSTANCES.reduce(
    (sum, [words, weight]) => sum + (tags.some((tag) => words.has(tag)) ? weight : 0),
    old,
  )
}

export const scoreOf = (
  reasons: readonly ReviewReason[],
  more: Readonly<{ circumstances: number; carriedDays: number }>,
): number =>
  reasons.reduce((sum, { weight }) => sum + weight, 0) +
  more.circumstances +
  Math.min(MOST_CARRIED, more.carriedDays * PER_CARRIED_DAY)

/** Weightiest first; of equals the one who has waited longer, then by id, so that the order is the same every time. */
export const byUrgency = (a: ReviewItem, b: ReviewItem): number =>
  b.score - a.score ||
  (a.carriedSince ?? '9').localeCompare(b.carriedSince ?? '9') ||
  a.residentId.localeCompare(b.residentId)

/**
 * Who was left undone on an earlier list, with the reasons of then. A day nobody worked through is carried as a whole.
 * What was about the band alone comes back only when it still holds.
 */
export function carriedFrom(
  list: ReviewList | undefined,
  of: Readonly<{ timeZone: string; contactsOf: (residentId: string) => readonly CareContact[] }>,
): ReadonlyMap<string, Readonly<{ since: LocalDay; reasons: readonly ReviewReason[] }>> {
  const left = new Map<string, Readonly<{ since: LocalDay; reasons: readonly ReviewReason[] }>>()
  if (list === undefined) return left
  const day = { day: list.day, timeZone: of.timeZone }
  for (const { residentId, reasons, carriedSince } of list.items)
    if (isUndone(stateOn(of.contactsOf(residentId), reasons, day)))
      left.set(residentId, { since: carriedSince ?? list.day, reasons })
  return left
}

/** One resident's item; undefined when nobody needs to call. */
export function itemOf(
  resident: Resident,
  known: Readonly<{
    today: LocalDay
    reasons: readonly ReviewReason[]
    carried: Readonly<{ since: LocalDay; reasons: readonly ReviewReason[] }> | undefined
    assignedTo: string | null
  }>,
): ReviewItem | undefined {
  const { today, carried } = known
  const left = carried?.reasons.filter(stillMatters) ?? []
  const reasons = known.reasons.length > 0 ? known.reasons : left
  if (reasons.length === 0) return undefined
  const score = scoreOf(reasons, {
    circumstances: circumstances(resident, today),
    carriedDays: carried === undefined ? 0 : daysBetween(carried.since, today),
  })
  return {
    residentId: resident.id,
    score,
    reasons,
    assignedTo: known.assignedTo,
    ...(carried === undefined ? {} : { carriedSince: carried.since }),
  }
}

/** A promise that was settled since is no reason any more; everything else about the person is, until somebody asks. */
const stillMatters = ({ about, code }: ReviewReason): boolean => about === 'person' && code !== 'promiseDue'

const keyOf = ({ code, facts }: ReviewReason): string =>
  `${code} ${facts.alertId ?? ''} ${facts.promiseId ?? ''}`

/**
 * The list of a day as it stands now: what was fixed in the morning stays, with its reasons; what has come since is
 * added to it. `added`: residents who were not on it in the morning.
 */
export function grown(
  fixed: ReviewList,
  now: readonly ReviewItem[],
): Readonly<{ items: readonly ReviewItem[]; added: ReadonlySet<string> }> {
  const current = new Map(now.map((item) => [item.residentId, item]))
  const items = fixed.items.map((item): ReviewItem => {
    const known = new Set(item.reasons.map(keyOf))
    const news = (current.get(item.residentId)?.reasons ?? []).filter((one) => !known.has(keyOf(one)))
    if (news.length === 0) return item
    const reasons = [...item.reasons, ...news].sort((a, b) => b.weight - a.weight)
    return { ...item, reasons, score: item.score + news.reduce((sum, { weight }) => sum + weight, 0) }
  })
  const onIt = new Set(fixed.items.map(({ residentId }) => residentId))
  const more = now.filter(({ residentId }) => !onIt.has(residentId))
  return {
    items: [...items, ...more].sort(byUrgency),
    added: new Set(more.map(({ residentId }) => residentId)),
  }
}
