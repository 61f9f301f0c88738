// An alert, its cause and its history as sentences. Codes and facts in, words out; unknown codes are shown as they are.

import type { Alert, Evidence, Locale, TimelineEntry } from '../server-types.ts'
import type { Dictionary } from '../text/zh-cn.ts'
import type { TimelineFacts, WhyFacts } from '../text/zh-cn-alerts.ts'
import { canaryCause } from './canary-text.ts'
import { backText, emergencyCircumstances, placeCause } from './circumstances-text.ts'
import { deskText } from './desk-text.ts'
import { reportCause } from './report-text.ts'
import { durationText, momentText, preciseText } from './time.ts'
import { metricText, withUnit } from './values.ts'
import { waterCause } from './water-text.ts'
import { usualText, wayCause } from './ways-text.ts'

export type Reader = Readonly<{ words: Dictionary; locale: Locale; now: number }>

/** "心率偏快", with the level reached for a ladder rule: "积水 · 封控". */
export const alertTitle = (
  words: Dictionary,
  alert: Pick<Alert, 'ruleId' | 'level'> & Partial<Pick<Alert, 'test'>>,
): string => {
  const title = words.rule[alert.ruleId] ?? alert.ruleId
  if (alert.test !== undefined) return `${words.test.badge} · ${title}`
  return alert.level === undefined ? title : `${title} · ${levelText(words, alert.ruleId, alert.level)}`
}

/** The class of a rule, in the rule's own words where it has some. */
export const levelText = (words: Dictionary, ruleId: string, level: string): string =>
  words.levelOf[ruleId]?.[level] ?? words.level[level] ?? level

const fact = (evidence: Evidence, ...names: readonly string[]): string => {
  for (const name of names) {
    const value = evidence.facts?.[name]
    if (value !== undefined && value !== '') return String(value)
  }
  return ''
}

/** The newest sample of the metric the rule looked at; a rule on one half of a pressure names that half. */
const newestSample = (evidence: Evidence) => {
  const metric = evidence.metric ?? evidence.samples.at(-1)?.metric
  return evidence.samples.findLast((sample) => sample.metric === metric)
}

const whyFacts = (reader: Reader, alert: Alert): WhyFacts => {
  const { evidence } = alert
  const sample = newestSample(evidence)
  const metric = evidence.metric ?? sample?.metric ?? ''
  const lastSeen = evidence.facts?.lastSeenAt
  return {
    metric: metric === '' ? '' : metricText(reader.words, metric),
    value: sample === undefined ? '' : withUnit(reader.words, metric, sample.value),
    threshold: evidence.threshold === undefined ? '' : withUnit(reader.words, metric, evidence.threshold),
    // A press repeated later moves the evidence; the press people ask about is the first.
    since: preciseText(reader.locale, alert.emergency ? alert.eventTime : evidence.since, reader.now),
    held:
      evidence.heldMs === undefined || evidence.heldMs < 1000
        ? ''
        : durationText(reader.words, evidence.heldMs),
    level: alert.level === undefined ? '' : levelText(reader.words, alert.ruleId, alert.level),
    device: alert.deviceId,
    lastSeen: typeof lastSeen === 'number' ? preciseText(reader.locale, lastSeen, reader.now) : '',
    recipient: fact(evidence, 'recipient', 'recipientName', 'name'),
    channel: fact(evidence, 'channel'),
    channelDown: translated(reader.words.channel, fact(evidence, 'channelDown')),
  }
}

const causeText = (reader: Reader, alert: Alert): string => {
  const { why, comparison } = reader.words
  const known =
    canaryCause(reader, alert) ??
    reportCause(reader, alert) ??
    placeCause(reader, alert) ??
    wayCause(reader, alert) ??
    waterCause(reader, alert)
  if (known !== undefined) return known
  const facts = whyFacts(reader, alert)
  switch (alert.ruleId) {
    case 'sos':
      return why.sos(facts) + emergencyCircumstances(reader, alert)
    case 'fall':
      return why.fall(facts) + emergencyCircumstances(reader, alert)
    case 'band-offline':
    case 'drain-offline':
      return why.offline(facts)
    case 'drain-no-level':
      return why.noLevel(facts)
    case 'no-vitals':
      return why.noVitals(facts)
    case 'not-worn':
      return why.notWorn(facts)
    case 'roster-gap': {
      const time = (name: string): string =>
        momentText(reader.locale, Number(alert.evidence.facts?.[name] ?? 0), reader.now)
      const gaps = Number(alert.evidence.facts?.gaps ?? 1)
      return reader.words.actions.uncovered(time('uncoveredFrom'), time('uncoveredTo'), gaps)
    }
    case 'roster-change': {
      const { facts } = alert.evidence
      if (facts?.dutyFrom === undefined) break
      const time = (at: unknown): string => momentText(reader.locale, Number(at), reader.now)
      const who = fact(alert.evidence, 'comes')
      return reader.words.roster.noticed(
        time(facts.dutyFrom),
        time(facts.dutyTo),
        who,
        fact(alert.evidence, 'instead'),
      )
    }
    case 'review-list':
      return reader.words.review.listWaiting(Number(fact(alert.evidence, 'waiting')))
    case 'help-needed': {
      const { kinds, found } = reader.words.review
      const kind = fact(alert.evidence, 'contactKind') === 'visit' ? kinds.visit : kinds.call
      return found(fact(alert.evidence, 'reportedBy'), kind, fact(alert.evidence, 'reportedNote'))
    }
    case 'press-training':
      return reader.words.actions.accidents(Number(fact(alert.evidence, 'accidentalPresses')))
    case 'delivery-failed':
      return why.delivery(facts)
    case 'not-stored':
      return why.notStored(facts.device, fact(alert.evidence, 'error'))
    case 'press-not-stored':
      return why.pressNotStored(facts)
  }
  if (facts.value !== '' && facts.threshold !== '' && alert.evidence.comparison !== undefined)
    return why.measured(facts, comparison[alert.evidence.comparison])
  return facts.value === '' ? why.unknown(facts) : why.plain(facts)
}

