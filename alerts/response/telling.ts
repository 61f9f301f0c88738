// Turns "tell these roles" into recipients, addresses and notifications. Each recipient is told at most once per
// outcome and channel. Does not know steps or time: escalation does.

import { waysTo } from '../channels/address.ts'
import { briefOf, gistOf, needsBrief, readsMany } from '../delivery/brief.ts'
import type { Happening } from '../delivery/happenings.ts'
import { renderMessage } from '../delivery/message.ts'
import { TEST_WORDS } from '../delivery/test-message.ts'
import type { Alert } from '../model/alert.ts'
import type { Notification, NotificationReason, Recipient, Way } from '../model/notification.ts'
import type { Locale, Partner, Person } from '../model/people.ts'
import { card120 } from './card-120.ts'
import type { ResponseContext, Told } from './context.ts'
import { nameIn, type Place, placeOf } from './place.ts'
import { isStaff, namedIn, type PolicyStep, type Staff, TURNS, type Who } from './policy.ts'
import { splitByQuiet } from './quiet.ts'
import { everyone, onDuty } from './roster.ts'

/** What one call of respond, command or due is about to say. */
export type Mail = {
  readonly alert: Alert
  readonly place: Place
  readonly context: ResponseContext
  /** By recipient and channel, so that nobody is told twice in one breath. */
  readonly notifications: Map<string, Notification>
}

export type Missing = 'emptyRoster' | 'noneListed' | 'noChannel' | 'quietHours'
export type Reached =
  | Readonly<{ ok: true; recipients: readonly Recipient[] }>
  | Readonly<{ ok: false; why: Missing }>

export type Wording = Readonly<{
  reason: NotificationReason
  /** Policy step, or -1 for messages that follow a person's action. */
  step: number
  channels?: readonly string[] | undefined
  actorName?: string
  acknowledged?: boolean
  note?: string
  /** A resident of the call list who needs help. */
  helpFor?: string
  /** What somebody, `actorName`, did about it. */
  happening?: Happening
  /** The 120 desk may be telephoned: a person has just confirmed it. */
  dials?: boolean
}>

const personRecipient = (person: Person, role: Recipient['role']): Recipient => {
  const locale = person.locale ?? 'zh-CN'
  return { kind: 'person', id: person.id, name: nameIn(locale, person), role, locale }
}

const partnerRecipient = (partner: Partner): Recipient => ({
  kind: 'partner',
  id: partner.id,
  name: partner.name,
  role: partner.kind,
  locale: 'zh-CN',
})

function family({ place, context }: Mail): readonly Recipient[] {
  return (place.resident?.caregivers ?? []).flatMap(({ personId }) => {
    const person = context.directory.people.get(personId)
    return person === undefined ? [] : [personRecipient(person, 'family')]
  })
}

/**
 * Whose turn it is among the relatives, in the order of the care plan: one after the other, then everybody once more,
 * then nobody. Whom no channel reaches has no turn, and who sleeps comes last.
 */
export function relativesInTurn(
  mail: Mail,
  { turn = 0, channels }: Pick<PolicyStep, 'turn' | 'channels'>,
): readonly Recipient[] {
  const all = family(mail)
  const { awake, quiet } = splitByQuiet(
    mail,
    all.filter((recipient) => waysFor(mail, recipient, { channels }).length > 0),
  )
  const order = [...awake, ...quiet]
  // With nobody to reach, the first turn says why.
  if (order.length === 0) return turn === 0 ? all : []
  const last = Math.min(TURNS, order.length)
  return turn < last ? order.slice(turn, turn + 1) : turn === last ? order : []
}

/**
 * The one person a policy names, where they have something to do with the alert: staff of its community, or a
 * caregiver of its resident. A policy is the whole site's; what it tells is one community's.
 */
