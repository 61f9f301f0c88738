import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FakeGateway, START, startFakeGateway } from '../../support/gateway-fakes.ts'

let gateway: FakeGateway
beforeEach(async () => {
  gateway = await startFakeGateway()
})
afterEach(() => gateway.close())

const get = async (login: string, url: string) =>
  gateway.http.inject({ url, headers: { cookie: await gateway.cookieOf(login) } })
const WEEK = `from=${START - 86_400_000}&to=${START + 86_400_000}`

test('the proof of an alert tells its hops, its recipients and the red hop, to staff only', async () => {
  const answer = (await get('duty', '/api/alerts/1/proof')).json()
  expect(answer.hops.map((hop: { hop: string }) => hop.hop)).toHaveLength(9)
  expect(answer.hops[3]).toMatchObject({ hop: 'recorded', at: START + 12, tookMs: 12, state: 'fine' })
  expect(answer.hops[5]).toMatchObject({ hop: 'acknowledged', by: 'p-duty', tookMs: 5_000 })
  expect(answer.recipients[0]).toMatchObject({ state: 'failed', stages: { accepted: START + 90 } })
  gateway.clock.now = START + 11_000
  expect((await get('duty', '/api/alerts/1/proof')).json().red).toBe('told')
  expect((await get('anna', '/api/alerts/1/proof')).statusCode).toBe(403)
  expect((await get('duty', '/api/alerts/99/proof')).json().code).toBe('alertNotFound')
})

test('the figures come by grid with its name, for office staff only', async () => {
  const answer = (await get('director', `/api/kpi?${WEEK}&by=grid`)).json()
  expect(answer.total).toMatchObject({ alerts: 3, tests: 0, acknowledge: { count: 3, p50: 5_000 } })
  expect(answer.groups.map(({ key, name }: { key: string; name: string }) => [key, name])).toEqual([
    ['g-1', '东网格'],
    ['g-2', '西网格'],
  ])
  expect(gateway.asked.at(-1)).toMatchObject({ of: 'urgent' })
  const { roster } = gateway.asked.at(-1) as unknown as { roster: Record<string, Map<string, unknown>> }
  expect([roster.communities?.has('c-1'), roster.residents?.size]).toEqual([true, 0])
  expect((await get('grid', `/api/kpi?${WEEK}`)).statusCode).toBe(403)
  expect((await get('anna', `/api/kpi?${WEEK}`)).statusCode).toBe(403)
})

test('the table is a download of the same lines and the total', async () => {
  const answer = await get('duty', `/api/kpi.csv?${WEEK}&by=rule`)
  expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8')
  expect(answer.headers['content-disposition']).toContain('kpi-by-rule.csv')
  const lines = answer.body.trimEnd().split('\r\n')
  expect(lines.map((line) => line.split(',')[0])).toEqual(['\uFEFFgroup', 'drain-level', 'sos', 'total'])
})

test('a question without an end, backwards or for years is refused', async () => {
  for (const range of [`from=${START}`, `from=${START}&to=${START}`, `from=0&to=${START}`])
    expect((await get('duty', `/api/kpi?${range}`)).statusCode).toBe(400)
})

test('what was last proven is told by community and by channel, to staff', async () => {
  expect((await get('grid', '/api/health/proven')).json()).toEqual({
    communities: [{ id: 'c-1', name: '梧桐里', since: START, at: START + 60_000, tookMs: 420 }],
    channels: [
      { channel: 'email', isOn: true, at: null },
      { channel: 'webhook', isOn: true, at: START + 60_000 },
    ],
  })
  expect((await get('anna', '/api/health/proven')).statusCode).toBe(403)
})
