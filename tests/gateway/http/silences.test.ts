import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FakeGateway, START, silenceOf, startFakeGateway } from '../../support/gateway-fakes.ts'

let gateway: FakeGateway
let duty: string
beforeEach(async () => {
  gateway = await startFakeGateway()
  duty = await gateway.cookieOf('duty')
})
afterEach(() => gateway.close())

const HOUR = 3_600_000
const get = (url: string, cookie = duty) => gateway.http.inject({ url, headers: { cookie } })
const post = (url: string, payload: object, cookie = duty) =>
  gateway.http.inject({ method: 'POST', url, headers: { cookie }, payload })
const asked = {
  requestId: 'request-0001',
  kind: 'maintenance',
  match: { gridId: 'g-1', ruleId: 'drain-level' },
  reason: ' 清淤 ',
  from: START + HOUR,
  until: START + 2 * HOUR,
}

test('a request becomes a silence of the person who asks, at the time of the gateway, once per click', async () => {
  const first = await post('/api/silences', asked)
  expect([first.statusCode, first.json()]).toEqual([201, silenceOf(1)])
  expect(gateway.silencing).toEqual([
    {
      actorId: 'p-duty',
      at: START,
      request: {
        kind: 'maintenance',
        match: { gridId: 'g-1', ruleId: 'drain-level' },
        reason: '清淤',
        from: START + HOUR,
        until: START + 2 * HOUR,
        exceptCritical: true,
      },
    },
  ])
  expect((await post('/api/silences', asked)).json()).toEqual(first.json())
  expect(gateway.silencing).toHaveLength(1)
  const other = await post('/api/silences', { ...asked, until: START + 3 * HOUR })
  expect(other.json()).toMatchObject({ status: 422, code: 'requestIdReused' })
})

test('a body that does not fit names every fault: an end is mandatory, a matcher is one of seven', async () => {
  const reply = await post('/api/silences', {
    requestId: 'request-0002',
    kind: 'forever',
    match: { floor: '3' },
    reason: '',
  })
  expect(reply.statusCode).toBe(400)
  expect(reply.json().faults.map(({ path }: { path: string }) => path)).toEqual([
    'body/kind',
    'body/match',
    'body/reason',
    'body/until',
  ])
})

test.each([
  ['invalidRequest', 400],
  ['neverSilenced', 409],
  ['alreadyEnded', 409],
  ['silenceNotFound', 404],
  ['storeUnavailable', 503],
] as const)('%s from the port is %i with the same code', async (code, status) => {
  gateway.answerSilenceWith(
    code === 'invalidRequest'
      ? { ok: false, code, faults: [{ path: 'until', message: 'too long' }] }
      : { ok: false, code },
  )
  const made = await post('/api/silences', asked)
  expect(made.json()).toMatchObject({ status, code })
  if (code === 'invalidRequest')
    expect(made.json().faults).toEqual([{ path: 'body/until', message: 'too long' }])
  const ended = await post('/api/silences/1/end', { requestId: 'request-0003' })
  expect(ended.json()).toMatchObject({ status, code })
  // A store that was away may be asked again under the same id.
  gateway.answerSilenceWith({ ok: true, silence: silenceOf(1) })
  const again = await post('/api/silences', asked)
  expect(again.statusCode).toBe(code === 'storeUnavailable' ? 201 : status)
})

test('ending one hands its number on, and needs a request id', async () => {
  expect((await post('/api/silences/7/end', {})).statusCode).toBe(400)
  const reply = await post('/api/silences/7/end', { requestId: 'request-0004' })
  expect(reply.statusCode).toBe(200)
  expect(gateway.silencing).toEqual([{ silenceId: 7, actorId: 'p-duty', at: START }])
})

test('the list is asked by state and page, and names those who made and ended them', async () => {
  const page = await get('/api/silences?state=past&before=9&limit=2', await gateway.cookieOf('grid'))
  expect(gateway.silencing).toEqual([{ state: 'past', before: 9, limit: 2, now: START }])
  expect(page.json()).toEqual({
    silences: [silenceOf(2, { endedAt: START, endedBy: 'p-director' }), silenceOf(1)],
    people: { 'p-duty': '李文静', 'p-director': '沈家豪' },
    next: 1,
  })
  expect((await get('/api/silences')).json().next).toBeNull()
  expect((await get('/api/silences?state=forever')).statusCode).toBe(400)
})
