import { describe, expect, it } from 'vitest'
import type { Alert } from '../../../alerts/model/alert.ts'
import { periodOf } from '../../../alerts/record/calendar.ts'
import type { Case, ReportedMessage } from '../../../alerts/record/period-tally.ts'
import { canaryDays, createSilentTally, outagesIn } from '../../../alerts/record/report-spells.ts'
import { createReportTally, MOST_WORST } from '../../../alerts/record/report-tally.ts'
import { carePlanNumbers, ruleChangeOf } from '../../../alerts/record/rule-changes.ts'
import { town } from '../response/town.ts'
import { press, SECOND, story, T0 } from './case.ts'

const HOUR = 3_600 * SECOND
/** 2026-11-20 in Shanghai; T0 is its 20:00. */
const DAY = periodOf('daily', '2026-11-20', 'Asia/Shanghai')!
const NOW = T0 + 48 * HOUR

const sent = (more: Partial<ReportedMessage> = {}): ReportedMessage => ({
  channel: 'sms',
  status: 'delivered',
  recipient: '李文静',
  role: 'duty',
  attempts: 1,
  error: '',
  createdAt: T0,
  ...more,
})
const answered = (seconds: number, more: Partial<Alert> = {}, messages: ReportedMessage[] = []): Case => ({
  alert: press(more),
  lines: story([0, 'opened'], [seconds, 'acknowledged', 'p-duty']),
  messages,
})
const folded = (cases: readonly Case[], now = NOW) => {
  const tally = createReportTally(DAY, { now, roster: town() })
  for (const one of cases) tally.add(one)
  return tally.folded(DAY.from)
}