/** Why the alert stands, in one or two sentences. */
export const whyText = (reader: Reader, alert: Alert): string => {
  const { why } = reader.words
  const parts = [causeText(reader, alert)]
  const usual = usualText(reader, alert)
  if (usual !== undefined) parts.push(usual)
  if (alert.ruleId.startsWith('bp-')) parts.push(why.bloodPressure)
  if (alert.repeats > 0) parts.push(why.repeats(alert.repeats))
  if (alert.clearedAt !== undefined && alert.status !== 'resolved')
    parts.push(backText(reader, alert, preciseText(reader.locale, alert.clearedAt, reader.now)))
  return parts.join(reader.locale === 'en' ? ' ' : '')
}

/** The short form for a card in the queue: the value against its limit, or the cause. */
export const whyShort = (reader: Reader, alert: Alert): string => {
  const facts = whyFacts(reader, alert)
  if (facts.value !== '' && facts.threshold !== '' && alert.evidence.comparison !== undefined) {
    const sign = { above: '>', below: '<', atLeast: '≥', atMost: '≤' }[alert.evidence.comparison]
    return `${facts.metric} ${facts.value} ${sign} ${facts.threshold}`
  }
  return causeText(reader, alert)
}

type Detail = TimelineEntry['detail']
type Table = Readonly<Record<string, string>>

const wordsOf = (detail: Detail, ...names: readonly string[]): readonly string[] => {
  for (const name of names) {
    const value = detail[name]
    if (Array.isArray(value) && value.length > 0) return value.map(String)
    if (value !== undefined && !Array.isArray(value) && value !== '') return [String(value)]
  }
  return []
}
const wordOf = (detail: Detail, ...names: readonly string[]): string => wordsOf(detail, ...names)[0] ?? ''

const translated = (table: Table, code: string): string => table[code] ?? code

/** Who was told: by name where the reader may know it (in the reader's language, where it has one), else by role. */
const recipientText = (reader: Pick<Reader, 'words' | 'locale'>, detail: Detail, people: Table): string => {
  const { words, locale } = reader
  const role = (code: string): string => (code === 'everyone' ? words.everyone : translated(words.role, code))
  const written = wordsOf(detail, 'names', 'name')
  const ids = wordsOf(detail, 'recipients', 'recipient')
  const named = ids.length === 0 ? written : ids.map((id, i) => people[id] ?? written[i] ?? id)
  const shown = named.length > 0 ? named : wordsOf(detail, 'roles', 'role').map(role)
  return [...new Set(shown)].join(locale === 'en' ? ', ' : '、')
}

/** Facts of one entry, translated: people by name, codes by dictionary. */
const timelineFacts = (
  reader: Pick<Reader, 'words' | 'locale'>,
  entry: TimelineEntry,
  people: Table,
): TimelineFacts => {
  const { words } = reader
  const { detail } = entry
  // Steps are counted from zero in the policy and from one by people.
  const step = typeof detail.step === 'number' && detail.step >= 0 ? String(detail.step + 1) : ''
  // What a silence does is the system's doing, and its author's word.
  const actor = entry.actor === 'system' ? wordOf(detail, 'by') : entry.actor
  return {
    who: actor === '' ? words.system : translated(people, actor),
    recipient: recipientText(reader, detail, people),
    channel: translated(words.channel, wordOf(detail, 'channel')),
    step,
    times: wordOf(detail, 'times', 'count'),
    level: translated(words.level, wordOf(detail, 'level')),
    severity:
      detail.test === true ? words.test.badge : translated(words.severity, wordOf(detail, 'severity')),
    outcome: translated(
      { ...words.outcome, ...words.actions.phoneResults, ...words.callResult },
      wordOf(detail, 'outcome', 'result'),
    ),
    action: translated(words.actions.undone, wordOf(detail, 'action')),
    text: wordOf(detail, 'text', 'note'),
    reason: detail.reason === 'person' ? '' : translated(words.missing, wordOf(detail, 'error', 'reason')),
    next: translated(words.channel, wordOf(detail, 'next')),
    digest: wordOf(detail, 'digest'),
    until: typeof detail.until === 'number' ? momentText(reader.locale, detail.until, entry.at) : '',
    desk: deskText(reader, entry, actor === '' ? words.system : translated(people, actor)),
  }
}

export const timelineText = (
  reader: Pick<Reader, 'words' | 'locale'>,
  entry: TimelineEntry,
  people: Table,
): string => {
  const said = reader.words.timeline[entry.kind](timelineFacts(reader, entry, people))
  const { via, address } = entry.detail
  return via === 'link' || via === 'sms'
    ? said + reader.words.actions.via[via](typeof address === 'string' ? address : '')
    : said
}
