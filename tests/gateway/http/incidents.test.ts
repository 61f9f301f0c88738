import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Alert } from '../../../alerts/model/alert.ts'
import { alertOf, type FakeGateway, START, startFakeGateway } from '../../support/gateway-fakes.ts'

let gateway: FakeGateway
let duty: string
const members: NonNullable<Alert['members']> = {
  area: 'grid',
  count: 1,
  standing: 1,
  newestId: 41,
  worstId: 41,
  oldestAt: START,
  newestAt: START,
  subjects: ['drain:drain-1'],
}
beforeEach(async () => {
  gateway = await startFakeGateway()
  duty = await gateway.cookieOf('duty')
  const water = { emergency: false, ruleId: 'drain-level', policyId: 'flood' }
  gateway.alerts.set(41, alertOf(41, { kind: 'drain', id: 'drain-1' }, { ...water, incidentId: 42 }))
  gateway.alerts.set(
    42,
    alertOf(
      42,
      { kind: 'area', id: 'g-2', area: 'grid' },
      {
        ...water,
        ruleId: 'flood',
        members,
        calls: { 'r-2': { result: 'noAnswer', at: START, by: 'p-grid', times: 2 } },
      },
    ),
  )
})
afterEach(() => gateway.close())

const get = (url: string, cookie = duty) => gateway.http.inject({ url, headers: { cookie } })
const call = (payload: object, cookie = duty, id = 42) =>
  gateway.http.inject({ method: 'POST', url: `/api/alerts/${id}/calls`, headers: { cookie }, payload })
const word = { requestId: 'request-0001', residentId: 'r-2', result: 'needsHelp', note: '水进屋了' }

test('an incident comes with its members and its call list: why, how to reach them, and the last word', async () => {
  const { members: found, callList, people } = (await get('/api/alerts/42')).json()
  expect(found).toMatchObject([{ id: 41, incidentId: 42 }])
  expect(callList).toEqual([
    {
      residentId: 'r-2',
      score: 45,
      reasons: [
        { code: 'groundFloor', weight: 30 },
        { code: 'age', weight: 15, years: 88 },
      ],
      name: '王德明',
      age: 88,
      sex: 'male',
      building: '2号楼',
      door: '1单元 1楼 101室',
      entry: '邻居有钥匙',
      tags: [],
      contacts: [{ name: '王芳', relation: '女儿' }],
      call: { result: 'noAnswer', at: START, by: 'p-grid', times: 2 },
    },
  ])
  expect(people['p-grid']).toBe('吴敏')
  const member = (await get('/api/alerts/41')).json()
  expect(member.members).toBeUndefined()
  expect(member.callList).toBeUndefined()
})

test('a call is a command of the person who is logged in, once per requestId', async () => {
  expect((await call(word)).statusCode).toBe(200)
  expect((await call(word)).statusCode).toBe(200)
  expect(gateway.commands).toMatchObject([
    {
      action: 'call',
      alertId: 42,
      actorId: 'p-duty',
      residentId: 'r-2',
      result: 'needsHelp',
      note: '水进屋了',
    },
  ])
  expect((await call({ ...word, result: 'visited' })).json().code).toBe('requestIdReused')
})

test('family records no calls, and an incident does not exist for them', async () => {
  const anna = await gateway.cookieOf('anna')
  expect((await call(word, anna)).json().code).toBe('roleNotAllowed')
  expect((await get('/api/alerts/42', anna)).json().code).toBe('alertNotFound')
  expect(gateway.commands).toEqual([])
})

test('a result that nobody knows, and fields that do not belong there, are named', async () => {
  const reply = await call({ requestId: 'request-0001', residentId: 'r-2', result: 'gone', mood: 1 })
  expect(reply.statusCode).toBe(400)
  expect(reply.json().faults.map(({ path }: { path: string }) => path)).toContain('body/result')
})

test.each(['noCallList', 'notOnCallList'] as const)('%s is a conflict', async (code) => {
  gateway.answerWith(async () => ({ ok: false, code }))
  const reply = await call(word)
  expect([reply.statusCode, reply.json().code]).toEqual([409, code])
})

test('whoever resolves an incident says what becomes of its members', async () => {
  const resolve = (more: object) =>
    gateway.http.inject({
      method: 'POST',
      url: '/api/alerts/42/actions',
      headers: { cookie: duty },
      payload: { action: 'resolve', outcome: 'genuine', ...more },
    })
  expect((await resolve({ requestId: 'request-0001', members: 'resolve' })).statusCode).toBe(200)
  expect(gateway.commands).toMatchObject([{ action: 'resolve', members: 'resolve' }])
  expect((await resolve({ requestId: 'request-0002', members: 'forget' })).statusCode).toBe(400)
})
