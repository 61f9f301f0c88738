// What water, rain and their sensors give away, in both languages: never a raw key.

import { describe, expect, it } from 'vitest'
import { type Reader, whyShort, whyText } from '../../../dashboard/src/format/alert-text.ts'
import type { Alert } from '../../../dashboard/src/server-types.ts'
import { en } from '../../../dashboard/src/text/en.ts'
import { zhCn } from '../../../dashboard/src/text/zh-cn.ts'
import { alert, T0 } from '../samples.ts'

const chinese: Reader = { words: zhCn, locale: 'zh-CN', now: T0 }
const english: Reader = { words: en, locale: 'en', now: T0 }
const HOUR = 3_600_000

const of = (ruleId: string, evidence: Partial<Alert['evidence']>, more: Partial<Alert> = {}): Alert =>
  alert({
    ruleId,
    emergency: false,
    evidence: {
      samples: [{ metric: 'level', at: T0, value: 6 }],
      metric: 'level',
      since: T0 - HOUR,
      ...evidence,
    },
    ...more,
  })

const forecast = of(
  'drain-forecast',
  {
    threshold: 15,
    facts: {
      nextLevel: 'warning',
      nextLimit: 15,
      predictedAt: T0 + 720_000,
      minutes: 12,
      slopePerHour: 45.2,
    },
  },
  { level: 'warning' },
)

const CASES: readonly (readonly [string, Alert, string, string])[] = [
  [
    'a forecast',
    forecast,
    '水位每小时上涨约 45 厘米，预计约 12 分钟后',
    'rises about 45 cm an hour and will reach',
  ],
  [
    'a speed',
    of('drain-rising-fast', { facts: { direction: 'rising', ratePer: 37, perMinutes: 60, limitPer: 30 } }),
    '每小时上升 37 cm',
    'rising 37 cm an hour',
  ],
  [
    'a rise in dry weather',
    of('drain-blockage', { facts: { weather: 'dry', rise: 5.5, base: 1, rainMm: 0 } }),
    '水位比 1 cm 高出 5.5 cm，而没有下雨（最近一小时雨量 0 mm）',
    'stood 5.5 cm above 1 cm, and it does not rain (0 mm in the last hour)',
  ],
  [
    'a frozen level',
    of('drain-stuck', { facts: { identical: 7, rainMm: 8 } }),
    '连续 7 次都是 6 cm，期间一小时雨量 8 mm',
    'exactly 6 cm 7 times',
  ],
  [
    'spikes',
    of('drain-spiking', { facts: { spikes: 1, doubtful: 4 } }),
    '忽高忽低 1 次，另有 4 个',
    '1 time, with 4 impossible values',
  ],
  [
    'a gauge under a warning',
    of('drain-gauge', { metric: 'rain', facts: { sign: 'warning', warning: 'orange' } }),
    '暴雨橙色预警期间',
    'although the rain warning is orange',
  ],
  [
    'a gauge beside another',
    of('drain-gauge', { metric: 'rain', facts: { sign: 'elsewhere', rainMm: 6.5 } }),
    '别处一小时雨量 6.5 mm',
    'another one measured 6.5 mm',
  ],
  [
    'a gauge over rising water',
    of('drain-gauge', { metric: 'rain', facts: { sign: 'rise', rise: 12 } }),
    '水位已上升 12 cm',
    'the water has risen 12 cm',
  ],
  [
    'a battery',
    of('drain-battery-forecast', {
      metric: 'battery',
      facts: { days: 8, emptyAt: T0 + 8 * 24 * HOUR, perDay: 3.1 },
    }),
    '电量每天下降约 3.1%，约 8 天后',
    'falls about 3.1% a day',
  ],
]

describe('why', () => {
  it.each(CASES)('%s reads in both languages, and the card says it too', (_, one, zh, english_) => {
    expect(whyText(chinese, one)).toContain(zh)
    expect(whyText(english, one)).toContain(english_)
    expect(whyShort(chinese, one)).toContain(zh)
  })
})
