// Between the 120 desk and its alerts: a receipt becomes a command on the alert its card is about, after it is certain
// that this partner was sent this version of it. Decides nothing about the life of a card; alerts/response/desk does.

import type { DeskReceipt } from '../../alerts/channels/desk-receipt.ts'
import type { Alert } from '../../alerts/model/alert.ts'
import type { LiveState } from '../../alerts/model/live.ts'
import type { Notification, Reached } from '../../alerts/model/notification.ts'
import type { Directory } from '../../alerts/model/people.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import { alertOfEvent, card120, cardState } from '../../alerts/response/card-120.ts'
import type { RuleTexts } from '../../alerts/response/context.ts'
import { isPlausible } from '../../alerts/response/desk.ts'
import { placeOf } from '../../alerts/response/place.ts'
import type { DeskReceiptBody } from '../http/api-desk.ts'
import type { DeskPort, DeskRefusal } from '../http/desk-port.ts'
import type { CommandInput, CommandOutcome, CommandPort, HistoryPort } from '../http/ports.ts'
import { refusalOf } from './signature.ts'

export type DeskDeps = Readonly<{
  now(): EpochMs
  directory(): Directory
  command: CommandPort
  history: Pick<HistoryPort, 'alert' | 'timeline' | 'notifications'>
  live(alert: Alert): LiveState | undefined
  ruleTexts(ruleId: string): RuleTexts | undefined
  /** How far a message has come; false when the store refused. */
  reached(key: string, reached: Reached): Promise<boolean>
}>

export type Desk = DeskPort &
  Readonly<{
    /** What the desk said in the answer to our webhook; false when it could not be stored. */
    answered(notification: Notification, receipt: DeskReceipt): Promise<boolean>
  }>

const isRefused = (outcome: CommandOutcome): outcome is Extract<CommandOutcome, { ok: false }> => !outcome.ok

export function createDesk(deps: DeskDeps): Desk {
  const { command, history, now } = deps

  const say = (
    partnerId: string,
    alertId: number,
    said: Omit<Extract<CommandInput, { action: 'desk' }>, 'action' | 'alertId' | 'actorId' | 'at' | 'how'>,
  ): Promise<CommandOutcome> =>
    command({ ...said, action: 'desk', how: 'interface', alertId, actorId: partnerId, at: now() })

  /** A receipt for the news of a withdrawal says that the desk stands down. */
  const stepOf = (status: DeskReceiptBody['status'], { message }: Notification) =>
    status === 'received' && message.card?.state === 'withdrawn' ? 'standDown' : status

  const receipt = async (
    partnerId: string,
    body: DeskReceiptBody,
  ): Promise<Awaited<ReturnType<DeskPort['receipt']>>> => {
    const { eventNumber, cardVersion, status, key } = body
    const alertId = alertOfEvent(eventNumber)
    const alert = alertId === undefined ? undefined : await history.alert(alertId)
    if (alert === undefined) return refused('cardNotFound', `eventNumber ${eventNumber}`)
    const cards = (await history.notifications(alert.id)).filter(
      ({ message }) => message.card?.eventNumber === eventNumber,
    )
    if (cards.length === 0) return refused('cardNotFound', `eventNumber ${eventNumber}`)
    const own = cards.filter(({ recipient }) => recipient.kind === 'partner' && recipient.id === partnerId)
    if (own.length === 0) return refused('wrongPartner', `${eventNumber} was not sent to ${partnerId}`)
    const meant = own.find(({ message }) => message.card?.version === cardVersion)
    if (meant === undefined) {
      const versions = [...new Set(own.map(({ message }) => message.card?.version))].join(', ')
      return refused('cardVersionUnknown', `cardVersion ${cardVersion}; you were sent ${versions}`)
    }
    const { at, deskEventNumber, vehicle, note } = body
    const outcome = await say(partnerId, alert.id, {
      requestId: key,
      step: stepOf(status, meant),
      cardVersion,
      ...(at === undefined ? {} : { happenedAt: at }),
      ...(deskEventNumber === undefined ? {} : { eventNumber: deskEventNumber }),
      ...(vehicle === undefined ? {} : { vehicle }),
      ...(note === undefined || note === '' ? {} : { note }),
    })
    if (isRefused(outcome) && outcome.code === 'timeImplausible')
      return refused(outcome.code, `at ${at}; called at ${alert.eventTime}, and it is ${now()}`)
    if (isRefused(outcome) && outcome.code !== 'alreadySaid') return refusedBy(outcome.code)
    await deps.reached(meant.key, status === 'received' ? 'delivered' : 'actedOn')
    const after = outcome.ok ? outcome.alert : ((await history.alert(alert.id)) ?? alert)
    return {
      ok: true,
      answer: {
        key,
        result: outcome.ok ? 'recorded' : 'alreadyKnown',
        eventNumber,
        card: { version: after.revision, state: cardState(after) },
      },
    }
  }

  return {
    refusalOf: (request) => refusalOf(request, { partners: deps.directory().partners, now: now() }),
    receipt,

    async answered({ key, alertId, recipient, message }, { deskEventNumber, at }) {
      const { card } = message
      if (card === undefined) return true
      const alert = await history.alert(alertId)
      const outcome = await say(recipient.id, alertId, {
        requestId: `answer.${key}`,
        step: card.state === 'withdrawn' ? 'standDown' : 'received',
        cardVersion: card.version,
        // A clock that is wrong is no reason to lose the receipt.
        ...(alert !== undefined && at !== undefined && isPlausible(at, { ...alert, now: now() })
          ? { happenedAt: at }
          : {}),
        ...(deskEventNumber === undefined ? {} : { eventNumber: deskEventNumber }),
      })
      // What the desk says against its own earlier word is no reason to send it the card again.
      return outcome.ok || outcome.code !== 'storeUnavailable'
    },

    async card({ alertId, actorId, page, opening }) {
      const opened = await command({
        action: 'openCard',
        page,
        alertId,
        actorId,
        requestId: opening,
        at: now(),
      })
      if (isRefused(opened)) return refusedBy(opened.code)
      // Asked for again, the opening is the first one; the card is today's.
      const alert = (await history.alert(alertId)) ?? opened.alert
      const directory = deps.directory()
      const place = placeOf(directory, alert.subject, alert.deviceId)
      const confirmed = (await history.timeline(alert.id)).findLast(({ kind }) => kind === 'confirmed')
      const nameOf = (id: string): string | undefined =>
        directory.people.get(id)?.name ?? directory.partners.get(id)?.name
      const by = confirmed && alert.confirmation === 'confirmed' ? nameOf(confirmed.actor) : undefined
      const card = card120({
        alert,
        place,
        directory,
        live: deps.live(alert),
        texts: deps.ruleTexts(alert.ruleId),
        now: now(),
        ...(by === undefined ? {} : { confirmedBy: by }),
      })
      if (card === undefined) return refusedBy('noCard')
      const { received, vehicleOut, arrived } = alert.desk ?? {}
      const mentioned = [received, vehicleOut, arrived].flatMap((moment) => moment?.by ?? [])
      const people = Object.fromEntries(mentioned.map((id) => [id, nameOf(id) ?? id]))
      const timeZone = place.community?.timeZone ?? 'Asia/Shanghai'
      return { ok: true, sheet: { card, alert, people, timeZone, at: now() } }
    },
  }
}

const refused = (code: DeskRefusal['code'], detail: string): DeskRefusal => ({ ok: false, code, detail })
const refusedBy = (code: Extract<CommandOutcome, { ok: false }>['code']): DeskRefusal => ({
  ok: false,
  code,
})
