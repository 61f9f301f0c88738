import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FakeGateway, START, startFakeGateway } from '../../support/gateway-fakes.ts'

let gateway: FakeGateway
beforeEach(async () => {
  gateway = await startFakeGateway()
})
afterEach(() => gateway.close())

const get = async (login: string, url: string) =>
  gateway.http.inject({ url, headers: { cookie: await gateway.cookieOf(login) } })
const post = async (login: string, url: string, payload: object) =>
  gateway.http.inject({
    method: 'POST',
    url,
    payload,
    headers: { cookie: await gateway.cookieOf(login), origin: 'http://localhost', host: 'localhost' },
  })

test('a test is announced for 15 min where nothing else is said, once for a requestId', async () => {
  const asked = { requestId: 'request-1' }
  const first = await post('grid', '/api/residents/r-1/test', asked)
  expect(first.statusCode).toBe(201)
  expect(first.json()).toMatchObject({ residentId: 'r-1', by: 'p-grid', until: START + 900_000 })
  expect((await post('grid', '/api/residents/r-1/test', asked)).json()).toEqual(first.json())
  expect(gateway.testing).toEqual([
    { residentId: 'r-1', actorId: 'p-grid', at: START, forMs: 900_000, tellFamily: false },
  ])
  const other = await post('grid', '/api/residents/r-1/test', { ...asked, minutes: 5 })
  expect(other.json().code).toBe('requestIdReused')
})

test('a refusal says why, and more than an hour is none', async () => {
  gateway.answerTestWith({ ok: false, code: 'emergencyOpen' })
  const refused = await post('duty', '/api/residents/r-1/test', { requestId: 'request-1' })
  expect([refused.statusCode, refused.json().code]).toEqual([409, 'emergencyOpen'])
  for (const minutes of [0, 61, 1.5])
    expect(
      (await post('duty', '/api/residents/r-1/test', { requestId: `request-${minutes}`, minutes }))
        .statusCode,
    ).toBe(400)
})

test('channels that never took a message are named too, first', async () => {
  expect((await get('duty', '/api/health/proven')).json().channels).toEqual([
    { channel: 'email', isOn: true, at: null },
    { channel: 'webhook', isOn: true, at: START + 60_000 },
  ])
})

test('residents come longest unproven first, and only those of the days and the grid asked for', async () => {
  const all = (await get('grid', '/api/proven/residents')).json().residents
  expect(all.map(({ id, at }: { id: string; at: number | null }) => [id, at])).toEqual([
    ['r-1', null],
    ['r-2', null],
  ])
  expect((await get('grid', '/api/proven/residents?days=30&gridId=g-2')).json().residents).toHaveLength(1)
  expect((await get('anna', '/api/proven/residents')).statusCode).toBe(403)
})
