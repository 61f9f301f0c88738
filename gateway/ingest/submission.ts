// From a finished draft to the commit lane and back: the draft layer is confirmed when the commit is, and only then
// does anything become visible: emergencies and what people have done at once, what devices reported a slice at a time.

import type { SubjectKey } from '../../alerts/model/people.ts'
import type { SubjectState } from '../../alerts/rules/evaluate.ts'
import type { LogEntry } from '../storage/batch-builder.ts'
import type { CommitFailure, CommitLane, Unit, Waiter } from '../storage/commit-lane.ts'
import { createTurns, type Haste } from '../turns.ts'
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

/** What is decided on what lies in memory: asked again, on what lies there then, when that has turned out void. */
type Again<T> = T | (() => T)
type Moved = readonly (readonly [SubjectKey, SubjectState])[]
type Row = Readonly<{ moved: Moved; log: NonNullable<Unit['log']>; effects?: Unit['effects'] }>

export type Submission = ReturnType<typeof createSubmission>

export function createSubmission(deps: {
  world: World
  lane: CommitLane
  snapshots: SnapshotSchedule
  drafting: Drafting
  visible: Visible
  /** The store takes everything but this; not called for a device's own message. */
  onRefused(draft: Draft | undefined, reason: string): void
  haste: Haste
}) {
  const { world, lane, drafting, visible } = deps

  const shows = createTurns<Draft>({ run: drafting.show, isKin: isAboutTheSame, haste: deps.haste })

  const confirm = ({ key, state, draft }: Decided): void => {
    world.states.commit(key, state)
    visible.subjectChanged(key)
    if (draft.cases.length === 0) return
    drafting.keep(draft)
    if (!isEmergency(draft)) {
      shows.enter(draft)
      return
    }
    deps.haste.begin()
    shows.enterFirst(draft)
  }

  /** Resolves when it is on disk, else with what went wrong; `submit` is asked again as long as that is possible. */
  const inPlace = (
    decided: unknown,
    submit: (waiter: Waiter) => Draft | undefined,
  ): Promise<CommitFailure | undefined> =>
    new Promise((resolve, reject) => {
      const once = (): void => {
        const draft = submit({
          committed: () => resolve(undefined),
          failed(failure) {
            if (failure.reason === 'refused') deps.onRefused(draft, failure.message)
            const again = failure.reason === 'void' && (typeof decided === 'function' || isPlain(draft))
            if (!again) return resolve(failure)
            try {
              once()
            } catch (error) {
              reject(error)
            }
          },
        })
      }
      once()
    })

  const commitAll = (moved: Moved): void => {
    for (const [key, state] of moved) world.states.commit(key, state)
  }

  const step = ({ key, state, log, draft, urgent }: Step, waiter: Waiter): void => {
    world.states.draft(key, state)
    const seq = lane.submit(
      { log, effects: draft.effects, urgent: urgent || isEmergency(draft) },
      new StepWaiter({ key, state, draft }, waiter, confirm),
    )
    if (seq !== null) deps.snapshots.touched(key, seq, log.receivedAt)
  }

  return {
    /** A unit that moves one subject's engine state; `waiter` hears of it after the state is visible. */
    step,

    /** The same for what no device has said. */
    decided: (decision: Step): Promise<CommitFailure | undefined> =>
      new Promise((resolve) => {
        step(decision, {
          committed: () => resolve(undefined),
          failed(failure) {
            if (failure.reason === 'refused') deps.onRefused(decision.draft, failure.message)
            resolve(failure)
          },
        })
      }),

    /** A unit that moves many subjects at once, by one log row. */
    everybody(row: Again<Row>): Promise<CommitFailure | undefined> {
      return inPlace(row, (waiter) => {
        const { moved, log, effects = [] } = typeof row === 'function' ? row() : row
        for (const [key, state] of moved) world.states.draft(key, state)
        const seq = lane.submit(
          { log, effects, urgent: false },
          {
            ...waiter,
            committed() {
              commitAll(moved)
              waiter.committed()
            },
          },
        )
        if (seq !== null) for (const [key] of moved) deps.snapshots.touched(key, seq, log.receivedAt)
        return undefined
      })
    },

    /** States that moved by no message: saved with the very batch, because no row of the log leads to them. */
    saved(states: Again<Moved>): Promise<CommitFailure | undefined> {
      return inPlace(states, (waiter) => {
        const moved = typeof states === 'function' ? states() : states
        for (const [key, state] of moved) world.states.draft(key, state)
        deps.snapshots.saveNow(moved.map(([key]) => key))
        lane.submit(
          { log: null, effects: [], urgent: true },
          {
            ...waiter,
            committed() {
              commitAll(moved)
              waiter.committed()
            },
          },
        )
        return undefined
      })
    },

    /** A unit that moves none. Resolves with undefined when it is on disk, else with what went wrong. */
    effects(decided: Again<Draft>, urgent = false): Promise<CommitFailure | undefined> {
      return inPlace(decided, (waiter) => {
        const draft = typeof decided === 'function' ? decided() : decided
        lane.submit(
          { log: null, effects: draft.effects, urgent },
          {
            ...waiter,
            committed() {
              drafting.keep(draft)
              shows.enterFirst(draft)
              waiter.committed()
            },
          },
        )
        return draft
      })
    },

    /** Resolves when all that is committed has been shown. */
    shown: shows.idle,
  }
}

/** Written as it stands, whatever else was decided: no alert, no silence, no test. */
const isPlain = (draft: Draft | undefined): boolean =>
  draft !== undefined && draft.cases.length + draft.silences.length + draft.tests.length === 0

const isEmergency = ({ changed }: Draft): boolean => changed.some(({ alert }) => alert.emergency)

const isAboutTheSame = (one: Draft, other: Draft): boolean =>
  one.changed.some(({ alert: { id } }) => other.changed.some(({ alert }) => alert.id === id))

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

  failed(failure: CommitFailure, log: LogEntry | null): void {
    this.#waiter.failed(failure, log)
  }
}
