// What the page behind a link says to one person, as data: who, what and where as far as their role may read it, how
// things stand, and which buttons there are now. Knows no HTML, no token and no store.

import { localTime, situationOf } from '../../alerts/delivery/message.ts'
import { TEST_WORDS } from '../../alerts/delivery/test-message.ts'
import type { Alert } from '../../alerts/model/alert.ts'
import type { Directory, Locale, Person } from '../../alerts/model/people.ts'
import { type EpochMs, MINUTE, SECOND } from '../../alerts/model/time.ts'
import type { RuleTexts } from '../../alerts/response/context.ts'
import { addressOf, nameIn, type Place, placeOf } from '../../alerts/response/place.ts'
import { undoFor } from '../../alerts/response/undo.ts'
import type { ResidentTile } from '../live/frames.ts'
import type { LinkUse } from '../storage/effects.ts'
import type { Claims, LinkAct } from './token.ts'
import { LINK_WORDS, type LinkWords } from './words.ts'

export type Tone = 'good' | 'bad' | 'plain'
export type Button = Readonly<{ act: LinkAct | 'undo'; text: string; weight: 'main' | 'plain' | 'quiet' }>
export type Sheet = Readonly<{
  locale: Locale
  alertId: number
  severity: Alert['severity']
  who: string
  what: string
  why: readonly string[]
  status: readonly string[]
  /** Somebody answers for it. */
  isTaken: boolean
  facts: readonly Readonly<{ label: string; lines: readonly string[] }>[]
  calls: readonly Readonly<{ text: string; phone: string }>[]
  buttons: readonly Button[]
  /** With the buttons: what has been taken back since, so that an old form cannot act anew. */
  turn: number
  notice?: Readonly<{ tone: Tone; text: string }>
  hint?: string
  expires: string
  refreshSeconds: number
}>

export type SheetFacts = Readonly<{
  alert: Alert
  person: Person
  claims: Claims
  uses: readonly LinkUse[]
  turn: number
  said: string | undefined
  locale: Locale
  now: EpochMs
  directory: Directory
  texts: RuleTexts | undefined
  /** The elder as the board has them now. */
  tile: ResidentTile | undefined
}>

/** A value older than this says nothing about now. */
const RECENT = 30 * MINUTE

/** The time of day; with its date where that is not today's. */
export const clockOf = (place: Place, now: EpochMs) => {
  const textOf = (at: EpochMs): string => localTime(at, place.community?.timeZone ?? 'UTC')
  return (at: EpochMs): string =>
    textOf(at).slice(0, 5) === textOf(now).slice(0, 5) ? textOf(at).slice(6) : textOf(at)
}

/** What the telephone numbers of the place are: the elder's own, and the desk's for whoever is not sitting there. */
export function callsFor(
  place: Place,
  { person, locale }: Readonly<{ person: Pick<Person, 'role'>; locale: Locale }>,
): Sheet['calls'] {
  const words = LINK_WORDS[locale]
  const elder = place.resident
  const desk = place.community?.phone
  return [
    ...(elder?.phone === undefined ? [] : [{ text: words.call(nameIn(locale, elder)), phone: elder.phone }]),
    ...(desk === undefined || person.role === 'duty' ? [] : [{ text: words.callDesk, phone: desk }]),
  ]
}

function statusOf(
  { alert, person, directory, locale, now }: SheetFacts,
  at: (t: EpochMs) => string,
): string[] {
  const words = LINK_WORDS[locale]
  const nameOf = (id: string): string => {
    const named = directory.people.get(id)
    return named === undefined ? id : nameIn(locale, named)
  }
  const { acknowledgedBy: by, acknowledgedAt, attending = [], assignedTo, declined = [] } = alert
  const lines: string[] = []
  if (alert.test !== undefined) return []
  if (alert.status === 'open') lines.push(words.waiting(Math.floor((now - alert.receivedAt) / MINUTE)))
  else if (by !== undefined && acknowledgedAt !== undefined)
    lines.push(
      by === person.id ? words.youHave(at(acknowledgedAt)) : words.hasIt(nameOf(by), at(acknowledgedAt)),
    )
  if (assignedTo?.personId === person.id) lines.push(words.askedToGo(nameOf(assignedTo.by)))
  for (const { personId, onTheWayAt, arrivedAt } of attending) {
    const own = personId === person.id
    if (arrivedAt !== undefined)
      lines.push(own ? words.youAreThere(at(arrivedAt)) : words.isThere(nameOf(personId), at(arrivedAt)))
    else if (onTheWayAt !== undefined)
      lines.push(own ? words.youGo(at(onTheWayAt)) : words.goes(nameOf(personId), at(onTheWayAt)))
  }
  const busy = new Set([by, ...attending.map(({ personId }) => personId)])
  for (const id of declined.filter((one) => !busy.has(one)))
    lines.push(words.cannot(id === person.id ? words.you : nameOf(id)))
  return lines
}

/** The acts that make sense for this person as things stand; the first is the one to expect. */
export function sensibleActs(alert: Alert, personId: string): readonly LinkAct[] {
  if (alert.status === 'resolved' || alert.test !== undefined) return []
  const mine = alert.attending?.find((one) => one.personId === personId)
  if (mine?.arrivedAt !== undefined) return []
  if (mine !== undefined) return ['arrived', 'decline']
  if (alert.status === 'open') return ['take', 'onTheWay', 'decline']
  if (alert.acknowledgedBy === personId) return ['onTheWay', 'arrived', 'decline']
  return alert.assignedTo?.personId === personId ? ['onTheWay', 'decline'] : ['onTheWay']
}

