import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '../../alerts/model/time.ts'
import { createCommunity } from '../support/community.ts'
import { testFolder } from '../support/folder.ts'
import { type Journey, startJourney } from '../support/journey.ts'
import { createManualClock, type ManualClock } from '../support/manual-clock.ts'
import { copyAsCrashed, lockStore } from '../support/store-tools.ts'

/** Friday 10:00 in Shanghai. */
const START = Date.UTC(2026, 10, 20, 2, 0)

async function place(drains = 2) {
  const clock = createManualClock(START)
  const folder = testFolder()
  await createCommunity(folder, { drains })
  return { clock, folder, journey: await startJourney({ folder, clock }) }
}

async function pass(journey: Journey, clock: ManualClock, ms: number): Promise<void> {
  clock.advance(ms)
  await journey.gateway.settled()
}

const set = (journey: Journey, cookie: string, warning: string, more: object = {}) =>
  journey.api(
    cookie,
    '/api/weather',
    {
      requestId: `weather-${warning}`,
      communityId: 'c-1',
      warning,
      until: START + 6 * HOUR,
      source: '市气象台',
      ...more,
    },
    'PUT',
  )

const rowsOf = (journey: Journey) =>
  journey
    .rows("select topic, payload from log where topic like 'weather/%' order by seq")
    .map(({ payload }) => JSON.parse(Buffer.from(payload as Uint8Array).toString()))

describe('a rain warning', () => {
  it('set by the duty officer reaches the board and every drain, and a crash changes nothing of it', async () => {
    const { clock, folder, journey: first } = await place()
    const cookie = await first.logIn('duty')
    const board = await first.openBoard(cookie)
    const made = await set(first, cookie, 'orange')
    const weather = {
      communityId: 'c-1',
      warning: 'orange',
      since: START,
      until: START + 6 * HOUR,
      source: '市气象台',
      setBy: 'p-duty',
      setAt: START,
    }
    expect(made).toMatchObject({ status: 200, body: weather })
    expect((await board.frame('weather')).weather).toEqual(weather)
    expect(rowsOf(first)).toEqual([
      {
        weather: { warning: 'orange', since: START, until: START + 6 * HOUR },
        of: ['drain:d-1', 'drain:d-2'],
      },
    ])

    const crashed = copyAsCrashed(folder)
    await first.close()
    const second = await startJourney({ folder: crashed, clock })
    const again = await second.logIn('duty')
    expect((await second.api(again, '/api/weather')).body).toEqual({
      weather: [weather],
      people: { 'p-duty': expect.any(String) },
    })
    const snapshot = await (await second.openBoard(again)).frame('snapshot')
    expect(snapshot.weather).toEqual([weather])
    // The engine knows it too: a gauge that says nothing for an hour of an orange warning.
    const drain = await second.wire('water-1')
    for (let i = 0; i <= 4; i++) {
      await drain.say('level', { centimetres: 0, rain: 0, ts: clock.now() })
      await pass(second, clock, 15 * MINUTE)
    }
    expect(second.alerts().map(({ ruleId }) => ruleId)).toEqual(['drain-gauge'])
    expect(second.alerts()[0]?.evidence.facts).toMatchObject({ sign: 'warning', warning: 'orange' })
    // Nothing was said anew for those who knew.
    expect(rowsOf(second).filter(({ weather: told }) => told.rainAt === undefined)).toHaveLength(1)
    await second.close()
  })

  it('keeps its beginning when it is renewed, and is lifted by "none"', async () => {
    const { clock, journey } = await place()
    const cookie = await journey.logIn('duty')
    await set(journey, cookie, 'yellow')
    await pass(journey, clock, HOUR)
    const renewed = await set(journey, cookie, 'yellow', { requestId: 'weather-2', until: START + 9 * HOUR })
    expect(renewed.body).toMatchObject({ since: START, until: START + 9 * HOUR, setAt: START + HOUR })
    const worse = await set(journey, cookie, 'red')
    expect(worse.body).toMatchObject({ warning: 'red', since: START + HOUR })
    const lifted = await set(journey, cookie, 'none')
    expect(lifted.body).toMatchObject({ warning: 'none', until: null })
    expect(journey.rows('select set_at from weather order by id')).toHaveLength(4)
    await journey.close()
  })

  it('of a community nobody knows, or over already, is refused; one that cannot be stored is not in force', async () => {
    const { folder, journey } = await place()
    const cookie = await journey.logIn('duty')
    expect(await set(journey, cookie, 'blue', { communityId: 'c-9' })).toMatchObject({ status: 404 })
    expect(await set(journey, cookie, 'blue', { requestId: 'weather-b2', until: START })).toMatchObject({
      status: 409,
      body: { code: 'endsTooSoon' },
    })
    const unlock = lockStore(folder)
    expect(await set(journey, cookie, 'red')).toMatchObject({ status: 503 })
    unlock()
    expect((await journey.api(cookie, '/api/weather')).body.weather).toEqual([])
    expect(await set(journey, cookie, 'red')).toMatchObject({ status: 200 })
    await journey.close()
  })
})

describe('a rain gauge', () => {
  it('speaks for its neighbours every five minutes: where it is dry, rising water is a blockage', async () => {
    const { clock, journey } = await place()
    const gauge = await journey.wire('water-1')
    const other = await journey.wire('water-2')
    const cookie = await journey.logIn('duty')
    for (let i = 0; i < 40; i++) {
      await gauge.say('level', { centimetres: 0, rain: 0, ts: clock.now() })
      await other.say('level', { centimetres: Math.min(9, 1 + i * 0.5), ts: clock.now() })
      await pass(journey, clock, 2 * MINUTE)
    }
    const found = journey.alerts().find(({ ruleId }) => ruleId === 'drain-blockage')
    expect(found).toMatchObject({ subject: { kind: 'drain', id: 'd-2' } })
    expect(found?.evidence.facts).toMatchObject({ weather: 'dry', rainMm: 0 })
    // 80 minutes: not one row a message, but one every five minutes at most.
    expect(rowsOf(journey).length).toBeLessThanOrEqual(17)
    expect((await journey.api(cookie, '/api/weather')).body.weather).toMatchObject([
      { warning: 'none', rainMm: 0 },
    ])
    await journey.close()
  })
})
