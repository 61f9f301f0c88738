// Whom a change of the roster puts on duty, and whom it relieves: the roster before against the roster after, where the
// change reaches. A pure function of the two; what is said about it, and when, is decided elsewhere.

import type { Directory } from '../model/people.ts'
import type { RosterChange } from '../model/roster-change.ts'
import type { EpochMs } from '../model/time.ts'
import { zoneOf } from './calendar.ts'
import { type OnDuty, reachOf, type Stretch, stretchesOf } from './rota.ts'
import { covers, type Gap, joined } from './span.ts'

/** `others`: instead of whom somebody comes; or who comes instead of them. */
export type Part = Gap & Readonly<{ others: readonly string[] }>

/** What is other than before for one person. */
export type DutyNews = Readonly<{
  personId: string
  /** On duty, and was not. */
  on: readonly Part[]
  /** Not on duty, and was. */
  off: readonly Part[]
}>

/** Holidays stand on the calendar and are told to nobody; a swap and an override are about somebody in person. */
const isPersonal = ({ kind }: RosterChange): boolean => kind !== 'holiday'

/** Where the changes reach from now on, called off or not. */
function reach(directory: Directory, changes: readonly RosterChange[], now: EpochMs): readonly Gap[] {
  const spans = changes
    .filter(isPersonal)
    .flatMap(({ cancelledAt: _, cancelledBy: __, ...change }) =>
      reachOf(change as RosterChange, zoneOf(directory, change.communityId)),
    )
  return joined(
    spans.map(({ from, to }) => ({ from: Math.max(from, now), to })).filter(({ from, to }) => from < to),
  )
}

const onAt = (stretches: readonly Stretch[], at: EpochMs): readonly OnDuty[] =>
  stretches.find((stretch) => covers(stretch, at))?.on ?? []

const idsOf = (on: readonly OnDuty[]): readonly string[] => on.map(({ personId }) => personId)

/** Who stands in the same shift in the other roster; with no such one, all who came or went. */
function othersOf({ slot }: OnDuty, candidates: readonly OnDuty[]): readonly string[] {
  const same = candidates.filter((one) => one.slot === slot)
  return idsOf(same.length > 0 ? same : candidates)
}

/**
 * Everybody for whom the changes of one community, made or called off just now, alter when they are on duty; in the
 * order of their names' ids. What follows without a break and with the same people is one part.
 */
export function dutyNews(
  rosters: Readonly<{ before: Directory; after: Directory }>,
  changes: readonly RosterChange[],
  { communityId, now }: Readonly<{ communityId: string; now: EpochMs }>,
): readonly DutyNews[] {
  const rota = { communityId, role: 'duty' } as const
  const news = new Map<string, { on: Part[]; off: Part[] }>()
  const add = (personId: string, list: 'on' | 'off', part: Part): void => {
    const mine = news.get(personId) ?? { on: [], off: [] }
    news.set(personId, mine)
    const last = mine[list].at(-1)
    if (last?.to === part.from && last.others.join() === part.others.join())
      mine[list].splice(-1, 1, { ...last, to: part.to })
    else mine[list].push(part)
  }
  for (const span of reach(rosters.after, changes, now)) {
    const before = stretchesOf(rosters.before, rota, span)
    const after = stretchesOf(rosters.after, rota, span)
    const cuts = [...new Set([...before, ...after].flatMap(({ from, to }) => [from, to]))].sort(
      (a, b) => a - b,
    )
    for (const [index, to] of cuts.slice(1).entries()) {
      const from = cuts[index] ?? to
      const was = onAt(before, from)
      const is = onAt(after, from)
      const came = is.filter(({ personId }) => !idsOf(was).includes(personId))
      const went = was.filter(({ personId }) => !idsOf(is).includes(personId))
      for (const one of came) add(one.personId, 'on', { from, to, others: othersOf(one, went) })
      for (const one of went) add(one.personId, 'off', { from, to, others: othersOf(one, came) })
    }
  }
  return [...news].sort(([a], [b]) => (a < b ? -1 : 1)).map(([personId, lists]) => ({ personId, ...lists }))
}
