// shouwang_alerts_total: what an operator's graphs of the load are drawn from.

import { expect, it } from 'vitest'
import { createCommunity } from '../support/community.ts'
import { testFolder } from '../support/folder.ts'
import { eventually, type Journey, startJourney } from '../support/journey.ts'
import { breakTable, copyAsCrashed } from '../support/store-tools.ts'

async function counted(journey: Journey, rule: string): Promise<number> {
  const text = await (await fetch(`${journey.base}/metrics`)).text()
  return Number(new RegExp(`^shouwang_alerts_total\\{rule="${rule}"\\} (\\d+)$`, 'm').exec(text)?.[1] ?? 0)
}

it('an alert is counted once when it opens: not per line, not for a second press, and again for the next alert', async () => {
  const journey = await startJourney()
  const cookie = await journey.logIn('duty')
  const band = await journey.wire('band-1')
  const act = (action: object) => journey.api(cookie, '/api/alerts/1/actions', action)
  expect(await counted(journey, 'sos')).toBe(0)
  await band.say('sos', { id: 'first' })
  expect(await counted(journey, 'sos')).toBe(1)
  await band.say('sos', { id: 'second' })
  await band.say('sos', { id: 'second' }, { dup: true })
  await act({ action: 'acknowledge', requestId: 'request-01' })
  await act({ action: 'comment', text: '打过电话', requestId: 'request-02' })
  await act({ action: 'arrived', requestId: 'request-03' })
  await act({ action: 'resolve', outcome: 'genuine', requestId: 'request-04' })
  const lines = journey.rows('select kind from timeline where alert_id = 1').map(({ kind }) => String(kind))
  expect(lines).toEqual(
    expect.arrayContaining(['opened', 'repeated', 'acknowledged', 'commented', 'arrived']),
  )
  expect(lines.filter((kind) => kind === 'opened')).toHaveLength(1)
  expect(await counted(journey, 'sos')).toBe(1)
  await band.say('sos', { id: 'third' })
  expect(journey.alerts()).toHaveLength(2)
  expect(await counted(journey, 'sos')).toBe(2)
})

it('not again by the replay of a restart, nor by what goes on with an alert that was open before', async () => {
  const first = await startJourney()
  const band = await first.wire('band-1')
  await band.say('vitals', { id: 'v', heartRate: 80 })
  await band.say('sos', { id: 'press' })
  expect(await counted(first, 'sos')).toBe(1)
  await first.gateway.settled()
  const folder = copyAsCrashed(first.folder)
  const later = await startJourney({ folder })
  expect(later.gateway.recovered.rows).toBeGreaterThan(0)
  expect(later.gateway.recovered.alerts).toBe(1)
  expect(await counted(later, 'sos')).toBe(0)
  const again = await later.wire('band-1')
  await again.say('sos', { id: 'press' }, { dup: true })
  await again.say('sos', { id: 'another' })
  const cookie = await later.logIn('duty')
  await later.api(cookie, '/api/alerts/1/actions', { action: 'acknowledge', requestId: 'request-01' })
  expect(later.alerts()).toMatchObject([{ status: 'acknowledged' }])
  expect(await counted(later, 'sos')).toBe(0)
})

it('not before it is on disk: a press the store refused counts when it is sent again and kept', async () => {
  const folder = testFolder()
  await createCommunity(folder)
  const journey = await startJourney({ folder })
  const mend = breakTable(folder, 'alert')
  const band = await journey.wire('band-1')
  band.publish('sos', { id: 'press' }, { id: 1 })
  await eventually(() => band.isClosed(), 'nothing is acknowledged')
  expect(await counted(journey, 'sos')).toBe(0)
  mend()
  const again = await journey.wire('band-1')
  await again.say('sos', { id: 'press' })
  expect(await counted(journey, 'sos')).toBe(1)
})
