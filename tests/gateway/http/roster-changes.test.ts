import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FakeGateway, START, startFakeGateway } from '../../support/gateway-fakes.ts'
import { CHANGE } from '../../support/roster-fake.ts'

let gateway: FakeGateway
let director: string
beforeEach(async () => {
  gateway = await startFakeGateway()
  director = await gateway.cookieOf('director')
})
afterEach(() => gateway.close())

const get = (url: string, cookie = director) => gateway.http.inject({ url, headers: { cookie } })
const post = (url: string, payload: object, cookie = director) =>
  gateway.http.inject({ method: 'POST', url, headers: { cookie }, payload })
const asked = {
  requestId: 'request-0001',
  kind: 'override',
  communityId: 'c-1',
  reason: ' 孩子生病 ',
  from: '2026-11-23T08:00',
  to: '2026-11-23T20:00',
  personIds: ['p-director'],
}

test('a change is asked of the port once per click, with the person and the time of the gateway', async () => {
  const first = await post('/api/roster/changes', asked)
  expect([first.statusCode, first.json()]).toEqual([201, CHANGE])
  const { requestId, ...request } = asked
  expect(gateway.roster.asked).toEqual([
    { actorId: 'p-director', at: START, requestId, request: { ...request, reason: '孩子生病' } },
  ])
  expect((await post('/api/roster/changes', asked)).json()).toEqual(first.json())
  expect(gateway.roster.asked).toHaveLength(1)
  const other = await post('/api/roster/changes', { ...asked, to: '2026-11-23T21:00' })
  expect(other.json()).toMatchObject({ status: 422, code: 'requestIdReused' })
})

test('a refusal names the minutes and whom they are about', async () => {
  const gaps = [{ from: START, to: START + 60_000 }]
  gateway.roster.willAnswer({ ok: false, code: 'notOnDuty', gaps, personId: 'p-duty' })
  const reply = await post('/api/roster/changes', asked)
  expect(reply.statusCode).toBe(409)
  expect(reply.json()).toMatchObject({ code: 'notOnDuty', gaps, personId: 'p-duty' })
  gateway.roster.willAnswer({
    ok: false,
    code: 'invalidRequest',
    faults: [{ path: 'to', message: 'is over already' }],
  })
  const faulty = await post('/api/roster/changes', { ...asked, requestId: 'request-0002' })
  expect(faulty.json()).toMatchObject({
    status: 400,
    code: 'invalidRequest',
    faults: [{ path: 'body/to', message: 'is over already' }],
  })
})

test.each([
  [{ ...asked, kind: 'vacation' }],
  [{ ...asked, personIds: 'p-director' }],
  [{ ...asked, reason: '  ' }],
  [{ ...asked, more: 1 }],
  [
    {
      requestId: 'request-1',
      kind: 'swap',
      communityId: 'c-1',
      reason: 'x',
      personId: 'a',
      by: 'b',
      from: '2026',
      to: 1,
    },
  ],
  [
    {
      requestId: 'request-1',
      kind: 'holiday',
      communityId: 'c-1',
      reason: 'x',
      name: 'x',
      firstDay: '1.1.2027',
      lastDay: '2027-01-01',
      plan: { like: 7 },
    },
  ],
  [
    {
      requestId: 'request-1',
      kind: 'holiday',
      communityId: 'c-1',
      reason: 'x',
      name: 'x',
      firstDay: '2027-01-01',
      lastDay: '2027-01-01',
      plan: { like: 7, shifts: [] },
    },
  ],
])('a body that does not fit is refused before anybody is asked: %j', async (body) => {
  expect((await post('/api/roster/changes', body)).json()).toMatchObject({
    status: 400,
    code: 'invalidRequest',
  })
  expect(gateway.roster.asked).toEqual([])
})

test('the roster of this week begins on Monday, and says what its reader may do', async () => {
  const view = (await get('/api/roster')).json()
  expect(view).toMatchObject({
    communityId: 'c-1',
    timeZone: 'Asia/Shanghai',
    today: '2026-11-21',
    may: 'all',
    next: null,
  })
  expect(view.days.map(({ day }: { day: string }) => day)).toEqual([
    '2026-11-16',
    '2026-11-17',
    '2026-11-18',
    '2026-11-19',
    '2026-11-20',
    '2026-11-21',
    '2026-11-22',
  ])
  expect((await get('/api/roster', await gateway.cookieOf('duty'))).json().may).toBe('own')
  expect((await get('/api/roster', await gateway.cookieOf('grid'))).json().may).toBe('nothing')
  expect((await get('/api/roster?from=2026-12-30&days=3')).json().days).toHaveLength(3)
  expect((await get('/api/roster?from=2026-02-30')).statusCode).toBe(400)
  expect((await get('/api/roster?communityId=c-9')).json().code).toBe('communityNotFound')
})

test('a calendar file of 900 KB gets through, and says what it would change before it does', async () => {
  const calendar = 'x'.repeat(900_000)
  const body = { requestId: 'request-0001', communityId: 'c-1', calendar, reason: '', apply: false }
  const reply = await post('/api/roster/import', body)
  expect(reply.json()).toMatchObject({
    faults: [],
    events: 2,
    past: 1,
    applied: 0,
    rows: [{ before: ['p-duty'] }],
  })
  expect((await post('/api/roster/import', { ...body, reason: 'x', apply: true })).json().applied).toBe(1)
  const large = await post('/api/roster/import', { ...body, calendar: 'x'.repeat(3_000_000) })
  expect(large.json()).toMatchObject({ status: 413, code: 'bodyTooLarge' })
})

test('a calendar program reads its address without a session, as text/calendar; a wrong one is nothing', async () => {
  const reply = await gateway.http.inject({ url: '/api/calendar/1.signature.ics' })
  expect([reply.statusCode, reply.headers['content-type'], reply.body]).toEqual([
    200,
    'text/calendar; charset=utf-8',
    'BEGIN:VCALENDAR\r\n',
  ])
  const wrong = await gateway.http.inject({ url: '/api/calendar/1.wrong.ics' })
  expect(wrong.json()).toMatchObject({ status: 404, code: 'feedNotFound' })
})

test('addresses are listed with their paths; a grid worker sees no other than their own', async () => {
  const paths = async (login: string) =>
    (await get('/api/roster/feeds?communityId=c-1', await gateway.cookieOf(login)))
      .json()
      .map(({ path }: { path: string }) => path)
  expect(await paths('duty')).toEqual(['/api/calendar/1.signature.ics', '/api/calendar/2.signature.ics'])
  expect(await paths('grid')).toEqual(['/api/calendar/2.signature.ics'])
  expect((await post('/api/roster/feeds', { communityId: 'c-1' })).json()).toMatchObject({
    id: 1,
    path: expect.any(String),
  })
  expect((await post('/api/roster/feeds/9/revoke', {})).json().code).toBe('feedNotFound')
})
