import { describe, expect, it } from 'vitest'
import { createCommunity } from '../support/community.ts'
import { testFolder } from '../support/folder.ts'
import { startGatewayChild } from '../support/gateway-child.ts'
import { eventually, startJourney } from '../support/journey.ts'
import { createManualClock } from '../support/manual-clock.ts'
import { startPartner } from '../support/partner.ts'
import { openWire } from '../support/wire.ts'

const MINUTE = 60_000
const START = Date.parse('2026-11-21T10:00:00+08:00')

/** Everything about one resident's test, over the real gateway and a partner that is 120 desk and relay. */
async function open(options: { folder?: string; clock?: ReturnType<typeof createManualClock> } = {}) {
  const partner = await startPartner()
  const clock = options.clock ?? createManualClock(START)
  const folder = options.folder ?? testFolder()
  if (options.folder === undefined)
    await createCommunity(folder, { webhook: { url: partner.url, secret: partner.secret } })
  const journey = await startJourney({ folder, clock })
  const roles = (): string[] => partner.received.map(({ body }) => body.recipient.role).sort()
  return { partner, clock, folder, journey, roles }
}

const announceBy = async (
  { journey }: Pick<Awaited<ReturnType<typeof open>>, 'journey'>,
  more: object = {},
) => {
  const cookie = await journey.logIn('duty')
  return journey.api(cookie, '/api/residents/r-1/test', { requestId: 'request-test-1', ...more })
}

