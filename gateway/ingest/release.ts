// After an alert was closed by a person, or ended as a test, its rule looks afresh: what it remembers of this alert must
// not stand in the evidence of the next. One row of the log, so that a restart forgets the same.

import type { Alert } from '../../alerts/model/alert.ts'
import { subjectKey } from '../../alerts/model/people.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import type { Catalogue } from '../../alerts/rules/compile.ts'
import { release } from '../../alerts/rules/evaluate.ts'
import type { CommitFailure } from '../storage/commit-lane.ts'
import type { Draft } from './drafting.ts'
import type { Submission } from './submission.ts'
import type { World } from './world.ts'

/** Topic of the log row; the payload is the rule's id. */
export const RELEASE = 'release/'

/** Writes the draft, and with it the rule's fresh start where the subject has a state. */
export function releaseRule(
  deps: Readonly<{ world: World; submission: Submission; catalogue(): Catalogue }>,
  alert: Alert,
  { at, draft }: Readonly<{ at: EpochMs; draft: Draft }>,
): Promise<CommitFailure | undefined> {
  const { world, submission } = deps
  const key = subjectKey(alert.subject)
  const registered = world.registry.ofSubject(key)
  const state = world.states.get(key)
  if (!registered || !state) return submission.effects(draft)
  const step = release(deps.catalogue(), state, alert.ruleId, at, registered.profile)
  const log = { receivedAt: at, topic: `${RELEASE}${key}`, payload: Buffer.from(alert.ruleId) }
  return submission.decided({ key, state: step.state, log, draft, urgent: false })
}
