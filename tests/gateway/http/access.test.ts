import { afterEach, expect, test } from 'vitest'
import { type FakeGateway, startFakeGateway } from '../../support/gateway-fakes.ts'

let gateway: FakeGateway
afterEach(() => gateway.close())

const STAFF = ['duty', 'grid', 'director', 'admin']
const PHONES = { messages: () => [] }

test('every route says who may call it', async () => {
  gateway = await startFakeGateway({ phones: PHONES, config: { dashboardFolder: import.meta.dirname } })
  const silent = gateway.http.routes.filter(({ access }) => access === undefined)
  expect(silent).toEqual([])
  expect(gateway.http.routes.length).toBeGreaterThan(20)
})

test('without a session only these routes answer', async () => {
  gateway = await startFakeGateway({ phones: PHONES, config: { dashboardFolder: import.meta.dirname } })
  const open = gateway.http.routes
    .filter(
      ({ access, method, url }) => access === 'public' && method !== 'HEAD' && !url.startsWith('/api/docs'),
    )
    .map(({ method, url }) => `${method} ${url}`)
  expect(open.sort()).toEqual([
    'DELETE /api/session',
    'GET /*',
    'GET /api/calendar/:token',
    'GET /api/meta',
    'GET /livez',
    'GET /readyz',
    'POST /api/desk/receipts',
    'POST /api/session',
  ])
})

// The table of the house: who gets in where. A body or a query that does not fit comes after the role (400).
const TABLE: readonly (readonly [method: 'GET' | 'POST' | 'PUT', url: string, roles: readonly string[]])[] = [
  ['GET', '/api/session', [...STAFF, 'anna']],
  ['GET', '/api/residents', [...STAFF, 'anna']],
  ['GET', '/api/residents/r-1', [...STAFF, 'anna']],
  ['GET', '/api/residents/r-1/samples?metric=heartRate&from=0&to=1000', [...STAFF, 'anna']],
  ['GET', '/api/drains', STAFF],
  ['GET', '/api/drains/drain-1/samples?metric=level&from=0&to=1000', STAFF],
  ['GET', '/api/alerts', [...STAFF, 'anna']],
  ['GET', '/api/alerts/1', [...STAFF, 'anna']],
  ['POST', '/api/alerts/1/actions', [...STAFF, 'anna']],
  ['GET', '/api/staff', STAFF],
  ['GET', '/api/handover', STAFF],
  ['GET', '/api/roster', STAFF],
  ['POST', '/api/roster/changes', ['duty', 'director', 'admin']],
  ['POST', '/api/roster/changes/1/cancel', ['duty', 'director', 'admin']],
  ['POST', '/api/roster/import', ['duty', 'director', 'admin']],
  ['GET', '/api/roster/feeds?communityId=c-1', STAFF],
  ['POST', '/api/roster/feeds', STAFF],
  ['POST', '/api/roster/feeds/1/revoke', STAFF],
  ['GET', '/api/alerts/1/proof', STAFF],
  ['GET', '/api/alerts/1/card?opening=opening-1', STAFF],
  ['GET', '/api/health/proven', STAFF],
  ['GET', '/api/proven/residents', STAFF],
  ['POST', '/api/residents/r-1/test', STAFF],
  ['POST', '/api/residents/r-1/test/call-off', STAFF],
  ['GET', '/api/kpi?from=0&to=1000', ['duty', 'director', 'admin']],
  ['GET', '/api/kpi.csv?from=0&to=1000', ['duty', 'director', 'admin']],
  ['GET', '/api/reports/daily?date=2026-11-21', ['duty', 'director', 'admin']],
  ['GET', '/api/reports/monthly?month=2026-11', ['duty', 'director', 'admin']],
  ['GET', '/api/reports/daily.csv?date=2026-11-21', ['duty', 'director', 'admin']],
  ['GET', '/api/reports/monthly.csv?month=2026-11', ['duty', 'director', 'admin']],
  ['GET', '/api/silences', STAFF],
  ['POST', '/api/silences', ['duty', 'director', 'admin']],
  ['POST', '/api/silences/1/end', ['duty', 'director', 'admin']],
  ['GET', '/api/rules', STAFF],
  ['GET', '/api/rules/hr-high', STAFF],
  ['GET', '/api/rules/hr-high/history', STAFF],
  ['POST', '/api/rules/hr-high/changes', ['director', 'admin']],
  ['POST', '/api/rules/hr-high/undo', ['director', 'admin']],
  ['POST', '/api/rules/hr-high/backtest', STAFF],
  ['POST', '/api/rules/reload', ['admin']],
  ['GET', '/api/residents/r-1/overrides', ['duty', 'director', 'admin']],
  ['PUT', '/api/residents/r-1/overrides', ['director', 'admin']],
  ['GET', '/api/devices/unknown', ['duty', 'director', 'admin']],
  ['POST', '/api/devices', ['director', 'admin']],
  ['POST', '/api/devices/band-1/secret', ['director', 'admin']],
  ['GET', '/api/rejections', ['duty', 'director', 'admin']],
  ['GET', '/api/demo/phones', STAFF],
]

test('each role gets in where the table says, and nobody without a session', async () => {
  gateway = await startFakeGateway({ phones: PHONES })
  const cookies = new Map<string, string>()
  for (const login of [...STAFF, 'anna']) cookies.set(login, await gateway.cookieOf(login))
  for (const [method, url, roles] of TABLE) {
    const bare = await gateway.http.inject({ method, url })
    expect([url, bare.statusCode, bare.json().code]).toEqual([url, 401, 'notLoggedIn'])
    for (const [login, cookie] of cookies) {
      const reply = await gateway.http.inject({ method, url, headers: { cookie } })
      const verdict = reply.statusCode === 403 ? 'refused' : reply.statusCode < 500 ? 'in' : 'broken'
      expect([login, method, url, verdict]).toEqual([
        login,
        method,
        url,
        roles.includes(login) ? 'in' : 'refused',
      ])
    }
  }
})

test('metrics are for this machine and for admins, and a proxy does not make everybody local', async () => {
  gateway = await startFakeGateway()
  const read = async (headers: Record<string, string>, remoteAddress: string) =>
    (await gateway.http.inject({ url: '/metrics', headers, remoteAddress })).statusCode
  expect(await read({}, '127.0.0.1')).toBe(200)
  expect(await read({}, '::1')).toBe(200)
  expect(await read({}, '192.168.1.20')).toBe(401)
  expect(await read({ 'x-forwarded-for': '203.0.113.9' }, '127.0.0.1')).toBe(401)
  expect(await read({ cookie: await gateway.cookieOf('duty') }, '192.168.1.20')).toBe(403)
  expect(await read({ cookie: await gateway.cookieOf('admin') }, '192.168.1.20')).toBe(200)
})

test('the phones page does not exist outside the demo', async () => {
  gateway = await startFakeGateway()
  const cookie = await gateway.cookieOf('admin')
  const reply = await gateway.http.inject({ url: '/api/demo/phones', headers: { cookie } })
  expect(reply.statusCode).toBe(404)
  expect(reply.json()).toMatchObject({ code: 'notFound' })
})
