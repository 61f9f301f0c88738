// The words one person reads about one alert: what, who, where, why, when, what to do, whom to call. Decides what
// each role may and needs to read; does not know channels. Outsiders in a group get a masked name and no health data.

import type { Alert } from '../model/alert.ts'
import type { Card120, Message, NotificationReason, Recipient } from '../model/notification.ts'
import type { Metric } from '../model/telemetry.ts'
import { type EpochMs, HOUR, MINUTE } from '../model/time.ts'
import type { RuleTexts } from '../response/context.ts'
import { addressOf, nameIn, type Place } from '../response/place.ts'
import { circumstances } from './circumstances.ts'
import { HAPPENING_WORDS, type Happening } from './happenings.ts'
import { renderTest } from './test-message.ts'
import { waters } from './waters.ts'
import { ways } from './ways.ts'
import { WORDS, type Words } from './words.ts'

export const TITLE_LIMIT = 40
export const BODY_LIMIT = 300

export type Telling = Readonly<{
  alert: Alert
  recipient: Recipient
  reason: NotificationReason
  place: Place
  texts: RuleTexts | undefined
  now: EpochMs
  /** The person who acknowledged, confirmed or closed it. */
  actorName?: string
  /** True when the message says that somebody has taken the alert on. */
  acknowledged?: boolean
  note?: string
  /** What that person did about it. */
  happening?: Happening
  /** Of a call list: where somebody lives who needs help. */
  helpFor?: Place
  /** Of the summary of a late upload: what its rules are called. */
  ruleTitle?: (ruleId: string) => string
  card?: Card120
}>

const clocks = new Map<string, Intl.DateTimeFormat>()
/** A storm says the same minute a thousand times, and asking Intl costs more than the rest of the sentence. */
const minutes = new Map<string, string>()
const MINUTES_KEPT = 500

/** "11-20 14:05" in the community's own time. */
export function localTime(at: EpochMs, timeZone: string): string {
  let clock = clocks.get(timeZone)
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
    clocks.set(timeZone, clock)
  }
  const key = `${timeZone}|${Math.floor(at / MINUTE)}`
  const known = minutes.get(key)
  if (known !== undefined) return known
  const part = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]))
  const text = `${part.month}-${part.day} ${part.hour}:${part.minute}`
  if (minutes.size >= MINUTES_KEPT) minutes.clear()
  minutes.set(key, text)
  return text
}

/** 王桂兰 -> 王**: enough to recognise for who knows, nothing for who does not. */
export const mask = (name: string): string => `${[...name][0] ?? ''}**`

const length = (text: string): number => [...text].length