describe('an announced test', () => {
  it('goes from press to board, band and announcer, never to 120, proves the band, and ends as a test', async () => {
    const world = await open()
    const { journey, clock, roles } = world
    const board = await journey.openBoard(await journey.logIn('second'))
    const { status, body: test } = await announceBy(world)
    expect(status).toBe(201)
    // A second user sees it on the tile.
    clock.advance(300)
    const seen = await board.frame('delta', ({ residents }) =>
      residents.some(({ test }) => test !== undefined),
    )
    expect(seen.residents.find(({ id }) => id === 'r-1')?.test).toMatchObject({
      by: 'p-duty',
      until: START + 15 * MINUTE,
    })

    const band = await journey.wire('band-1')
    await band.subscribe()
    await band.say('sos', { id: 'press-1', ts: clock.now() })
    const { alert } = await board.frame('alert')
    expect(alert).toMatchObject({
      ruleId: 'sos',
      severity: 'critical',
      status: 'open',
      test: { testId: test.id },
    })
    await eventually(() => roles().length === 1, 'the announcer is told')
    expect(roles()).toEqual(['duty'])
    const shown = await eventually(
      () => band.commands().find(({ command }) => command === 'show'),
      'the band',
    )
    expect(shown.text).toContain('再按一次')
    // The same press again is the same test.
    await band.say('sos', { id: 'press-1', ts: clock.now() })
    expect(journey.alerts()).toHaveLength(1)

    await eventually(() => journey.alerts()[0].test?.provenAt, 'it is proven')
    const proven = await eventually(
      () => journey.rows("select at from proven where what = 'press' and id = 'band-1'")[0],
      'the band is proven',
    )
    expect(Number(proven.at)).toBe(clock.now())
    await band.say('status', { shown: shown.id })
    await eventually(
      () => journey.rows("select at from proven where what = 'band' and id = 'band-1'")[0],
      'the band has answered',
    )
    clock.advance(2 * MINUTE)
    journey.gateway.tick()
    await eventually(() => journey.alerts()[0].status === 'resolved', 'it ends by itself')
    expect(journey.alerts()[0]).toMatchObject({ outcome: 'test', resolvedBy: 'system' })
    expect(roles()).toEqual(['duty'])

    const cookie = await journey.logIn('director')
    const list = (await journey.api(cookie, '/api/proven/residents')).body.residents
    expect(list.map(({ id, at }: any) => [id, at === null])).toEqual([
      ['r-2', true],
      ['r-3', true],
      ['r-1', false],
    ])
    const kpi = await journey.api(cookie, `/api/kpi?from=${START - MINUTE}&to=${clock.now() + MINUTE}`)
    expect(kpi.body.total).toMatchObject({ alerts: 0, tests: 1 })
  })

  it('turns into a call for help by one tap, and the chain starts at once from its first step', async () => {
    const world = await open()
    const { journey, clock, roles } = world
    await announceBy(world)
    const band = await journey.wire('band-1')
    await band.say('sos', { id: 'press-1', ts: clock.now() })
    const { id } = await eventually(() => journey.alerts()[0], 'the test')
    const cookie = await journey.logIn('second')
    const refused = await journey.api(cookie, `/api/alerts/${id}/actions`, {
      requestId: 'request-a1',
      action: 'acknowledge',
    })
    expect([refused.status, refused.body.code]).toEqual([409, 'stillATest'])
    const real = await journey.api(cookie, `/api/alerts/${id}/actions`, {
      requestId: 'request-a2',
      action: 'real',
    })
    expect(real.body.alert).toMatchObject({ status: 'open', nextStep: 1 })
    expect(real.body.alert.test).toBeUndefined()
    await eventually(() => roles().includes('desk120'), '120 is told')
    expect(journey.alerts()).toHaveLength(1)
  })

  it('covers one press: the second is real, and so is any other emergency', async () => {
    const world = await open()
    const { journey, clock, roles } = world
    await announceBy(world)
    const band = await journey.wire('band-1')
    await band.say('sos', { id: 'press-1', ts: clock.now() })
    await band.say('fall', { id: 'fall-1', ts: clock.now() })
    await eventually(() => roles().includes('desk120'), 'the fall is real')
    clock.advance(20_000)
    await band.say('sos', { id: 'press-2', ts: clock.now() })
    const press = journey.alerts().find(({ ruleId }) => ruleId === 'sos')
    expect(press).toMatchObject({ status: 'open', repeats: 1 })
    expect(press.test).toBeUndefined()
  })

  it('that has run out, was called off, or came after the press it meets, makes no test of it', async () => {
    const world = await open()
    const { journey, clock } = world
    await announceBy(world, { minutes: 5 })
    const bands = [await journey.wire('band-1')]
    clock.advance(5 * MINUTE)
    await bands[0]?.say('sos', { id: 'late', ts: clock.now() })
    expect(journey.alerts()[0].test).toBeUndefined()
    const cookie = await journey.logIn('duty')
    const second = { requestId: 'request-test-2' }
    // A real emergency stands: nobody tests now.
    expect((await journey.api(cookie, '/api/residents/r-1/test', second)).body.code).toBe('emergencyOpen')

    await journey.api(cookie, '/api/residents/r-2/test', { requestId: 'request-test-3' })
    const twice = await journey.api(await journey.logIn('second'), '/api/residents/r-2/test', {
      requestId: 'request-test-4',
    })
    expect([twice.status, twice.body.code]).toEqual([409, 'testWaiting'])
    const off = await journey.api(cookie, '/api/residents/r-2/test/call-off', { requestId: 'request-test-5' })
    expect(off.body).toMatchObject({ endedBy: 'p-duty' })
    const second2 = await journey.wire('band-2')
    await second2.say('sos', { id: 'called-off', ts: clock.now() })
    await eventually(() => journey.alerts().length === 2, 'the second press')
    expect(journey.alerts()[1].test).toBeUndefined()

    const before = clock.now() - 1_000
    await journey.api(cookie, '/api/residents/r-3/test', { requestId: 'request-test-6' })
    const third = await journey.wire('band-3')
    await third.say('sos', { id: 'kept', ts: before })
    await eventually(() => journey.alerts().length === 3, 'the third press')
    expect(journey.alerts()[2].test).toBeUndefined()
  })

  it('is the same after a restart: announced before, pressed after, redelivered after another', async () => {
    const world = await open()
    const { folder, clock } = world
    await announceBy(world)
    await world.journey.close()
    const second = await open({ folder, clock })
    const band = await second.journey.wire('band-1')
    await band.say('sos', { id: 'press-1', ts: clock.now() })
    expect(second.journey.alerts()[0].test).toBeDefined()
    await second.journey.close()
    const third = await open({ folder, clock })
    const again = await third.journey.wire('band-1')
    await again.say('sos', { id: 'press-1', ts: clock.now() }, { dup: true })
    expect(third.journey.alerts()).toHaveLength(1)
    expect(third.journey.alerts()[0]).toMatchObject({ status: 'open', test: { by: 'p-duty' } })
    clock.advance(5 * MINUTE)
    third.journey.gateway.tick()
    await eventually(() => third.journey.alerts()[0].outcome === 'test', 'it ends')
  })

  it('survives kill -9 between announcement and press, and between press and its end', async () => {
    const folder = testFolder()
    await createCommunity(folder)
    const rows = async (look: (journey: Awaited<ReturnType<typeof startJourney>>) => unknown) => {
      const journey = await startJourney({ folder })
      const found = look(journey)
      await journey.close()
      return found
    }
    const logIn = async (port: number): Promise<string> => {
      const response = await fetch(`http://127.0.0.1:${port}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ login: 'duty', password: 'journeys-only-8' }),
      })
      return response.headers
        .getSetCookie()
        .map((line) => line.split(';')[0])
        .join('; ')
    }
    const first = await startGatewayChild(folder)
    const announced = await fetch(`http://127.0.0.1:${first.httpPort}/api/residents/r-1/test`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: await logIn(first.httpPort) },
      body: JSON.stringify({ requestId: 'request-test-1', minutes: 30 }),
    })
    expect(announced.status).toBe(201)
    await first.kill()

    const second = await startGatewayChild(folder)
    const band = await openWire(second.mqttPort, 'band-1')
    await band.say('sos', { id: 'press-1' })
    await second.kill()

    const [alert, ...others] = (await rows((journey) => journey.alerts())) as any[]
    expect(others).toEqual([])
    expect(alert).toMatchObject({ status: 'open', test: { by: 'p-duty' } })
  })
})
