import { afterEach, beforeEach, expect, test } from 'vitest'
import { GatewayError } from '../../../gateway/errors.ts'
import { PROBLEMS } from '../../../gateway/http/problems.ts'
import { alertOf, type FakeGateway, startFakeGateway } from '../../support/gateway-fakes.ts'

let gateway: FakeGateway
let duty: string
beforeEach(async () => {
  gateway = await startFakeGateway()
  duty = await gateway.cookieOf('duty')
})
afterEach(() => gateway.close())

const get = (url: string, cookie = duty) => gateway.http.inject({ url, headers: { cookie } })
const post = (url: string, payload: object, cookie = duty) =>
  gateway.http.inject({ method: 'POST', url, headers: { cookie }, payload })
const acknowledge = { action: 'acknowledge', requestId: 'request-0001' }

test('a refusal is problem+json with a code from the closed list, never cached', async () => {
  const reply = await get('/api/residents/r-999')
  expect(reply.headers['content-type']).toBe('application/problem+json; charset=utf-8')
  expect(reply.headers['cache-control']).toBe('no-store')
  expect(reply.json()).toEqual({
    type: 'urn:shouwang:problem:residentNotFound',
    title: 'No such resident',
    status: 404,
    code: 'residentNotFound',
  })
})

test('a request that does not fit names every fault with its path', async () => {
  const query = await get('/api/residents/r-1/samples?metric=mood&from=x')
  expect(query.statusCode).toBe(400)
  expect(query.json().code).toBe('invalidRequest')
  expect(query.json().faults.map(({ path }: { path: string }) => path)).toEqual([
    'querystring/metric',
    'querystring/from',
    'querystring/to',
  ])
  const body = await post('/api/alerts/1/actions', {
    action: 'resolve',
    requestId: 'short',
    outcome: 'maybe',
  })
  expect(body.json().faults.map(({ path }: { path: string }) => path)).toEqual([
    'body/requestId',
    'body/outcome',
  ])
})

test('a year-long span is the most, and a span ends after it begins', async () => {
  const span = (from: number, to: number) =>
    get(`/api/residents/r-1/samples?metric=heartRate&from=${from}&to=${to}`)
  const day = 86_400_000
  expect((await span(0, 366 * day)).statusCode).toBe(200)
  expect((await span(0, 366 * day + 1)).statusCode).toBe(400)
  expect((await span(5, 5)).json().faults).toEqual([
    { path: 'querystring/to', message: '`to` must be after `from`' },
  ])
})

test('broken JSON, a foreign media type, 65 KiB and an unknown path each have their code', async () => {
  const raw = (payload: string, type: string) =>
    gateway.http.inject({
      method: 'POST',
      url: '/api/session',
      headers: { 'content-type': type },
      payload,
    })
  expect((await raw('{"login":', 'application/json')).json().code).toBe('unreadableBody')
  expect((await raw('<a/>', 'text/xml')).json().code).toBe('unsupportedMediaType')
  const large = await raw(JSON.stringify({ login: 'x'.repeat(65 * 1024) }), 'application/json')
  expect(large.json()).toMatchObject({ status: 413, code: 'bodyTooLarge' })
  expect((await get('/api/nothing')).json()).toMatchObject({ status: 404, code: 'notFound' })
  expect((await get('/')).json()).toMatchObject({ status: 404, code: 'notFound' })
})

test('what the command port refuses is a conflict or a 404 with the same code', async () => {
  const codes = [
    'alertNotFound',
    'alreadyResolved',
    'alreadyAcknowledged',
    'notAnEmergency',
    'storeUnavailable',
  ] as const
  for (const code of codes) {
    gateway.answerWith(async () => ({ ok: false, code }))
    const reply = await post('/api/alerts/1/actions', { ...acknowledge, requestId: `request-${code}` })
    expect([reply.statusCode, reply.json().code]).toEqual([PROBLEMS[code][0], code])
  }
})

test('a failing port is 503 when the store is the cause and a plain 500 otherwise, without its words', async () => {
  gateway.answerWith(async () => {
    throw new GatewayError('storeUnavailable', 'disk full at /var/secret')
  })
  const busy = await post('/api/alerts/1/actions', acknowledge)
  expect(busy.json()).toMatchObject({ status: 503, code: 'storeUnavailable' })
  expect(busy.headers['retry-after']).toBe('1')
  gateway.answerWith(async () => {
    throw new TypeError('cannot read properties of /var/secret')
  })
  const broken = await post('/api/alerts/1/actions', { ...acknowledge, requestId: 'request-0002' })
  expect(broken.json()).toMatchObject({ status: 500, code: 'internal' })
  expect(busy.body + broken.body).not.toContain('secret')
})

test('the same requestId acts once, also while the first is under way, and repeats its answer', async () => {
  const gate = Promise.withResolvers<void>()
  gateway.answerWith(async ({ alertId }) => {
    await gate.promise
    return { ok: true, alert: alertOf(alertId, { kind: 'resident', id: 'r-1' }), entries: [] }
  })
  const first = post('/api/alerts/1/actions', acknowledge)
  const second = post('/api/alerts/1/actions', acknowledge)
  gate.resolve()
  expect((await first).statusCode).toBe(200)
  expect((await second).body).toBe((await first).body)
  expect((await post('/api/alerts/1/actions', acknowledge)).body).toBe((await first).body)
  expect(gateway.commands).toHaveLength(1)
  expect(gateway.commands[0]).toEqual({
    action: 'acknowledge',
    alertId: 1,
    requestId: 'request-0001',
    actorId: 'p-duty',
    at: gateway.clock.now,
  })

  const other = await post('/api/alerts/2/actions', acknowledge)
  expect(other.json()).toMatchObject({ status: 422, code: 'requestIdReused' })
  const director = await gateway.cookieOf('director')
  expect((await post('/api/alerts/1/actions', acknowledge, director)).statusCode).toBe(200)
  expect(gateway.commands).toHaveLength(2)
})

