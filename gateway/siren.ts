// Watches what becomes of the messages about urgent alerts, and has the siren rung when none of them comes to anybody.

import type { Notification } from '../alerts/model/notification.ts'
import type { EpochMs } from '../alerts/model/time.ts'
import { answerFailure } from '../alerts/response/in-vain.ts'
import { type Drafting, newDraft } from './ingest/drafting.ts'
import type { Submission } from './ingest/submission.ts'
import type { World } from './ingest/world.ts'
import type { NotificationView } from './live/frames.ts'
import type { CommitFailure } from './storage/commit-lane.ts'

export type Siren = ReturnType<typeof createSiren>

export function createSiren(deps: {
  world: World
  drafting: Pick<Drafting, 'openCase' | 'take' | 'contextFor'>
  submission: Submission
  now(): EpochMs
  /** Of one unresolved alert, as committed. */
  sentAbout(alertId: number): readonly NotificationView[]
}) {
  const { world, drafting, submission } = deps
  /** Rung, and not yet on disk: two failures of the same moment ring once. */
  const ringing = new Set<number>()
  const noticed = async (moved: Notification): Promise<CommitFailure | undefined> => {
    const { alertId, status } = moved
    if ((status !== 'failed' && status !== 'retrying') || ringing.has(alertId)) return undefined
    const key = world.keyOfAlert.get(alertId)
    const entry = key === undefined ? undefined : drafting.openCase(key)
    if (entry?.alert.id !== alertId) return undefined
    const sent = deps.sentAbout(alertId).map((view) => ({ ...view, role: view.recipientRole }))
    const context = drafting.contextFor(entry, undefined, { now: deps.now() })
    const outcome = answerFailure(entry.alert, sent, context)
    if (outcome.alert === undefined) return undefined
    const draft = newDraft()
    drafting.take(draft, entry, outcome)
    ringing.add(alertId)
    const failure = await submission.effects(draft, true).finally(() => ringing.delete(alertId))
    return failure?.reason === 'void' ? noticed(moved) : failure
  }
  return {
    /** A message has moved on. Resolves with what the store said; undefined when all is well. */
    noticed,
  }
}
