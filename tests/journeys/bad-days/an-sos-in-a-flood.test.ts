import { expect, it } from 'vitest'
import type { Alert } from '../../../alerts/model/alert.ts'
import { eventually, startJourney } from '../../support/journey.ts'
import { createNetwork } from '../../support/network.ts'

const BANDS = 200

it('an SOS that is sent after 200 low batteries is decided, shown and told before most of them, after what its own band said', async () => {
  const network = createNetwork({ 'relay.lan': () => new Response(null, { status: 200 }) })
  const journey = await startJourney({
    bands: BANDS,
    webhook: { url: 'http://relay.lan/hook', secret: 'partner-partner-00' },
    fetch: network.fetch,
  })
  const board = await journey.openBoard(await journey.logIn('duty'))
  const wires = await Promise.all(
    Array.from({ length: BANDS }, (_, index) => journey.wire(`band-${index + 1}`)),
  )
  await journey.gateway.settled()
  const before = Number(journey.rows('select max(seq) as seq from log')[0]?.seq)

  // All of it lies in the sockets before the gateway looks at the first.
  for (const wire of wires) wire.publish('status', { battery: 9 }, { id: 1 })
  const last = wires.at(-1)
  last?.publish('sos', { id: 'p' }, { id: 2 })
  await Promise.all(wires.map((wire) => wire.acked(1)))
  await last?.acked(2)
  expect(last?.acks()).toEqual([1, 2])

  const topics = journey
    .rows('select topic from log where seq > ? order by seq', before)
    .map(({ topic }) => String(topic))
    .filter((topic) => topic.startsWith('v1/bands/'))
  const press = `v1/bands/band-${BANDS}/sos`
  expect(topics).toHaveLength(BANDS + 1)
  expect(topics.indexOf(press)).toBeLessThan(BANDS / 2)
  expect(topics[topics.indexOf(press) - 1]).toBe(`v1/bands/band-${BANDS}/status`)

  const opened = (): readonly Alert[] =>
    board.frames.flatMap((frame) =>
      frame.type === 'alert' && frame.entries.some(({ kind }) => kind === 'opened') ? [frame.alert] : [],
    )
  await eventually(() => opened().length === BANDS + 1, 'the board has every card')
  expect(opened().findIndex(({ ruleId }) => ruleId === 'sos')).toBeLessThan(BANDS / 2)

  const alerts = journey.alerts()
  expect(new Set(alerts.map(({ id }) => id)).size).toBe(BANDS + 1)
  await eventually(
    () => network.asked.some(({ body }) => JSON.parse(body).emergency === true),
    'the desk has the SOS',
  )
  // Nobody loses anything by it: the record is whole, and every card is there once.
  expect(new Set(alerts.map(({ subject, ruleId }) => `${subject.id} ${ruleId}`)).size).toBe(BANDS + 1)
}, 60_000)
