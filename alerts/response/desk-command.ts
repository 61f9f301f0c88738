// What the desk's word, and a look at the patient, do to an alert: its record, its history, and who learns of it. The
// chain goes on as it was: a vehicle on its way is not a person who has taken the alert on.

import { observedWords } from '../delivery/desk-words.ts'
import type { Happening } from '../delivery/happenings.ts'
import type { Alert } from '../model/alert.ts'
import { type Change, mailOf, note } from './change.ts'
import { noteOf, tellOthers } from './command-words.ts'
import type { Command, CommandRefusal, DeskCommand, ResponseContext } from './context.ts'
import { type DeskWord, deskSays, isPlausible, isPlausibleByPhone } from './desk.ts'
import { nameOfPerson, placeOf } from './place.ts'
import { holdersOf, recipientsOf, tell, tellAgain, type Wording } from './telling.ts'

type Said<A extends DeskCommand['action']> = Extract<Command, { action: A }>
export type DeskSaid = Said<'desk' | 'observe' | 'openCard'>

const ACTIONS: readonly Command['action'][] = ['desk', 'observe', 'openCard']
export const isDeskCommand = (said: Command): said is DeskSaid => ACTIONS.includes(said.action)

const wordOf = (said: Said<'desk'>): DeskWord => {
  const { step, actorId: by, at: heardAt, how = 'phone', cardVersion, eventNumber, vehicle } = said
  return {
    step,
    at: said.happenedAt ?? heardAt,
    heardAt,
    by,
    how,
    ...(cardVersion === undefined ? {} : { cardVersion }),
    ...(eventNumber === undefined ? {} : { eventNumber }),
    ...(vehicle === undefined ? {} : { vehicle }),
  }
}

const cardOf = ({ confirmation }: Alert) => ({ withdrawn: confirmation === 'withdrawn' })

/** Why it cannot be said of this alert; undefined when it can. */
export function deskRefusal(
  { alert, context }: Readonly<{ alert: Alert; context: ResponseContext }>,
  said: DeskSaid,
): CommandRefusal | undefined {
  const { resident } = placeOf(context.directory, alert.subject, alert.deviceId)
  if (resident === undefined) return 'noCard'
  if (said.action === 'observe')
    return alert.observed?.[said.question]?.answer === said.answer ? 'alreadySaid' : undefined
  if (said.action === 'openCard') return undefined
  const { happenedAt } = said
  const isBelieved = said.how === 'interface' ? isPlausible : isPlausibleByPhone
  if (happenedAt !== undefined && !isBelieved(happenedAt, { ...alert, now: context.now }))
    return 'timeImplausible'
  const verdict = deskSays(alert.desk, wordOf(said), cardOf(alert))
  return verdict.ok ? undefined : verdict.code
}

/** Carries it out; `deskRefusal` has said nothing against it. */
export function atDesk(draft: Change, said: DeskSaid): void {
  switch (said.action) {
    case 'desk':
      deskSaid(draft, said)
      break
    case 'observe':
      observe(draft, said)
      break
    case 'openCard':
      note(draft, 'cardOpened', { page: said.page })
  }
}

/** What everybody who was told learns of it, on their own telephone: only what changes what they do. */
const NEWS: Readonly<Partial<Record<Said<'desk'>['step'], Happening>>> = {
  vehicleOut: 'ambulanceOut',
  arrived: 'ambulanceThere',
}

function deskSaid(draft: Change, said: Said<'desk'>): void {
  const { alert, context } = draft
  const verdict = deskSays(alert.desk, wordOf(said), cardOf(alert))
  if (!verdict.ok) return
  const { step, how = 'phone', cardVersion, eventNumber, vehicle } = said
  const isUnwanted = alert.confirmation === 'withdrawn' && (step === 'vehicleOut' || step === 'arrived')
  draft.alert = { ...alert, desk: verdict.record }
  note(draft, 'desk', {
    step,
    how,
    name: context.directory.partners.get(said.actorId)?.name ?? '',
    happenedAt: said.happenedAt ?? said.at,
    ...(cardVersion === undefined ? {} : { cardVersion }),
    ...(eventNumber === undefined ? {} : { eventNumber }),
    ...(vehicle?.number === undefined ? {} : { vehicleNumber: vehicle.number }),
    ...(vehicle?.phone === undefined ? {} : { vehiclePhone: vehicle.phone }),
    ...(verdict.news === 'details' ? { details: true } : {}),
    ...(isUnwanted ? { afterWithdrawal: true } : {}),
    ...noteOf(said.note),
  })
  if (verdict.news !== 'step' || alert.status === 'resolved') return
  if (isUnwanted) tellUnwanted(draft)
  else {
    const happening = NEWS[step]
    if (happening !== undefined)
      tellOthers(draft, { actorId: said.actorId, happening, ...noteOf(verdict.record.vehicle?.number) })
  }
}

/** A vehicle is out for a card that was withdrawn: somebody must telephone the desk. */
function tellUnwanted(draft: Change): void {
  const mail = mailOf(draft)
  const wording: Wording = { reason: 'updated', step: -1, happening: 'ambulanceUnwanted' }
  const reached = tell(mail, recipientsOf(mail, 'duty'), wording)
  if (!reached.ok) tell(mail, [...holdersOf(mail, 'duty'), ...holdersOf(mail, 'director')], wording)
}

/** The newest answer counts, and the desk gets it with a new card: what has become worse must not wait for a question. */
function observe(draft: Change, said: Said<'observe'>): void {
  const { alert, context } = draft
  const { question, answer, at, actorId: by } = said
  draft.alert = { ...alert, observed: { ...alert.observed, [question]: { answer, at, by } } }
  note(draft, 'observed', { question, answer })
  if (alert.status === 'resolved' || alert.confirmation === 'withdrawn') return
  const desks = context.told(alert.id).filter(({ recipient }) => recipient.role === 'desk120')
  tellAgain(mailOf(draft), desks, {
    reason: 'updated',
    step: -1,
    actorName: nameOfPerson(context, by),
    note: observedWords(question, answer),
  })
}
