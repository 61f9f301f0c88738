// Alerts as sentences, in both languages.

import { describe, expect, it } from 'vitest'
import { alertTitle, timelineText, whyShort, whyText } from '../../../dashboard/src/format/alert-text.ts'
import type { TimelineEntry } from '../../../dashboard/src/server-types.ts'
import { en } from '../../../dashboard/src/text/en.ts'
import { withRuleTitles } from '../../../dashboard/src/text/rule-titles.ts'
import { zhCn } from '../../../dashboard/src/text/zh-cn.ts'
import { alert, T0 } from '../samples.ts'

const chinese = { words: zhCn, locale: 'zh-CN', now: T0 } as const
const english = { words: en, locale: 'en', now: T0 } as const
const clock = (at: number): string =>
  new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at)

const tachycardia = alert({
  evidence: {
    samples: [
      { metric: 'heartRate', at: T0 - 10_000, value: 133 },
      { metric: 'heartRate', at: T0, value: 138 },
    ],
    metric: 'heartRate',
    comparison: 'atLeast',
    threshold: 131,
    since: T0 - 150_000,
    heldMs: 150_000,
  },
})

describe('the reason of an alert', () => {
  it('names the newest value, the limit, since when and how long', () => {
    expect(whyText(chinese, tachycardia)).toBe(
      `心率 138 次/分，达到或高于 131 次/分；自 ${clock(T0 - 150_000)} 起持续 2 分 30 秒。`,
    )
    expect(whyText(english, tachycardia)).toBe(
      `Heart rate 138 bpm, at or above 131 bpm, since ${clock(T0 - 150_000)} (for 2 min 30 s).`,
    )
  })

  it('is the value against its limit in the queue', () => {
    expect(whyShort(chinese, tachycardia)).toBe('心率 138 次/分 ≥ 131 次/分')
  })

  it('of a wristband blood pressure asks for an arm cuff', () => {
    const pressure = alert({
      ruleId: 'bp-high',
      evidence: {
        samples: [
          { metric: 'systolic', at: T0, value: 168 },
          { metric: 'diastolic', at: T0, value: 97 },
        ],
        metric: 'systolic',
        comparison: 'atLeast',
        threshold: 160,
        since: T0,
      },
    })
    expect(whyText(chinese, pressure)).toContain('收缩压 168 mmHg')
    expect(whyText(chinese, pressure)).toContain('请用臂式血压计复核')
  })

  it('of an SOS is the press', () => {
    expect(whyText(chinese, alert({ ruleId: 'sos' }))).toBe(`${clock(T0)} 按下紧急呼救键。`)
  })

  it('of an SOS from a charging wristband says that it may have been the plug, and asks for a call', () => {
    const press = alert({ ruleId: 'sos', evidence: { samples: [], since: T0, facts: { charging: true } } })
    expect(whyText(chinese, press)).toContain('可能是拔下充电器触发，请回电确认')
  })

  it('says that the cause went away only while the alert still waits for a person', () => {
    expect(whyText(english, alert({ ruleId: 'sos', clearedAt: T0 }))).toContain('Back to normal')
    expect(whyText(english, alert({ ruleId: 'sos', clearedAt: T0, status: 'resolved' }))).not.toContain(
      'normal',
    )
  })

  it('counts repeats', () => {
    expect(whyText(english, alert({ ruleId: 'sos', repeats: 1 }))).toContain('1 more time since')
    expect(whyText(english, alert({ ruleId: 'sos', repeats: 3 }))).toContain('3 more times since')
  })
})

describe('the title of an alert', () => {
  it('carries the class a drain has reached', () => {
    expect(alertTitle(zhCn, { ruleId: 'drain-level', level: 'closure' })).toBe('积水 · 封控')
  })

  it("of a community's own rule, and of its classes, is what the rule file says, in the reader's language", () => {
    const titles = {
      'our-own-rule': {
        'zh-CN': '自定规则',
        en: 'Our own rule',
        levels: { warning: { 'zh-CN': '留意', en: 'Mind' } },
      },
    }
    const alert = { ruleId: 'our-own-rule', level: 'warning' }
    expect(alertTitle(withRuleTitles(zhCn, titles, 'zh-CN'), alert)).toBe('自定规则 · 留意')
    expect(alertTitle(withRuleTitles(en, titles, 'en'), alert)).toBe('Our own rule · Mind')
    expect(alertTitle(withRuleTitles(en, titles, 'en'), { ruleId: 'sos' })).toBe(en.rule.sos)
  })

  it('of a rule nobody ever named is its id', () => {
    expect(alertTitle(zhCn, { ruleId: 'nobody-knows' })).toBe('nobody-knows')
  })
})

