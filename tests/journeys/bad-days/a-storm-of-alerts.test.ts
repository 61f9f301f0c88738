import { expect, it } from 'vitest'
import { SECOND } from '../../../alerts/model/time.ts'
import { eventually, startJourney } from '../../support/journey.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { createNetwork } from '../../support/network.ts'

const START = Date.UTC(2026, 10, 20, 2, 0)
const BANDS = 503

it('500 alerts in a minute: the grid worker gets five and then digests, everybody every SOS by itself, and each is proven delivered', async () => {
  const network = createNetwork({ 'relay.lan': () => new Response(null, { status: 200 }) })
  const clock = createManualClock(START)
  const journey = await startJourney({
    clock,
    bands: BANDS,
    webhook: { url: 'http://relay.lan/hook', secret: 'partner-partner-00' },
    fetch: network.fetch,
  })
  const bands = Array.from({ length: BANDS }, (_, index) => `band-${index + 1}`)
  for (const [index, id] of bands.entries()) {
    const wire = await journey.wire(id)
    if (index < 500) await wire.say('status', { battery: 9 })
    else await wire.say('sos', { id: 'p' })
    if (index % 50 === 49) clock.advance(5 * SECOND)
    await wire.cut()
  }
  expect(clock.now() - START).toBeLessThanOrEqual(60 * SECOND)
  const open = () =>
    journey.rows(
      "select 1 from notification where status not in ('delivered', 'failed') and key like '%.webhook.%' limit 1",
    ).length > 0
  await eventually(() => {
    clock.advance(SECOND)
    return !open()
  }, 'everything is delivered')

  const to = (id: string) =>
    network.asked.map(({ body }) => JSON.parse(body)).filter(({ recipient }) => recipient.id === id)
  const batteries = to('p-grid').filter(({ emergency }) => emergency === false)
  const digests = batteries.filter(({ digest }) => digest !== undefined)
  expect(batteries.length).toBeLessThan(12)
  expect(digests.length).toBeGreaterThan(0)
  const covered = batteries.flatMap(({ alertId, digest }) => digest ?? [alertId])
  expect(new Set(covered).size).toBe(covered.length)
  expect(covered).toHaveLength(500)
  expect(digests[0].title).toMatch(/^【预警】\d+ 条消息汇总$/)
  expect(digests[0].body).toMatch(/预警 手环电量低 \d+ 条（1号楼）/)

  const presses = journey.alerts().filter(({ ruleId }) => ruleId === 'sos')
  expect(presses).toHaveLength(3)
  for (const { id } of presses)
    for (const who of ['p-duty', 'desk']) {
      const told = to(who).filter(({ alertId, emergency }) => alertId === id && emergency === true)
      expect(told.length, `${who} of ${id}`).toBeGreaterThan(0)
      expect(told.every(({ digest }) => digest === undefined)).toBe(true)
    }

  const gathered = journey.rows(
    "select alert_id, key, digest, status, reached from notification where digest is not null and key like '%.p-grid.%'",
  )
  expect(gathered).toHaveLength(digests.reduce((sum, { digest }) => sum + digest.length, 0))
  expect(new Set(gathered.map(({ status, reached }) => `${status} ${reached}`))).toEqual(
    new Set(['delivered accepted']),
  )
  const lines = journey.rows(
    "select alert_id, detail from timeline where kind = 'delivered' and detail like '%\"digest\":%p-grid%'",
  )
  expect(lines).toHaveLength(gathered.length)
  const [one] = gathered
  const proof = await journey.api(await journey.logIn('duty'), `/api/alerts/${one?.alert_id}/proof`)
  expect(proof.body.recipients.find(({ key }: { key: string }) => key === one?.key)?.state).toBe('fine')
}, 120_000)
