import { describe, expect, it } from 'vitest'
import { startJourney } from '../../support/journey.ts'
import { onStore } from '../../support/store-tools.ts'

describe('Invariant 8: one open alert per (subject, rule)', () => {
  it('two presses in one TCP chunk are one alert with one repeat, and a fall beside them is an alert of its own', async () => {
    const journey = await startJourney()
    const band = await journey.wire('band-1')
    band.send(
      band.packet('sos', { id: 'p-1' }, { id: 1 }),
      band.packet('sos', { id: 'p-2' }, { id: 2 }),
      band.packet('fall', { id: 'f-1' }, { id: 3 }),
    )
    await band.acked(3)
    expect(journey.alerts()).toMatchObject([
      { id: 1, ruleId: 'sos', status: 'open', repeats: 1 },
      { id: 2, ruleId: 'fall', status: 'open', repeats: 0 },
    ])
    expect(journey.rows('select * from press')).toHaveLength(3)
  })

  it('50 presses from each of two connections at once are one alert with 99 repeats', async () => {
    const journey = await startJourney()
    const wires = [await journey.wire('band-1'), await journey.wire('band-1', { clientId: 'band-1-b' })]
    await Promise.all(
      wires.map((band, side) => {
        for (let n = 1; n <= 50; n++) band.publish('sos', { id: `p-${side}-${n}` }, { id: n })
        return band.acked(50)
      }),
    )
    expect(journey.alerts()).toMatchObject([{ id: 1, repeats: 99 }])
    const told = journey.notifications().map(({ key }) => key)
    expect(new Set(told).size).toBe(told.length)
    expect(told.length).toBeLessThan(5)
  })

  it('after a person has closed it, the next press opens a new one; the closed one stays closed', async () => {
    const journey = await startJourney()
    const cookie = await journey.logIn('duty')
    const band = await journey.wire('band-1')
    await band.say('sos', { id: 'p-1' })
    await journey.api(cookie, '/api/alerts/1/actions', {
      action: 'resolve',
      outcome: 'accidental',
      requestId: 'request-1',
    })
    await band.say('sos', { id: 'p-1' }, { dup: true })
    expect(journey.alerts()).toMatchObject([{ id: 1, status: 'resolved' }])
    await band.say('sos', { id: 'p-2' })
    expect(journey.alerts()).toMatchObject([
      { id: 1, status: 'resolved', outcome: 'accidental' },
      { id: 2, status: 'open' },
    ])
  })

  it('is held by the store itself: a second open row of the same subject and rule is a constraint violation', async () => {
    const journey = await startJourney()
    const band = await journey.wire('band-1')
    await band.say('sos', { id: 'p-1' })
    const copy = (id: number, status: string): void =>
      onStore(journey.folder, (db) =>
        db.exec(`insert into alert select ${id}, subject, rule_id, '${status}', severity, grid_id, received_at, due_at, body
                 from alert where id = 1`),
      )
    expect(() => copy(2, 'open')).toThrow(/UNIQUE/)
    expect(() => copy(2, 'acknowledged')).toThrow(/UNIQUE/)
    copy(2, 'resolved')
    expect(journey.rows('select id from alert')).toHaveLength(2)
  })
})
