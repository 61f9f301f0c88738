// Looks the rosters through some days ahead: a minute that nobody covers is an alert to the director while there is time.

import type { Finding } from '../../alerts/model/alert.ts'
import { subjectKey } from '../../alerts/model/people.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import { keepsRoster, uncovered } from '../../alerts/response/coverage.ts'
import { LOOK_AHEAD, ROSTER_GAP_RULE, rosterGapFinding, rosterOf } from '../../alerts/response/roster-gap.ts'
import type { Rule } from '../../alerts/rules/schema.ts'
import type { Drafting } from '../ingest/drafting.ts'
import { caseKey, type World } from '../ingest/world.ts'
import type { CommitFailure } from '../storage/commit-lane.ts'

/** The look itself, for every community that keeps a roster. Says nothing while the rule is off. */
export function createRosterWatch(deps: {
  world: World
  now(): EpochMs
  rule(id: string): Rule | undefined
  openCase: Drafting['openCase']
  raise(finding: Finding, now: EpochMs): Promise<CommitFailure | undefined>
  onFailure(failure: CommitFailure, communityId: string): void
}): () => void {
  const { world, now, raise } = deps
  return () => {
    const rule = deps.rule(ROSTER_GAP_RULE)
    if (rule === undefined) return
    const span = { from: now(), to: now() + LOOK_AHEAD }
    for (const communityId of world.directory.communities.keys()) {
      if (!keepsRoster(world.directory, communityId)) continue
      const gaps = uncovered(world.directory, communityId, span)
      // As decided, committed or not: a warning on its way to the disk is not said twice.
      const open = deps.openCase(caseKey(subjectKey(rosterOf(communityId)), ROSTER_GAP_RULE))
      const known = { now: span.from, rule, isOpen: open !== undefined }
      const finding = rosterGapFinding(communityId, gaps, known)
      void (finding && raise(finding, span.from))?.then((failure) => {
        if (failure) deps.onFailure(failure, communityId)
      })
    }
  }
}