function named(mail: Mail, personId: string): readonly Recipient[] {
  const { alert, context } = mail
  const person = context.directory.people.get(personId)
  if (person === undefined) return []
  if (person.role === 'family') return family(mail).filter(({ id }) => id === personId)
  const where = { role: person.role, communityId: alert.communityId, gridId: '' }
  return everyone(context.directory, where).includes(person) ? [personRecipient(person, person.role)] : []
}

function partners({ alert, context }: Mail, kind: Partner['kind']): readonly Recipient[] {
  return [...context.directory.partners.values()]
    .filter((partner) => partner.kind === kind)
    .filter(({ communityId }) => alert.communityId === '' || communityId === alert.communityId)
    .map(partnerRecipient)
}

function wearer({ alert, place, context }: Mail): readonly Recipient[] {
  const device = context.directory.devices.get(alert.deviceId)
  if (device !== undefined && device.kind !== 'band') return []
  if (alert.subject.kind !== 'resident' && device === undefined) return []
  const name = place.resident?.name ?? alert.deviceId
  return [{ kind: 'device', id: alert.deviceId, name, role: 'wearer', locale: 'zh-CN' }]
}

const post = (alert: Alert, role: Staff) => ({
  role,
  communityId: alert.communityId,
  gridId: alert.gridId,
})

/** Who stands behind a role right now; `step` says whose turn it is among relatives. */
export function recipientsOf(
  mail: Mail,
  who: Who,
  step: Pick<PolicyStep, 'turn' | 'channels'> = {},
): readonly Recipient[] {
  const { alert, context } = mail
  const personId = namedIn(who)
  if (personId !== undefined) return named(mail, personId)
  if (isStaff(who))
    return onDuty(context.directory, post(alert, who), context.now).map((person) =>
      personRecipient(person, who),
    )
  switch (who) {
    case 'family':
      return family(mail)
    case 'familyInOrder':
      return relativesInTurn(mail, step)
    case 'wearer':
      return wearer(mail)
    case 'desk120':
    case 'streetOffice':
    case 'webhook':
    case 'siren':
      return partners(mail, who)
    default:
      return []
  }
}

/** One person by id, in their own role; nobody when the directory does not know them (any more). */
export function personIn({ context }: Mail, personId: string): readonly Recipient[] {
  const person = context.directory.people.get(personId)
  return person === undefined ? [] : [personRecipient(person, person.role)]
}

/** Everybody who holds a staff role there, on duty or not: the last resort. */
export function holdersOf({ alert, context }: Mail, role: Staff): readonly Recipient[] {
  return everyone(context.directory, post(alert, role)).map((person) => personRecipient(person, role))
}

function write(mail: Mail, told: Told & Readonly<{ others: readonly Way[] }>, wording: Wording): void {
  const { alert, place, context, notifications } = mail
  const { recipient, channel, address, others } = told
  const slot = `${recipient.kind}:${recipient.id}|${channel}`
  if (notifications.has(slot)) return
  const { reason, step } = wording
  const texts = context.ruleTexts(alert.ruleId, recipient.locale)
  const { actorName, acknowledged, note, happening } = wording
  const helpFor =
    wording.helpFor === undefined
      ? undefined
      : placeOf(context.directory, { kind: 'resident', id: wording.helpFor })
  const card =
    recipient.role === 'desk120'
      ? card120({
          alert,
          reason,
          place,
          directory: context.directory,
          live: context.live,
          texts: context.ruleTexts(alert.ruleId, 'zh-CN'),
          now: context.now,
          ...(reason === 'confirmed' && actorName !== undefined ? { confirmedBy: actorName } : {}),
        })
      : undefined
  const message = renderMessage({
    alert,
    recipient,
    reason,
    place,
    texts,
    now: context.now,
    ...(actorName === undefined ? {} : { actorName }),
    ...(acknowledged === undefined ? {} : { acknowledged }),
    ...(note === undefined ? {} : { note }),
    ...(happening === undefined ? {} : { happening }),
    ...(helpFor === undefined ? {} : { helpFor }),
    ...(alert.late === undefined
      ? {}
      : { ruleTitle: (ruleId) => context.ruleTexts(ruleId, recipient.locale)?.title ?? ruleId }),
    ...(card === undefined ? {} : { card }),
  })
  const brief = needsBrief([channel, ...others.map((way) => way.channel)])
    ? briefOf({
        alert,
        place,
        locale: recipient.locale,
        title: titleOf(alert, recipient.locale, texts?.title),
      })
    : undefined
  const gist = readsMany(alert, recipient, context.directory)
    ? gistOf({ alert, place, recipient, title: texts?.title })
    : undefined
  notifications.set(slot, {
    key: keyOf(alert, told, wording),
    alertId: alert.id,
    step,
    reason,
    recipient,
    channel,
    address,
    message: {
      ...message,
      ...(brief === undefined ? {} : { brief }),
      ...(gist === undefined ? {} : { gist }),
    },
    emergency: alert.emergency,
    status: 'queued',
    attempts: 0,
    createdAt: context.now,
    nextAttemptAt: context.now,
    ...(others.length === 0 ? {} : { alternatives: others }),
  })
}

