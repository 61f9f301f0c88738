// "I cannot go": what somebody had taken on goes back to everybody, and when nobody of the staff who were told is left
// who could, the next step does not wait for its time. A daughter far away is no reason to hurry: hers is a remark.

import type { Alert } from '../model/alert.ts'
import { hold, withoutAcknowledgement } from './acknowledgement.ts'
import { type Change, escalate, mailOf, note } from './change.ts'
import { noteOf, tellOthers } from './command-words.ts'
import type { Command, CommandRefusal } from './context.ts'
import { statusAfter } from './lifecycle.ts'
import { nameOfPerson } from './place.ts'
import { firingAt, policyFor } from './policy.ts'
import { covering } from './silence.ts'
import { isMember } from './storm.ts'
import { personIn, recipientsOf, tell } from './telling.ts'

/** The alert without what this person was to do about it, and with their word. */
function without(alert: Alert, personId: string): Alert {
  const { attending, assignedTo, declined = [], ...rest } = alert
  const others = attending?.filter((one) => one.personId !== personId) ?? []
  return {
    ...rest,
    declined: [...declined.filter((id) => id !== personId), personId],
    ...(others.length === 0 ? {} : { attending: others }),
    ...(assignedTo === undefined || assignedTo.personId === personId ? {} : { assignedTo }),
  }
}

/** Somebody of the staff was told and has not said that they cannot. */
function isSomebodyLeft({ alert, context }: Change): boolean {
  const declined = new Set(alert.declined)
  return context
    .told(alert.id)
    .some(({ recipient: { kind, role, id } }) => kind === 'person' && role !== 'family' && !declined.has(id))
}

/** The next step now, where there is one that waits for its time: repeats of the last one keep theirs. */
function bringForward(draft: Change): void {
  const { alert, context } = draft
  const next = firingAt(policyFor(context.policies, alert.policyId), alert.nextStep)
  if (alert.dueAt === null || alert.silence !== undefined || next?.round !== 0) return
  draft.alert = { ...alert, dueAt: Math.min(alert.dueAt, context.now) }
  escalate(draft)
}

/** Nobody answers for it any more: it is open again, and its chain goes on at once. */
function giveBack(draft: Change, actorId: string): void {
  const { context } = draft
  const before = draft.alert
  const isOver = firingAt(policyFor(context.policies, before.policyId), before.nextStep) === undefined
  const dueAt = isMember(before) ? null : context.now
  draft.alert = {
    ...withoutAcknowledgement(before),
    status: statusAfter(before.status, 'lapse'),
    dueAt,
    ...(isOver ? { nextStep: 0 } : {}),
  }
  tellOthers(draft, { actorId, happening: 'gaveBack' })
  const mail = mailOf(draft)
  if (covering(context.silences, draft.alert, context) === undefined)
    tell(mail, recipientsOf(mail, 'duty'), {
      reason: 'updated',
      step: -1,
      happening: 'gaveBack',
      actorName: nameOfPerson(context, actorId),
    })
  // The band was told that help is coming: it says what is true now.
  if (before.emergency) tell(mail, recipientsOf(mail, 'wearer'), { reason: 'updated', step: -1 })
  if (dueAt !== null) escalate(draft, isOver)
}

/** Said already, and nothing of it is theirs again since; a note with it is worth a line all the same. */
export function declineRefusal(
  { declined, acknowledgedBy, attending, assignedTo }: Alert,
  { actorId, note: words }: Extract<Command, { action: 'decline' }>,
): CommandRefusal | undefined {
  const isTheirs =
    acknowledgedBy === actorId ||
    assignedTo?.personId === actorId ||
    attending?.some(({ personId }) => personId === actorId) === true
  return declined?.includes(actorId) === true && !isTheirs && words === undefined ? 'alreadySaid' : undefined
}

/** Carries it out: a line in any case, and what follows from whose it was. */
export function decline(draft: Change, said: Extract<Command, { action: 'decline' }>): void {
  const { actorId } = said
  const before = draft.alert
  note(draft, 'declined', noteOf(said.note))
  draft.alert = without(before, actorId)
  if (before.status === 'open') {
    const isStaff = draft.context.directory.people.get(actorId)?.role !== 'family'
    if (isStaff && !isSomebodyLeft(draft)) bringForward(draft)
    return
  }
  const [other] = draft.alert.attending ?? []
  if (before.acknowledgedBy === actorId && other === undefined) {
    giveBack(draft, actorId)
    return
  }
  // Whoever goes there answers for it.
  if (before.acknowledgedBy === actorId && other !== undefined)
    draft.alert = { ...draft.alert, acknowledgedBy: other.personId }
  const wasGoing = before.attending?.some(({ personId }) => personId === actorId) === true
  if (wasGoing) hold(draft)
  const asked = before.assignedTo?.personId === actorId ? before.assignedTo.by : undefined
  const concerned = new Set([asked, wasGoing ? before.acknowledgedBy : undefined])
  const mail = mailOf(draft)
  const wording = {
    reason: 'updated',
    step: -1,
    happening: 'declined',
    actorName: nameOfPerson(draft.context, actorId),
    ...noteOf(said.note),
  } as const
  for (const personId of concerned)
    if (personId !== undefined && personId !== actorId) tell(mail, personIn(mail, personId), wording)
}
