// What water, rain and their sensors give away, as short sentences for a message, from the facts of an alert. Decides
// neither who may read them nor which are kept.

import type { Evidence } from '../model/alert.ts'
import type { Locale } from '../model/people.ts'
import type { Metric } from '../model/telemetry.ts'
import type { EpochMs } from '../model/time.ts'
import type { RainWarning } from '../model/weather.ts'

type Words = Readonly<{
  foreseen: (minutes: number, limit: string, at: string, perHour: number) => string
  speed: (rising: boolean, amount: string, minutes: number) => string
  dryRise: (rise: string, rain: string) => string
  identical: (times: number, rain: string) => string
  spikes: (spikes: number, doubtful: number) => string
  gauge: Readonly<Record<'warning' | 'elsewhere' | 'rise', (what: string) => string>>
  emptying: (days: number, perDay: number) => string
  warning: Readonly<Record<RainWarning, string>>
}>

const WORDS: Readonly<Record<Locale, Words>> = {
  'zh-CN': {
    foreseen: (minutes, limit, at, perHour) =>
      `预计约 ${minutes} 分钟后（${at}）到 ${limit}，每小时上涨 ${perHour} 厘米`,
    speed: (rising, amount, minutes) =>
      `${minutes === 60 ? '每小时' : `每 ${minutes} 分钟`}${rising ? '上升' : '下降'} ${amount}`,
    dryRise: (rise, rain) => `没有下雨（雨量 ${rain}）而水位上升 ${rise}`,
    identical: (times, rain) => `连续 ${times} 次数值完全相同${rain === '' ? '' : `，期间雨量 ${rain}`}`,
    spikes: (spikes, doubtful) => `一小时内跳动 ${spikes} 次，无效值 ${doubtful} 个`,
    gauge: {
      warning: (what) => `暴雨${what}预警期间雨量一直为零`,
      elsewhere: (what) => `别处雨量 ${what}，这里一直为零`,
      rise: (what) => `水位已上升 ${what}，雨量一直为零`,
    },
    emptying: (days, perDay) => `每天下降 ${perDay}%，约 ${days} 天后耗尽`,
    warning: { none: '无', blue: '蓝色', yellow: '黄色', orange: '橙色', red: '红色' },
  },
  en: {
    foreseen: (minutes, limit, at, perHour) =>
      `Will reach ${limit} in about ${minutes} min (${at}), rising ${perHour} cm an hour`,
    speed: (rising, amount, minutes) =>
      `${rising ? 'Rises' : 'Falls'} ${amount} ${minutes === 60 ? 'an hour' : `in ${minutes} min`}`,
    dryRise: (rise, rain) => `Risen ${rise} without rain (${rain})`,
    identical: (times, rain) =>
      `Exactly the same ${times} times${rain === '' ? '' : `, in ${rain} of rain an hour`}`,
    spikes: (spikes, doubtful) => `${spikes} spikes and ${doubtful} impossible values in an hour`,
    gauge: {
      warning: (what) => `Nothing in the gauge while the rain warning is ${what}`,
      elsewhere: (what) => `Nothing in the gauge while another one has ${what}`,
      rise: (what) => `Nothing in the gauge while the water has risen ${what}`,
    },
    emptying: (days, perDay) => `Falls ${perDay}% a day: empty in about ${days} days`,
    warning: { none: 'no', blue: 'blue', yellow: 'yellow', orange: 'orange', red: 'red' },
  },
}

export type WatersReader = Readonly<{
  locale: Locale
  timeOf: (at: EpochMs) => string
  amountOf: (metric: Metric, value: number) => string
}>

export function waters({ facts, metric }: Evidence, reader: WatersReader): readonly string[] {
  if (facts === undefined) return []
  const words = WORDS[reader.locale]
  const number = (name: string): number | undefined => {
    const value = facts[name]
    return typeof value === 'number' ? value : undefined
  }
  const amount = (of: Metric, value: number | undefined): string =>
    value === undefined ? '' : reader.amountOf(of, value)
  const found: string[] = []
  const [minutes, limit, predictedAt] = [number('minutes'), number('nextLimit'), number('predictedAt')]
  if (minutes !== undefined && limit !== undefined && predictedAt !== undefined)
    found.push(
      words.foreseen(
        minutes,
        amount('level', limit),
        reader.timeOf(predictedAt),
        Math.round(number('slopePerHour') ?? 0),
      ),
    )
  const [speed, perMinutes] = [number('ratePer'), number('perMinutes')]
  if (metric !== undefined && speed !== undefined && perMinutes !== undefined)
    found.push(words.speed(facts.direction === 'rising', amount(metric, speed), perMinutes))
  const rain = number('rainMm')
  const rise = number('rise')
  if (facts.weather === 'dry' && rise !== undefined)
    found.push(words.dryRise(amount('level', rise), amount('rain', rain)))
  const identical = number('identical')
  if (identical !== undefined) found.push(words.identical(identical, amount('rain', rain)))
  const [spikes, doubtful] = [number('spikes'), number('doubtful')]
  if (spikes !== undefined && doubtful !== undefined) found.push(words.spikes(spikes, doubtful))
  if (facts.sign === 'warning')
    found.push(words.gauge.warning(words.warning[String(facts.warning) as RainWarning] ?? ''))
  if (facts.sign === 'elsewhere') found.push(words.gauge.elsewhere(amount('rain', rain)))
  if (facts.sign === 'rise') found.push(words.gauge.rise(amount('level', rise)))
  const [days, perDay] = [number('days'), number('perDay')]
  if (days !== undefined && perDay !== undefined) found.push(words.emptying(days, perDay))
  return found
}
