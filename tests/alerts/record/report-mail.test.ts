import { describe, expect, it } from 'vitest'
import type { Person } from '../../../alerts/model/people.ts'
import { periodOf, type ReportKind } from '../../../alerts/record/calendar.ts'
import type { Report } from '../../../alerts/record/report.ts'
import { mailReport, nextReportAt, reportReaders, reportsDue } from '../../../alerts/record/report-mail.ts'
import { createReportTally } from '../../../alerts/record/report-tally.ts'
import { PEOPLE, town } from '../response/town.ts'
import { press, story, T0 } from './case.ts'

const SHANGHAI = { timeZone: 'Asia/Shanghai' }
const at = (local: string): number => Date.parse(`${local}:00+08:00`)
const due = (kind: ReportKind, local: string, newest?: string, community = SHANGHAI) =>
  reportsDue(kind, community, { now: at(local), newest }).map(({ name }) => name)

describe('the reports that are due', () => {
  it('a day at 07:30 of the next, a month at 07:30 of the first: not a minute before', () => {
    expect(due('daily', '2026-11-22T07:29', '2026-11-20')).toEqual([])
    expect(due('daily', '2026-11-22T07:30', '2026-11-20')).toEqual(['2026-11-21'])
    expect(due('monthly', '2026-12-01T07:29', '2026-10')).toEqual([])
    expect(due('monthly', '2026-12-01T07:30', '2026-10')).toEqual(['2026-11'])
    expect(
      due('daily', '2026-11-22T06:00', '2026-11-20', { ...SHANGHAI, reportsAt: '06:00' } as never),
    ).toEqual(['2026-11-21'])
  })

  it('what was dealt with is never due again, whatever the clock does', () => {
    expect(due('daily', '2026-11-22T23:59', '2026-11-21')).toEqual([])
    expect(due('daily', '2026-11-20T08:00', '2026-11-21')).toEqual([])
    expect(due('monthly', '2026-11-30T23:59', '2026-10')).toEqual([])
  })

  it('what was missed goes out late, oldest first, of the last 7 days and 2 months', () => {
    expect(due('daily', '2026-11-22T09:00', '2026-11-18')).toEqual(['2026-11-19', '2026-11-20', '2026-11-21'])
    expect(due('daily', '2026-11-22T09:00', '2026-10-01')).toHaveLength(7)
    expect(due('monthly', '2026-11-22T09:00', '2026-01')).toEqual(['2026-09', '2026-10'])
  })

  it('who has just been named gets the last one, and no history', () => {
    expect(due('daily', '2026-11-22T14:00')).toEqual(['2026-11-21'])
    expect(due('daily', '2026-11-22T03:00')).toEqual(['2026-11-20'])
    expect(due('monthly', '2026-11-22T14:00')).toEqual(['2026-10'])
  })

  it('the hour is the community’s, also on the day its clock is put forward', () => {
    const paris = { timeZone: 'Europe/Paris' }
    const when = Date.parse('2026-03-29T05:30:00Z')
    expect(reportsDue('daily', paris, { now: when - 1, newest: '2026-03-27' })).toEqual([])
    expect(reportsDue('daily', paris, { now: when, newest: '2026-03-27' })).toHaveLength(1)
    expect(nextReportAt('daily', paris, when - 1)).toBe(when)
    expect(nextReportAt('daily', paris, when)).toBe(when + 86_400_000)
    expect(nextReportAt('monthly', SHANGHAI, at('2026-11-22T08:00'))).toBe(at('2026-12-01T07:30'))
  })
})

const readers: readonly Person[] = [
  ...PEOPLE,
  {
    id: 'p-boss',
    name: '赵主任',
    role: 'director',
    communityId: 'c-1',
    email: 'z@example.org',
    reports: ['daily'],
  },
  {
    id: 'p-all',
    name: '总管',
    role: 'admin',
    email: 'all@example.org',
    reports: ['monthly', 'daily'],
    locale: 'en',
  },
  {
    id: 'p-other',
    name: '别处',
    role: 'director',
    communityId: 'c-2',
    email: 'o@example.org',
    reports: ['daily'],
  },
  { id: 'p-mute', name: '没有邮箱', role: 'director', communityId: 'c-1', reports: ['daily'] },
  { id: 'p-kin', name: '家属', role: 'family', email: 'f@example.org', reports: ['daily'] },
]