describe('a line of the timeline', () => {
  const line = (over: Partial<TimelineEntry>): TimelineEntry => ({
    alertId: 1,
    seq: 1,
    at: T0,
    kind: 'acknowledged',
    actor: 'p-1',
    detail: {},
    ...over,
  })
  const people = { 'p-1': '陈值班', 'p-2': '林主任' }

  it.each<[Partial<TimelineEntry>, string]>([
    [{ kind: 'acknowledged' }, '陈值班 接警'],
    [{ kind: 'commented', detail: { text: '正上门' } }, '陈值班 备注：正上门'],
    [{ kind: 'resolved', detail: { outcome: 'accidental', note: '误按' } }, '陈值班 办结，结论：误触。误按'],
    [
      {
        kind: 'escalated',
        actor: 'system',
        detail: { step: 1, recipients: ['p-2'], names: ['林主任'], roles: ['director'] },
      },
      '无人接警，升级到第 2 步：林主任',
    ],
    [{ kind: 'stepped', actor: 'system', detail: { level: 'danger' } }, '级别变为危险'],
    [
      {
        kind: 'silenced',
        actor: 'system',
        at: new Date(2026, 10, 21, 9).getTime(),
        detail: { silence: 3, until: new Date(2026, 10, 21, 14, 5).getTime(), text: '清淤', by: 'p-1' },
      },
      '陈值班 的静默生效，至 14:05，暂不通知任何人：清淤',
    ],
    [{ kind: 'silenceEnded', actor: 'system', detail: { silence: 3 } }, '静默结束'],
    [
      {
        kind: 'desk',
        at: new Date(2026, 10, 21, 9, 50).getTime(),
        detail: { step: 'vehicleOut', how: 'phone', happenedAt: new Date(2026, 10, 21, 9, 44).getTime() },
      },
      '120 已派车，陈值班 电话得知，发生于 09:44',
    ],
    [
      {
        kind: 'desk',
        at: new Date(2026, 10, 21, 9, 50, 20).getTime(),
        detail: { step: 'vehicleOut', how: 'phone', happenedAt: new Date(2026, 10, 21, 9, 50).getTime() },
      },
      '120 已派车，陈值班 电话得知',
    ],
    [{ kind: 'undone', detail: { action: 'decline' } }, '陈值班 撤销了“去不了”'],
    [
      { kind: 'silenceEnded', actor: 'system', detail: { silence: 3, reason: 'brokeThrough' } },
      '静默结束：已达危急，静默对它不再有效',
    ],
  ])('%o reads %s', (over, words) => {
    expect(timelineText(chinese, line(over), people)).toBe(words)
  })

  it('says how somebody acted without a login, and from where if the reader may know', () => {
    const byLink = line({
      kind: 'acknowledged',
      actor: 'p-1',
      detail: { via: 'link', address: '203.0.113.7' },
    })
    expect(timelineText(chinese, byLink, people)).toMatch(/接警（通过消息里的链接，来自 203\.0\.113\.7）$/)
    const bySms = line({ kind: 'declined', actor: 'p-1', detail: { via: 'sms' } })
    expect(timelineText(english, bySms, people)).toMatch(/cannot go \(by answering an SMS\)$/)
  })

  it('names whom the board knows in the reader’s language, and the others as the record does', () => {
    const told = line({
      kind: 'escalated',
      actor: 'system',
      detail: {
        step: 1,
        recipients: ['p-2', 'desk'],
        names: ['林主任', '120 指挥中心'],
        roles: ['director', 'desk120'],
      },
    })
    const inEnglish = timelineText(english, told, { 'p-2': 'Lin (director)' })
    expect(inEnglish).toContain('Lin (director), 120 指挥中心')
  })

  it('names roles where the reader may not know names, each once', () => {
    const told = line({
      kind: 'notified',
      actor: 'system',
      detail: { step: 0, roles: ['duty', 'family', 'duty'] },
    })
    expect(timelineText(chinese, told, {})).toBe('通知值班员、家属')
    expect(timelineText(english, told, {})).toBe('Notified Duty officer, Family')
  })

  it('says which role had nobody, and why', () => {
    const empty = line({ kind: 'fellThrough', detail: { step: 1, role: 'director', reason: 'emptyRoster' } })
    expect(timelineText(chinese, empty, {})).toBe('社区主任无人可通知，转到下一步：值班表为空')
  })

  it('of somebody unknown shows the id rather than nothing', () => {
    expect(timelineText(english, line({ actor: 'p-9' }), people)).toBe('p-9 acknowledged')
  })
})

describe('what the store refused', () => {
  const facts = (more: Record<string, string> = {}) => ({
    evidence: {
      samples: [],
      since: T0,
      facts: { error: 'UNIQUE constraint failed: alert.subject', ...more },
    },
  })

  it('names the device and keeps the technical reason for whoever looks into it', () => {
    const one = alert({ ruleId: 'not-stored', deviceId: 'band-2', ...facts({ message: 'status' }) })
    expect(whyText(chinese, one)).toBe(
      '设备 band-2 的一条消息与已存的记录冲突，未能保存，已单独搁置。技术原因：UNIQUE constraint failed: alert.subject',
    )
    expect(whyText(english, one)).toContain('A message of band-2 contradicts what is stored already')
    expect(whyText(english, { ...one, deviceId: '' })).toContain('Something the system decided')
  })

  it('a press is first of all a press', () => {
    const press = alert({ ruleId: 'press-not-stored', deviceId: 'band-2', emergency: true, ...facts() })
    expect(whyText(chinese, press)).toMatch(
      /^手环 band-2 于 .* 发出呼救，但未能照常保存。请按紧急呼救处理。$/,
    )
    expect(whyText(english, press)).toContain('Treat it as a call for help.')
  })
})
