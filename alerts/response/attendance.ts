// Who goes there, who is sent, who answers for it now, and whom one has telephoned. Each is said once: who says it
// again, or acts on what somebody else has just changed, is told so.

import type { Assignment } from '../model/attendance.ts'
import { CALLEES } from '../model/attendance.ts'
import { hold, takeOn } from './acknowledgement.ts'
import { type Change, mailOf, note } from './change.ts'
import { noteOf, tellOthers } from './command-words.ts'
import type { Command, CommandRefusal, ResponseContext } from './context.ts'
import { nameOfPerson, placeOf } from './place.ts'
import { personIn, tell, type Wording } from './telling.ts'

type Said<A extends Command['action']> = Extract<Command, { action: A }>
export type AttendanceCommand = Said<'onTheWay' | 'arrived' | 'assign' | 'handOver' | 'logCall'>

/** Only staff are sent or handed an alert; family decide for themselves. */
const isStaffMember = ({ directory }: ResponseContext, personId: string): boolean => {
  const role = directory.people.get(personId)?.role
  return role !== undefined && role !== 'family'
}

/** Why it cannot be said of this alert; undefined when it can. */
export function refusalOf(
  { alert, context }: Pick<Change, 'alert' | 'context'>,
  said: AttendanceCommand,
): CommandRefusal | undefined {
  const mine = alert.attending?.find(({ personId }) => personId === said.actorId)
  switch (said.action) {
    case 'onTheWay':
      return mine === undefined ? undefined : 'alreadySaid'
    case 'arrived':
      return mine?.arrivedAt === undefined ? undefined : 'alreadySaid'
    case 'assign':
      if (!isStaffMember(context, said.personId)) return 'personNotFound'
      if (alert.assignedTo?.personId === said.personId) return 'alreadySaid'
      return alert.assignedTo?.personId === said.instead ? undefined : 'changedMeanwhile'
    case 'handOver':
      if (!isStaffMember(context, said.personId)) return 'personNotFound'
      if (alert.status !== 'acknowledged') return 'notAcknowledged'
      if (alert.acknowledgedBy === said.personId) return 'alreadySaid'
      return alert.acknowledgedBy === said.from ? undefined : 'changedMeanwhile'
    case 'logCall':
      return calleeName({ alert, context }, said.callee) === undefined ? 'personNotFound' : undefined
  }
}

/** Carries it out; `refusalOf` has said nothing against it. */
export function attend(draft: Change, said: AttendanceCommand): void {
  switch (said.action) {
    case 'onTheWay':
    case 'arrived':
      go(draft, said)
      break
    case 'assign':
      assign(draft, said)
      break
    case 'handOver':
      handOver(draft, said)
      break
    case 'logCall':
      logCall(draft, said)
  }
}

function logCall(draft: Change, { callee, result, note: words }: Said<'logCall'>): void {
  note(draft, 'phoned', { callee, name: calleeName(draft, callee) ?? callee, result, ...noteOf(words) })
}

function go(draft: Change, said: Said<'onTheWay' | 'arrived'>): void {
  if (draft.alert.status === 'open') takeOn(draft, said)
  const { actorId: personId, at, action } = said
  const attending = draft.alert.attending ?? []
  const moment = action === 'arrived' ? { arrivedAt: at } : { onTheWayAt: at }
  const known = attending.some((one) => one.personId === personId)
  draft.alert = {
    ...draft.alert,
    attending: known
      ? attending.map((one) => (one.personId === personId ? { ...one, ...moment } : one))
      : [...attending, { personId, ...moment }],
  }
  hold(draft)
  note(draft, action, noteOf(said.note))
  tellOthers(draft, { ...said, happening: action })
}

function assign(draft: Change, said: Said<'assign'>): void {
  if (draft.alert.status === 'open') takeOn(draft, said)
  const before = draft.alert.assignedTo
  const assignedTo: Assignment = { personId: said.personId, by: said.actorId, at: said.at }
  draft.alert = { ...draft.alert, assignedTo }
  // Whoever is sent has the whole time to set out.
  hold(draft)
  note(draft, 'assigned', named(draft, said))
  ask(draft, said, 'assigned')
  if (before !== undefined && before.personId !== said.actorId)
    tell(mailOf(draft), personIn(mailOf(draft), before.personId), {
      reason: 'updated',
      step: -1,
      happening: 'relieved',
      actorName: nameOfPerson(draft.context, said.personId),
    })
}

function handOver(draft: Change, said: Said<'handOver'>): void {
  draft.alert = {
    ...draft.alert,
    acknowledgedBy: said.personId,
    handedOver: { from: said.from, at: said.at },
  }
  hold(draft)
  note(draft, 'handedOver', named(draft, said))
  ask(draft, said, 'handedOver')
}

const named = (draft: Change, said: Readonly<{ personId: string; note?: string }>) => ({
  recipient: said.personId,
  name: nameOfPerson(draft.context, said.personId),
  ...noteOf(said.note),
})

/** The person concerned learns of it, unless they said it themselves. */
function ask(draft: Change, said: Said<'assign' | 'handOver'>, happening: 'assigned' | 'handedOver'): void {
  if (said.personId === said.actorId) return
  const mail = mailOf(draft)
  const wording: Wording = {
    reason: 'updated',
    step: -1,
    happening,
    actorName: nameOfPerson(draft.context, said.actorId),
    ...noteOf(said.note),
  }
  tell(mail, personIn(mail, said.personId), wording)
}

/** What the one called is named; undefined when nobody is. */
function calleeName(
  { alert, context }: Pick<Change, 'alert' | 'context'>,
  callee: string,
): string | undefined {
  const { directory } = context
  if (callee === 'resident') return placeOf(directory, alert.subject, alert.deviceId).resident?.name
  if (callee === 'desk120') return '120'
  return (CALLEES as readonly string[]).includes(callee) ? '' : directory.people.get(callee)?.name
}
