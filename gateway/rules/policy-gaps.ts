// What the policies ask of the site and the site cannot do, in words: where the policy says it, what is missing, what
// would be right. And who is told when that changes.

import { CHANNEL_NAMES, type ChannelBook } from '../../alerts/channels/address.ts'
import type { Directory } from '../../alerts/model/people.ts'
import type { PolicyPlaces } from '../../alerts/response/load-policies.ts'
import { namedIn, type PolicyBook } from '../../alerts/response/policy.ts'
import { newDeadEnds, type PolicyGap, policyGaps } from '../../alerts/response/policy-gaps.ts'
import { type SourceFault, wordsOf } from '../catalogue-files.ts'

type Book = Readonly<{ policies: PolicyBook; policyPlaces: PolicyPlaces }>

/** At the line that names them first. */
export function faultOfGap(gap: PolicyGap, { policyPlaces }: Book, directory: Directory): SourceFault {
  const [first = '', ...others] = gap.policies
  const place = policyPlaces.get(first)
  const at = (gap.who === undefined ? undefined : place?.who.get(gap.who)) ?? place?.id
  const also = others.length === 0 ? '' : ` (also asked for by ${others.join(', ')})`
  const { said, right } = words(gap, directory)
  const message = `${said}${also} → ${right}`
  return { path: at?.path ?? `policies/${first}`, line: at?.line ?? 1, message }
}

function words(
  { why, who = 'duty', communityId, gridId, near, policies }: PolicyGap,
  directory: Directory,
): Readonly<{ said: string; right: string }> {
  const community =
    communityId === undefined ? '' : (directory.communities.get(communityId)?.name ?? communityId)
  const grid =
    gridId === undefined || gridId === '' ? undefined : (directory.grids.get(gridId)?.name ?? gridId)
  const where = grid === undefined ? community : `${grid} of ${community}`
  const person = namedIn(who) ?? ''
  const isPartner = ['desk120', 'streetOffice', 'webhook', 'siren'].includes(who)
  switch (why) {
    case 'deadEnd':
      return {
        said: `dead end: in ${community} nobody can be told of an alert that follows ${policies[0]}`,
        right: 'a duty officer, a director or an admin with a telephone number or another address',
      }
    case 'nobody':
      return {
        said: `${who}: there is none in ${where}, so this telling falls to the next step`,
        right: isPartner
          ? `a partner of kind ${who} in the site file, or leave it out here`
          : `a person of role ${who} in the site file, or name others here`,
      }
    case 'unreachable':
      return {
        said: `${who}: no channel that is on reaches ${community === '' ? 'them' : `any in ${where}`}`,
        right: isPartner
          ? 'a webhook or an e-mail address in the site file; a telephone alone is for people to dial'
          : 'a telephone number or another address in the site file, or a channel in the settings that uses theirs',
      }
    case 'unknown':
      return {
        said: `${who}: there is no such person`,
        right: near === undefined ? 'the id of a person in the site file' : `did you mean person:${near}?`,
      }
    case 'elsewhere':
      return {
        said: `${who}: ${directory.people.get(person)?.name ?? person} does not work for ${community} and is told nothing of it`,
        right: 'a role instead of a name, or somebody who works for both',
      }
    case 'relative':
      return {
        said: `${who}: a relative is told of their own elder only`,
        right: 'family, or familyInOrder, which is every resident’s own',
      }
  }
}

/**
 * The channels as far as a command knows them, without the gateway's settings: every one that brings something to
 * real people, and push for whoever can log in and switch it on.
 */
export const possibleChannels = (canLogIn: (personId: string) => boolean): ChannelBook => ({
  on: CHANNEL_NAMES.filter((name) => name !== 'phone'),
  pushable: canLogIn,
})

/** For the board: how many, and the first of them. */
export function gapFacts(
  gaps: readonly PolicyGap[],
  { communities, grids, people }: Directory,
): Readonly<Record<string, string | number>> {
  const [first] = gaps
  const deadEnds = gaps.filter(({ why }) => why === 'deadEnd').length
  if (first === undefined) return { gaps: 0, deadEnds }
  const { why, who, communityId = '', gridId = '', policies } = first
  const personId = who === undefined ? undefined : namedIn(who)
  return {
    gaps: gaps.length,
    deadEnds,
    why,
    policy: policies[0] ?? '',
    where: grids.get(gridId)?.name ?? communities.get(communityId)?.name ?? communityId,
    ...(who === undefined || personId !== undefined ? {} : { who }),
    ...(personId === undefined ? {} : { name: people.get(personId)?.name ?? personId }),
  }
}

export type PolicyWatch = Readonly<{
  /** Looks again: policies, people or channels are others. */
  look(): void
  /** Dead ends that these policies would bring: a reason to refuse them. */
  refuses(next: Book): readonly SourceFault[]
}>

export function createPolicyWatch(deps: {
  book(): Book
  directory(): Directory
  channels(): ChannelBook
  /** What is missing now, when that is something else than before; empty when all is well again. */
  onChanged(gaps: readonly PolicyGap[], lines: readonly string[]): void
}): PolicyWatch {
  let known = '[]'
  const gapsOf = ({ policies }: Book): readonly PolicyGap[] =>
    policyGaps(policies, { directory: deps.directory(), channels: deps.channels() })
  return {
    look() {
      const book = deps.book()
      const gaps = gapsOf(book)
      const lines = gaps.map((gap) => wordsOf(faultOfGap(gap, book, deps.directory())))
      const said = JSON.stringify(lines)
      if (said === known) return
      known = said
      deps.onChanged(gaps, lines)
    },
    refuses: (next) =>
      newDeadEnds(gapsOf(deps.book()), gapsOf(next)).map((gap) => faultOfGap(gap, next, deps.directory())),
  }
}