/** Counts characters as people do, so that a surrogate pair is never cut in two. */
export function clip(text: string, limit: number): string {
  const characters = [...text]
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join('')}…`
}

/** Partners outside the care of this resident, whose screens are read by a group, and machines. */
const isOutsider = (recipient: Recipient): boolean =>
  recipient.role === 'webhook' || recipient.role === 'streetOffice' || recipient.role === 'siren'

function whoName({ alert, recipient, place }: Telling, words: Words): string {
  const { locale } = recipient
  if (place.resident !== undefined) {
    const name = nameIn(locale, place.resident)
    return isOutsider(recipient) ? mask(name) : name
  }
  if (place.drain !== undefined) return nameIn(locale, place.drain)
  if (alert.subject.kind === 'area') {
    const area = place.building ?? place.grid ?? place.community
    return area === undefined ? alert.subject.id : nameIn(locale, area)
  }
  return alert.subject.kind === 'system' ? words.systemSubject : words.unknownBand(alert.deviceId)
}

function whatHappened({ alert, texts }: Telling, words: Words): string {
  const title = texts?.title ?? `${words.unknownRule} ${alert.ruleId}`
  if (alert.level === undefined) return title
  return words.withLevel(title, texts?.levels?.[alert.level] ?? words.level[alert.level] ?? alert.level)
}

const SIGN = { above: '>', below: '<', atLeast: '≥', atMost: '≤' } as const
const withUnit = (words: Words, metric: Metric, value: number): string => {
  const unit = words.unit[metric]
  return `${Math.round(value * 10) / 10}${unit === undefined ? '' : ` ${unit}`}`
}

function why({ alert, recipient, place }: Telling, words: Words): string[] {
  const { metric, threshold, comparison, heldMs, samples, facts } = alert.evidence
  const parts: string[] = []
  const newest = samples.findLast((sample) => metric === undefined || sample.metric === metric)
  const healthData = place.resident !== undefined && isOutsider(recipient)
  if (metric !== undefined && newest !== undefined && threshold !== undefined && !healthData) {
    const limit = `${comparison === undefined ? '' : SIGN[comparison]}${withUnit(words, metric, threshold)}`
    const value = words.value(words.metric[metric], withUnit(words, metric, newest.value), limit)
    const held = heldMs !== undefined && heldMs >= MINUTE ? words.held(Math.round(heldMs / MINUTE)) : ''
    parts.push(held === '' ? value : `${value}${recipient.locale === 'en' ? ' ' : '，'}${held}`)
    // A cuffless estimate is weak evidence (Falter 2022, Front Cardiovasc Med 9:958212).
    if (metric === 'systolic' || metric === 'diastolic') parts.push(words.estimate)
  }
  const timeOf = (at: EpochMs): string => localTime(at, place.community?.timeZone ?? 'UTC')
  if (!healthData) {
    const { locale } = recipient
    parts.push(...circumstances(facts, { locale, timeOf }))
    const amountOf = (of: Metric, value: number): string => withUnit(words, of, value)
    parts.push(...ways(alert.evidence, { locale, timeOf, metricOf: (of) => words.metric[of], amountOf }))
    parts.push(...waters(alert.evidence, { locale, timeOf, amountOf }))
  }
  if (typeof facts?.lastSeenAt === 'number') parts.push(words.lastSeen(timeOf(facts.lastSeenAt)))
  if (typeof facts?.recipient === 'string' && typeof facts.channel === 'string')
    parts.push(words.notDelivered(facts.recipient, facts.channel, String(facts.error ?? '')))
  if (typeof facts?.channelDown === 'string')
    parts.push(words.channelDown(facts.channelDown, String(facts.error ?? '')))
  if (typeof facts?.members === 'number') parts.push(words.members(facts.members))
  if (typeof facts?.atRisk === 'number' && facts.atRisk > 0) parts.push(words.atRisk(facts.atRisk))
  if (alert.repeats > 0) parts.push(words.repeated(alert.repeats))
  return parts
}

/** What a late upload saw: each rule once, the worst first. */
function lateParts({ alert, recipient, place, ruleTitle }: Telling, words: Words): string[] {
  if (alert.late === undefined || isOutsider(recipient)) return []
  const timeZone = place.community?.timeZone ?? 'UTC'
  return alert.late.episodes.map(({ ruleId, count, metric, worst, from, to }) =>
    words.episode(
      ruleTitle?.(ruleId) ?? ruleId,
      count,
      `${localTime(from, timeZone)}–${localTime(to, timeZone).slice(6)}`,
      metric === undefined || worst === undefined ? '' : withUnit(words, metric, worst),
    ),
  )
}

/** Somebody of the call list needs help: who, where, how to get in. */
function helpParts({ helpFor, recipient }: Telling, words: Words): string[] {
  if (helpFor?.resident === undefined) return []
  const { resident } = helpFor
  const name = nameIn(recipient.locale, resident)
  return [
    words.needsHelp(name, addressOf(helpFor, recipient.locale, true)),
    ...(resident.phone === undefined ? [] : [words.callElder(name, resident.phone)]),
    ...(resident.entry === '' ? [] : [words.entry(resident.entry)]),
  ]
}

/** A sentence, and how dearly it is kept: the lowest go first when the body is too long. */
type Part = readonly [keep: number, text: string | undefined]
/** Advice is cut short rather than dropped; half a door code would be worse than none. */
const ADVICE = 5
const SHORTEST = 24

function news(telling: Telling, words: Words): Part[] {
  const { alert, reason, now, actorName, note } = telling
  const noted: Part = [6, note === undefined || isOutsider(telling.recipient) ? undefined : words.note(note)]
  const waited = Math.max(0, now - alert.receivedAt)
  if (reason === 'withdrawn') {
    const outcome = alert.outcome === undefined ? undefined : words.closed(words.outcome[alert.outcome])
    return [[10, outcome], [10, words.standDown], noted]
  }
  if (reason === 'resolved')
    return [[10, alert.outcome === undefined ? undefined : words.closed(words.outcome[alert.outcome])], noted]
  if (reason === 'confirmed')
    return [[10, actorName === undefined ? undefined : words.confirmedBy(actorName)], noted]
  if (telling.happening !== undefined)
    return [[10, HAPPENING_WORDS[telling.recipient.locale][telling.happening](actorName ?? '')], noted]
  if (telling.acknowledged === true)
    return [[10, actorName === undefined ? undefined : words.acknowledgedBy(actorName)], noted]
  if (reason === 'escalated')
    return alert.difficult === true
      ? [[10, words.difficult(Math.floor(waited / HOUR))]]
      : [[10, words.unanswered(Math.floor(waited / MINUTE))]]
  return [noted]
}

function bodyParts(telling: Telling, words: Words): Part[] {
  const { alert, recipient, reason, place, texts } = telling
  const timeZone = place.community?.timeZone ?? 'UTC'
  const lateMs = alert.receivedAt - alert.eventTime
  const over = reason === 'withdrawn' || reason === 'resolved'
  const outsider = isOutsider(recipient)
  const family = recipient.role === 'family'
  const address = addressOf(place, recipient.locale, !outsider)
  const elder = place.resident
  const desk = place.community?.phone
  const toAct = !over && !outsider
  const elderPhone =
    elder?.phone === undefined ? undefined : words.callElder(nameIn(recipient.locale, elder), elder.phone)
  return [
    ...helpParts(telling, words).map((text): Part => [11, text]),
    ...news(telling, words),
    ...(over ? [] : lateParts(telling, words).map((text): Part => [9, text])),
    ...(over ? [] : why(telling, words).map((text): Part => [9, text])),
    [8, address === '' || (family && over) ? undefined : words.where(address)],
    [7, words.at(localTime(alert.eventTime, timeZone))],
    [6, lateMs >= 2 * MINUTE && !over ? words.late(Math.round(lateMs / MINUTE)) : undefined],
    [4, toAct && !family && elder !== undefined && elder.entry !== '' ? words.entry(elder.entry) : undefined],
    [ADVICE, toAct && recipient.role !== 'desk120' ? texts?.advice : undefined],
    [
      10,
      recipient.role === 'desk120' && toAct && alert.confirmation !== 'confirmed'
        ? words.unconfirmed
        : undefined,
    ],
    [8, toAct ? elderPhone : undefined],
    [7, desk === undefined || recipient.role === 'duty' ? undefined : words.callDesk(desk)],
    [3, words.event(alert.id)],
  ]
}

function compose(parts: readonly Part[], words: Words): string {
  let kept = parts.flatMap(([keep, text]) => (text === undefined || text === '' ? [] : [{ keep, text }]))
  const join = (): string =>
    kept.map(({ text }) => (/[。.!！…]$/u.test(text) ? text : `${text}${words.stop}`)).join(words.gap)
  for (let excess = length(join()) - BODY_LIMIT; excess > 0; excess = length(join()) - BODY_LIMIT) {
    const least = Math.min(...kept.map(({ keep }) => keep))
    const last = kept.findLastIndex(({ keep }) => keep === least)
    const text = kept[last]?.text ?? ''
    const room = length(text) - excess
    if (kept.length === 1) break
    if (least === ADVICE && room >= SHORTEST)
      kept = kept.map((part, index) => (index === last ? { keep: 99, text: clip(text, room) } : part))
    else kept = kept.filter((_, index) => index !== last)
  }
  return clip(join(), BODY_LIMIT)
}

/** What the band shows its wearer: short, and never more than a person has promised. */
function wearerText({ reason }: Telling, words: Words): string {
  if (reason === 'confirmed') return words.wearerComing
  return reason === 'withdrawn' || reason === 'resolved' ? words.wearerClosed : words.wearerRaised
}

/** What a page says of the same alert to the same person: whom it is about, what it is and why, uncut. */
export function situationOf(
  telling: Telling,
): Readonly<{ who: string; what: string; why: readonly string[] }> {
  const words = WORDS[telling.recipient.locale]
  return { who: whoName(telling, words), what: whatHappened(telling, words), why: why(telling, words) }
}

/** Renders title (at most 40 characters) and body (at most 300) in the recipient's language. */
export function renderMessage(telling: Telling): Message {
  const { alert, recipient, reason } = telling
  const words = WORDS[recipient.locale]
  if (alert.test !== undefined && telling.happening === undefined) {
    const { title, body } = renderTest({
      recipient,
      reason,
      who: whoName(telling, words),
      alertId: alert.id,
      isProven: alert.test.provenAt !== undefined,
    })
    return { title: clip(title, TITLE_LIMIT), body: clip(body, BODY_LIMIT), severity: alert.severity }
  }
  const tag = words.tag(
    words.severity[alert.severity],
    reason === 'raised' ? undefined : words.reason[reason],
  )
  return {
    title: clip(words.headline(tag, whoName(telling, words), whatHappened(telling, words)), TITLE_LIMIT),
    body:
      recipient.role === 'wearer' ? wearerText(telling, words) : compose(bodyParts(telling, words), words),
    severity: alert.severity,
    ...(telling.card === undefined ? {} : { card: telling.card }),
  }
}
