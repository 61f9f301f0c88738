// What water, rain and their sensors give away, as sentences from the facts of an alert: a forecast, a rise in dry
// weather, a sensor that lies.

import type { Alert } from '../server-types.ts'
import type { Reader } from './alert-text.ts'
import { preciseText } from './time.ts'
import { metricText, withUnit } from './values.ts'

type Facts = Readonly<Record<string, string | number | boolean>>

const numberOf = (facts: Facts, name: string): number | undefined => {
  const value = facts[name]
  return typeof value === 'number' ? value : undefined
}

const amountOf = (reader: Reader, metric: string, value: number | undefined): string =>
  value === undefined ? '' : withUnit(reader.words, metric, value)

/** Why an alert of this kind stands; undefined for every other alert. */
export const waterCause = (reader: Reader, alert: Alert): string | undefined => {
  const facts = alert.evidence.facts
  if (facts === undefined) return undefined
  return (
    forecastText(reader, alert, facts) ??
    speedText(reader, alert, facts) ??
    dryText(reader, alert, facts) ??
    sensorText(reader, alert, facts)
  )
}

/** The class in the rule's own words, where it has some. */
const levelOf = ({ words }: Reader, ruleId: string, level: string): string =>
  words.levelOf[ruleId]?.[level] ?? words.level[level] ?? level

const sinceOf = (reader: Reader, alert: Alert): string =>
  preciseText(reader.locale, alert.evidence.since, reader.now)

const forecastText = (reader: Reader, alert: Alert, facts: Facts): string | undefined => {
  const [minutes, limit, at] = ['minutes', 'nextLimit', 'predictedAt'].map((name) => numberOf(facts, name))
  if (minutes === undefined || limit === undefined || at === undefined) return undefined
  return reader.words.water.foreseen({
    minutes,
    limit: amountOf(reader, 'level', limit),
    at: preciseText(reader.locale, at, reader.now),
    level: levelOf(reader, alert.ruleId, String(facts.nextLevel)),
    perHour: Math.round(numberOf(facts, 'slopePerHour') ?? 0),
  })
}

const speedText = (reader: Reader, alert: Alert, facts: Facts): string | undefined => {
  const [speed, minutes] = [numberOf(facts, 'ratePer'), numberOf(facts, 'perMinutes')]
  const { metric } = alert.evidence
  if (speed === undefined || minutes === undefined || metric === undefined) return undefined
  return reader.words.water.speed({
    metric: metricText(reader.words, metric),
    rising: facts.direction === 'rising',
    amount: amountOf(reader, metric, speed),
    minutes,
    since: sinceOf(reader, alert),
  })
}

const dryText = (reader: Reader, alert: Alert, facts: Facts): string | undefined => {
  const [rise, base] = [numberOf(facts, 'rise'), numberOf(facts, 'base')]
  if (facts.weather !== 'dry' || rise === undefined || base === undefined) return undefined
  return reader.words.water.dryRise({
    rise: amountOf(reader, 'level', rise),
    base: amountOf(reader, 'level', base),
    rain: amountOf(reader, 'rain', numberOf(facts, 'rainMm') ?? 0),
    since: sinceOf(reader, alert),
  })
}

/** A sensor that is stuck, jumps, is blocked or runs empty. */
const sensorText = (reader: Reader, alert: Alert, facts: Facts): string | undefined => {
  const { words } = reader
  const { evidence } = alert
  const since = sinceOf(reader, alert)
  const rain = amountOf(reader, 'rain', numberOf(facts, 'rainMm'))
  const metric = metricText(words, evidence.metric ?? '')
  const times = numberOf(facts, 'identical')
  if (times !== undefined) {
    const values = evidence.samples.map((sample) => withUnit(words, sample.metric, sample.value))
    return words.water.identical({ metric, value: values.join(' / '), times, since, rain })
  }
  const [spikes, doubtful] = [numberOf(facts, 'spikes'), numberOf(facts, 'doubtful')]
  if (spikes !== undefined && doubtful !== undefined)
    return words.water.spikes({ metric, spikes, doubtful, since })
  if (facts.sign === 'warning') {
    const warning = words.weather.warning[String(facts.warning)] ?? String(facts.warning)
    return words.water.gaugeWarning({ warning, since })
  }
  if (facts.sign === 'elsewhere') return words.water.gaugeElsewhere({ rain, since })
  if (facts.sign === 'rise')
    return words.water.gaugeRise({ rise: amountOf(reader, 'level', numberOf(facts, 'rise')), since })
  const [days, perDay, emptyAt] = ['days', 'perDay', 'emptyAt'].map((name) => numberOf(facts, name))
  if (days === undefined || perDay === undefined || emptyAt === undefined) return undefined
  return words.water.emptying({ days, perDay, at: preciseText(reader.locale, emptyAt, reader.now) })
}
