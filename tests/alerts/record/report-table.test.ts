import { parse } from 'csv-parse/sync'
import { expect, it } from 'vitest'
import { periodOf } from '../../../alerts/record/calendar.ts'
import type { Report } from '../../../alerts/record/report.ts'
import { type ReportNames, reportTable } from '../../../alerts/record/report-table.ts'
import { createReportTally } from '../../../alerts/record/report-tally.ts'
import { TABLE_WORDS } from '../../../alerts/record/report-words.ts'
import { town } from '../response/town.ts'
import { press, story, T0 } from './case.ts'

const period = periodOf('daily', '2026-11-20', 'Asia/Shanghai')!

const deskAt = (seconds: number) => ({
  at: T0 + seconds * 1_000,
  heardAt: T0,
  by: 'x-120',
  how: 'interface' as const,
})

function report(): Report {
  const tally = createReportTally(period, {
    now: T0 + 90_000_000,
    roster: town(),
  })
  tally.add({
    alert: press({
      id: 1023,
      desk: { received: deskAt(70), vehicleOut: deskAt(130) },
    }),
    lines: story([0, 'opened'], [20, 'acknowledged', 'p-duty']),
    messages: [],
  })
  tally.add({
    alert: press({ id: 1025, subject: { kind: 'system', id: 'channel-sms' }, emergency: false }),
    lines: story([0, 'opened'], [900, 'acknowledged', 'p-admin']),
    messages: [],
  })
  tally.add({
    alert: press({ id: 1024 }),
    lines: story([0, 'opened'], [252, 'acknowledged', 'p-duty']),
    messages: [],
  })
  return {
    ...period,
    communityId: 'c-1',
    madeAt: T0 + 90_000_000,
    recordSince: 0,
    ...tally.folded(0),
    devices: { list: [], total: 0 },
    outages: [{ channel: 'sms', from: T0, reason: '=HYPERLINK("http://evil")' }],
    silences: [],
    canary: [{ day: '2026-11-20', state: 'proven', at: T0, tookMs: 420 }],
    uncovered: null,
    changes: [
      {
        no: 3,
        at: T0,
        by: 'p-director',
        reason: '太吵, 而且"误报"多\n两行',
        ruleId: 'hr-high',
        numbers: [{ ruleId: 'hr-high', name: 'raise', from: null, to: 125 }],
      },
    ],
    titles: {},
  }
}
const names: ReportNames = {
  community: '@梧桐里',
  madeBy: '沈家豪',
  subject: ({ id }) => `name of ${id}`,
  person: () => '沈家豪',
  rule: (id) => id,
  grid: (id) => id,
}

it('survives a spreadsheet: quotes, line breaks, a byte order mark, and nothing that begins like a formula', () => {
  const table = reportTable(report(), { words: TABLE_WORDS['zh-CN'], names })
  expect(table.startsWith('\uFEFF')).toBe(true)
  expect(table.endsWith('\r\n')).toBe(true)
  const lines = parse(table, { bom: true }) as string[][]
  expect(lines.every((line) => line.length === 7)).toBe(true)
  for (const cell of lines.flat()) expect(cell).not.toMatch(/^[=+@\t\r]|^-\D/)
  expect(lines.flat()).toContain('\'=HYPERLINK("http://evil")')
  expect(lines.flat()).toContain("'@梧桐里")
  expect(lines.at(-1)).toEqual([
    '规则修改',
    '3',
    'hr-high',
    '参数 raise',
    '出厂值 → 125',
    '',
    '沈家豪 2026-11-20 20:00:00: 太吵, 而且"误报"多\n两行',
  ])
})

it('tells times on the community’s clock and waits in seconds', () => {
  const lines = parse(reportTable(report(), { words: TABLE_WORDS.en, names }), { bom: true }) as string[][]
  const value = (part: string, measure: string) =>
    lines.find((line) => line[0] === part && line[3] === measure)?.[4]
  expect(value('report', 'from')).toBe('2026-11-20 00:00:00')
  expect(value('longest waits', 'waited (s)')).toBe('252.0')
  expect(value('standard (urgent and critical)', 'share')).toBe('0.5000')
  expect(value('channels that were down', 'from')).toBe('2026-11-20 20:00:00')
})

it('tells what the 120 desk took from the press on, in all and by shift, and the system’s own alerts apart', () => {
  const lines = parse(reportTable(report(), { words: TABLE_WORDS.en, names }), { bom: true }) as string[][]
  const values = (part: string, item: string) =>
    lines.filter((line) => line[0] === part && line[1] === item).map((line) => [line[3], line[4]])
  const part = 'time taken (urgent and critical)'
  expect(values(part, '120 desk received')).toEqual([
    ['count', '1'],
    ['median (s)', '70.0'],
    ['95% (s)', '70.0'],
  ])
  expect(values(part, 'vehicle out')[1]).toEqual(['median (s)', '130.0'])
  expect(values(part, 'ambulance there')).toEqual([
    ['count', '0'],
    ['median (s)', ''],
    ['95% (s)', ''],
  ])
  expect(values('by shift (urgent and critical)', '20:00-08:00')).toContainEqual([
    'vehicle out median (s)',
    '130.0',
  ])
  const own = lines.filter(([name]) => name === 'critical alerts about the system itself (apart)')
  expect(own.map((line) => [line[3], line[4]])).toEqual([
    ['alerts', '1'],
    ['count', '1'],
    ['median (s)', '900.0'],
    ['95% (s)', '900.0'],
  ])
  const worst = lines.filter(([name]) => name === 'longest waits').map((line) => line[1])
  expect(new Set(worst)).toEqual(new Set(['#1024']))
})
