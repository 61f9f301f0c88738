// What becomes of an answer to an SMS: whose telephone it is, which alert it speaks of, and the same command a click
// would have been. In doubt nothing is done and the sender is asked. Every answer is on record, once, whoever it is from.

import { timingSafeEqual } from 'node:crypto'
import {
  type IncomingSms,
  type ReplyAction,
  readSmsAnswer,
  readSmsOf,
  readSmsUp,
} from '../../alerts/channels/sms-reply.ts'
import { initials } from '../../alerts/delivery/brief.ts'
import { localTime } from '../../alerts/delivery/message.ts'
import type { Alert } from '../../alerts/model/alert.ts'
import type { Notification } from '../../alerts/model/notification.ts'
import type { Directory, Person } from '../../alerts/model/people.ts'
import { DAY, type EpochMs, MINUTE } from '../../alerts/model/time.ts'
import { nameIn, placeOf } from '../../alerts/response/place.ts'
import type { CommandPort } from '../http/ports.ts'
import type { RepliesPort } from '../http/ports-messages.ts'
import type { NotificationView } from '../live/frames.ts'
import { readPhone } from '../people/phone.ts'
import { maySeeAlert, scopeOf } from '../people/scope.ts'
import type { NumberedReply, RepliesQuery, ReplyAbout } from '../storage/answers.ts'
import type { SmsReply, StoreEffect } from '../storage/effects.ts'
import { hmacHex } from './hmac.ts'
import { REPLY_WORDS, type ReplyWords } from './reply-words.ts'

export type ReplyDeps = Readonly<{
  now(): EpochMs
  directory(): Directory
  told(): readonly NotificationView[]
  stands(alertId: number): boolean
  alert(id: number): Promise<Alert | undefined>
  /** Alerts this telephone was sent SMS about, the newest first, also those that are over. */
  pastTold(
    query: Readonly<{ phone: string; since: EpochMs }>,
  ): Promise<readonly Readonly<{ alertId: number; personId: string }>[]>
  known(query: Readonly<{ source: string; id: string }>): Promise<NumberedReply | undefined>
  recent(query: RepliesQuery): Promise<readonly ReplyAbout[]>
  command: CommandPort
  /** A failure, or undefined when it is on disk. */
  write(effects: readonly StoreEffect[]): Promise<unknown>
  /** Commits a message and sends it; absent where the site has no template for answers. */
  send?: ((notification: Notification) => Promise<unknown>) | undefined
  /** After the commit of one that was not known yet. */
  onHeard?: (() => void) | undefined
  token: string | undefined
}>

/** An answer to a message of the day before yesterday is about something else. */
const ANSWERED_WITHIN = DAY
/** A partner's clock may be off by this much. */
const SKEW = 5 * MINUTE
/** Texts two machines could go on sending each other: what is not understood is answered this often an hour. */
const MOST_ANSWERS = 6
const SMS_CHANNELS: ReadonlySet<string> = new Set(['sms', 'webhook'])

type Found = Readonly<{ alertId: number; person: Person }>
type Result = Readonly<{
  outcome: string
  about?: Found
  /** Undefined: nobody to answer, or nothing to say. */
  say?: (words: ReplyWords) => string
}>
type Heard = Readonly<{ ok: true; outcome: string; answer: string }> | Readonly<{ ok: false }>

export const maskPhone = (phone: string): string =>
  phone.length < 7 ? '***' : `${phone.slice(0, 3)}****${phone.slice(-4)}`

const isSame = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

