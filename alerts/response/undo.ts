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
  const { reachedAt } = before
  return {
    ...rest,
    undo: { action, by, at, until: at + UNDO_WITHIN, ...(reachedAt === undefined ? {} : { reachedAt }), was },
  }
}

/** Is the act still what the alert stands at? What came since, such as a worsening, is not taken back with it. */
function stands(alert: Alert, { action, by, at, reachedAt }: Undo): boolean {
  const mine = alert.attending?.find(({ personId }) => personId === by)
  switch (action) {
    case 'acknowledge':
      return alert.status === 'acknowledged' && alert.acknowledgedBy === by && alert.acknowledgedAt === at
    case 'onTheWay':
      return alert.status === 'acknowledged' && mine?.onTheWayAt === at
    case 'arrived':
      return alert.status === 'acknowledged' && mine?.arrivedAt === at
    case 'decline':
      // Whatever has come of it: who has acted since has ended it, and what has got worse is to be taken on anew.
      return (
        alert.status !== 'resolved' && alert.declined?.includes(by) === true && alert.reachedAt === reachedAt
      )
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
  draft.alert =
    last.action === 'decline' ? readyAgain(draft.alert, last) : restored(draft.alert, last, context)
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

/**
 * Somebody can go after all: what was theirs is theirs again. Steps that have come meanwhile have come: whoever they told
 * was told, and the chain, should it ever go on, goes on behind them.
 */
function readyAgain(alert: Alert, { was }: Undo): Alert {
  const { undo: _, ...rest } = alert
  if (was.status !== 'open') {
    const kept = Object.entries(rest).filter(([key]) => !(RESTORED as readonly string[]).includes(key))
    const chainDueAt = alert.status === 'open' ? alert.dueAt : alert.chainDueAt
    const before = { ...Object.fromEntries(kept), status: alert.status, dueAt: null, ...was } as Alert
    return chainDueAt === null || chainDueAt === undefined ? before : { ...before, chainDueAt }
  }
  const { declined: __, attending: ___, assignedTo: ____, ...others } = rest
  const { declined, attending, assignedTo } = was
  return {
    ...others,
    ...(declined === undefined ? {} : { declined }),
    ...(attending === undefined ? {} : { attending }),
    ...(assignedTo === undefined ? {} : { assignedTo }),
  }
}

const CORRECTION: Readonly<Record<Undoable, Happening>> = {
  acknowledge: 'undoneAcknowledge',
  onTheWay: 'undoneOnTheWay',
  arrived: 'undoneArrived',
  decline: 'undoneDecline',
  resolve: 'undoneResolve',
}

/** Whoever was told of the act, by whatever reached them, is told that it was taken back. */
function correct(draft: Change, { action, by, was }: Undo): void {
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
  const others = told.filter(({ recipient }) => recipient.kind === 'person' && recipient.id !== by)
  if (action === 'resolve') tellAgain(mail, told, wording)
  else if (action === 'decline') {
    // Of an open alert nobody was told that they could not; otherwise everybody who was is told that they can.
    if (was.status === 'open') return
    if (policy.tellAcknowledged) tellAgain(mail, others, wording)
    else tell(mail, recipientsOf(mail, 'duty'), wording)
    if (alert.emergency) tell(mail, recipientsOf(mail, 'wearer'), { reason: 'confirmed', step: -1 })
    return
  } else if (policy.tellAcknowledged) tellAgain(mail, others, wording)
  // The band said that help is coming, or that the call is closed: it says what is true now.
  if (alert.emergency && (action === 'resolve' || alert.status === 'open'))
    tell(mail, recipientsOf(mail, 'wearer'), {
      reason: alert.status === 'open' ? 'updated' : 'confirmed',
      step: -1,
    })
}
