import { afterEach, expect, test } from 'vitest'
import { type FakeGateway, startFakeGateway } from '../../support/gateway-fakes.ts'

let gateway: FakeGateway
afterEach(() => gateway.close())

test('the desk’s door is documented: its headers, its body, its answer, and that it needs no session', async () => {
  gateway = await startFakeGateway()
  const { paths } = (await gateway.http.inject({ url: '/api/docs/json' })).json()
  const door = paths['/api/desk/receipts'].post
  expect(door.security).toEqual([])
  expect(door.parameters.map((one: { in: string; name: string }) => [one.in, one.name])).toEqual([
    ['header', 'x-shouwang-partner'],
    ['header', 'x-shouwang-timestamp'],
    ['header', 'x-shouwang-signature'],
  ])
  const body = door.requestBody.content['application/json'].schema
  expect(body.required).toEqual(['version', 'key', 'eventNumber', 'cardVersion', 'status'])
  expect(body.properties.status.enum).toEqual(['received', 'vehicleOut', 'arrived'])
  expect(Object.keys(door.responses)).toEqual(['200', 'default'])
  expect(paths['/api/alerts/{id}/card'].get.description).toContain('duty')
})

test('what the door refuses is a problem with its code, before the body is looked at', async () => {
  gateway = await startFakeGateway()
  const reply = await gateway.http.inject({
    method: 'POST',
    url: '/api/desk/receipts',
    headers: { 'content-type': 'application/json' },
    payload: '{"anything":true}',
  })
  expect([reply.statusCode, reply.json().code]).toEqual([401, 'signatureWrong'])
})
