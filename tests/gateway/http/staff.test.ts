import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FakeGateway, startFakeGateway } from '../../support/gateway-fakes.ts'

let gateway: FakeGateway
let duty: string
beforeEach(async () => {
  gateway = await startFakeGateway()
  duty = await gateway.cookieOf('duty')
})
afterEach(() => gateway.close())

const act = (payload: object) =>
  gateway.http.inject({
    method: 'POST',
    url: '/api/alerts/1/actions',
    headers: { cookie: duty },
    payload: { requestId: 'request-0001', ...payload },
  })

test('the staff, without family, and who of them is on duty', async () => {
  const staff = (await gateway.http.inject({ url: '/api/staff', headers: { cookie: duty } })).json()
  expect(staff.map(({ personId, onDuty }: any) => [personId, onDuty])).toEqual([
    ['p-grid', true],
    ['p-director', true],
    ['p-admin', true],
    ['p-duty', false],
  ])
  const other = await gateway.http.inject({ url: '/api/staff?gridId=g-2', headers: { cookie: duty } })
  expect(other.json().map(({ personId }: any) => personId)).not.toContain('p-grid')
})

test('assigning, handing over and calls reach the gateway as they were said', async () => {
  await act({ action: 'assign', requestId: 'request-a', personId: 'p-grid', note: '请敲门' })
  await act({ action: 'handOver', requestId: 'request-b', personId: 'p-director', from: 'p-duty' })
  await act({ action: 'logCall', requestId: 'request-c', callee: 'p-anna', result: 'noAnswer' })
  expect(gateway.commands).toMatchObject([
    { action: 'assign', personId: 'p-grid', note: '请敲门', actorId: 'p-duty' },
    { action: 'handOver', personId: 'p-director', from: 'p-duty' },
    { action: 'logCall', callee: 'p-anna', result: 'noAnswer' },
  ])
  expect(gateway.commands[0]).not.toHaveProperty('instead')
})

test.each([
  { action: 'assign' },
  { action: 'handOver', personId: 'p-grid' },
  { action: 'logCall', callee: 'p-anna', result: 'perhaps' },
  { action: 'undo', of: 'resolve' },
])('%j does not fit', async (payload) => {
  expect((await act(payload)).json()).toMatchObject({ status: 400, code: 'invalidRequest' })
})

test('the hand-over sheet of a community, with its open alerts, its gaps and the names in it', async () => {
  const get = (url: string) => gateway.http.inject({ url, headers: { cookie: duty } })
  const sheet = (await get('/api/handover')).json()
  expect(sheet).toMatchObject({ communityId: 'c-1', at: expect.any(Number), onDuty: [], next: null })
  expect(sheet.alerts.length).toBeGreaterThan(0)
  expect(sheet.uncovered).toHaveLength(1)
  expect((await get('/api/handover?communityId=c-9')).json()).toMatchObject({ code: 'communityNotFound' })
})
