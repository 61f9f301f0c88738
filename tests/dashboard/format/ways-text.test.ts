// What only a person's own ways give away, in both languages.

import { describe, expect, it } from 'vitest'
import { type Reader, whyShort, whyText } from '../../../dashboard/src/format/alert-text.ts'
import type { Alert } from '../../../dashboard/src/server-types.ts'
import { en } from '../../../dashboard/src/text/en.ts'
import { zhCn } from '../../../dashboard/src/text/zh-cn.ts'
import { alert, T0 } from '../samples.ts'

const chinese: Reader = { words: zhCn, locale: 'zh-CN', now: T0 }
const english: Reader = { words: en, locale: 'en', now: T0 }
const HOUR = 3_600_000

const of = (ruleId: string, evidence: Partial<Alert['evidence']>): Alert =>
  alert({ ruleId, evidence: { samples: [], since: T0 - HOUR, ...evidence } })

const cases: readonly (readonly [string, Alert, string, string])[] = [
  [
    'a pulse far above the usual',
    of('hr-above-usual', {
      samples: [{ metric: 'heartRate', at: T0, value: 92 }],
      metric: 'heartRate',
      comparison: 'atLeast',
      threshold: 86,
      facts: { usual: 70, usualNight: false, usualDays: 14, usualSamples: 800, deviation: 4.9 },
    }),
    '本人平日白天约 70 次/分（依据 14 天）。',
    'Usually about 70 bpm by day (known from 14 days).',
  ],
  [
    'several signs at once',
    of('early-warning', {
      samples: [{ metric: 'heartRate', at: T0, value: 118 }],
      facts: {
        min: 5,
        max: 19,
        used: 'heartRate:2,spo2:3',
        missing: 'systolic,temperature,respiration,oxygen,consciousness',
      },
    }),
    '至少 5 分（缺项按最差计 19 分）：心率 2 分、血氧 3 分。未测：收缩压、体温、呼吸、吸氧、意识。',
    'at least 5 (19 if all else is at its worst)',
  ],
  [
    'no movement',
    of('inactivity', {
      heldMs: 4 * HOUR,
      facts: { limitMs: 4 * HOUR, lastMoved: T0 - 5 * HOUR, ownLimit: true },
    }),
    '4 小时没有任何活动',
    'no movement for',
  ],
  [
    'not up',
    of('no-first-movement', { facts: { expectedBy: T0, lastMoved: T0 - 9 * HOUR, ownHabit: true } }),
    '仍未见起床活动',
    'they had not got up',
  ],
  [
    'a battery',
    of('battery-forecast', {
      samples: [{ metric: 'battery', at: T0, value: 40 }],
      metric: 'battery',
      facts: { emptyAt: T0 + 5 * HOUR, nextCharge: T0 + 9 * HOUR, percentPerHour: 8 },
    }),
    '每小时耗电约 8%',
    'Loses about 8% an hour',
  ],
  [
    'weeks of pressure',
    of('bp-creeping', {
      metric: 'systolic',
      facts: { recent: 144, recentDays: 6, before: 132, beforeDays: 20 },
    }),
    '近 7 天（6 天有数据）中位数 144 mmHg，此前三周 132 mmHg。',
    'median 144 mmHg in the last 7 days (6 known), 132 mmHg in the three weeks before.',
  ],
  [
    'repeated falls',
    of('repeated-falls', { metric: 'fall', facts: { count: 2, windowMs: 7 * 24 * HOUR } }),
    '疑似跌倒 2 次。',
    'Suspected falls 2 times within 7',
  ],
]

describe('why an alert of their own ways stands', () => {
  it.each(cases)('%s is said in words, and no raw key is shown', (_, one, zh, english_) => {
    expect(whyText(chinese, one)).toContain(zh)
    expect(whyText(english, one)).toContain(english_)
    for (const text of [whyText(chinese, one), whyShort(chinese, one), whyText(english, one)])
      expect(text).not.toMatch(/undefined|NaN|heartRate|spo2|Ms\b|lastMoved|\{/)
  })
})