test('an action the store could not take may be repeated under the same requestId', async () => {
  gateway.answerWith(async () => ({ ok: false, code: 'storeUnavailable' }))
  expect((await post('/api/alerts/1/actions', acknowledge)).statusCode).toBe(503)
  gateway.answerWith(async ({ alertId }) => ({
    ok: true,
    alert: alertOf(alertId, { kind: 'resident', id: 'r-1' }),
    entries: [],
  }))
  expect((await post('/api/alerts/1/actions', acknowledge)).statusCode).toBe(200)
})

test('alerts come newest first in pages, for all or for one grid', async () => {
  const first = (await get('/api/alerts?limit=2')).json()
  expect(first.alerts.map(({ id }: { id: number }) => id)).toEqual([3, 2])
  const second = (await get(`/api/alerts?limit=2&before=${first.next}`)).json()
  expect(second.alerts.map(({ id }: { id: number }) => id)).toEqual([1])
  expect(second.next).toBeNull()
  const west = (await get('/api/alerts?gridId=g-2')).json()
  expect(west.alerts.map(({ id }: { id: number }) => id)).toEqual([2])
})

test('a resident without a band has an empty curve, not an error', async () => {
  const curve = await get('/api/residents/r-2/samples?metric=heartRate&from=1000&to=2000')
  expect(curve.json()).toEqual({
    metric: 'heartRate',
    from: 1000,
    to: 2000,
    at: [],
    value: [],
    doubtful: [],
    indexedTo: gateway.clock.now,
  })
})

test('a director adopts a device once, for a resident who has none, and may give it a fresh secret', async () => {
  const director = await gateway.cookieOf('director')
  const adopt = (payload: object) => post('/api/devices', payload, director)
  const made = await adopt({ deviceId: 'band-x', kind: 'band', residentId: 'r-2' })
  expect(made.statusCode).toBe(201)
  expect(made.json()).toEqual({ deviceId: 'band-x', username: 'band-x', secret: 'fresh-secret' })
  expect(gateway.adopted).toEqual([{ id: 'band-x', kind: 'band', residentId: 'r-2' }])
  const codeOf = async (payload: object) => (await adopt(payload)).json().code
  expect(await codeOf({ deviceId: 'band-1', kind: 'band' })).toBe('deviceExists')
  expect(await codeOf({ deviceId: 'band-y', kind: 'band', residentId: 'r-1' })).toBe('alreadyAssigned')
  expect(await codeOf({ deviceId: 'band-y', kind: 'band', residentId: 'r-9' })).toBe('residentNotFound')
  expect(await codeOf({ deviceId: 'water-y', kind: 'drain', drainId: 'drain-9' })).toBe('drainNotFound')
  expect(await codeOf({ deviceId: 'band y', kind: 'band' })).toBe('invalidRequest')
  expect(await codeOf({ deviceId: 'band-y', kind: 'band', drainId: 'drain-1' })).toBe('invalidRequest')
  const again = await post('/api/devices/band-1/secret', {}, director)
  expect(again.json()).toMatchObject({ deviceId: 'band-1', secret: 'fresh-secret' })
  expect((await post('/api/devices/band-9/secret', {}, director)).json().code).toBe('deviceNotFound')
})

test('readiness names what is missing, and liveness does not care', async () => {
  await gateway.close()
  gateway = await startFakeGateway({
    health: { notReady: () => ['store', 'broker'], metrics: async () => '' },
  })
  expect((await gateway.http.inject('/livez')).json()).toEqual({ status: 'ok' })
  const ready = await gateway.http.inject('/readyz')
  expect(ready.statusCode).toBe(503)
  expect(ready.json()).toMatchObject({ code: 'notReady', detail: 'store, broker' })
})

test('the login page learns what this is without a session', async () => {
  expect((await gateway.http.inject('/api/meta')).json()).toEqual({
    name: '守望 Shouwang',
    version: '0.1.0',
    demo: false,
    locales: ['zh-CN', 'en'],
    serverTime: gateway.clock.now,
  })
})

test('OpenAPI describes every API route with its roles, and its page may load its own scripts only', async () => {
  const document = (await gateway.http.inject('/api/docs/json')).json()
  const described = Object.keys(document.paths)
  const served = gateway.http.routes
    .filter(({ url }) => url.startsWith('/api/') && !url.startsWith('/api/docs'))
    .map(({ url }) => url.replace(/:(\w+)/g, '{$1}'))
  expect(described).toEqual(expect.arrayContaining([...new Set(served)]))
  expect(document.paths['/api/drains'].get.description).toContain('Roles: duty, grid, director, admin.')
  expect(
    document.paths['/api/alerts/{id}/actions'].post.requestBody.content['application/json'].schema,
  ).toHaveProperty('oneOf')
  const page = await gateway.http.inject('/api/docs/')
  expect(page.statusCode).toBe(200)
  expect(page.headers['content-security-policy']).toContain("script-src 'self';")
  expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'")
})
