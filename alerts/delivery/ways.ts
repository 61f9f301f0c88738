// What a person's own ways give away, as short sentences for a message, from the facts of an alert. Decides neither who
// may read them nor which are kept.

import type { Evidence } from '../model/alert.ts'
import type { Locale } from '../model/people.ts'
import type { Metric } from '../model/telemetry.ts'
import { DAY, type EpochMs, HOUR, MINUTE } from '../model/time.ts'

type Words = Readonly<{
  usual: (value: string, night: boolean) => string
  score: (min: number, parts: string) => string
  still: (length: string, since: string) => string
  notUp: (by: string, since: string) => string
  battery: (emptyAt: string, nextCharge: string) => string
  drift: (metric: string, recent: string, before: string) => string
  counted: (what: string, count: number, window: string) => string
  length: (amount: number, unit: 'minutes' | 'hours' | 'days') => string
}>

const WORDS: Readonly<Record<Locale, Words>> = {
  'zh-CN': {
    usual: (value, night) => `本人平日${night ? '夜间' : '白天'}约 ${value}`,
    score: (min, parts) => `综合评分至少 ${min} 分（${parts}）`,
    still: (length, since) => `手环佩戴正常，${length}没有活动，最后活动 ${since}`,
    notUp: (by, since) => `手环佩戴正常，${by}仍未见起床活动，最后活动 ${since}`,
    battery: (emptyAt, nextCharge) => `预计 ${emptyAt} 没电，平日 ${nextCharge} 左右充电`,
    drift: (metric, recent, before) => `${metric}近7天中位数 ${recent}，此前三周 ${before}`,
    counted: (what, count, window) => `${window}内${what} ${count} 次`,
    length: (amount, unit) => `${amount}${{ minutes: '分钟', hours: '小时', days: '天' }[unit]}`,
  },
  en: {
    usual: (value, night) => `Usually about ${value} by ${night ? 'night' : 'day'}`,
    score: (min, parts) => `Score at least ${min} (${parts})`,
    still: (length, since) => `Band worn, no movement for ${length}, last at ${since}`,
    notUp: (by, since) => `Band worn, not up by ${by}, last movement at ${since}`,
    battery: (emptyAt, nextCharge) => `Empty at ${emptyAt}, usually charged at about ${nextCharge}`,
    drift: (metric, recent, before) =>
      `${metric}: median of 7 days ${recent}, of the 3 weeks before ${before}`,
    counted: (what, count, window) => `${what} ${count} times in ${window}`,
    length: (amount, unit) => `${amount} ${{ minutes: 'min', hours: 'h', days: 'd' }[unit]}`,
  },
}

export type WaysReader = Readonly<{
  locale: Locale
  timeOf: (at: EpochMs) => string
  metricOf: (metric: Metric) => string
  amountOf: (metric: Metric, value: number) => string
}>

export function ways(evidence: Evidence, reader: WaysReader): readonly string[] {
  const { facts, metric } = evidence
  if (facts === undefined) return []
  const words = WORDS[reader.locale]
  const number = (name: string): number | undefined => {
    const value = facts[name]
    return typeof value === 'number' ? value : undefined
  }
  const found: string[] = []
  const usual = number('usual')
  if (metric !== undefined && usual !== undefined)
    found.push(words.usual(reader.amountOf(metric, usual), facts.usualNight === true))
  const min = number('min')
  if (min !== undefined && typeof facts.used === 'string') {
    const values = evidence.samples.map(
      (one) => `${reader.metricOf(one.metric)} ${reader.amountOf(one.metric, one.value)}`,
    )
    found.push(words.score(min, values.join(reader.locale === 'en' ? ', ' : '、')))
  }
  const [lastMoved, expectedBy] = [number('lastMoved'), number('expectedBy')]
  if (lastMoved !== undefined && expectedBy !== undefined)
    found.push(words.notUp(reader.timeOf(expectedBy), reader.timeOf(lastMoved)))
  else if (lastMoved !== undefined)
    found.push(words.still(lengthOf(words, evidence.heldMs ?? 0), reader.timeOf(lastMoved)))
  const [emptyAt, nextCharge] = [number('emptyAt'), number('nextCharge')]
  if (emptyAt !== undefined && nextCharge !== undefined)
    found.push(words.battery(reader.timeOf(emptyAt), reader.timeOf(nextCharge)))
  const [recent, before] = [number('recent'), number('before')]
  if (metric !== undefined && recent !== undefined && before !== undefined)
    found.push(
      words.drift(reader.metricOf(metric), reader.amountOf(metric, recent), reader.amountOf(metric, before)),
    )
  const [count, window] = [number('count'), number('windowMs')]
  if (metric !== undefined && count !== undefined && window !== undefined)
    found.push(words.counted(reader.metricOf(metric), count, lengthOf(words, window)))
  return found
}

function lengthOf(words: Words, ms: number): string {
  if (ms >= 2 * DAY) return words.length(Math.round(ms / DAY), 'days')
  return ms >= 2 * HOUR
    ? words.length(Math.round(ms / HOUR), 'hours')
    : words.length(Math.round(ms / MINUTE), 'minutes')
}
