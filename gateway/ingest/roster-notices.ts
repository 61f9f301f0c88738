// The messages that go with a change of the roster, written with it: whom it concerns is worked out on the roster as it
// stands before and after. Who may change it, and whether it holds, is decided before.

import type { ChannelBook } from '../../alerts/channels/address.ts'
import { ROSTER_CHANGE_RULE, type RosterChange } from '../../alerts/model/roster-change.ts'
import { rosterNotice } from '../../alerts/response/roster-notice.ts'
import { withChanges } from '../../alerts/roster/change.ts'
import { dutyNews } from '../../alerts/roster/duty-news.ts'
import type { Rule } from '../../alerts/rules/schema.ts'
import type { Draft, Drafting } from './drafting.ts'
import type { SavedChanges } from './roster.ts'
import type { Case, World } from './world.ts'

/** Says nothing while the rule is off. */
export function createRosterNotices(deps: {
  world: World
  drafting: Drafting
  channels(): ChannelBook
  rule(id: string): Rule | undefined
  /** The alert under which a change was told when it was made. */
  storedCase(id: number): Promise<Case | undefined>
}): (draft: Draft, saved: SavedChanges) => Promise<readonly RosterChange[]> {
  const { world, drafting } = deps
  return async (draft, { changes, by, at, isCalledOff }) => {
    const rule = deps.rule(ROSTER_CHANGE_RULE)
    const communityId = changes[0]?.communityId
    if (rule === undefined || communityId === undefined) return changes
    const noticeId = changes.find((change) => change.noticeId !== undefined)?.noticeId
    const stored = noticeId === undefined ? undefined : await deps.storedCase(noticeId)
    const rosters = { before: world.directory, after: withChanges(world.directory, changes) }
    const news = dutyNews(rosters, changes, { communityId, now: at })
    const outcome = rosterNotice(
      { communityId, news, by, isCalledOff, before: stored },
      {
        now: at,
        directory: rosters.after,
        channels: deps.channels(),
        rule,
        nextAlertId: () => world.nextAlertId++,
      },
    )
    if (outcome === undefined) return changes
    drafting.take(draft, stored, outcome)
    return changes.map((change) => ({ ...change, noticeId: outcome.alert.id }))
  }
}
