// Taking back what one has just done: within ten seconds, by the same person, while nobody else has acted. Nothing is
// deleted: a line of its own says so, the alert is as it was, its chain where it was, and whoever was told is told again.

import type { Happening } from '../delivery/happenings.ts'
import type { Alert } from '../model/alert.ts'
import { RESTORED, UNDOABLE, type Undo, type Undoable } from '../model/attendance.ts'
import { type EpochMs, SECOND } from '../model/time.ts'
import { type Change, change, mailOf, note, outcomeOf, speaker } from './change.ts'
import type { Command, CommandResult, ResponseContext } from './context.ts'
import { nameOfPerson } from './place.ts'
import { firingAt, policyFor } from './policy.ts'
import { isMember } from './storm.ts'
import { recipientsOf, tell, tellAgain, type Wording } from './telling.ts'

export const UNDO_WITHIN = 10 * SECOND

const isUndoable = (action: Command['action']): action is Undoable =>
  (UNDOABLE as readonly string[]).includes(action)

/** What does not count as having acted since. */
const REMARKS: readonly Command['action'][] = ['comment', 'logCall', 'call', 'desk', 'observe', 'openCard']

/**
 * The alert after an act, with what takes it back. Closing an incident or one of its members is final: the others have
 * gone on by then.
 */
export function remember(before: Alert, after: Alert, said: Command): Alert {
  if (REMARKS.includes(said.action)) return after
  const { undo: _, ...rest } = after
  const final = said.action === 'resolve' && (before.members !== undefined || isMember(before))
  if (!isUndoable(said.action) || final) return rest
  const was = Object.fromEntries(
    RESTORED.flatMap((key) => (before[key] === undefined ? [] : [[key, before[key]]])),
  )
  const { action, actorId: by, at } = said
  return { ...rest, undo: { action, by, at, until: at + UNDO_WITHIN, was } }
}

/** Is the act still what the alert stands at? What came since, such as a worsening, is not taken back with it. */
function stands(alert: Alert, { action, by, at }: Undo): boolean {
  const mine = alert.attending?.find(({ personId }) => personId === by)
  switch (action) {
    case 'acknowledge':
      return alert.status === 'acknowledged' && alert.acknowledgedBy === by && alert.acknowledgedAt === at
    case 'onTheWay':
      return alert.status === 'acknowledged' && mine?.onTheWayAt === at
    case 'arrived':
      return alert.status === 'acknowledged' && mine?.arrivedAt === at
    case 'resolve':
      return alert.status === 'resolved' && alert.resolvedBy === by && alert.resolvedAt === at
  }
}

/** The act this person may still take back. */
export const undoFor = (alert: Alert, personId: string, now: EpochMs): Undo | undefined =>
  alert.undo !== undefined &&
  alert.undo.by === personId &&
  now <= alert.undo.until &&
  stands(alert, alert.undo)
    ? alert.undo
    : undefined

/** Takes back the last act of `said.actorId`. */
export function undo(
  alert: Alert,
  said: Extract<Command, { action: 'undo' }>,
  context: ResponseContext,
): CommandResult {
  const last = undoFor(alert, said.actorId, said.at)
  if (last === undefined) return { ok: false, code: 'tooLateToUndo', alert }
  const draft = change(alert, context, speaker(said))
  draft.alert = restored(draft.alert, last, context)
  note(draft, 'undone', { action: last.action })
  correct(draft, last)
  return { ok: true, ...outcomeOf(draft) }
}

function restored(alert: Alert, { was }: Undo, context: ResponseContext): Alert {
  const { undo: _, ...rest } = alert
  const after = Object.fromEntries(
    Object.entries(rest).filter(([key]) => !(RESTORED as readonly string[]).includes(key)),
  )
  const before = { ...after, status: alert.status, dueAt: null, ...was } as Alert
  if (before.status !== 'open') return before
  // Meanwhile it may have become part of an incident, or have left one that is closed: then it goes on by itself now.
  const hasNext = firingAt(policyFor(context.policies, alert.policyId), alert.nextStep) !== undefined
  // A cancel window may have ended: the chain is where it has come to by now.
  const own = before.silence === undefined ? (alert.chainDueAt ?? before.dueAt) : before.dueAt
  return { ...before, dueAt: isMember(alert) ? null : (own ?? (hasNext ? context.now : null)) }
}

const CORRECTION: Readonly<Record<Undoable, Happening>> = {
  acknowledge: 'undoneAcknowledge',
  onTheWay: 'undoneOnTheWay',
  arrived: 'undoneArrived',
  resolve: 'undoneResolve',
}

/** Whoever was told of the act, by whatever reached them, is told that it was taken back. */
function correct(draft: Change, { action, by }: Undo): void {
  const { context, alert } = draft
  const mail = mailOf(draft)
  const policy = policyFor(context.policies, alert.policyId)
  const wording: Wording = {
    reason: 'updated',
    step: -1,
    happening: CORRECTION[action],
    actorName: nameOfPerson(context, by),
  }
  const told = context.told(alert.id).filter(({ recipient }) => recipient.role !== 'wearer')
  if (action === 'resolve') tellAgain(mail, told, wording)
  else if (policy.tellAcknowledged)
    tellAgain(
      mail,
      told.filter(({ recipient }) => recipient.kind === 'person' && recipient.id !== by),
      wording,
    )
  // The band said that help is coming, or that the call is closed: it says what is true now.
  if (alert.emergency && (action === 'resolve' || alert.status === 'open'))
    tell(mail, recipientsOf(mail, 'wearer'), {
      reason: alert.status === 'open' ? 'updated' : 'confirmed',
      step: -1,
    })
}
