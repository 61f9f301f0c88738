import { describe, expect, it } from 'vitest'
import { createCommunity } from '../../support/community.ts'
import { testFolder } from '../../support/folder.ts'
import { eventually, type Journey, startJourney } from '../../support/journey.ts'
import { startPartner } from '../../support/partner.ts'

const counts = (journey: Journey) => ({
  presses: journey.rows('select * from press').length,
  messages: journey.rows("select * from log where topic like '%/sos' or topic like '%/vitals'").length,
  alerts: journey.alerts().map(({ id, status, repeats, revision }) => ({ id, status, repeats, revision })),
  timeline: journey.rows('select * from timeline').length,
  told: journey.notifications().map(({ key }) => key),
})

describe('Invariant 3: redelivery changes nothing', () => {
  it('the same press as DUP, in one chunk, over another connection and after a restart is one press, one alert, nobody told twice', async () => {
    const partner = await startPartner()
    const folder = testFolder()
    await createCommunity(folder, { webhook: partner })
    const first = await startJourney({ folder })
    const band = await first.wire('band-1')
    const press = { id: 'press-1', ts: Date.now(), latitude: 31.23, longitude: 121.47 }
    await band.say('sos', press)
    await eventually(() => partner.received.length === 3, 'desk, duty and family are told')
    const delivered = () => first.notifications().filter(({ status }) => status === 'delivered').length
    await eventually(() => delivered() >= 3, 'that they were is on record')
    const once = counts(first)
    expect(once).toMatchObject({ presses: 1, messages: 1, alerts: [{ id: 1, repeats: 0 }] })

    band.send(
      band.packet('sos', press, { id: 1, dup: true }),
      band.packet('sos', press, { id: 2, dup: true }),
      band.packet('sos', press, { id: 3 }),
    )
    await band.acked(3)
    const second = await first.wire('band-1', { clientId: 'band-1-b' })
    await second.say('sos', press, { dup: true })
    // In a batch with others, and with the position gone: the id is the device's own promise.
    await second.say('sos', [press, { id: 'press-1' }])
    expect(counts(first)).toEqual(once)

    await band.cut()
    await second.cut()
    await first.close()
    const later = await startJourney({ folder })
    const back = await later.wire('band-1')
    await back.say('sos', press, { dup: true })
    expect(counts(later)).toEqual(once)
    expect(partner.received.map(({ key }) => key).sort()).toEqual(
      once.told.filter((key) => key.includes('.webhook.')),
    )
  })

  it('holds while the first copy is still on its way to the disk', async () => {
    const journey = await startJourney()
    const band = await journey.wire('band-1')
    const other = await journey.wire('band-1', { clientId: 'band-1-b' })
    const press = { seq: 4, ts: Date.now() }
    const copies = Array.from({ length: 20 }, (_, i) => band.packet('sos', press, { id: i + 1, dup: i > 0 }))
    band.send(...copies)
    other.send(...copies)
    await Promise.all([band.acked(20), other.acked(20)])
    expect(counts(journey)).toMatchObject({ presses: 1, messages: 1, alerts: [{ id: 1, repeats: 0 }] })
  })

  it('a press without id, number or clock is told apart by nothing: it repeats the alert, opens no second one, tells nobody again', async () => {
    const journey = await startJourney()
    const band = await journey.wire('band-1')
    await band.say('sos', '')
    const once = counts(journey)
    await band.say('sos', '', { dup: true })
    expect(counts(journey).alerts).toHaveLength(1)
    expect(counts(journey).told).toEqual(once.told)
  })

  it('a vital sign that comes again by id, by number and time, or by time and content is stored once and counted once', async () => {
    const journey = await startJourney()
    const cookie = await journey.logIn('duty')
    const band = await journey.wire('band-1')
    const at = Date.now() - 60_000
    const messages = [
      { id: 'a', ts: at, heartRate: 71 },
      { seq: 9, ts: at + 1_000, heartRate: 72 },
      { ts: at + 2_000, heartRate: 73 },
    ]
    for (const message of messages) await band.say('vitals', message)
    const tile = (await journey.api(cookie, '/api/residents/r-1')).body.tile
    for (const message of messages) await band.say('vitals', message, { dup: true })
    await band.say('vitals', messages)

    const samples = async () =>
      (
        await journey.api(
          cookie,
          `/api/residents/r-1/samples?metric=heartRate&from=${at - 1}&to=${at + 9_000}`,
        )
      ).body
    let curve = await samples()
    await eventually(() => {
      void samples().then((body) => {
        curve = body
      })
      return curve.at.length >= 3
    }, 'the curve is filed')
    expect(curve).toMatchObject({ at: [at, at + 1_000, at + 2_000], value: [71, 72, 73], doubtful: [] })
    const after = (await journey.api(cookie, '/api/residents/r-1')).body.tile
    expect(after.heartRate).toEqual(tile.heartRate)
    expect(after.heartRate).toEqual({ value: 73, at: at + 2_000 })
  })
})
