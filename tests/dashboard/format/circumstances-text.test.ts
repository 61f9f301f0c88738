// Where somebody is, a press and what followed a fall, in both languages.

import { describe, expect, it } from 'vitest'
import { type Reader, whyShort, whyText } from '../../../dashboard/src/format/alert-text.ts'
import { distanceText } from '../../../dashboard/src/format/circumstances-text.ts'
import { en } from '../../../dashboard/src/text/en.ts'
import { zhCn } from '../../../dashboard/src/text/zh-cn.ts'
import { alert, T0 } from '../samples.ts'

const chinese: Reader = { words: zhCn, locale: 'zh-CN', now: T0 }
const english: Reader = { words: en, locale: 'en', now: T0 }
const MINUTE = 60_000

const outside = alert({
  ruleId: 'left-safe-zone',
  level: 'outside',
  evidence: {
    samples: [
      { metric: 'latitude', at: T0, value: 31.2345 },
      { metric: 'longitude', at: T0, value: 121.4737 },
    ],
    since: T0 - 5 * MINUTE,
    facts: {
      distanceMetres: 1_240,
      outsideSince: T0 - 5 * MINUTE,
      latitude: 31.2345,
      longitude: 121.4737,
      accuracyMetres: 12,
      source: 'gps',
      positionAt: T0,
    },
  },
})

describe('why somebody outside their zone is an alert', () => {
  it('says since when, how far, and how good the last position is, in words only', () => {
    const text = whyText(chinese, outside)
    expect(text).toContain('起在安全区外，距边界约 1.2 公里。')
    expect(text).toContain('卫星，误差约 12 米')
    expect(text).not.toMatch(/latitude|gps|[a-z]Metres/)
    expect(whyText(english, outside)).toContain('about 1.2 km from its border')
    expect(whyShort(chinese, outside)).toBe(text)
  })

  it('says that they are back, and not that a value is', () => {
    const text = whyText(chinese, { ...outside, clearedAt: T0 })
    expect(text).toContain('已回到安全范围')
    expect(text).not.toContain('数值已恢复')
  })

  it('says how a wanderer walks', () => {
    const facts = { pathMetres: 642, displacementMetres: 51, turns: 7, windowMs: 18 * MINUTE, positionAt: T0 }
    const text = whyText(chinese, {
      ...outside,
      ruleId: 'wandering',
      evidence: { ...outside.evidence, facts },
    })
    expect(text).toContain('18 分钟走了约 640 米，离起点只有 51 米，折返 7 次')
  })
})

describe('why an emergency may be less, or is more', () => {
  const press = (facts: Readonly<Record<string, boolean | number>>) =>
    alert({ ruleId: 'sos', evidence: { samples: [], since: T0, facts } })
  const fall = (facts: Readonly<Record<string, boolean | number | string>>) =>
    alert({ ruleId: 'fall', evidence: { samples: [], since: T0, facts } })

  it('a press that the charger may have made is to be called back all the same', () => {
    expect(whyText(chinese, press({ suspectedUnplug: true, charging: true }))).toContain(
      '疑似拔充电器误报，仍须回拨。',
    )
    expect(whyText(english, press({ suspectedUnplug: true, presses: 3 }))).toMatch(
      /call back.*Pressed 3 times/,
    )
  })

  it.each([
    [{ movement: 'unknown' }, '尚不清楚'],
    [{ movement: 'still' }, '静止不动'],
    [{ movement: 'moved' }, '又有活动'],
    [{ movement: 'moved', steps: 31 }, '又走了 31 步'],
  ])('a fall with %o says %s', (facts, words) => {
    expect(whyText(chinese, fall(facts))).toContain(words)
  })
})

it('a distance is 7 m, 480 m or 1.2 km', () => {
  expect([7.4, 483, 1_249].map((metres) => distanceText(en, metres))).toEqual(['7 m', '480 m', '1.2 km'])
})
