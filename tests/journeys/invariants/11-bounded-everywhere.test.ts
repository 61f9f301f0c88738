import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { MAX_PAYLOAD_BYTES } from '../../../gateway/protocol/limits.ts'
import { startJourney } from '../../support/journey.ts'
import { openTcp, openWire } from '../../support/wire.ts'

describe('Invariant 11: bounded everywhere', () => {
  it('connections: past the limit a new one is closed at once, those that are there work on, and a place that is free is given', async () => {
    const journey = await startJourney({ config: { mqtt: { maxConnections: 3 } } })
    const first = await journey.wire('band-1')
    await journey.wire('band-2')
    await openTcp(journey.gateway.mqttPort)
    const fourth = await openTcp(journey.gateway.mqttPort)
    await fourth.closed
    await first.say('sos', {})
    await first.leave()
    await journey.gateway.settled()
    const free = await openWire(journey.gateway.mqttPort, 'band-3')
    await free.say('sos', {})
    expect(journey.alerts()).toHaveLength(2)
  })

  it('connections per address, and connections of one device: its oldest goes', async () => {
    const journey = await startJourney({ config: { mqtt: { maxConnectionsPerAddress: 6 } } })
    const wires = []
    for (let n = 0; n < 5; n++) wires.push(await journey.wire('band-1', { clientId: `band-1-${n}` }))
    await Promise.all([wires[0]!.closed, wires[1]!.closed])
    await wires[4]!.say('sos', {})
    expect(wires.slice(2).map((wire) => wire.isClosed())).toEqual([false, false, false])
    const others = await Promise.all([1, 2, 3, 4, 5, 6].map(() => openTcp(journey.gateway.mqttPort)))
    await Promise.race(others.map((one) => one.closed))
    await wires[4]!.say('vitals', { heartRate: 70 })
  })

  it('payloads: one byte too much is acknowledged and listed as rejected, and the connection lives on', async () => {
    const journey = await startJourney()
    const cookie = await journey.logIn('duty')
    const band = await journey.wire('band-1')
    await band.say('vitals', Buffer.alloc(MAX_PAYLOAD_BYTES + 1, 0x20))
    await band.say('vitals', Buffer.alloc(1_048_576, 0x20))
    await band.say('vitals', { heartRate: 72 })
    const { body } = await journey.api(cookie, '/api/rejections')
    expect(body.map(({ reason, deviceId }: any) => `${deviceId} ${reason}`)).toEqual([
      'band-1 payloadTooLarge',
      'band-1 payloadTooLarge',
    ])
    for (const { payloadStart } of body) expect(payloadStart.length).toBeLessThanOrEqual(512)
    expect((await journey.api(cookie, '/api/residents/r-1')).body.tile.heartRate.value).toBe(72)
  })

  it('rates: a device that floods waits unacknowledged and loses nothing, another one and its own SOS do not wait', async () => {
    const journey = await startJourney({ config: { mqtt: { messagesPerSecond: 100, burst: 20 } } })
    const flood = await journey.wire('band-1')
    const other = await journey.wire('band-2')
    const FLOOD = 600
    for (let id = 1; id <= FLOOD; id++)
      flood.publish('vitals', { id: `v-${id}`, heartRate: 70, ts: Date.now() - FLOOD + id }, { id })
    for (let n = 0; n < 10; n++) await other.say('vitals', { id: `o-${n}`, heartRate: 70 })
    expect(flood.acks().length).toBeLessThan(FLOOD)
    await flood.acked(FLOOD)
    expect(flood.acks()).toEqual(Array.from({ length: FLOOD }, (_, i) => i + 1))
    expect(journey.rows("select * from log where topic = 'v1/bands/band-1/vitals'")).toHaveLength(FLOOD)
  })

  it('dashboards: one that never reads is dropped, the other gets every frame', async () => {
    const journey = await startJourney()
    const cookie = await journey.logIn('duty')
    const reads = await journey.openBoard(cookie)
    const stuck = new WebSocket(`ws://127.0.0.1:${journey.gateway.httpPort}/live`, { headers: { cookie } })
    stuck.on('error', () => {})
    await new Promise<void>((resolve) => stuck.once('open', () => resolve()))
    const clients = async (): Promise<number> =>
      Number(
        /^shouwang_dashboard_clients (\d+)$/m.exec(
          await (await fetch(`${journey.base}/metrics`)).text(),
        )?.[1],
      )
    while ((await clients()) < 2) await new Promise((resolve) => setImmediate(resolve))
    stuck.pause()

    // Presses pass every rate; each is an alert frame that carries the whole history line.
    const band = await journey.wire('band-1')
    let sent = 0
    while ((await clients()) > 1) {
      expect(sent, 'a client that never reads is held on to').toBeLessThan(60_000)
      for (let n = 0; n < 500; n++) band.publish('sos', { id: `p-${++sent}` }, { id: 1 + (sent % 60_000) })
      await band.roundTrip()
      await journey.gateway.settled()
    }
    stuck.terminate()
    const last = await reads.frame('alert', ({ alert }) => alert.repeats === sent - 1)
    expect(last.alert.id).toBe(1)
    const revisions = reads.frames.flatMap((frame) => (frame.type === 'alert' ? [frame.alert.revision] : []))
    expect(revisions).toEqual([...revisions].sort((a, b) => a - b))
    expect(revisions.length).toBeGreaterThanOrEqual(sent)
    expect(journey.alerts()).toHaveLength(1)
  })
})
