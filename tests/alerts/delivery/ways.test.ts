import { describe, expect, it } from 'vitest'
import { ways } from '../../../alerts/delivery/ways.ts'
import type { Evidence } from '../../../alerts/model/alert.ts'
import { DAY, HOUR } from '../../../alerts/model/time.ts'

const said = (evidence: Partial<Evidence>, locale: 'zh-CN' | 'en' = 'zh-CN') =>
  ways(
    { samples: [], since: 0, ...evidence },
    {
      locale,
      timeOf: (at) => `${at / HOUR}:00`,
      metricOf: (metric) => metric.toUpperCase(),
      amountOf: (_, value) => String(value),
    },
  )

describe('a message about a person and their own ways', () => {
  it('says what is usual for them', () => {
    const evidence: Partial<Evidence> = { metric: 'heartRate', facts: { usual: 62, usualNight: true } }
    expect(said(evidence)).toEqual(['本人平日夜间约 62'])
    expect(said(evidence, 'en')).toEqual(['Usually about 62 by night'])
  })

  it('says the score with its values', () => {
    const samples: Evidence['samples'] = [
      { metric: 'spo2', at: 0, value: 91 },
      { metric: 'heartRate', at: 0, value: 118 },
    ]
    const evidence = { samples, facts: { min: 5, max: 19, used: 'spo2:3,heartRate:2', missing: '' } }
    expect(said(evidence)).toEqual(['综合评分至少 5 分（SPO2 91、HEARTRATE 118）'])
  })

  it('says how long nobody moved, or by when they were expected to be up', () => {
    const lastMoved = 9 * HOUR
    expect(said({ heldMs: 4 * HOUR, facts: { lastMoved, limitMs: 4 * HOUR } })).toEqual([
      '手环佩戴正常，4小时没有活动，最后活动 9:00',
    ])
    expect(said({ facts: { lastMoved, expectedBy: 17 * HOUR } }, 'en')).toEqual([
      'Band worn, not up by 17:00, last movement at 9:00',
    ])
  })

  it('says when a battery is empty, where weeks lead, and how many falls there were', () => {
    expect(said({ facts: { emptyAt: 18 * HOUR, nextCharge: 21 * HOUR } })).toEqual([
      '预计 18:00 没电，平日 21:00 左右充电',
    ])
    expect(said({ metric: 'steps', facts: { recent: 1_500, before: 6_000 } }, 'en')).toEqual([
      'STEPS: median of 7 days 1500, of the 3 weeks before 6000',
    ])
    expect(said({ metric: 'fall', facts: { count: 2, windowMs: 7 * DAY } })).toEqual(['7天内FALL 2 次'])
  })

  it('says nothing about any other alert', () => {
    expect(said({ metric: 'heartRate', facts: { sampleCount: 3 } })).toEqual([])
    expect(said({})).toEqual([])
  })
})
