// What a person's word does to an alert: acknowledge, comment, confirm, withdraw, resolve. Who may say it, and
// whether it was said before (requestId), is the gateway's business.

import type { Alert } from '../model/alert.ts'
import type { Call } from '../model/incident.ts'
import { takeOn } from './acknowledgement.ts'
import { type AttendanceCommand, attend, refusalOf } from './attendance.ts'
import { cancelOwed, tellOwed } from './cancel-window.ts'
import { type Change, change, mailOf, note, outcomeOf, speaker, withoutSilence } from './change.ts'
import { noteOf, tellOthers, tellWearer } from './command-words.ts'
import type { Command, CommandResult, ResponseContext, Told } from './context.ts'
import { decline, declineRefusal } from './decline.ts'
import { atDesk, deskRefusal, isDeskCommand } from './desk-command.ts'
import { type LifecycleEvent, nextStatus, statusAfter } from './lifecycle.ts'
import { nameOfPerson } from './place.ts'
import { holdersOf, recipientsOf, tell, tellAgain, type Wording } from './telling.ts'
import { makeReal } from './test-press.ts'
import { remember, undo } from './undo.ts'

const notWearer = ({ recipient }: Told): boolean => recipient.role !== 'wearer'

/** The word to the 120 desk and to everyone else who was told. Said again without a note, it is only recorded. */
function vouch(draft: Change, said: Extract<Command, { action: 'confirm' | 'withdraw' }>): void {
  const word = said.action === 'confirm' ? 'confirmed' : 'withdrawn'
  const news = draft.alert.confirmation !== word || said.note !== undefined
  draft.alert = { ...draft.alert, confirmation: word }
  // Confirmed after all: that the desk knew of the withdrawal says nothing about this one.
  if (said.action === 'confirm') draft.alert = withoutStandDown(draft.alert)
  if (draft.alert.status === 'open') {
    takeOn(draft, said)
    if (said.action === 'confirm') tellWearer(draft)
  }
  note(draft, word, noteOf(said.note))
  if (said.action === 'withdraw') cancelOwed(draft)
  if (!news) return
  const wording: Wording = {
    reason: word,
    step: -1,
    actorName: nameOfPerson(draft.context, said.actorId),
    ...noteOf(said.note),
  }
  tellAgain(mailOf(draft), draft.context.told(draft.alert.id).filter(notWearer), wording)
  // A person's word does not wait for the end of a cancel window.
  if (said.action === 'confirm') tellOwed(draft, wording)
  if (said.action === 'confirm') callDesk(draft, wording)
}

function withoutStandDown(alert: Alert): Alert {
  if (alert.desk?.standDown === undefined) return alert
  const { standDown: _, ...desk } = alert.desk
  return { ...alert, desk }
}

/** Only a person's confirmation, and only where the site has switched it on, makes software telephone a 120 desk. */
function callDesk(draft: Change, wording: Wording): void {
  if (draft.context.channels.dialsDesk !== true) return
  const mail = mailOf(draft)
  tell(mail, recipientsOf(mail, 'desk120'), { ...wording, channels: ['voice'], dials: true })
}

function resolve(draft: Change, said: Extract<Command, { action: 'resolve' }>): void {
  const retraction =
    said.outcome === 'accidental' ||
    said.outcome === 'test' ||
    // A fault of the device is the truth of a device alert, and the retraction of a call for help.
    (said.outcome === 'equipment' && draft.alert.emergency)
  const { chainDueAt: _, lapsesAt: __, ...alert } = withoutSilence(draft.alert)
  draft.alert = {
    ...alert,
    status: statusAfter(alert.status, 'resolve'),
    resolvedAt: said.at,
    resolvedBy: said.actorId,
    outcome: said.outcome,
    dueAt: null,
    ...(retraction && draft.alert.emergency ? { confirmation: 'withdrawn' } : {}),
  }
  note(draft, 'resolved', { outcome: said.outcome, ...noteOf(said.note) })
  tellAgain(mailOf(draft), draft.context.told(draft.alert.id), {
    reason: retraction ? 'withdrawn' : 'resolved',
    step: -1,
    actorName: nameOfPerson(draft.context, said.actorId),
    ...noteOf(said.note),
  })
}

