import { expect, it } from 'vitest'
import { waters } from '../../../alerts/delivery/waters.ts'
import type { Evidence } from '../../../alerts/model/alert.ts'

const UNIT = { level: 'cm', rain: 'mm' } as Record<string, string>
const said = (facts: NonNullable<Evidence['facts']>, locale: 'zh-CN' | 'en') =>
  waters(
    { samples: [], since: 0, metric: 'level', facts },
    { locale, timeOf: () => '10:12', amountOf: (metric, value) => `${value} ${UNIT[metric]}` },
  )

it.each<[string, NonNullable<Evidence['facts']>, string, string]>([
  [
    'a forecast',
    { nextLevel: 'warning', nextLimit: 15, predictedAt: 1, minutes: 12, slopePerHour: 47.6 },
    '预计约 12 分钟后（10:12）到 15 cm，每小时上涨 48 厘米',
    'Will reach 15 cm in about 12 min (10:12), rising 48 cm an hour',
  ],
  [
    'a speed',
    { direction: 'rising', ratePer: 37, perMinutes: 60, limitPer: 30 },
    '每小时上升 37 cm',
    'Rises 37 cm an hour',
  ],
  [
    'a rise in dry weather',
    { weather: 'dry', rise: 5.5, base: 1, rainMm: 0 },
    '没有下雨（雨量 0 mm）而水位上升 5.5 cm',
    'Risen 5.5 cm without rain (0 mm)',
  ],
  [
    'a frozen level',
    { identical: 7, rainMm: 8 },
    '连续 7 次数值完全相同，期间雨量 8 mm',
    'Exactly the same 7 times, in 8 mm of rain an hour',
  ],
  [
    'spikes',
    { spikes: 3, doubtful: 2 },
    '一小时内跳动 3 次，无效值 2 个',
    '3 spikes and 2 impossible values in an hour',
  ],
  [
    'a gauge under a warning',
    { sign: 'warning', warning: 'orange' },
    '暴雨橙色预警期间雨量一直为零',
    'Nothing in the gauge while the rain warning is orange',
  ],
  [
    'a gauge beside another',
    { sign: 'elsewhere', rainMm: 6 },
    '别处雨量 6 mm，这里一直为零',
    'Nothing in the gauge while another one has 6 mm',
  ],
  [
    'a gauge over rising water',
    { sign: 'rise', rise: 12 },
    '水位已上升 12 cm，雨量一直为零',
    'Nothing in the gauge while the water has risen 12 cm',
  ],
  [
    'a battery',
    { days: 8, emptyAt: 1, perDay: 3.1 },
    '每天下降 3.1%，约 8 天后耗尽',
    'Falls 3.1% a day: empty in about 8 days',
  ],
])('%s is one sentence in either language', (_, facts, chinese, english) => {
  expect(said(facts, 'zh-CN')).toEqual([chinese])
  expect(said(facts, 'en')).toEqual([english])
})

it('of anything else it says nothing', () => {
  expect(said({ sampleCount: 3 }, 'en')).toEqual([])
})
