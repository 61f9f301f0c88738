import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FakeGateway, START, startFakeGateway, WEATHER } from '../../support/gateway-fakes.ts'

let gateway: FakeGateway
beforeEach(async () => {
  gateway = await startFakeGateway()
})
afterEach(() => gateway.close())

const HOUR = 3_600_000
const asked = {
  requestId: 'request-0001',
  communityId: 'c-1',
  warning: 'orange',
  until: START + HOUR,
  source: ' 市气象台 ',
}
const put = async (payload: object, login = 'duty') =>
  gateway.http.inject({
    method: 'PUT',
    url: '/api/weather',
    headers: { cookie: await gateway.cookieOf(login) },
    payload,
  })

test('staff read the warnings with the names of those who set them; families and strangers do not', async () => {
  const get = async (login: string) =>
    gateway.http.inject({ url: '/api/weather', headers: { cookie: await gateway.cookieOf(login) } })
  expect((await get('grid')).json()).toEqual({ weather: [WEATHER], people: { 'p-duty': '李文静' } })
  expect((await get('anna')).statusCode).toBe(403)
  expect((await gateway.http.inject({ url: '/api/weather' })).statusCode).toBe(401)
})

test('a warning is set in the name of whoever asks, at the time of the gateway, once per click', async () => {
  const first = await put(asked)
  expect([first.statusCode, first.json()]).toEqual([200, WEATHER])
  expect(gateway.warnings).toEqual([
    {
      communityId: 'c-1',
      warning: 'orange',
      until: START + HOUR,
      source: '市气象台',
      actorId: 'p-duty',
      at: START,
    },
  ])
  expect((await put(asked)).json()).toEqual(first.json())
  expect(gateway.warnings).toHaveLength(1)
  expect((await put({ ...asked, warning: 'red' })).json()).toMatchObject({ code: 'requestIdReused' })
})

test('the duty officer, the director and the admin may; a grid worker and a family may not', async () => {
  for (const [login, status] of [
    ['director', 200],
    ['admin', 200],
    ['grid', 403],
    ['anna', 403],
  ] as const)
    expect([login, (await put(asked, login)).statusCode]).toEqual([login, status])
})

test('a colour nobody knows, no source and an end of more than 7 days are refused with their fields', async () => {
  const reply = await put({ requestId: 'request-0002', communityId: 'c-1', warning: 'pink', source: ' ' })
  expect(reply.json().faults.map(({ path }: { path: string }) => path)).toEqual([
    'body/warning',
    'body/until',
    'body/source',
  ])
  const late = await put({ ...asked, until: START + 7 * 24 * HOUR + 1 })
  expect(late.json()).toMatchObject({ status: 400, faults: [{ path: 'body/until' }] })
  expect(gateway.warnings).toEqual([])
})

test.each([
  ['communityNotFound', 404],
  ['endsTooSoon', 409],
  ['storeUnavailable', 503],
] as const)('%s from the port is %i with the same code', async (code, status) => {
  gateway.answerWeatherWith({ ok: false, code })
  expect((await put(asked)).json()).toMatchObject({ status, code })
  // A store that was away may be asked again under the same id.
  gateway.answerWeatherWith({ ok: true, weather: WEATHER })
  expect((await put(asked)).statusCode).toBe(code === 'storeUnavailable' ? 200 : status)
})
