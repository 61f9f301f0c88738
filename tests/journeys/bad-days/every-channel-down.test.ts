import { createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../../alerts/model/time.ts'
import { channelsSchema } from '../../../gateway/channels/settings.ts'
import type { Entity } from '../../../gateway/people/ports.ts'
import { eventually, startJourney } from '../../support/journey.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { createNetwork } from '../../support/network.ts'

const START = Date.UTC(2026, 10, 20, 2, 0)
const SIREN: Entity = {
  kind: 'partner',
  id: 'siren',
  body: {
    id: 'siren',
    kind: 'siren',
    name: '值班室警笛',
    communityId: 'c-1',
    webhook: { url: 'http://siren.lan/ring', secret: 'of-the-siren-000' },
  },
}
const config = {
  channels: channelsSchema.parse({
    aliyun: { accessKeyId: 'AK', accessKeySecret: 'geheim' },
    sms: { signName: '梧桐里', template: 'SMS_1' },
    voice: { template: 'TTS_1' },
  }),
}

it('every channel is down: the board has the SOS, the siren rings within seconds and again after 5 minutes, and is told that somebody comes', async () => {
  const network = createNetwork({ 'siren.lan': () => new Response(null, { status: 204 }) })
  const clock = createManualClock(START)
  const journey = await startJourney({
    clock,
    config,
    fetch: network.fetch,
    more: [SIREN],
    webhook: { url: 'http://relay.invalid/hook', secret: 'partner-partner-00' },
  })
  const cookie = await journey.logIn('duty')
  const board = await journey.openBoard(cookie)
  await (await journey.wire('band-1')).say('sos', { id: 'p' })
  const { alert } = await board.frame('alert', ({ alert: { ruleId } }) => ruleId === 'sos')
  const rings = () => network.to('siren.lan')
  await eventually(() => {
    clock.advance(SECOND)
    return rings().length > 0
  }, 'the siren rings')
  expect(clock.now() - START).toBeLessThan(2 * MINUTE)
  const [ring] = rings()
  expect(JSON.parse(ring?.body ?? '{}')).toMatchObject({
    alertId: alert.id,
    emergency: true,
    reason: 'escalated',
    recipient: { kind: 'partner', id: 'siren', role: 'siren' },
  })
  expect(ring?.body).not.toMatch(/陈奶奶|201室|1357/)
  expect(ring?.headers['X-Shouwang-Signature']).toBe(
    createHmac('sha256', 'of-the-siren-000')
      .update(`${ring?.headers['X-Shouwang-Timestamp']}.${ring?.body}`)
      .digest('hex'),
  )
  await board.frame('system', ({ code, facts }) => code === 'channelDown' && facts.channel === 'sms')
  const first = clock.now()
  await eventually(() => {
    clock.advance(5 * SECOND)
    return rings().length > 1
  }, 'it rings again')
  expect(clock.now() - first).toBeGreaterThanOrEqual(5 * MINUTE - SECOND)
  expect(
    journey.rows("select detail from timeline where kind = 'escalated' and detail like '%\"siren\":true%'"),
  ).toHaveLength(2)

  const said = { action: 'acknowledge', requestId: 'request-1' }
  expect((await journey.api(cookie, `/api/alerts/${alert.id}/actions`, said)).status).toBe(200)
  await eventually(() => rings().length > 2, 'the siren is told')
  expect(JSON.parse(rings().at(-1)?.body ?? '{}')).toMatchObject({ reason: 'confirmed' })
  const count = rings().length
  // An acknowledgement holds 10 minutes by itself.
  for (let n = 0; n < 48; n++) {
    clock.advance(10 * SECOND)
    await journey.gateway.settled()
  }
  expect(
    rings()
      .slice(count)
      .filter(({ body }) => JSON.parse(body).reason === 'escalated'),
  ).toEqual([])
})
