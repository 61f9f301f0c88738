import { expect, it } from 'vitest'
import { createCommunity } from '../../support/community.ts'
import { testFolder } from '../../support/folder.ts'
import { startGatewayChild } from '../../support/gateway-child.ts'
import { eventually } from '../../support/journey.ts'
import { startPartner } from '../../support/partner.ts'
import { onStore } from '../../support/store-tools.ts'
import { openWire } from '../../support/wire.ts'

it('killed between send and record: the message comes at most once more, under the same key, and is recorded', async () => {
  let kill = (): void => {}
  const partner = await startPartner(() => {
    // The request is here and the answer is not there yet.
    kill()
    return 200
  })
  const folder = testFolder()
  await createCommunity(folder, { webhook: partner })
  const gateway = await startGatewayChild(folder)
  const killed = new Promise<void>((resolve) => {
    kill = () => void gateway.kill().then(resolve)
  })
  const wire = await openWire(gateway.mqttPort, 'band-1')
  wire.publish('sos', { id: 'p' }, { id: 1 })
  await killed
  kill = () => {}
  const before = partner.received.map(({ key }) => key)
  expect(before.length).toBeGreaterThan(0)

  const later = await startGatewayChild(folder)
  const unsettled =
    "select count(*) as n from notification where status not in ('delivered', 'failed') and key like '%.webhook.%'"
  await eventually(() => onStore(folder, (db) => db.prepare(unsettled).get()?.n === 0), 'all is recorded')
  await later.stop()
  const counts = new Map<string, number>()
  for (const { key } of partner.received) counts.set(key, (counts.get(key) ?? 0) + 1)
  expect(Math.max(...counts.values())).toBeLessThanOrEqual(2)
  for (const key of before) expect(counts.get(key)).toBe(2)
  onStore(folder, (db) => {
    const rows = db.prepare("select key, status from notification where key like '%.webhook.%'").all()
    expect(rows.map(({ key }) => String(key)).sort()).toEqual([...counts.keys()].sort())
    expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(['delivered']))
  })
})
