// What a person's own ways give away, as sentences from the facts of an alert: their usual, a score of several signs, no
// movement, a battery, weeks.

import type { Alert } from '../server-types.ts'
import type { Reader } from './alert-text.ts'
import { durationText, preciseText } from './time.ts'
import { metricText, withUnit } from './values.ts'

type Facts = Readonly<Record<string, string | number | boolean>>

const numberOf = (facts: Facts, name: string): number | undefined => {
  const value = facts[name]
  return typeof value === 'number' ? value : undefined
}

const joined = (reader: Reader, sentences: readonly string[]): string =>
  sentences.join(reader.locale === 'en' ? ' ' : '')

/** Why an alert of this kind stands; undefined for every other alert. */
export const wayCause = (reader: Reader, alert: Alert): string | undefined => {
  const facts = alert.evidence.facts
  if (facts === undefined) return undefined
  return (
    scoreText(reader, facts) ??
    stillText(reader, alert, facts) ??
    batteryText(reader, facts) ??
    driftText(reader, alert, facts) ??
    countText(reader, alert, facts)
  )
}

const scoreText = (reader: Reader, facts: Facts): string | undefined => {
  const { words, locale } = reader
  const [min, max] = [numberOf(facts, 'min'), numberOf(facts, 'max')]
  if (min === undefined || max === undefined || typeof facts.used !== 'string') return undefined
  const comma = locale === 'en' ? ', ' : '、'
  const used = facts.used.split(',').map((part) => {
    const [metric = '', points = ''] = part.split(':')
    return words.ways.part(metricText(words, metric), points)
  })
  const missing = String(facts.missing ?? '')
    .split(',')
    .filter((name) => name !== '')
    .map((name) => words.ways.unmeasured[name] ?? metricText(words, name))
  return joined(reader, [
    words.ways.score({ min, max, used: used.join(comma) }),
    ...(missing.length === 0 ? [] : [words.ways.missing(missing.join(comma))]),
  ])
}

const stillText = (reader: Reader, alert: Alert, facts: Facts): string | undefined => {
  const { words } = reader
  const lastMoved = numberOf(facts, 'lastMoved')
  if (lastMoved === undefined) return undefined
  const since = preciseText(reader.locale, lastMoved, reader.now)
  const expectedBy = numberOf(facts, 'expectedBy')
  if (expectedBy !== undefined)
    return joined(reader, [
      words.ways.notUp({ by: preciseText(reader.locale, expectedBy, reader.now), since }),
      ...(facts.ownHabit === true ? [words.ways.ownHabit] : []),
    ])
  const limit = numberOf(facts, 'limitMs')
  return joined(reader, [
    words.ways.inactive({ since, held: durationText(words, alert.evidence.heldMs ?? limit ?? 0) }),
    ...(facts.ownLimit === true && limit !== undefined
      ? [words.ways.ownLimit(durationText(words, limit))]
      : []),
  ])
}

const batteryText = (reader: Reader, facts: Facts): string | undefined => {
  const [emptyAt, nextCharge, perHour] = ['emptyAt', 'nextCharge', 'percentPerHour'].map((name) =>
    numberOf(facts, name),
  )
  if (emptyAt === undefined || nextCharge === undefined || perHour === undefined) return undefined
  return reader.words.ways.battery({
    emptyAt: preciseText(reader.locale, emptyAt, reader.now),
    nextCharge: preciseText(reader.locale, nextCharge, reader.now),
    perHour,
  })
}

const driftText = (reader: Reader, alert: Alert, facts: Facts): string | undefined => {
  const { words } = reader
  const metric = alert.evidence.metric
  const [recent, before, days] = ['recent', 'before', 'recentDays'].map((name) => numberOf(facts, name))
  if (metric === undefined || recent === undefined || before === undefined) return undefined
  return words.ways.rising({
    metric: metricText(words, metric),
    recent: withUnit(words, metric, recent),
    before: withUnit(words, metric, before),
    days: days ?? 0,
  })
}

const countText = (reader: Reader, alert: Alert, facts: Facts): string | undefined => {
  const { words } = reader
  const metric = alert.evidence.metric
  const [count, window] = [numberOf(facts, 'count'), numberOf(facts, 'windowMs')]
  if (metric === undefined || count === undefined || window === undefined) return undefined
  const what = words.ways.event[metric] ?? metricText(words, metric)
  return words.ways.counted({ count, what, window: durationText(words, window) })
}

/** What is usual for the person, beside a value that is not; undefined where nobody compared. */
export const usualText = (reader: Reader, alert: Alert): string | undefined => {
  const { metric, facts } = alert.evidence
  const usual = facts === undefined ? undefined : numberOf(facts, 'usual')
  if (facts === undefined || usual === undefined || metric === undefined) return undefined
  return reader.words.ways.usual({
    night: facts.usualNight === true,
    value: withUnit(reader.words, metric, usual),
    days: numberOf(facts, 'usualDays') ?? 0,
  })
}
