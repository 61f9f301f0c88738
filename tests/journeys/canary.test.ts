import { describe, expect, it } from 'vitest'
import { type Clock, systemClock } from '../../gateway/clock.ts'
import { createCommunity } from '../support/community.ts'
import { testFolder } from '../support/folder.ts'
import { eventually, startJourney } from '../support/journey.ts'
import { startPartner } from '../support/partner.ts'

const DAY = 86_400_000
const HOUR = 3_600_000

/** A clock that can be set forward; its timers run in real time. */
function movable(): Clock & { forward(ms: number): void } {
  let offset = 0
  return {
    now: () => Date.now() + offset,
    setTimer: systemClock.setTimer,
    forward(ms) {
      offset += ms
    },
  }
}
const canary = { enabled: true, at: '10:30', withinSeconds: 20 }

describe('the canary', () => {
  it('flies once a day through broker, store, board and channel, to its own recipients, and leaves nothing behind', async () => {
    const partner = await startPartner()
    const clock = movable()
    const journey = await startJourney({
      webhook: { url: partner.url, secret: partner.secret },
      clock,
      config: { canary },
    })
    await eventually(
      () => journey.rows("select * from proven where what = 'since'")[0],
      'it knows since when',
    )
    expect(journey.alerts()).toEqual([])
    // A place that is silenced does not include the gateway: the canary flies all the same.
    const silenced = await journey.api(await journey.logIn('duty'), '/api/silences', {
      requestId: 'request-s1',
      kind: 'maintenance',
      match: { communityId: 'c-1' },
      reason: '全社区演练',
      until: clock.now() + 5 * DAY,
    })
    expect(silenced.status).toBe(201)

    // The mornings that pass have their own messages: those of the review list.
    const flights = () => journey.alerts().filter(({ ruleId }) => ruleId === 'canary')
    for (const day of [1, 2]) {
      clock.forward(DAY)
      const flown = await eventually(
        () =>
          journey.rows(
            "select at, took_ms from proven where what = 'community' and at > ?",
            clock.now() - HOUR,
          )[0],
        `flight ${day}`,
      )
      expect(Number(flown.took_ms)).toBeLessThan(20_000)
      await eventually(() => flights().filter(({ status }) => status === 'resolved').length === day, 'closed')
    }

    const alerts = flights()
    expect(alerts).toHaveLength(2)
    expect(alerts[0]).toMatchObject({
      ruleId: 'canary',
      severity: 'info',
      emergency: false,
      communityId: 'c-1',
      subject: { kind: 'system', id: 'canary-c-1' },
      deviceId: 'canary-c-1',
      outcome: 'recovered',
    })
    // The press went the real way: a row of the log, remembered as a press.
    expect(journey.rows("select topic from log where topic like '%canary-c-1/sos'")).toHaveLength(2)
    expect(journey.rows("select ident from press where device_id = 'canary-c-1'")).toHaveLength(2)
    const roles = partner.received.map(({ body }) => body.recipient.role)
    expect(roles.length).toBeGreaterThan(0)
    expect(new Set(roles)).toEqual(new Set(['admin']))

    const cookie = await journey.logIn('director')
    const { body } = await journey.api(cookie, '/api/health/proven')
    expect(body.communities).toMatchObject([{ id: 'c-1', tookMs: expect.any(Number) }])
    expect(body.channels.map(({ channel }: { channel: string }) => channel)).toContain('webhook')
    const range = `from=${clock.now() - 3 * DAY}&to=${clock.now() + HOUR}&of=all`
    expect((await journey.api(cookie, `/api/kpi?${range}`)).body.total).toMatchObject({ alerts: 0, tests: 0 })
    const board = await journey.openBoard(cookie)
    const snapshot = await board.frame('snapshot')
    expect(snapshot.residents.map(({ id }) => id)).toEqual(['r-1', 'r-2', 'r-3'])
  })

  it('that no channel takes raises an alert, which stands until one has flown again', async () => {
    let status = 404
    const partner = await startPartner(() => status)
    const folder = testFolder()
    const clock = movable()
    await createCommunity(folder, { webhook: { url: partner.url, secret: partner.secret } })
    const start = () => startJourney({ folder, clock, config: { canary: { ...canary, withinSeconds: 2 } } })
    const first = await start()
    await eventually(() => first.rows("select * from proven where what = 'since'")[0], 'it knows since when')
    clock.forward(DAY)
    const missing = await eventually(
      () => first.alerts().find(({ ruleId }) => ruleId === 'canary-missing'),
      'the alarm',
    )
    expect(missing).toMatchObject({
      status: 'open',
      severity: 'critical',
      communityId: 'c-1',
      evidence: { facts: { stage: 'channel', withinSeconds: 2 } },
    })
    await first.close()

    // It is overdue: the next start flies it at once, and this time it gets through.
    status = 200
    const second = await start()
    await eventually(
      () => second.alerts().find(({ id, status }) => id === missing.id && status === 'resolved'),
      'the alarm ends by itself',
    )
    expect(second.rows("select * from proven where what = 'community'")).toHaveLength(1)
  })
})