function report(): Report {
  const period = periodOf('daily', '2026-11-20', 'Asia/Shanghai')!
  const tally = createReportTally(period, { now: T0 + 90_000_000, roster: town() })
  tally.add({
    alert: press({ id: 1024, outcome: 'genuine' }),
    lines: story([0, 'opened'], [252, 'acknowledged', 'p-day'], [900, 'arrived', 'p-day']),
    messages: [],
  })
  return {
    ...period,
    communityId: 'c-1',
    madeAt: T0 + 90_000_000,
    recordSince: 0,
    ...tally.folded(0),
    devices: { list: [], total: 0 },
    outages: [{ channel: 'sms', from: T0, reason: '' }],
    silences: [],
    canary: null,
    uncovered: [{ from: T0, to: T0 + 5_400_000 }],
    changes: [],
    titles: {},
  }
}

describe('a report that goes out', () => {
  const directory = town({ people: readers })
  const sent = () =>
    mailReport(report(), {
      alertId: 77,
      now: T0 + 90_000_000,
      readers: reportReaders(directory, { communityId: 'c-1', kind: 'daily' }),
      directory,
    })

  it('goes to whom the site names: with an address, of the office, of this community or of all', () => {
    const ids = (communityId: string, kind: ReportKind) =>
      reportReaders(directory, { communityId, kind }).map(({ id }) => id)
    expect(ids('c-1', 'daily')).toEqual(['p-boss', 'p-all'])
    expect(ids('c-2', 'daily')).toEqual(['p-all', 'p-other'])
    expect(ids('c-1', 'monthly')).toEqual(['p-all'])
    expect(reportReaders(town(), { communityId: 'c-1', kind: 'daily' })).toEqual([])
  })

  it('is one closed entry on record and one message each, under a key of its own', () => {
    const { alert, entries, notifications } = sent()
    expect(alert).toMatchObject({
      id: 77,
      status: 'resolved',
      severity: 'info',
      dueAt: null,
      emergency: false,
    })
    expect(entries.map(({ seq, kind }) => [seq, kind])).toEqual([
      [1, 'opened'],
      [2, 'resolved'],
    ])
    expect(notifications.map(({ key, address, status }) => [key, address, status])).toEqual([
      ['77.1.-1.person.p-boss.email.raised', 'z@example.org', 'queued'],
      ['77.1.-1.person.p-all.email.raised', 'all@example.org', 'queued'],
    ])
  })

  it('says in the reader’s language what happened, in counts and times', () => {
    const [zh, en] = sent().notifications.map(({ message }) => message)
    expect(zh?.title).toBe('和平里社区 值守日报 2026-11-20')
    expect(zh?.body).toBe(
      [
        '共 1 条警报，其中紧急呼救 1 条。',
        '',
        '60 秒内接警：1 条紧急警报中 0 条（0.0%），标准 97.5%，未达标',
        '180 秒内接警：1 条紧急警报中 0 条（0.0%），标准 99.0%，未达标',
        '',
        '等得最久的是 #1024：4 分 12 秒',
        '接警 中位 4 分 12 秒（1 次），到场 中位 15 分（1 次）',
        '',
        '需要留意：通道中断 1 次，1 小时 30 分无人值班',
      ].join('\n'),
    )
    expect(en?.title).toBe('和平里社区 daily report 2026-11-20')
    expect(en?.body).toContain('The longest wait was 4 min 12 s (#1024)')
    expect(en?.body).toContain('To look at: a channel was down once, nobody was on duty for 1 h 30 min')
  })

  it('names nobody and tells no health: not the elder, not the rule, not a number of the body', () => {
    for (const { message } of sent().notifications) {
      expect(`${message.title}${message.body}`).not.toMatch(/王桂兰|Guilan|心率|sos|r-1|3号楼/)
      expect(message.report).toEqual({ kind: 'daily', name: '2026-11-20', communityId: 'c-1' })
    }
  })
})
