import { describe, expect, it } from 'vitest'
import { startJourney } from '../../support/journey.ts'
import { lockStore } from '../../support/store-tools.ts'

describe('Invariant 1: ack means committed', () => {
  it('no PUBACK and no card while another connection holds the write lock; both after the release, in order', async () => {
    const journey = await startJourney()
    const board = await journey.openBoard(await journey.logIn('duty'))
    const band = await journey.wire('band-1')
    await band.say('vitals', { heartRate: 72 })
    const acked = band.acks().length

    const release = lockStore(journey.folder)
    band.send(
      band.packet('vitals', { heartRate: 73 }, { id: 1 }),
      band.packet('sos', { id: 'press-1' }, { id: 2 }),
      band.packet('vitals', { heartRate: 74 }, { id: 3 }),
    )
    await band.roundTrip()
    await band.roundTrip()
    expect(band.acks().slice(acked)).toEqual([])
    expect(board.frames.filter(({ type }) => type === 'alert')).toEqual([])
    expect(journey.alerts()).toEqual([])

    release()
    await band.acked(3)
    expect(band.acks().slice(acked)).toEqual([1, 2, 3])
    expect(journey.alerts()).toHaveLength(1)
    await board.frame('alert')
  })

  it('at the moment of each of 60 PUBACKs another connection reads the message from the disk', async () => {
    const journey = await startJourney()
    const band = await journey.wire('band-1')
    const missing: number[] = []
    band.socket.on('data', () => {
      const stored = new Set(
        journey
          .rows('select payload from log')
          .map(({ payload }) => Buffer.from(payload as Uint8Array).toString()),
      )
      for (const id of band.acks()) if (!stored.has(`{"heartRate":${60 + id}}`)) missing.push(id)
    })
    for (let id = 1; id <= 60; id++) band.publish('vitals', { heartRate: 60 + id }, { id })
    await band.acked(60)
    expect(band.acks()).toEqual(Array.from({ length: 60 }, (_, i) => i + 1))
    expect(missing).toEqual([])
  })

  it('no PUBREC for QoS 2 before the commit either', async () => {
    const journey = await startJourney()
    const band = await journey.wire('band-1')
    await band.roundTrip()
    const release = lockStore(journey.folder)
    band.publish('sos', { id: 'press-2' }, { id: 7, qos: 2 })
    await band.roundTrip()
    expect(band.packets.filter(({ cmd }) => cmd === 'pubrec')).toEqual([])
    release()
    await band.known(({ cmd }) => cmd === 'pubrec')
    expect(journey.alerts()).toHaveLength(1)
  })
})
