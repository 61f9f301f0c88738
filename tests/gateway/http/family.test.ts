import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FakeGateway, startFakeGateway } from '../../support/gateway-fakes.ts'

let gateway: FakeGateway
let anna: string
beforeEach(async () => {
  gateway = await startFakeGateway()
  anna = await gateway.cookieOf('anna')
})
afterEach(() => gateway.close())

const get = (url: string) => gateway.http.inject({ url, headers: { cookie: anna } })
const act = (alertId: number, payload: object) =>
  gateway.http.inject({
    method: 'POST',
    url: `/api/alerts/${alertId}/actions`,
    headers: { cookie: anna },
    payload: { requestId: 'request-0001', ...payload },
  })

test('a daughter sees her own mother: list, page, curve and alerts', async () => {
  expect((await get('/api/session')).json()).toMatchObject({ role: 'family', residentIds: ['r-1'] })
  expect((await get('/api/residents')).json().map(({ id }: { id: string }) => id)).toEqual(['r-1'])
  expect((await get('/api/residents/r-1')).json()).toMatchObject({
    tile: { id: 'r-1' },
    address: '梧桐里路88号 1号楼 2单元 3楼 301室',
    entry: '密码 1234#',
    limits: [{ ruleId: 'hr-high', threshold: 111 }],
    alerts: [{ id: 1 }],
  })
  expect((await get('/api/alerts')).json()).toMatchObject({ alerts: [{ id: 1 }], next: null })
  expect((await get('/api/residents/r-1/samples?metric=heartRate&from=1000&to=2000')).json()).toMatchObject({
    metric: 'heartRate',
    at: [1000],
  })
})

test("another elder's page, curve, alert and actions are not there, exactly as if they did not exist", async () => {
  const foreign = await get('/api/residents/r-2')
  const missing = await get('/api/residents/r-999')
  expect(foreign.statusCode).toBe(404)
  expect(foreign.body).toBe(missing.body)
  expect((await get('/api/residents/r-2/samples?metric=heartRate&from=1000&to=2000')).statusCode).toBe(404)
  expect((await get('/api/alerts/2')).body).toBe((await get('/api/alerts/999')).body)
  expect((await get('/api/alerts/3')).statusCode).toBe(404)
  expect((await get('/api/alerts?residentId=r-2')).json()).toEqual({ alerts: [], next: null })
  expect((await get('/api/alerts?drainId=drain-1')).json()).toEqual({ alerts: [], next: null })
  expect((await act(2, { action: 'acknowledge' })).json()).toMatchObject({
    status: 404,
    code: 'alertNotFound',
  })
  expect(gateway.commands).toEqual([])
})

test("a brother's number, other recipients' names and a channel's errors stay with the staff", async () => {
  expect((await get('/api/residents/r-1')).json().caregivers).toEqual([
    { name: '张丽', relation: '女儿', phone: '13800003001' },
    { name: '张伟', relation: '儿子' },
  ])
  const detail = (await get('/api/alerts/1')).json()
  expect(detail.timeline[1]).toMatchObject({
    kind: 'notified',
    detail: { step: 0, roles: ['duty', 'family'] },
  })
  expect(detail.timeline[2]).toMatchObject({ kind: 'acknowledged', actor: 'p-duty' })
  expect(detail.people).toEqual({ 'p-duty': '李文静' })
  expect(detail.notifications).toMatchObject([
    { recipientId: '', recipientName: '', recipientRole: 'duty', status: 'failed' },
    { recipientId: 'p-anna', recipientName: 'name of p-anna' },
  ])
  expect(JSON.stringify(detail.timeline)).not.toContain('p-ben')
  expect(JSON.stringify(detail.notifications[0])).not.toMatch(/p-duty|phones\.example/)

  const duty = await gateway.cookieOf('duty')
  const whole = (await gateway.http.inject({ url: '/api/alerts/1', headers: { cookie: duty } })).json()
  expect(whole.timeline[1].detail.recipients).toEqual(['p-duty', 'p-ben'])
  expect(whole.people).toMatchObject({ 'p-ben': '张伟' })
  expect(JSON.stringify(whole.notifications)).not.toContain('secret-path"')
})

test('family acknowledge, go there and speak to the desk for their own elder, and leave closing and sending to the staff', async () => {
  for (const payload of [
    { action: 'acknowledge' },
    { action: 'comment', text: '我十分钟后到' },
    { action: 'confirm' },
    { action: 'withdraw', note: '误触' },
    { action: 'onTheWay' },
    { action: 'arrived' },
    { action: 'undo' },
  ]) {
    const reply = await act(1, { ...payload, requestId: `request-${payload.action}` })
    expect([payload.action, reply.statusCode]).toEqual([payload.action, 200])
  }
  expect(gateway.commands.map(({ action, actorId }) => [action, actorId])).toEqual([
    ['acknowledge', 'p-anna'],
    ['comment', 'p-anna'],
    ['confirm', 'p-anna'],
    ['withdraw', 'p-anna'],
    ['onTheWay', 'p-anna'],
    ['arrived', 'p-anna'],
    ['undo', 'p-anna'],
  ])
  for (const payload of [
    { action: 'resolve', outcome: 'genuine' },
    { action: 'assign', personId: 'p-grid' },
    { action: 'handOver', personId: 'p-grid', from: 'p-duty' },
    { action: 'logCall', callee: 'p-ben', result: 'noAnswer' },
  ])
    expect((await act(1, payload)).json()).toMatchObject({ status: 403, code: 'roleNotAllowed' })
  expect(gateway.commands).toHaveLength(7)
})