/** Somebody of the call list was called. Who needs help is told to whoever can send it. */
function call(draft: Change, said: Extract<Command, { action: 'call' }>): void {
  const { residentId, result } = said
  const { alert, context } = draft
  const before = alert.calls?.[residentId]
  const last: Call = {
    result,
    at: said.at,
    by: said.actorId,
    times: (before?.times ?? 0) + 1,
    ...noteOf(said.note),
  }
  draft.alert = { ...alert, calls: { ...alert.calls, [residentId]: last } }
  const resident = context.directory.residents.get(residentId)
  note(draft, 'called', { residentId, name: resident?.name ?? residentId, result, ...noteOf(said.note) })
  if (result !== 'needsHelp') return
  const mail = mailOf(draft)
  const wording: Wording = { reason: 'updated', step: -1, helpFor: residentId, ...noteOf(said.note) }
  const reached = tell(mail, recipientsOf(mail, 'duty'), wording)
  // Whoever has taken it on is told as well, on duty or not; with nobody on duty, everyone who may be.
  const by = alert.acknowledgedBy
  tellAgain(
    mail,
    context.told(alert.id).filter(({ recipient }) => recipient.id === by),
    wording,
  )
  if (!reached.ok) tell(mail, [...holdersOf(mail, 'duty'), ...holdersOf(mail, 'director')], wording)
}

/** What each command is to the life of an alert. */
const EVENT: Readonly<Record<Exclude<Command['action'], 'undo'>, LifecycleEvent>> = {
  acknowledge: 'acknowledge',
  comment: 'comment',
  confirm: 'confirm',
  withdraw: 'withdraw',
  call: 'comment',
  logCall: 'comment',
  desk: 'comment',
  observe: 'comment',
  openCard: 'comment',
  onTheWay: 'attend',
  arrived: 'attend',
  real: 'worsen',
  assign: 'attend',
  handOver: 'attend',
  decline: 'decline',
  resolve: 'resolve',
}

/** What people may do about a test: anything else would be meant for a call for help. */
const OF_A_TEST: readonly Command['action'][] = ['real', 'comment', 'logCall', 'resolve']

const isAttendance = (said: Command): said is AttendanceCommand =>
  ['onTheWay', 'arrived', 'assign', 'handOver', 'logCall'].includes(said.action)

/**
 * Carries out a person's command. A second acknowledgement answers `alreadyAcknowledged` with the alert as it
 * stands, so that the second person sees who was first. Confirming, withdrawing, going there and sending somebody
 * also acknowledge.
 */
export function command(alert: Alert, said: Command, context: ResponseContext): CommandResult {
  if (said.action === 'undo') return undo(alert, said, context)
  const next = nextStatus(alert.status, EVENT[said.action])
  if (!next.ok) return { ok: false, code: next.code, alert }
  if (alert.test === undefined ? said.action === 'real' : !OF_A_TEST.includes(said.action))
    return { ok: false, code: alert.test === undefined ? 'notATest' : 'stillATest', alert }
  if ((said.action === 'confirm' || said.action === 'withdraw') && !alert.emergency)
    return { ok: false, code: 'notAnEmergency', alert }
  const refused = isAttendance(said)
    ? refusalOf({ alert, context }, said)
    : isDeskCommand(said)
      ? deskRefusal({ alert, context }, said)
      : said.action === 'decline'
        ? declineRefusal(alert, said)
        : undefined
  if (refused !== undefined) return { ok: false, code: refused, alert }
  const draft = change(alert, context, speaker(said))
  switch (said.action) {
    case 'acknowledge':
      takeOn(draft, said)
      tellWearer(draft)
      tellOthers(draft, { actorId: said.actorId })
      break
    case 'comment':
      note(draft, 'commented', { text: said.text })
      break
    case 'call':
      call(draft, said)
      break
    case 'decline':
      decline(draft, said)
      break
    case 'confirm':
    case 'withdraw':
      vouch(draft, said)
      break
    case 'resolve':
      resolve(draft, said)
      break
    case 'openCard':
      // A look at it changes nothing, and makes no new version of the card.
      atDesk(draft, said)
      return { ok: true, ...outcomeOf(draft), alert }
    case 'desk':
    case 'observe':
      atDesk(draft, said)
      break
    case 'real':
      makeReal(draft, 'person', noteOf(said.note).note)
      break
    default:
      if (alert.status === 'open' && said.action !== 'logCall') tellWearer(draft)
      attend(draft, said)
  }
  draft.alert = remember(alert, draft.alert, said)
  return { ok: true, ...outcomeOf(draft) }
}
