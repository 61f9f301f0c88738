import { describe, expect, it } from 'vitest'
import { scaleOf } from '../../dashboard/src/reports/scale.ts'
import { sentencesOf } from '../../dashboard/src/reports/sentences.ts'
import { isName, nameHere, periodText, shifted } from '../../dashboard/src/reports/when.ts'
import type { PeriodFigures, ReportAnswer } from '../../dashboard/src/server-types.ts'
import { en } from '../../dashboard/src/text/en.ts'
import { zhCn } from '../../dashboard/src/text/zh-cn.ts'

const none = { count: 0 }
const figuresOf = (judged: number, within: number, tests = 0): PeriodFigures['urgent'] => ({
  alerts: judged,
  tests,
  standards: [
    { withinMs: 60_000, wanted: 0.975, judged, within },
    { withinMs: 180_000, wanted: 0.99, judged, within: judged },
  ].map((one) =>
    one.judged === 0
      ? one
      : { ...one, share: one.within / one.judged, met: one.within / one.judged >= one.wanted },
  ),
  acknowledge: none,
  arrive: none,
  resolve: none,
  desk: { received: none, vehicleOut: none, arrived: none },
  own: { alerts: 0, acknowledge: none },
  outcomes: {},
})
const figures = (more: Partial<PeriodFigures> = {}): PeriodFigures => ({
  urgent: figuresOf(0, 0),
  all: figuresOf(0, 0),
  emergencies: 0,
  messages: [],
  days: 1,
  ...more,
})
const report = (more: Partial<ReportAnswer> = {}): ReportAnswer => ({
  kind: 'daily',
  name: '2026-11-21',
  communityId: 'c-1',
  timeZone: 'Asia/Shanghai',
  from: 0,
  to: 86_400_000,
  madeAt: 90_000_000,
  recordSince: 0,
  figures: figures(),
  by: { shift: [], grid: [], rule: [] },
  bars: [],
  worst: { list: [], total: 0 },
  residents: { list: [], total: 0 },
  devices: { list: [], total: 0 },
  failed: { list: [], total: 0 },
  outages: [],
  silences: [],
  canary: [{ day: '2026-11-21', state: 'proven', at: 1, tookMs: 420 }],
  uncovered: [],
  changes: [],
  titles: {},
  madeBy: { personId: 'p', name: '沈家豪' },
  people: {},
  subjects: {},
  ...more,
})
const zh = (of: ReportAnswer) => sentencesOf({ words: zhCn, locale: 'zh-CN' }, of)
const english = (of: ReportAnswer) => sentencesOf({ words: en, locale: 'en' }, of)

const busy = report({
  figures: figures({
    urgent: figuresOf(6, 5),
    all: { ...figuresOf(11, 5, 3), outcomes: { unresolved: 1 } },
    emergencies: 2,
    longest: { alertId: 1024, waitedMs: 252_000, answered: true },
    messages: [{ channel: 'sms', messages: 9, delivered: 7, failed: 2 }],
  }),
  uncovered: [{ from: 0, to: 4_800_000 }],
})

describe('a report in three sentences', () => {
  it('a quiet day is said to be quiet, and that nothing broke', () => {
    expect(zh(report())).toEqual([
      '平静的一天：没有需要接警的警报。',
      '没有紧急警报需要在 60 秒内接警。',
      '没有发现故障：通知全部送达，通道没有中断，通路自检正常，值班没有空缺。',
    ])
    expect(english(report())[0]).toBe('A quiet day: no alert asked for anybody.')
  })

  it('a busy one: how many, how fast, who waited longest, what to look at', () => {
    expect(zh(busy)).toEqual([
      '共 11 条警报，其中紧急呼救 2 条，测试 3 条另计。',
      '6 条紧急警报中 5 条在 60 秒内接警，等得最久的是 #1024，4 分 12 秒，未达标。',
      '需要留意：1 条警报仍未办结，2 条通知没有送达，1 小时 20 分无人值班。',
    ])
    expect(english(busy)).toEqual([
      '11 alerts, of them 2 emergencies; 3 tests counted apart.',
      '5 of 6 urgent alerts were answered within 60 s; the longest wait was 4 min 12 s (#1024); the standard is not met.',
      'To look at: 1 alert still unresolved, 2 messages did not arrive, nobody was on duty for 1 h 20 min.',
    ])
  })

  it('all in time says the longest, and that both standards are met', () => {
    const all = report({
      figures: figures({
        urgent: figuresOf(1, 1),
        all: figuresOf(1, 1),
        emergencies: 1,
        longest: { alertId: 1, waitedMs: 42_000, answered: true },
      }),
    })
    expect(zh(all)[1]).toBe('1 条紧急警报在 60 秒内接警，最久 42 秒，两项标准均达标。')
    expect(english(all)[0]).toBe('1 alert, of them 1 emergency.')
  })

  it('a month is told beside the month before by the day, because months are not equally long', () => {
    const month = report({
      kind: 'monthly',
      figures: figures({ all: figuresOf(90, 90), days: 30 }),
      previous: { ...figures({ all: figuresOf(62, 62), days: 31 }), name: '2026-10' },
    })
    expect(zh(month)[0]).toBe('共 90 条警报，没有紧急呼救，平均每天 3.0 条，上月 2.0 条。')
  })

  it('nobody came is said as it is', () => {
    const alone = report({
      figures: figures({
        urgent: figuresOf(1, 0),
        all: figuresOf(1, 0),
        longest: { alertId: 7, waitedMs: 600_000, answered: false },
      }),
    })
    expect(english(alone)[1]).toContain('#7 waited 10 min and nobody came')
  })
})

describe('days and months in the address', () => {
  it('go back and forth over the ends of months and years', () => {
    expect(shifted('2026-03-01', -1)).toBe('2026-02-28')
    expect(shifted('2026-12-31', 1)).toBe('2027-01-01')
    expect(shifted('2026-01', -1)).toBe('2025-12')
    expect(shifted('2026-12', 1)).toBe('2027-01')
  })

  it('only real ones are taken', () => {
    expect(isName('daily', '2026-02-29')).toBe(false)
    expect(isName('daily', '2024-02-29')).toBe(true)
    expect(isName('monthly', '2026-13')).toBe(false)
    expect(isName('monthly', '2026-11')).toBe(true)
    expect(isName('daily', '')).toBe(false)
    expect(nameHere('daily', new Date(2026, 10, 5, 23, 59).getTime())).toBe('2026-11-05')
  })

  it('are said in the reader’s language', () => {
    expect(periodText('zh-CN', 'daily', '2026-11-21')).toBe('2026年11月21日星期六')
    expect(periodText('en', 'monthly', '2026-11')).toBe('November 2026')
  })
})

it('the axis has at most four round steps', () => {
  expect(scaleOf(0)).toEqual({ top: 1, step: 1 })
  expect(scaleOf(3)).toEqual({ top: 3, step: 1 })
  expect(scaleOf(7)).toEqual({ top: 8, step: 2 })
  expect(scaleOf(437)).toEqual({ top: 600, step: 200 })
})
