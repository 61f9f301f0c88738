// What people change in the roster. Each change is judged on top of all before it, one after the other, and is in force
// when its row is on disk: nobody is told by a roster that a crash would take back.

import type { RosterChange } from '../../alerts/model/roster-change.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import { type ChangeRequest, cancelChange, planChange } from '../../alerts/roster/change.ts'
import { overridesFrom, planImport } from '../../alerts/roster/ical-import.ts'
import type { RosterImportOutcome, RosterOutcome, RosterPort } from '../http/ports-roster.ts'
import { mayChangeRoster } from '../people/scope.ts'
import { type Draft, newDraft } from './drafting.ts'
import type { OneByOne } from './one-by-one.ts'
import type { Submission } from './submission.ts'
import type { World } from './world.ts'

export type RosterDesk = Pick<RosterPort, 'create' | 'cancel' | 'importCalendar'>

export type SavedChanges = Readonly<{
  /** Of one community. */
  changes: readonly RosterChange[]
  by: string
  at: EpochMs
  isCalledOff: boolean
}>

const one = (written: readonly RosterChange[] | undefined): RosterOutcome => {
  const change = written?.[0]
  return change === undefined ? { ok: false, code: 'storeUnavailable' } : { ok: true, change }
}

export function createRosterDesk(deps: {
  world: World
  submission: Pick<Submission, 'effects'>
  /** Writes what is to be told into the draft; answers with the changes, marked with where that stands. */
  tell(draft: Draft, saved: SavedChanges): Promise<readonly RosterChange[]>
  /** One after the other, of what stands under one closed alert. */
  oneByOne: OneByOne
  /** After the commit. */
  onChanged(communityId: string): void
}): RosterDesk {
  const { world } = deps
  let turn: Promise<unknown> = Promise.resolve()
  /** Two people who each send the other home must not both be right. */
  const inTurn = <T>(task: () => Promise<T>): Promise<T> => {
    const done = turn.then(task, task)
    turn = done
    return done
  }

  /** One transaction for all of them and for what people are told of them; undefined when the store refused. */
  const write = async (
    saved: Omit<SavedChanges, 'changes'>,
    asked: readonly RosterChange[],
  ): Promise<readonly RosterChange[] | undefined> => {
    const run = async () => {
      const draft = newDraft()
      const told = await deps.tell(draft, { ...saved, changes: asked })
      for (const change of told) draft.effects.push({ type: 'rosterChange', change })
      return (await deps.submission.effects(draft)) === undefined ? told : undefined
    }
    const noticeId = asked.find((change) => change.noticeId !== undefined)?.noticeId
    const changes = await (noticeId === undefined ? run() : deps.oneByOne(noticeId, run))
    if (changes === undefined) return undefined
    world.changeRoster(changes)
    for (const communityId of new Set(changes.map((change) => change.communityId)))
      deps.onChanged(communityId)
    return changes
  }

  const changes = (): readonly RosterChange[] => world.directory.rosterChanges ?? []
  const nextId = (): number => (changes().at(-1)?.id ?? 0) + 1
  /** Also after a restart, when nobody remembers the answer any more. */
  const madeBy = (actorId: string, requestId: string): RosterChange | undefined =>
    changes().findLast((change) => change.createdBy === actorId && change.requestId === requestId)

  const create = async (
    actorId: string,
    { at, requestId, request }: Readonly<{ at: EpochMs; requestId: string; request: ChangeRequest }>,
  ): Promise<RosterOutcome> => {
    const before = madeBy(actorId, requestId)
    if (before !== undefined) return { ok: true, change: before }
    const parties = request.kind === 'swap' ? [request.personId, request.by] : []
    if (!mayChangeRoster(world.directory, actorId, { communityId: request.communityId, parties }))
      return { ok: false, code: 'roleNotAllowed' }
    const known = { directory: world.directory, now: at, id: nextId(), by: actorId, requestId }
    const planned = planChange(request, known)
    if (!planned.ok) return planned
    return one(await write({ by: actorId, at, isCalledOff: false }, [planned.change]))
  }

  const cancel = async (
    actorId: string,
    { at, changeId }: Readonly<{ at: EpochMs; changeId: number }>,
  ): Promise<RosterOutcome> => {
    const change = changes().find(({ id }) => id === changeId)
    if (change === undefined) return { ok: false, code: 'rosterChangeNotFound' }
    const parties = change.kind === 'swap' ? [change.personId, change.by] : []
    if (!mayChangeRoster(world.directory, actorId, { communityId: change.communityId, parties }))
      return { ok: false, code: 'roleNotAllowed' }
    if (change.cancelledAt !== undefined) return { ok: false, code: 'alreadyCancelled' }
    const planned = cancelChange(change, { directory: world.directory, now: at, by: actorId })
    if (planned === undefined) return { ok: false, code: 'alreadyCancelled' }
    if (!planned.ok) return planned
    return one(await write({ by: actorId, at, isCalledOff: true }, [planned.change]))
  }

  const importCalendar: RosterDesk['importCalendar'] = async ({
    actorId,
    at,
    requestId,
    communityId,
    text,
    reason,
    apply,
  }): Promise<RosterImportOutcome> => {
    if (!world.directory.communities.has(communityId)) return { ok: false, code: 'communityNotFound' }
    if (!mayChangeRoster(world.directory, actorId, { communityId, parties: [] }))
      return { ok: false, code: 'roleNotAllowed' }
    if (apply && reason.trim() === '')
      return { ok: false, code: 'invalidRequest', faults: [{ path: 'reason', message: 'say why' }] }
    const first = apply ? madeBy(actorId, requestId) : undefined
    const plan = planImport(text, { directory: world.directory, communityId, now: at })
    if (first !== undefined) {
      const made = changes().filter(
        (change) =>
          change.createdBy === actorId &&
          (change.requestId === requestId || change.requestId.startsWith(`${requestId}.`)),
      )
      return { ok: true, plan, changes: made }
    }
    if (!apply || plan.faults.length > 0) return { ok: true, plan, changes: [] }
    const made = overridesFrom(plan.rows, {
      id: nextId(),
      communityId,
      reason: reason.trim(),
      createdBy: actorId,
      createdAt: at,
      requestId,
    })
    if (made.length === 0) return { ok: true, plan, changes: made }
    const written = await write({ by: actorId, at, isCalledOff: false }, made)
    return written === undefined
      ? { ok: false, code: 'storeUnavailable' }
      : { ok: true, plan, changes: written }
  }

  return {
    create: ({ actorId, ...input }) => inTurn(() => create(actorId, input)),
    cancel: ({ actorId, ...input }) => inTurn(() => cancel(actorId, input)),
    importCalendar: (input) => inTurn(() => importCalendar(input)),
  }
}