function noticeOf(facts: SheetFacts, words: LinkWords, at: (t: EpochMs) => string): Sheet['notice'] {
  const { said, uses, turn, alert, person, directory, locale } = facts
  if (said === undefined) return undefined
  const use = uses.findLast((one) => one.act === said.replace(/^again-/, ''))
  const act = (use?.act ?? '') as LinkAct | 'undo'
  // Only what is on record is said to be noted, whatever the address bar says.
  if (use !== undefined && said.startsWith('again-') && act !== 'undo')
    return { tone: 'plain', text: words.before(words.act[act], at(use.at)) }
  if (use !== undefined && (act === 'undo' ? turn > 0 : use.turn === turn))
    return { tone: 'good', text: words.done[act] }
  const { acknowledgedBy: by, acknowledgedAt } = alert
  switch (said) {
    case 'alreadyAcknowledged': {
      if (by === undefined || by === person.id || acknowledgedAt === undefined) return undefined
      const first = directory.people.get(by)
      const name = first === undefined ? by : nameIn(locale, first)
      return { tone: 'plain', text: words.firstWas(name, at(acknowledgedAt)) }
    }
    case 'alreadySaid':
      return { tone: 'plain', text: words.alreadySaid }
    case 'tooLateToUndo':
      return { tone: 'bad', text: words.tooLateToUndo }
    case 'storeUnavailable':
      return { tone: 'bad', text: words.notStored }
    case 'changed':
      return { tone: 'plain', text: words.changed }
    default:
      return undefined
  }
}

function nowOf({ tile, locale, now }: SheetFacts, at: (t: EpochMs) => string): string[] {
  if (tile === undefined) return []
  const words = LINK_WORDS[locale]
  const recent = (shown: ResidentTile['heartRate']) =>
    shown !== null && now - shown.at < RECENT ? shown : undefined
  const [pulse, oxygen] = [recent(tile.heartRate), recent(tile.spo2)]
  return [
    pulse && words.pulse(pulse.value, at(pulse.at)),
    oxygen && words.oxygen(oxygen.value, at(oxygen.at)),
    tile.seenAt === null ? undefined : words.heard(at(tile.seenAt)),
  ].filter((part) => part !== undefined)
}

export function sheetOf(facts: SheetFacts): Sheet {
  const { alert, person, claims, uses, turn, locale, now, directory, texts } = facts
  const words = LINK_WORDS[locale]
  const place = placeOf(directory, alert.subject, alert.deviceId)
  const at = clockOf(place, now)
  const { id, role } = person
  const recipient = { kind: 'person', id, name: nameIn(locale, person), role, locale } as const
  const { who, what, why } = situationOf({ alert, recipient, reason: 'raised', place, texts, now })
  const used = new Set(uses.filter((use) => use.turn === turn).map(({ act }) => act))
  const sensible = sensibleActs(alert, id)
  const acts = sensible.filter((act) => claims.acts.includes(act) && !used.has(act))
  const undo = undoFor(alert, id, now)
  const entry = place.resident?.entry ?? ''
  const fact = (label: keyof LinkWords['fact'], ...texts: readonly string[]) => {
    const lines = texts.filter((text) => text !== '')
    return lines.length === 0 ? [] : [{ label: words.fact[label], lines }]
  }
  const notice = noticeOf(facts, words, at)
  const isThere = alert.attending?.some((one) => one.personId === id && one.arrivedAt !== undefined) === true
  const hint =
    alert.test !== undefined
      ? words.test
      : isThere
        ? words.arrivedHint
        : sensible.length > 0 && acts.length === 0
          ? words.usedUp
          : undefined
  return {
    locale,
    alertId: alert.id,
    severity: alert.test === undefined ? alert.severity : 'info',
    who,
    what: alert.test === undefined ? what : TEST_WORDS[locale].what,
    why,
    status: statusOf(facts, at),
    isTaken: alert.status !== 'open',
    facts: [
      ...fact('at', at(alert.eventTime)),
      ...fact('where', addressOf(place, locale, true)),
      // How to get in is for whoever is sent; family know, and a telephone may be lost.
      ...fact('entry', role === 'family' ? '' : entry),
      ...fact('now', ...nowOf(facts, at)),
    ],
    calls: callsFor(place, { person, locale }),
    buttons: [
      ...(undo === undefined ? [] : [{ act: 'undo', text: words.undo, weight: 'plain' } as const]),
      ...acts.map((act, index): Button => {
        const weight = act === 'decline' ? 'quiet' : index === 0 ? 'main' : 'plain'
        return { act, text: words.act[act], weight }
      }),
    ],
    turn,
    ...(notice === undefined ? {} : { notice }),
    ...(hint === undefined ? {} : { hint }),
    expires: words.expiresAt(at(claims.expiresAt)),
    // The undo button must not outlive what it can do; otherwise the page follows what others do.
    refreshSeconds: undo === undefined ? 30 : Math.max(1, Math.ceil((undo.until - now) / SECOND) + 1),
  }
}