describe('a report', () => {
  it('of nothing has 24 empty hours and not one figure', () => {
    const { figures, bars, worst, residents } = folded([])
    expect(figures).toMatchObject({ emergencies: 0, days: 1, messages: [], all: { alerts: 0 } })
    expect(figures.longest).toBeUndefined()
    expect(bars).toHaveLength(24)
    expect(bars.every(({ urgent, others, tests }) => urgent + others + tests === 0)).toBe(true)
    expect([worst.total, residents.total]).toEqual([0, 0])
  })

  it('counts urgent ones, others and tests apart in the hour in which they came', () => {
    const { bars, figures } = folded([
      answered(10),
      answered(10, { emergency: false, severity: 'warning', ruleId: 'hr-high' }),
      answered(10, { outcome: 'test' }),
      answered(10, { severity: 'info', emergency: false }),
      answered(10, { ruleId: 'canary', severity: 'info', emergency: false }),
    ])
    expect(bars.find(({ key }) => key === '20')).toEqual({ key: '20', urgent: 1, others: 1, tests: 1 })
    expect(figures).toMatchObject({
      emergencies: 1,
      urgent: { alerts: 1, tests: 1 },
      all: { alerts: 2, tests: 1 },
    })
  })

  it('the system’s own critical alerts are in no bar, no figure, no longest wait: one count of their own', () => {
    const down = answered(7_200, {
      id: 9,
      ruleId: 'delivery-failed',
      emergency: false,
      subject: { kind: 'system', id: 'channel-sms' },
    })
    const { bars, figures, worst, by } = folded([answered(42), down])
    expect(bars.find(({ key }) => key === '20')).toEqual({ key: '20', urgent: 1, others: 0, tests: 0 })
    expect(figures.longest).toMatchObject({ waitedMs: 42 * SECOND })
    expect(figures.urgent).toMatchObject({
      alerts: 1,
      standards: [{ judged: 1, within: 1, met: true }, { judged: 1 }],
      own: { alerts: 1, acknowledge: { count: 1, p50: 7_200 * SECOND } },
    })
    expect(worst.total).toBe(0)
    expect(by.rule.map(({ key }) => key)).toEqual(['sos'])
  })

  it('the longest wait is until somebody came, or until now where nobody has', () => {
    expect(folded([answered(42), answered(252, { id: 7 })]).figures.longest).toEqual({
      alertId: 7,
      waitedMs: 252 * SECOND,
      answered: true,
    })
    const open: Case = { alert: press({ id: 9 }), lines: story([0, 'opened']), messages: [] }
    expect(folded([answered(42), open], T0 + HOUR).figures.longest).toEqual({
      alertId: 9,
      waitedMs: HOUR,
      answered: false,
    })
  })

  it('an open alert of the last minute, and what closed itself within one, waited for nobody yet', () => {
    const open: Case = { alert: press(), lines: story([0, 'opened']), messages: [] }
    expect(folded([open], T0 + 59 * SECOND).figures.longest).toBeUndefined()
    const itself: Case = {
      alert: press({ status: 'resolved', outcome: 'recovered', resolvedAt: T0 + 30 * SECOND }),
      lines: story([0, 'opened'], [30, 'resolved']),
      messages: [],
    }
    expect(folded([itself]).worst.total).toBe(0)
  })

  it('the worst cases are urgent ones that waited over 60 s or were let down, the longest first, at most 15', () => {
    const lapsed: Case = {
      alert: press({ id: 3 }),
      lines: story([0, 'opened'], [5, 'acknowledged', 'p-duty'], [600, 'lapsed']),
      messages: [],
    }
    const { worst } = folded([
      answered(60, { id: 1 }),
      answered(61, { id: 2 }),
      lapsed,
      answered(900, { id: 4, emergency: false, severity: 'warning' }),
      answered(900, { id: 5, outcome: 'test' }),
    ])
    expect(worst.list.map(({ alertId, lapses }) => [alertId, lapses])).toEqual([
      [2, 0],
      [3, 1],
    ])
    const many = folded(Array.from({ length: 400 }, (_, i) => answered(61 + i, { id: i + 1 })))
    expect(many.worst.total).toBe(400)
    expect(many.worst.list.map(({ alertId }) => alertId)).toEqual(
      Array.from({ length: MOST_WORST }, (_, i) => 400 - i),
    )
  })

  it('residents are ranked by their alerts, with what staff made of them', () => {
    const of = (id: string, more: Partial<Alert> = {}) =>
      answered(10, { subject: { kind: 'resident', id }, ...more })
    const { residents } = folded([
      of('r-2', { outcome: 'accidental' }),
      of('r-2', { outcome: 'genuine' }),
      of('r-2', { outcome: 'equipment', severity: 'warning', emergency: false }),
      of('r-1'),
      answered(10, { subject: { kind: 'drain', id: 'd-1' } }),
    ])
    expect(residents.total).toBe(2)
    expect(residents.list[0]).toEqual({
      subject: { kind: 'resident', id: 'r-2' },
      alerts: 3,
      urgent: 2,
      genuine: 1,
      false: 2,
    })
  })

  it('messages are counted by channel, also those about what was silenced, and failed ones are listed newest first', () => {
    const { figures, failed } = folded([
      answered(5, {}, [
        sent(),
        sent({ channel: 'push', status: 'failed', error: 'HTTP 403', createdAt: T0 + 1 }),
      ]),
      answered(5, { silence: { id: 1, until: NOW } }, [
        sent({ status: 'failed', error: 'no number' }),
        sent({ status: 'retrying' }),
      ]),
    ])
    expect(figures.messages).toEqual([
      { channel: 'sms', messages: 3, delivered: 1, failed: 1 },
      { channel: 'push', messages: 1, delivered: 0, failed: 1 },
    ])
    expect(failed.list.map(({ error }) => error)).toEqual(['HTTP 403', 'no number'])
  })
})

