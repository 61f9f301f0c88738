// How often a resident is usually called or visited: their own rhythm, else that of their circumstances, else the
// community's; and when its list is fixed. Does not know who has been called.

import type { Community, Resident } from '../model/people.ts'
import { minutesOf } from '../roster/calendar.ts'

/** When the list of the morning is fixed, where the site says nothing else. */
export const REVIEW_AT = '08:00'

/** Minutes of the local day. */
export const reviewMinute = ({ reviewAt = REVIEW_AT }: Pick<Community, 'reviewAt'>): number =>
  minutesOf(reviewAt)

/** Words by which sites tag who lives alone or cannot look after themselves. */
export const ALONE = ['独居', '空巢', '留守', 'alone', 'living alone'] as const
export const DEMENTIA = ['失智', '认知障碍', '痴呆', 'dementia'] as const
export const DISABLED = [
  '失能',
  '半失能',
  '残疾',
  '重残',
  '行动不便',
  '卧床',
  '轮椅',
  'disabled',
  'bedridden',
  'wheelchair',
] as const

const WATCHED: ReadonlySet<string> = new Set([...ALONE, ...DEMENTIA, ...DISABLED])

/**
 * Every week [the project's own]. The ministries ask for once a month for old people who live alone, are left behind,
 * disabled or severely handicapped (民政部等十部门, 特殊困难老年人探访关爱服务的指导意见, 2022: 月探访率 100 % by 2025).
 */
export const WATCHED_EVERY = 7

/** Days from one contact to the next; undefined when nobody has asked for any. */
export function contactEvery(
  { callEvery, tags }: Pick<Resident, 'callEvery' | 'tags'>,
  community: Pick<Community, 'callEvery'> | undefined,
): number | undefined {
  return (
    callEvery ?? (tags.some((tag) => WATCHED.has(tag)) ? WATCHED_EVERY : undefined) ?? community?.callEvery
  )
}

/**
 * Days after which a band that nothing has proven is tried, where the site says nothing else [the project's own]. Telecare
 * services ask for a test press every month (Sovereign Careline: "monthly user test"); three missed ones are worth a call.
 */
export const PROVE_EVERY = 90
/** Bands that were handed out together are due together: they are spread over so many days. */
export const PROVE_SPREAD = 14
/** One that was never proven is tried within so many days of the community's first list. */
export const PROVE_FIRST_WITHIN = 30

/**
 * How many days after the first list somebody nobody has ever called is due: spread over their rhythm, so that a
 * community that begins does not find everybody on its first list. FNV-1a (the published constants), by the id alone.
 */
export function firstDueAfter(residentId: string, every: number): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < residentId.length; i++)
    hash = Math.imul(hash ^ residentId.charCodeAt(i), 0x01000193) >>> 0
  return hash % every
}
