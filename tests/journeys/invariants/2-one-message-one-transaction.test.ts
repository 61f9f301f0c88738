import { describe, expect, it } from 'vitest'
import { eventually, startJourney } from '../../support/journey.ts'
import { startPartner } from '../../support/partner.ts'
import { breakTable } from '../../support/store-tools.ts'

const TABLES = ['log', 'rejection', 'press', 'alert', 'timeline', 'notification'] as const

describe('Invariant 2: one message, one transaction', () => {
  it('whichever of reading, rejection, dedupe key, alert, timeline and notification fails, none of them is there', async () => {
    const partner = await startPartner()
    const journey = await startJourney({ webhook: partner })
    // The gateway's own word about a band that came or went is a message of its own.
    const counts = (): Record<string, number> =>
      Object.fromEntries(
        TABLES.map((table) => {
          const where = table === 'log' ? "where topic like '%/sos'" : ''
          return [table, Number(journey.rows(`select count(*) as n from ${table} ${where}`)[0]?.n)]
        }),
      )
    // An SOS whose position is unreadable causes one row of every kind.
    const press = { id: 'press-1', latitude: 'here' }
    for (const table of TABLES) {
      const band = await journey.wire('band-1')
      await journey.gateway.settled()
      const mend = breakTable(journey.folder, table)
      band.publish('sos', press, { id: 1 })
      await band.closed
      expect(band.acks(), table).toEqual([])
      expect(Object.values(counts()), table).toEqual([0, 0, 0, 0, 0, 0])
      mend()
    }
    expect(partner.received).toEqual([])

    const band = await journey.wire('band-1')
    await band.say('sos', press, { dup: true })
    expect(counts()).toEqual({
      log: 1,
      rejection: 1,
      press: 1,
      alert: 1,
      timeline: expect.any(Number),
      notification: 4,
    })
    expect(journey.alerts()).toMatchObject([{ id: 1, ruleId: 'sos', repeats: 0 }])
    await eventually(() => partner.received.length === 3, 'desk, duty and family are told once each')
    expect(journey.fatal).toEqual([])
  })

  it('a reader that looks all the time never sees a part of it: 40 presses on 40 elders', async () => {
    const journey = await startJourney({ bands: 40 })
    const bands = await Promise.all(Array.from({ length: 40 }, (_, i) => journey.wire(`band-${i + 1}`)))
    const torn: unknown[] = []
    let looks = 0
    let done = false
    const looking = (async () => {
      while (!done) {
        // One statement is one snapshot of the database.
        const [seen] = journey.rows(`select
          (select count(*) from log where topic like '%/sos') as logged,
          (select count(*) from press) as pressed,
          (select count(*) from alert) as alerts,
          (select count(distinct alert_id) from timeline) as told,
          (select count(distinct alert_id) from notification) as notified`)
        looks++
        if (new Set(Object.values(seen ?? {})).size !== 1) torn.push(seen)
        await new Promise((resolve) => setImmediate(resolve))
      }
    })()
    await Promise.all(bands.map((band) => band.say('sos', { id: 'p' })))
    done = true
    await looking
    expect(torn).toEqual([])
    expect(looks).toBeGreaterThan(0)
    expect(journey.alerts()).toHaveLength(40)
  })
})