describe('what lasted', () => {
  const silent = (more: Partial<Alert>) =>
    press({ ruleId: 'band-offline', severity: 'warning', emergency: false, ...more })

  it('counts only the part within the period, and says what still stands', () => {
    const since = (at: number, clearedAt?: number) =>
      silent({ evidence: { samples: [], since: at }, ...(clearedAt === undefined ? {} : { clearedAt }) })
    const tally = createSilentTally(DAY, NOW)
    tally.add(since(DAY.from - 5 * HOUR, DAY.from + HOUR))
    tally.add(since(DAY.from + 2 * HOUR, DAY.from + 3 * HOUR))
    tally.add(since(DAY.from - 5 * HOUR, DAY.from))
    tally.add(silent({ deviceId: 'band-2', evidence: { samples: [], since: DAY.to - HOUR } }))
    const { list } = tally.top()
    expect(
      list.map(({ deviceId, times, totalMs, standing }) => [deviceId, times, totalMs, standing]),
    ).toEqual([
      ['band-1', 2, 2 * HOUR, false],
      ['band-2', 1, HOUR, true],
    ])
  })

  it('a channel is down from its alert until it is cleared; one failed message is no outage', () => {
    const alert = (facts: Record<string, string>, more: Partial<Alert> = {}) =>
      press({ ruleId: 'delivery-failed', evidence: { samples: [], since: T0, facts }, ...more })
    expect(
      outagesIn(
        [
          alert({ channelDown: 'sms', error: 'HTTP 500' }, { clearedAt: T0 + HOUR }),
          alert({ channel: 'sms', recipient: '李文静' }),
          alert({ channelDown: 'push', error: 'timeout' }),
        ],
        DAY,
      ),
    ).toEqual([
      { channel: 'sms', from: T0, to: T0 + HOUR, reason: 'HTTP 500' },
      { channel: 'push', from: T0, reason: 'timeout' },
    ])
  })

  it('each day of a month has flown, failed or had no canary; today without one is left out', () => {
    const month = periodOf('monthly', '2026-11', 'Asia/Shanghai')!
    const on = (day: number, more: Partial<Alert> = {}): Alert => {
      const eventTime = Date.UTC(2026, 10, day, 2, 30)
      return press({
        ruleId: 'canary',
        severity: 'info',
        emergency: false,
        eventTime,
        resolvedAt: eventTime + 420,
        evidence: { samples: [], since: eventTime, facts: { communityId: 'c-1', stage: 'channel' } },
        ...more,
      })
    }
    const days = canaryDays(
      [
        on(1),
        on(3),
        on(3, { ruleId: 'canary-missing', resolvedAt: Date.UTC(2026, 10, 4, 1) }),
        on(4),
        on(2, { evidence: { samples: [], since: 0, facts: { communityId: 'c-2' } } }),
      ],
      { period: month, communityId: 'c-1', since: Date.UTC(2026, 9, 31, 18), now: Date.UTC(2026, 10, 5, 1) },
    )
    expect(days.map(({ day, state }) => [day.slice(8), state])).toEqual([
      ['01', 'proven'],
      ['02', 'none'],
      ['03', 'failed'],
      ['04', 'failed'],
    ])
    expect(days[0]).toMatchObject({ tookMs: 420 })
    expect(days[2]).toMatchObject({ stage: 'channel', until: Date.UTC(2026, 10, 4, 1) })
  })
})

describe('what was changed', () => {
  const change = (no: number, of: object) => ({
    no,
    at: T0,
    author: 'p-director',
    reason: '太吵',
    ruleId: 'hr-high',
    change: of,
  })

  it('says each number from what to what; null is as in the files', () => {
    const first = change(1, { parameters: { raise: 120 } })
    expect(ruleChangeOf(first, []).numbers).toEqual([
      { ruleId: 'hr-high', name: 'raise', from: null, to: 120 },
    ])
    const second = change(2, {
      enabled: false,
      parameters: { raise: null },
      forTags: { alone: { raise: 110 } },
    })
    expect(ruleChangeOf(second, [first]).numbers).toEqual([
      { ruleId: 'hr-high', from: null, to: 0 },
      { ruleId: 'hr-high', name: 'raise', from: 120, to: null },
      { ruleId: 'hr-high', tag: 'alone', name: 'raise', from: null, to: 110 },
    ])
  })

  it('a care plan says which rules’ numbers of one resident moved', () => {
    expect(
      carePlanNumbers(
        { 'hr-high': { raise: 120 }, 'bp-high': { raise: 150 } },
        { 'hr-high': { raise: 125 } },
      ),
    ).toEqual([
      { ruleId: 'hr-high', name: 'raise', from: 120, to: 125 },
      { ruleId: 'bp-high', name: 'raise', from: 150, to: null },
    ])
  })
})
