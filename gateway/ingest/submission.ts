// From a finished draft to the commit lane and back: the draft layer is confirmed when the commit is, and only then
// does anything become visible.

import type { SubjectKey } from '../../alerts/model/people.ts'
import type { SubjectState } from '../../alerts/rules/evaluate.ts'
import type { CommitFailure, CommitLane, Unit } from '../storage/commit-lane.ts'
import type { Draft, Drafting, Visible } from './drafting.ts'
import type { SnapshotSchedule } from './snapshot-schedule.ts'
import type { World } from './world.ts'

export type Step = Readonly<{
  key: SubjectKey
  state: SubjectState
  /** What a restart replays to reach `state` again. */
  log: NonNullable<Unit['log']>
  draft: Draft
  urgent: boolean
  onCommitted?(): void
  onFailed?(failure: CommitFailure): void
}>

export type Submission = ReturnType<typeof createSubmission>

export function createSubmission(deps: {
  world: World
  lane: CommitLane
  snapshots: SnapshotSchedule
  drafting: Drafting
  visible: Visible
}) {
  const { world, lane, drafting, visible } = deps
  return {
    /** A unit that moves one subject's engine state. */
    step(step: Step): void {
      const { key, state, draft } = step
      world.states.draft(key, state)
      const seq = lane.submit({
        log: step.log,
        effects: draft.effects,
        urgent: step.urgent,
        committed() {
          world.states.commit(key, state)
          visible.subjectChanged(key)
          if (draft.cases.length > 0) drafting.show(draft)
          step.onCommitted?.()
        },
        failed: (failure) => step.onFailed?.(failure),
      })
      if (seq !== null) deps.snapshots.touched(key, seq, step.log.receivedAt)
    },

    /** A unit that moves many subjects at once, by one log row. */
    everybody(
      moved: readonly (readonly [SubjectKey, SubjectState])[],
      log: NonNullable<Unit['log']>,
    ): Promise<CommitFailure | undefined> {
      for (const [key, state] of moved) world.states.draft(key, state)
      return new Promise((resolve) => {
        const seq = lane.submit({
          log,
          effects: [],
          urgent: false,
          committed() {
            for (const [key, state] of moved) world.states.commit(key, state)
            resolve(undefined)
          },
          failed: resolve,
        })
        if (seq !== null) for (const [key] of moved) deps.snapshots.touched(key, seq, log.receivedAt)
      })
    },

    /** A unit that moves none. Resolves with undefined when it is on disk, else with what went wrong. */
    effects(draft: Draft, urgent = false): Promise<CommitFailure | undefined> {
      return new Promise((resolve) => {
        lane.submit({
          log: null,
          effects: draft.effects,
          urgent,
          committed() {
            drafting.show(draft)
            resolve(undefined)
          },
          failed: resolve,
        })
      })
    },
  }
}
