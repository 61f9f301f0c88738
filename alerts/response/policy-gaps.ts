// Whether the people of the site can do what its policies ask: roles nobody holds, persons who do not exist or cannot
// be reached, and communities in which nobody at all would learn of an alert. Words for it are not its business.

import { type ChannelBook, waysTo } from '../channels/address.ts'
import type { Recipient } from '../model/notification.ts'
import type { Directory, Partner, Person } from '../model/people.ts'
import { nearest } from '../rules/nearest.ts'
import { isStaff, namedIn, type Policy, type PolicyBook, type Staff, type Who } from './policy.ts'
import { everyone } from './roster.ts'

/**
 * `nobody`: no such person or partner there. `unreachable`: somebody, whom no channel reaches. `unknown`: no such
 * person on the site. `elsewhere`: one who has nothing to do with that community. `relative`: told only of their own
 * elder. `deadEnd`: no step, no fallback and no last resort reaches anybody there.
 */
export type GapWhy = 'nobody' | 'unreachable' | 'unknown' | 'elsewhere' | 'relative' | 'deadEnd'

export type PolicyGap = Readonly<{
  why: GapWhy
  /** As the policies name them; absent of a dead end. */
  who?: Who
  /** Absent where it is the same everywhere. */
  communityId?: string
  /** The grid nobody is responsible for. */
  gridId?: string
  /** Of `unknown`: who was probably meant. */
  near?: string
  /** All whose steps it concerns, in the order of the book. */
  policies: readonly string[]
}>

type Site = Readonly<{ directory: Directory; channels: ChannelBook }>
type Found = Omit<PolicyGap, 'policies'>
type Asked = Readonly<{ who: Who; channels: readonly string[] | undefined }>
type Place = Readonly<{ communityId: string; gridId: string }>

/** Everybody the last resort of every chain turns to (escalation). */
const LAST_RESORT: readonly Staff[] = ['duty', 'director', 'admin']
/** Depend on the resident, or are no matter of the site: their absence is said where it happens. */
const ALWAYS: readonly Who[] = ['family', 'familyInOrder', 'wearer']

function askedBy({ steps }: Policy): readonly Asked[] {
  const asked = new Map<Who, Asked>()
  for (const { who: named, channels } of steps)
    for (const who of named) if (!asked.has(who)) asked.set(who, { who, channels })
  return [...asked.values()].filter(({ who }) => !ALWAYS.includes(who))
}

const asRecipient = (person: Person): Recipient => ({
  kind: 'person',
  id: person.id,
  name: person.name,
  role: person.role,
  locale: 'zh-CN',
})
const asPartner = ({ id, name, kind }: Partner): Recipient => ({
  kind: 'partner',
  id,
  name,
  role: kind,
  locale: 'zh-CN',
})

/** Whoever holds a role there, by their post or by a shift: the shift decides the role. */
function holders({ directory }: Site, role: Staff, { communityId, gridId }: Place): readonly Person[] {
  const shifted = [...directory.shifts.values()]
    .filter((shift) => shift.role === role && shift.communityId === communityId && role !== 'grid')
    .flatMap(({ personId }) => directory.people.get(personId) ?? [])
  return [...new Set([...everyone(directory, { role, communityId, gridId }), ...shifted])]
}

const isReached = (
  { directory, channels }: Site,
  recipient: Recipient,
  communityId: string,
  preferred?: readonly string[],
): boolean => {
  const where = { directory, channels, communityId }
  return waysTo(recipient, preferred === undefined ? where : { ...where, preferred }).length > 0
}

function gapOf(site: Site, { who, channels }: Asked, place: Place): Found | undefined {
  const { directory } = site
  const { communityId, gridId } = place
  const reaches = (recipient: Recipient): boolean => isReached(site, recipient, communityId, channels)
  const judged = (found: readonly Recipient[]): GapWhy | undefined =>
    found.length === 0 ? 'nobody' : found.some(reaches) ? undefined : 'unreachable'

  const personId = namedIn(who)
  if (personId !== undefined) {
    const person = directory.people.get(personId)
    if (person === undefined) {
      const near = nearest(personId, [...directory.people.keys()])
      return { why: 'unknown', who, ...(near === undefined ? {} : { near }) }
    }
    if (person.role === 'family') return { why: 'relative', who }
    const works = everyone(directory, { role: person.role, communityId, gridId: '' }).includes(person)
    if (!works) return { why: 'elsewhere', who, communityId }
    return reaches(asRecipient(person)) ? undefined : { why: 'unreachable', who }
  }
  if (isStaff(who)) {
    const why = judged(holders(site, who, place).map(asRecipient))
    return why && { why, who, communityId, ...(who === 'grid' ? { gridId } : {}) }
  }
  const partners = [...directory.partners.values()].filter(
    (partner) => partner.kind === who && partner.communityId === communityId,
  )
  const why = judged(partners.map(asPartner))
  return why && { why, who, communityId }
}

/** Would anybody at all learn of an alert of this policy there? */
function isDeadEnd(site: Site, policy: Policy, communityId: string): boolean {
  const anywhere = { communityId, gridId: '' }
  const reached = (role: Staff): boolean =>
    holders(site, role, anywhere).some((person) => isReached(site, asRecipient(person), communityId))
  if ([...LAST_RESORT, ...policy.fallback].some(reached)) return false
  return askedBy(policy).every(
    (asked) =>
      !(isStaff(asked.who) || namedIn(asked.who) !== undefined) || gapOf(site, asked, anywhere) !== undefined,
  )
}

/** Everything the policies ask of the site that it cannot do, dead ends first, each once with all it concerns. */
export function policyGaps(policies: PolicyBook, site: Site): readonly PolicyGap[] {
  const found = new Map<string, { gap: Found; policies: string[] }>()
  const note = (gap: Found, policyId: string): void => {
    const key = [gap.why, gap.who, gap.communityId, gap.gridId].join('|')
    const known = found.get(key) ?? { gap, policies: [] }
    found.set(key, known)
    if (known.policies.at(-1) !== policyId) known.policies.push(policyId)
  }
  const { communities, grids } = site.directory
  for (const policy of policies.values()) {
    if (policy.boardOnly === true) continue
    for (const communityId of communities.keys()) {
      if (isDeadEnd(site, policy, communityId)) note({ why: 'deadEnd', communityId }, policy.id)
      const own = [...grids.values()].filter((grid) => grid.communityId === communityId)
      for (const asked of askedBy(policy))
        for (const gridId of asked.who === 'grid' ? own.map(({ id }) => id) : ['']) {
          const gap = gapOf(site, asked, { communityId, gridId })
          if (gap !== undefined) note(gap, policy.id)
        }
    }
  }
  return [...found.values()]
    .map(({ gap, policies }): PolicyGap => ({ ...gap, policies }))
    .sort((a, b) => Number(b.why === 'deadEnd') - Number(a.why === 'deadEnd'))
}

/**
 * Dead ends in communities that had none before: what a change may not bring. Where there is one already, the change
 * may be what mends it.
 */
export function newDeadEnds(before: readonly PolicyGap[], after: readonly PolicyGap[]): readonly PolicyGap[] {
  const isDeadEnd = ({ why }: PolicyGap): boolean => why === 'deadEnd'
  const known = new Set(before.filter(isDeadEnd).map(({ communityId }) => communityId))
  return after.filter((gap) => isDeadEnd(gap) && !known.has(gap.communityId))
}
