import { parse } from 'csv-parse/sync'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FakeGateway, START, startFakeGateway } from '../../support/gateway-fakes.ts'

let gateway: FakeGateway
beforeEach(async () => {
  gateway = await startFakeGateway()
})
afterEach(() => gateway.close())

const get = async (login: string, url: string) =>
  gateway.http.inject({ url, headers: { cookie: await gateway.cookieOf(login) } })

test('a day is that of the community’s clock, made by whoever asks, with names for what it is about', async () => {
  const answer = (await get('director', '/api/reports/daily?date=2026-11-21')).json()
  expect(answer).toMatchObject({
    kind: 'daily',
    name: '2026-11-21',
    communityId: 'c-1',
    from: Date.UTC(2026, 10, 20, 16),
    to: Date.UTC(2026, 10, 21, 16),
    madeAt: START,
    madeBy: { personId: 'p-director', name: '沈家豪' },
  })
  expect(answer.previous).toBeUndefined()
  expect(answer.subjects['resident:r-1']).toBe('张文娟')
  expect(gateway.asked.at(-1)).toMatchObject({ communityId: 'c-1', period: { kind: 'daily' } })
})

test('neither residents nor partners’ secrets cross to the reader with the roster', async () => {
  await get('director', '/api/reports/daily?date=2026-11-21')
  const { roster } = gateway.asked.at(-1) as unknown as { roster: Record<string, Map<string, unknown>> }
  expect([roster.residents?.size, roster.partners?.size, roster.devices?.size]).toEqual([0, 0, 0])
  expect([...(roster.people?.keys() ?? [])]).toEqual(['p-duty', 'p-grid', 'p-director', 'p-admin'])
})

test('a month asks for the month before as well', async () => {
  expect((await get('duty', '/api/reports/monthly?month=2026-11')).statusCode).toBe(200)
  expect(gateway.asked.at(-1)).toMatchObject({ previous: { kind: 'monthly', name: '2026-10' } })
})

test('a day that has not begun, one that is on no calendar, and a community nobody knows are refused', async () => {
  const tomorrow = await get('duty', '/api/reports/daily?date=2026-11-22')
  expect([tomorrow.statusCode, tomorrow.json().code]).toEqual([422, 'notBegun'])
  expect((await get('duty', '/api/reports/monthly?month=2026-12')).json().code).toBe('notBegun')
  const never = await get('duty', '/api/reports/daily?date=2026-02-30')
  expect([never.statusCode, never.json().faults]).toEqual([
    400,
    [{ path: 'date', message: 'is on no calendar' }],
  ])
  for (const url of ['daily?date=today', 'daily', 'monthly?month=2026-11-21'])
    expect((await get('duty', `/api/reports/${url}`)).statusCode).toBe(400)
  const nowhere = await get('duty', '/api/reports/daily?date=2026-11-21&communityId=c-9')
  expect(nowhere.json().code).toBe('communityNotFound')
})

test('the table has seven columns on every line, in the language that is asked for', async () => {
  const answer = await get('duty', '/api/reports/daily.csv?date=2026-11-21')
  expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8')
  expect(answer.headers['content-disposition']).toBe('attachment; filename="report-2026-11-21.csv"')
  expect(answer.body.startsWith('\uFEFF部分,')).toBe(true)
  // csv-parse refuses lines of another length by itself.
  const lines = parse(answer.body, { bom: true }) as string[][]
  expect(lines[0]).toHaveLength(7)
  expect(lines.find(([part, , , measure]) => part === '报告' && measure === '生成人')?.[4]).toBe('李文静')
  const english = parse((await get('duty', '/api/reports/daily.csv?date=2026-11-21&locale=en')).body, {
    bom: true,
  }) as string[][]
  expect(english.find(([part, , , measure]) => part === 'report' && measure === 'community')?.[4]).toBe(
    'Wutongli',
  )
})

test('who gets reports by e-mail is told to whoever may open the page, without an address, and of a known community only', async () => {
  const answer = await get('duty', '/api/reports/mail')
  expect(answer.json()).toMatchObject({ communityId: 'c-1', isOn: true, at: '07:30' })
  expect(answer.json().readers).toEqual([{ personId: 'p-director', name: '沈家豪', kinds: ['daily'] }])
  expect(answer.body).not.toContain('@')
  expect((await get('duty', '/api/reports/mail?communityId=c-9')).json().code).toBe('communityNotFound')
  for (const login of ['grid', 'anna']) expect((await get(login, '/api/reports/mail')).statusCode).toBe(403)
})
