import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../../alerts/model/time.ts'
import { startJourney } from '../../support/journey.ts'
import { createManualClock } from '../../support/manual-clock.ts'

const START = Date.UTC(2026, 10, 20, 2, 0)

describe('Invariant 10: three states, not two', () => {
  it('never seen, fine, alarm, not worn, charging, offline by a killed socket, stale: silence is never fine', async () => {
    const clock = createManualClock(START)
    const journey = await startJourney({ clock })
    const cookie = await journey.logIn('duty')
    const state = async (path = '/api/residents/r-1') => {
      const { tile } = (await journey.api(cookie, path)).body
      return tile.unknownReason === undefined ? tile.condition : `${tile.condition}: ${tile.unknownReason}`
    }
    /** Time goes by in small steps, as it does; a band that is there says so to keep its connection. */
    const pass = async (minutes: number): Promise<void> => {
      for (let n = 0; n < minutes; n++) {
        clock.advance(MINUTE)
        if (!band.isClosed()) await band.roundTrip()
        await journey.gateway.settled()
      }
    }
    expect(await state()).toBe('unknown: neverSeen')

    let band = await journey.wire('band-1')
    // It is here, and has measured nothing: that is not "fine" either.
    await journey.gateway.settled()
    expect(await state()).toMatch(/^unknown/)
    clock.advance(1_000)
    await band.say('vitals', { heartRate: 70 })
    expect(await state()).toBe('fine')

    await band.say('wear', { worn: false })
    expect(await state()).toBe('unknown: notWorn')
    await band.say('status', { charging: true })
    expect(await state()).toBe('unknown: charging')
    clock.advance(1_000)
    await band.say('status', { charging: false })
    await band.say('wear', { worn: true })
    await band.say('vitals', { heartRate: 71 })
    expect(await state()).toBe('fine')

    clock.advance(1_000)
    await band.cut()
    // The will is a message like any other: it is committed before it is seen.
    while ((await state()) === 'fine') await journey.gateway.settled()
    expect(await state()).toBe('unknown: offline')
    clock.advance(1_000)
    band = await journey.wire('band-1')
    await band.say('vitals', { heartRate: 72 })
    expect(await state()).toBe('fine')

    // Here, but its sensor says nothing.
    for (let n = 0; n < 7; n++) {
      await pass(5)
      await band.say('steps', { steps: 100 + n })
    }
    expect(await state()).toBe('unknown: stale')
    expect(journey.alerts()).toMatchObject([{ ruleId: 'no-vitals', status: 'open' }])
    await band.say('vitals', { heartRate: 73 })
    expect(await state()).toBe('fine')

    // Connected and silent for half an hour.
    await pass(30)
    expect(await state()).toBe('unknown: offline')
    await band.say('status', { battery: 4 })
    await band.say('vitals', { heartRate: 73 })
    expect(await state()).toBe('fine')

    await band.say('sos', {})
    expect(await state()).toBe('alarm')
    // An alarm outlives the band's connection.
    await band.cut()
    await pass(3)
    expect(await state()).toBe('alarm')
    await journey.api(
      cookie,
      `/api/alerts/${journey.alerts().find(({ ruleId }) => ruleId === 'sos').id}/actions`,
      {
        action: 'resolve',
        outcome: 'accidental',
        requestId: 'request-1',
      },
    )
    expect(await state()).toBe('unknown: noBattery')
  })

  it('a drain: never seen, dry is fine, flooded is alarm, and one that falls silent is unknown, not dry', async () => {
    const clock = createManualClock(START)
    const journey = await startJourney({ clock })
    const cookie = await journey.logIn('duty')
    const tile = async () => (await journey.api(cookie, '/api/drains')).body[0]
    expect(await tile()).toMatchObject({ condition: 'unknown', unknownReason: 'neverSeen', level: null })
    const drain = await journey.wire('water-1')
    await drain.say('level', { centimetres: 0 })
    expect(await tile()).toMatchObject({ condition: 'fine', level: { value: 0 } })
    clock.advance(1_000)
    await drain.say('level', { centimetres: 20 })
    expect(await tile()).toMatchObject({ condition: 'fine', level: { value: 20 } })
    clock.advance(1_000)
    await drain.say('level', { centimetres: 20 })
    expect(await tile()).toMatchObject({ condition: 'alarm', levelClass: 'warning' })
    clock.advance(1_000)
    await drain.say('level', { centimetres: 999 })
    expect(await tile()).toMatchObject({ condition: 'alarm', level: { value: 20 } })
    for (let n = 0; n < 12; n++) {
      clock.advance(1_000)
      await drain.say('level', { centimetres: 0 })
      clock.advance(5 * MINUTE)
      await journey.gateway.settled()
    }
    const [water] = journey.alerts()
    expect(water).toMatchObject({ ruleId: 'drain-level', clearedAt: expect.any(Number) })
    await journey.api(cookie, `/api/alerts/${water.id}/actions`, {
      action: 'resolve',
      outcome: 'genuine',
      requestId: 'request-1',
    })
    expect(await tile()).toMatchObject({ condition: 'fine', level: { value: 0 } })
    for (let n = 0; n < 60; n++) {
      clock.advance(MINUTE)
      await journey.gateway.settled()
    }
    expect(await tile()).toMatchObject({
      condition: 'unknown',
      unknownReason: 'offline',
      level: { value: 0 },
    })
  })

  it('the words reach the board: each tile of the snapshot has a condition, and a reason when it cannot tell', async () => {
    const journey = await startJourney()
    const cookie = await journey.logIn('duty')
    const board = await journey.openBoard(cookie)
    const snapshot = await board.frame('snapshot')
    expect(snapshot.residents).toHaveLength(3)
    for (const tile of [...snapshot.residents, ...snapshot.drains])
      expect(tile).toMatchObject({ condition: 'unknown', unknownReason: 'neverSeen' })
    const band = await journey.wire('band-3')
    await band.say('vitals', { heartRate: 66 })
    await board.frame('delta', ({ residents }) =>
      residents.some(({ id, condition }) => id === 'r-3' && condition === 'fine'),
    )
    await band.cut()
    await board.frame('delta', ({ residents }) =>
      residents.some(({ id, unknownReason }) => id === 'r-3' && unknownReason === 'offline'),
    )
  })
})
