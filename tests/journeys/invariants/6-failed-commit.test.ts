import { describe, expect, it } from 'vitest'
import { createCommunity } from '../../support/community.ts'
import { testFolder } from '../../support/folder.ts'
import { eventually, type Journey, startJourney } from '../../support/journey.ts'
import { startPartner } from '../../support/partner.ts'
import { onStore } from '../../support/store-tools.ts'

const filler = (n: number): Buffer => Buffer.alloc(n, 0x78)

/** Sends rejected bytes and readings until not even a small one fits. */
async function fill(journey: Journey, deviceId: string): Promise<void> {
  for (const size of [200_000, 20_000, 2_000, 100, 1])
    for (;;) {
      const band = await journey.wire(deviceId)
      const payload = `{"heartRate":70,"id":"${size}-${Math.random()}","x":"${filler(size)}"}`
      const stored = await band.say('vitals', payload).then(
        () => true,
        () => false,
      )
      band.socket.destroy()
      if (!stored) break
    }
}

describe('Invariant 6: a failed commit acks nothing and leaves memory as it was', () => {
  it('a full disk: no PUBACK, board and engine unchanged, told across the top; with room again the re-sent press is one alert', async () => {
    const partner = await startPartner()
    const folder = testFolder()
    await createCommunity(folder, { webhook: partner })
    const pages = onStore(folder, (db) => Number(db.prepare('pragma page_count').get()?.page_count))
    const journey = await startJourney({ folder, config: { maxStorePages: pages + 150 } })
    const cookie = await journey.logIn('duty')
    const board = await journey.openBoard(cookie)
    const band = await journey.wire('band-1')
    await band.say('vitals', { id: 'before', heartRate: 71 })
    await fill(journey, 'band-2')
    await board.frame('system', ({ code }) => code === 'storeUnavailable')
    const look = async () => ({
      tile: (await journey.api(cookie, '/api/residents/r-1')).body.tile,
      alerts: (await journey.api(cookie, '/api/alerts')).body.alerts,
      stored: journey.alerts(),
      told: journey.notifications(),
      log: journey.rows("select count(*) as n from log where topic like '%band-1/%'"),
    })
    const before = await look()
    expect(before.tile).toMatchObject({ condition: 'fine', heartRate: { value: 71 } })

    // Three criticals in a row would be an alert by themselves; they and the press are decided, and none is kept.
    band.send(
      ...[140, 141, 142].map((heartRate, i) =>
        band.packet(
          'vitals',
          { id: `v-${i}`, ts: Date.now() - 300_000 + i * 100_000, heartRate },
          { id: i + 1 },
        ),
      ),
      band.packet('sos', { id: 'press-1', note: String(filler(8_000)) }, { id: 4 }),
    )
    await band.closed
    expect(band.acks().filter((id) => id < 5)).toEqual([])
    const system = await board.frame('system', ({ code }) => code === 'unstoredSos')
    expect(system.facts).toMatchObject({ deviceId: 'band-1', residentId: 'r-1' })
    await journey.gateway.settled()
    expect({ ...(await look()), tile: null }).toEqual({ ...before, tile: null })
    const { tile } = await look()
    expect(tile.heartRate).toEqual(before.tile.heartRate)
    expect(tile.alertIds).toEqual([])
    expect(board.frames.filter(({ type }) => type === 'alert')).toEqual([])
    expect(partner.received).toEqual([])
    expect((await journey.api('', '/readyz')).status).toBe(503)
    expect((await journey.api('', '/livez')).status).toBe(200)

    onStore(folder, (db) => db.exec("delete from log where topic = 'v1/bands/band-2/vitals'"))
    const back = await journey.wire('band-1')
    await back.say('sos', { id: 'press-1', note: String(filler(8_000)) }, { dup: true })
    await back.say('vitals', { id: 'v-2', heartRate: 90 }, { dup: true })
    expect(journey.alerts()).toMatchObject([{ id: 1, ruleId: 'sos', repeats: 0 }])
    await board.frame('system', ({ code }) => code === 'storeRecovered')
    await board.frame('alert', ({ alert }) => alert.id === 1)
    await eventually(() => partner.received.length === 3, 'everybody is told once')
    expect((await journey.api('', '/readyz')).status).toBe(200)
    expect(journey.fatal).toEqual([])
  })

  it('the identity of a message that was not stored is not remembered: its second copy counts', async () => {
    const journey = await startJourney()
    const cookie = await journey.logIn('duty')
    const band = await journey.wire('band-1')
    onStore(journey.folder, (db) =>
      db.exec(`create trigger broken before insert on log when new.topic like '%/vitals'
               begin select raise(abort, 'broken for a test'); end`),
    )
    const at = Date.now() - 1_000
    band.publish('vitals', { ts: at, seq: 1, heartRate: 77 }, { id: 1 })
    await band.closed
    onStore(journey.folder, (db) => db.exec('drop trigger broken'))
    const back = await journey.wire('band-1')
    await back.say('vitals', { ts: at, seq: 1, heartRate: 77 }, { dup: true })
    const { tile } = (await journey.api(cookie, '/api/residents/r-1')).body
    expect(tile.heartRate).toEqual({ value: 77, at })
    expect(journey.rows("select * from log where topic like '%/vitals'")).toHaveLength(1)
  })

  it('an acknowledgement that could not be stored is refused and may be tried again', async () => {
    const journey = await startJourney()
    const cookie = await journey.logIn('duty')
    const band = await journey.wire('band-1')
    await band.say('sos', { id: 'p' })
    onStore(journey.folder, (db) =>
      db.exec(
        `create trigger broken before insert on timeline begin select raise(abort, 'broken for a test'); end`,
      ),
    )
    const act = () =>
      journey.api(cookie, '/api/alerts/1/actions', { action: 'acknowledge', requestId: 'request-1' })
    expect((await act()).body.code).toBe('storeUnavailable')
    expect((await journey.api(cookie, '/api/alerts/1')).body.alert).toMatchObject({
      status: 'open',
      revision: 1,
    })
    onStore(journey.folder, (db) => db.exec('drop trigger broken'))
    expect((await act()).body.alert).toMatchObject({ status: 'acknowledged', revision: 2 })
  })
})
