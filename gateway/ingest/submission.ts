// From a finished draft to the commit lane and back: the draft layer is confirmed when the commit is, and only then
// does anything become visible.

import type { SubjectKey } from '../../alerts/model/people.ts'
import type { SubjectState } from '../../alerts/rules/evaluate.ts'
import type { CommitFailure, CommitLane, Unit, Waiter } from '../storage/commit-lane.ts'
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

  const confirm = ({ key, state, draft }: Decided): void => {
    world.states.commit(key, state)
    visible.subjectChanged(key)
    if (draft.cases.length > 0) drafting.show(draft)
  }

  return {
    /** A unit that moves one subject's engine state; `waiter` hears of it after the state is visible. */
    step(step: Step, waiter: Waiter): void {
      const { key, state, draft } = step
      world.states.draft(key, state)
      const seq = lane.submit(
        { log: step.log, effects: draft.effects, urgent: step.urgent },
        new StepWaiter({ key, state, draft }, waiter, confirm),
      )
      if (seq !== null) deps.snapshots.touched(key, seq, step.log.receivedAt)
    },

    /** A unit that moves many subjects at once, by one log row. */
    everybody(
      moved: readonly (readonly [SubjectKey, SubjectState])[],
      log: NonNullable<Unit['log']>,
      effects: Unit['effects'] = [],
    ): Promise<CommitFailure | undefined> {
      for (const [key, state] of moved) world.states.draft(key, state)
      return new Promise((resolve) => {
        const seq = lane.submit(
          { log, effects, urgent: false },
          {
            committed() {
              for (const [key, state] of moved) world.states.commit(key, state)
              resolve(undefined)
            },
            failed: resolve,
          },
        )
        if (seq !== null) for (const [key] of moved) deps.snapshots.touched(key, seq, log.receivedAt)
      })
    },

    /** States that moved by no message: saved with the very batch, because no row of the log leads to them. */
    saved(moved: readonly (readonly [SubjectKey, SubjectState])[]): Promise<CommitFailure | undefined> {
      for (const [key, state] of moved) world.states.draft(key, state)
      deps.snapshots.saveNow(moved.map(([key]) => key))
      return new Promise((resolve) => {
        lane.submit(
          { log: null, effects: [], urgent: true },
          {
            committed() {
              for (const [key, state] of moved) world.states.commit(key, state)
              resolve(undefined)
            },
            failed: resolve,
          },
        )
      })
    },

    /** A unit that moves none. Resolves with undefined when it is on disk, else with what went wrong. */
    effects(draft: Draft, urgent = false): Promise<CommitFailure | undefined> {
      return new Promise((resolve) => {
        lane.submit(
          { log: null, effects: draft.effects, urgent },
          {
            committed() {
              drafting.show(draft)
              resolve(undefined)
            },
            failed: resolve,
          },
        )
      })
    },
  }
}

type Decided = Pick<Step, 'key' | 'state' | 'draft'>

/** One per message until its commit, thousands at a time: a class instead of closures, which keep their whole scope. */
class StepWaiter implements Waiter {
  readonly #decided: Decided
  readonly #waiter: Waiter
  readonly #confirm: (decided: Decided) => void

  constructor(decided: Decided, waiter: Waiter, confirm: (decided: Decided) => void) {
    this.#decided = decided
    this.#waiter = waiter
    this.#confirm = confirm
  }

  committed(): void {
    this.#confirm(this.#decided)
    this.#waiter.committed()
  }

  failed(failure: CommitFailure): void {
    this.#waiter.failed(failure)
  }
}