export function createReplies(deps: ReplyDeps): RepliesPort {
  const { now, directory } = deps
  const underWay = new Map<string, Promise<Heard>>()
  const answered = new Map<string, readonly EpochMs[]>()

  const ownersOf = (phone: string): readonly Person[] =>
    [...directory().people.values()].filter(
      (person) => person.phone !== undefined && readPhone(person.phone) === phone,
    )

  /** The alerts that stand and that these people were told of, each with whoever was told last. */
  const standing = (owners: readonly Person[]): readonly Found[] => {
    const byId = new Map(owners.map((person) => [person.id, person]))
    const told = deps
      .told()
      .filter(
        ({ recipientId, channel, createdAt }) =>
          byId.has(recipientId) && SMS_CHANNELS.has(channel) && now() - createdAt < ANSWERED_WITHIN,
      )
      .toSorted(
        (a, b) =>
          b.createdAt - a.createdAt || b.alertId - a.alertId || a.recipientId.localeCompare(b.recipientId),
      )
    const found = new Map<number, Found>()
    for (const { alertId, recipientId } of told) {
      const person = byId.get(recipientId)
      if (person !== undefined && !found.has(alertId) && deps.stands(alertId))
        found.set(alertId, { alertId, person })
    }
    return [...found.values()]
  }

  const lastClosed = async (phone: string, alertId: number | undefined): Promise<Found | undefined> => {
    const past = await deps.pastTold({ phone, since: now() - ANSWERED_WITHIN })
    const one = past.find((told) => alertId === undefined || told.alertId === alertId)
    const person = one && directory().people.get(one.personId)
    return one && person && { alertId: one.alertId, person }
  }

  const decide = async (
    sms: IncomingSms,
    row: (about: Found | undefined, outcome: string) => SmsReply,
  ): Promise<Result> => {
    const phone = readPhone(sms.phone) ?? ''
    const owners = phone === '' ? [] : ownersOf(phone)
    if (owners.length === 0) return { outcome: 'unknownNumber' }
    const open = standing(owners)
    const answer = readSmsAnswer(sms.text)
    const newest = open[0] ?? (await lastClosed(phone, undefined))
    if (answer === undefined)
      return newest === undefined
        ? { outcome: 'unreadable' }
        : { outcome: 'unreadable', about: newest, say: (words) => words.unreadable }
    const { action, alertId } = answer
    const meant = alertId === undefined ? open : open.filter((one) => one.alertId === alertId)
    const [found, another] = meant
    if (found !== undefined && another === undefined) return act(sms, { found, action, row })
    if (found !== undefined)
      return { outcome: 'ambiguous', about: found, say: (words) => words.which(found.alertId) }
    const closed = await lastClosed(phone, alertId)
    if (closed !== undefined)
      return { outcome: 'alreadyResolved', about: closed, say: (words) => words.closed }
    return newest === undefined
      ? { outcome: 'nothingTold' }
      : { outcome: 'notTold', about: newest, say: (words) => words.notTold }
  }

  const act = async (
    sms: IncomingSms,
    asked: Readonly<{
      found: Found
      action: ReplyAction
      row: (about: Found, outcome: string) => SmsReply
    }>,
  ): Promise<Result> => {
    const { found, action, row } = asked
    const { alertId, person } = found
    const reply = row(found, action)
    const alert = await deps.alert(alertId)
    const scope = scopeOf(directory(), person.id)
    // Somebody who looked after this elder when they were told, and does so no longer.
    if (alert === undefined || scope === undefined || !maySeeAlert(scope, alert))
      return { outcome: 'notTheirs' }
    const outcome = await deps.command({
      action,
      alertId,
      requestId: `sms.${reply.source}.${sms.id}`,
      actorId: person.id,
      at: now(),
      via: { by: 'sms', address: maskPhone(reply.phone) },
      evidence: { type: 'smsReply', reply },
    })
    if (outcome.ok) return { outcome: action, about: found, say: (words) => words.done[action] }
    if (outcome.code === 'storeUnavailable') return { outcome: 'storeUnavailable' }
    if (outcome.code === 'alreadyResolved')
      return { outcome: outcome.code, about: found, say: (words) => words.closed }
    if (outcome.code === 'stillATest')
      return { outcome: outcome.code, about: found, say: (words) => words.test }
    const { acknowledgedBy: by, acknowledgedAt } = (await deps.alert(alertId)) ?? alert
    const first = by === undefined || by === person.id ? undefined : directory().people.get(by)
    if (outcome.code !== 'alreadyAcknowledged' || first === undefined || acknowledgedAt === undefined)
      return { outcome: outcome.code, about: found, say: (words) => words.said }
    const { community } = placeOf(directory(), alert.subject, alert.deviceId)
    const time = localTime(acknowledgedAt, community?.timeZone ?? 'UTC').slice(6)
    const name = initials(nameIn(person.locale ?? 'zh-CN', first))
    return { outcome: outcome.code, about: found, say: (words) => words.first(name, time) }
  }

  const mayAnswer = (phone: string): boolean => {
    const since = now() - 60 * MINUTE
    const lately = (answered.get(phone) ?? []).filter((at) => at > since)
    answered.delete(phone)
    answered.set(phone, lately.length < MOST_ANSWERS ? [...lately, now()] : lately)
    for (const oldest of answered.keys()) {
      if (answered.size <= 5_000) break
      answered.delete(oldest)
    }
    return lately.length < MOST_ANSWERS
  }

  /** The words for it; and, where we deliver SMS ourselves, on their way. */
  const answer = async (sms: IncomingSms, source: string, { about, say }: Result): Promise<string> => {
    if (about === undefined || say === undefined) return ''
    const { alertId, person } = about
    const locale = person.locale ?? 'zh-CN'
    const text = say(REPLY_WORDS[locale])
    if (source === 'aliyun' && deps.send !== undefined && mayAnswer(sms.phone))
      await deps.send({
        key: `${alertId}.reply.${encodeURIComponent(sms.id)}`,
        alertId,
        step: -1,
        reason: 'updated',
        recipient: { kind: 'person', id: person.id, name: nameIn(locale, person), role: person.role, locale },
        channel: 'sms',
        address: readPhone(sms.phone) ?? sms.phone,
        message: {
          title: text,
          body: text,
          severity: 'info',
          brief: { who: '', what: '', where: '', answer: text },
        },
        emergency: false,
        status: 'queued',
        attempts: 0,
        createdAt: now(),
        nextAttemptAt: now(),
      })
    return text
  }

  const hear = async (source: string, sms: IncomingSms): Promise<Heard> => {
    const known = await deps.known({ source, id: sms.id })
    if (known !== undefined) return { ok: true, outcome: known.outcome, answer: '' }
    const at = now()
    const row = (about: Found | undefined, outcome: string): SmsReply => ({
      source,
      id: sms.id,
      at,
      phone: readPhone(sms.phone) ?? sms.phone,
      text: sms.text,
      ...(about === undefined ? {} : { personId: about.person.id, alertId: about.alertId }),
      outcome,
    })
    const result = await decide(sms, row)
    if (result.outcome === 'storeUnavailable') return { ok: false }
    // What acted was written with the act; the first row of an id counts.
    const failure = await deps.write([{ type: 'smsReply', reply: row(result.about, result.outcome) }])
    if (failure !== undefined) return { ok: false }
    deps.onHeard?.()
    return { ok: true, outcome: result.outcome, answer: await answer(sms, source, result) }
  }

  /** The same SMS pushed twice at once is one. */
  const once = (source: string, sms: IncomingSms): Promise<Heard> => {
    const key = `${source}|${sms.id}`
    const running = underWay.get(key) ?? hear(source, sms).finally(() => underWay.delete(key))
    underWay.set(key, running)
    return running
  }

  return {
    ...(deps.token === undefined ? {} : { token: deps.token }),
    async aliyun(body) {
      // One after the other, as they were written: "1" and then "2" of one telephone.
      let stored = true
      for (const sms of readSmsUp(body)) stored = (await once('aliyun', sms)).ok && stored
      return stored
    },
    async partner({ partnerId, timestamp, signature, body }) {
      const secret = directory().partners.get(partnerId)?.webhook?.secret
      const signed = secret && hmacHex(secret, `${timestamp}.${body}`)
      // Whoever does not know the secret is told that nothing is here.
      if (signed === undefined || !isSame(signed, signature)) return { ok: false, code: 'notFound' }
      if (!(Math.abs(now() - Number(timestamp)) <= SKEW)) return { ok: false, code: 'invalidRequest' }
      const sms = readSmsOf(parsed(body))
      if (sms === undefined) return { ok: false, code: 'invalidRequest' }
      const heard = await once(`partner:${partnerId}`, sms)
      return heard.ok ? heard : { ok: false, code: 'storeUnavailable' }
    },
    recent: async ({ kind, ...query }) =>
      (await deps.recent({ ...query, idle: kind === 'idle' })).map(
        ({ source: _, id: __, phone, ...rest }) => ({
          ...rest,
          phone: maskPhone(phone),
        }),
      ),
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