const titleOf = (alert: Alert, locale: Locale, title: string | undefined): string | undefined =>
  alert.test === undefined ? title : TEST_WORDS[locale].what

/**
 * The idempotency key: (alert, revision, step, recipient, channel, reason). The revision makes a repeat or a second
 * withdrawal a message of its own, and a redone commit the same one. Printable ASCII: it travels in a header.
 */
export function keyOf(alert: Alert, { recipient, channel }: Told, { step, reason }: Wording): string {
  const id = encodeURIComponent(recipient.id)
  return `${alert.id}.${alert.revision}.${step}.${recipient.kind}.${id}.${channel}.${reason}`
}

/** A desk that wants webhook and e-mail at once: each is then a message of its own, and neither stands in. */
const isToldBothWays = ({ context }: Mail, { kind, id }: Recipient): boolean =>
  kind === 'partner' && context.directory.partners.get(id)?.bothWays === true

/** `dials`: a person has asked for it, so that a telephone may be dialled that software never dials by itself. */
function waysFor(
  mail: Mail,
  recipient: Recipient,
  { channels: preferred, dials = false }: Pick<Wording, 'channels' | 'dials'> = {},
): readonly Way[] {
  const { directory, channels } = mail.context
  const where = { directory, channels, communityId: mail.alert.communityId, dials }
  return waysTo(recipient, preferred === undefined ? where : { ...where, preferred })
}

/** Tells these recipients over their first usable channel, with the others behind it; says who was reached, or why nobody was. */
export function tell(mail: Mail, recipients: readonly Recipient[], wording: Wording): Reached {
  if (recipients.length === 0) return { ok: false, why: 'noneListed' }
  const reached = recipients.filter((recipient) => {
    const ways = waysFor(mail, recipient, wording)
    const [first, ...others] = ways
    if (first === undefined) return false
    if (isToldBothWays(mail, recipient)) {
      for (const way of ways) write(mail, { recipient, ...way, others: [] }, wording)
      return true
    }
    write(mail, { recipient, ...first, others }, wording)
    return true
  })
  return reached.length === 0 ? { ok: false, why: 'noChannel' } : { ok: true, recipients: reached }
}

const VOUCHED: ReadonlySet<NotificationReason> = new Set(['confirmed', 'withdrawn'])

/** Tells everyone who was told before, where they were told; with ways they were not told by behind it. */
export function tellAgain(mail: Mail, told: readonly Told[], wording: Wording): void {
  for (const { recipient, channel, address } of told) {
    // A desk that was telephoned is telephoned again only for what a person has confirmed or withdrawn.
    if (recipient.role === 'desk120' && channel === 'voice' && !VOUCHED.has(wording.reason)) continue
    const used = told.filter(({ recipient: { kind, id } }) => kind === recipient.kind && id === recipient.id)
    const others = waysFor(mail, recipient).filter(
      (way) => !used.some((before) => before.channel === way.channel),
    )
    write(mail, { recipient, channel, address, others }, wording)
  }
}
