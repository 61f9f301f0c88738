import { describe, expect, it } from 'vitest'
import { eventually, startJourney } from '../../support/journey.ts'
import { startPartner } from '../../support/partner.ts'
import { lockStore } from '../../support/store-tools.ts'

// The full disk is in invariants/6-failed-commit.test.ts.
describe('a store that is locked for longer than the gateway waits', () => {
  it('acknowledges nothing, says so on the board, and takes the re-sent press once when the lock is gone', async () => {
    const partner = await startPartner()
    const journey = await startJourney({ webhook: partner })
    const cookie = await journey.logIn('duty')
    const board = await journey.openBoard(cookie)
    const bands = await Promise.all([1, 2, 3].map((n) => journey.wire(`band-${n}`)))
    await Promise.all(bands.map((band) => band.say('vitals', { heartRate: 70 })))
    const release = lockStore(journey.folder)
    for (const band of bands) band.publish('sos', { id: 'p' }, { id: 1 })
    await Promise.all(bands.map((band) => band.closed))
    expect(bands.flatMap((band) => band.acks().filter((id) => id === 1))).toEqual([])
    const trouble = await board.frame('system', ({ code }) => code === 'storeUnavailable')
    expect(trouble.facts).toEqual({ reason: 'locked' })
    // What it knows it still shows.
    expect((await journey.api(cookie, '/api/residents/r-1')).body.tile.heartRate.value).toBe(70)
    release()
    await Promise.all(
      [1, 2, 3].map(async (n) => {
        const band = await journey.wire(`band-${n}`)
        await band.say('sos', { id: 'p' }, { dup: true })
      }),
    )
    await board.frame('system', ({ code }) => code === 'storeRecovered')
    expect(journey.alerts().map(({ id, repeats }) => [id, repeats])).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
    ])
    await eventually(() => partner.received.length === 7, 'desk and duty thrice, one family')
    expect(new Set(partner.received.map(({ key }) => key)).size).toBe(7)
    expect(journey.fatal).toEqual([])
  })
})
