import { expect, it } from 'vitest'
import { reportCause } from '../../dashboard/src/format/report-text.ts'
import { lookAgainAt, mailState } from '../../dashboard/src/reports/mail-state.ts'
import type { ReportMailAnswer } from '../../dashboard/src/server-types.ts'
import { en } from '../../dashboard/src/text/en.ts'
import { zhCn } from '../../dashboard/src/text/zh-cn.ts'

const mail = (more: Partial<ReportMailAnswer> = {}): ReportMailAnswer => ({
  communityId: 'c-1',
  timeZone: 'Asia/Shanghai',
  isOn: true,
  at: '07:30',
  readers: [{ personId: 'p', name: '赵', kinds: ['daily'] }],
  next: [],
  sent: [],
  ...more,
})
const sent = (
  name: string,
  status: 'delivered' | 'failed' | 'queued',
  kind: 'daily' | 'monthly' = 'daily',
) => ({
  kind,
  name,
  madeAt: 1,
  to: [{ personId: 'p', name: '赵', status }],
})

it('nobody named is off, named without a server is not, and neither looks like a failure', () => {
  expect(mailState(mail({ readers: [], isOn: false }))).toBe('off')
  expect(mailState(mail({ isOn: false }))).toBe('noServer')
  expect(mailState(mail())).toBe('on')
})

it('has failed while the newest day or the newest month did not arrive, not for an older one', () => {
  expect(mailState(mail({ sent: [sent('2026-11-21', 'failed'), sent('2026-11-20', 'delivered')] }))).toBe(
    'failed',
  )
  expect(mailState(mail({ sent: [sent('2026-11-21', 'queued'), sent('2026-11-20', 'failed')] }))).toBe('on')
  const month = sent('2026-10', 'failed', 'monthly')
  expect(mailState(mail({ sent: [sent('2026-11-21', 'delivered'), month] }))).toBe('failed')
})

it('the entry on record says which report it was, in both languages; other alerts are none', () => {
  const evidence = { samples: [], since: 1, facts: { report: 'monthly', period: '2026-10' } }
  expect(reportCause({ words: zhCn }, { ruleId: 'report', evidence })).toContain('值守月报 2026-10')
  expect(reportCause({ words: en }, { ruleId: 'report', evidence })).toContain('Monthly report 2026-10')
  expect(reportCause({ words: en }, { ruleId: 'sos', evidence })).toBeUndefined()
})

it('asks again in 5 s while one is on its way, and 15 s after the next is due, at the latest after 6 hours', () => {
  const now = 1_000_000_000
  expect(lookAgainAt(mail(), now)).toBeUndefined()
  expect(lookAgainAt(mail({ sent: [sent('2026-11-21', 'queued')] }), now)).toBe(now + 5_000)
  const next = (at: number) =>
    mail({ sent: [sent('2026-11-21', 'delivered')], next: [{ kind: 'daily', at }] })
  expect(lookAgainAt(next(now + 60_000), now)).toBe(now + 75_000)
  expect(lookAgainAt(next(now - 60_000), now)).toBe(now + 15_000)
  expect(lookAgainAt(next(now + 86_400_000), now)).toBe(now + 6 * 3_600_000)
})
