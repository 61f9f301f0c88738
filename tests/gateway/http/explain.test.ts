import { expect, onTestFinished, test } from 'vitest'
import { DAY, MINUTE } from '../../../alerts/model/time.ts'
import { explain } from '../../../alerts/rules/explain.ts'
import type { ExplainRequest } from '../../../alerts/rules/explanation.ts'
import { qualityOf } from '../../../alerts/rules/quality-report.ts'
import type { ExplainPort, HttpPorts } from '../../../gateway/http/ports.ts'
import { memoryDevice } from '../../alerts/rules/memory-device.ts'
import { defaultCatalogue, profile } from '../../alerts/rules/script.ts'
import { START, startFakeGateway } from '../../support/gateway-fakes.ts'

const { rules } = defaultCatalogue()
const heartRate = Array.from({ length: 60 }, (_, i) => [START - (60 - i) * MINUTE, 140] as const)
const explanation = explain({
  rules,
  device: memoryDevice(profile(), { heartRate, worn: [[START - DAY, 1]] }),
  at: START,
  ruleId: 'hr-high',
  alerts: [],
})

async function open(ports: Partial<Pick<HttpPorts, 'explain' | 'quality'>>) {
  const gateway = await startFakeGateway(ports)
  onTestFinished(() => gateway.close())
  const duty = await gateway.cookieOf('duty')
  const get = (url: string, cookie = duty) => gateway.http.inject({ url, headers: { cookie } })
  return { gateway, get }
}

test('an explanation goes out whole: nothing of it is lost on the wire', async () => {
  const asked: ExplainRequest[] = []
  const port: ExplainPort = async (request) => {
    asked.push(request)
    return { ok: true, explanation }
  }
  const { get } = await open({ explain: port })
  expect(explanation.rules.length).toBeGreaterThan(3)
  expect((await get('/api/alerts/7/explain')).json()).toEqual(JSON.parse(JSON.stringify(explanation)))
  const reply = await get(`/api/explain?subject=resident:r-001&at=${START}&rule=hr-high`)
  expect(reply.json()).toEqual(JSON.parse(JSON.stringify(explanation)))
  await get(`/api/explain?subject=drain:drain-1&at=${START}`)
  expect(asked).toEqual([
    { alertId: 7 },
    { subject: 'resident:r-001', at: START, ruleId: 'hr-high' },
    { subject: 'drain:drain-1', at: START },
  ])
})

test('what cannot be explained is refused with a code of its own', async () => {
  for (const [code, status] of [
    ['alertNotFound', 404],
    ['subjectNotFound', 404],
    ['nothingStored', 404],
    ['ruleNotFound', 404],
    ['explainBusy', 409],
  ] as const) {
    const { get } = await open({ explain: async () => ({ ok: false, code }) })
    const reply = await get('/api/alerts/7/explain')
    expect([reply.statusCode, reply.json().code]).toEqual([status, code])
  }
})

test('a question without whom or when is none; the family is not asked', async () => {
  const { gateway, get } = await open({ explain: async () => ({ ok: true, explanation }) })
  expect((await get('/api/explain?subject=r-1&at=1')).statusCode).toBe(400)
  expect((await get('/api/explain?subject=resident:r-1')).statusCode).toBe(400)
  const anna = await gateway.cookieOf('anna')
  expect((await get('/api/alerts/1/explain', anna)).statusCode).toBe(403)
})

test('the quality of the rules is that of one week, or of as many as asked, up to 26', async () => {
  const asked: number[] = []
  const report = qualityOf([], { rules, from: START - 7 * DAY, to: START, subjects: 3 })
  const { get } = await open({
    quality: async (weeks) => {
      asked.push(weeks)
      return report
    },
  })
  expect((await get('/api/rules/quality')).json()).toEqual(JSON.parse(JSON.stringify(report)))
  await get('/api/rules/quality?weeks=4')
  expect((await get('/api/rules/quality?weeks=27')).statusCode).toBe(400)
  expect(asked).toEqual([1, 4])
})
