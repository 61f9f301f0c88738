import { describe, expect, it } from 'vitest'
import { accessOf } from '../../../gateway/broker/access.ts'
import { createPresence } from '../../../gateway/broker/presence.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { Log, logIn, openSocket, type Setup, startBroker } from './harness.ts'

const STATUS = 'v1/bands/band-001/status'

async function start(setup: Setup = {}) {
  const gone = new Log<{ deviceId: string; graceful: boolean }>()
  const started = await startBroker({
    announce: { online: true, offline: true },
    onDisconnected: (deviceId, graceful) => gone.push({ deviceId, graceful }),
    ...setup,
  })
  return { ...started, gone }
}

describe('the gateway says that a device', () => {
  it('is online when it has logged in, under its own status topic', async () => {
    const { port, arrived } = await start()
    await logIn(port, 'drain-01')
    expect(await arrived.at(1)).toMatchObject({
      topic: 'v1/drains/drain-01/status',
      text: '{"online":true}',
      deviceId: 'drain-01',
      duplicate: false,
    })
  })

  it('is offline when its socket dies, with a status will or without one: said once', async () => {
    const { port, arrived, gone } = await start()
    const will = { topic: STATUS, payload: Buffer.from('{"online":false,"ts":5}'), qos: 1, retain: true }
    for (const extra of [{ will }, {}]) {
      const band = await logIn(port, 'band-001', extra)
      band.socket.destroy()
      await gone.at(gone.items.length + 1)
    }
    expect(arrived.items.map(({ topic, text }) => [topic, text])).toEqual([
      [STATUS, '{"online":true}'],
      [STATUS, '{"online":false}'],
      [STATUS, '{"online":true}'],
      [STATUS, '{"online":false}'],
    ])
    expect(gone.items[0]).toEqual({ deviceId: 'band-001', graceful: false })
  })

  it('is offline when its keep-alive lapses', async () => {
    const { port, arrived } = await start({ limits: { keepAliveSeconds: { low: 1, high: 1 } } })
    const band = await logIn(port, 'band-001', { keepalive: 0 })
    await band.closed
    expect((await arrived.at(2)).text).toBe('{"online":false}')
  })

  it('has said goodbye by DISCONNECT: nothing is announced', async () => {
    const { port, arrived, gone } = await start()
    const band = await logIn(port, 'band-001', {
      will: { topic: STATUS, payload: Buffer.from('{"online":false}'), qos: 1, retain: false },
    })
    band.send({ cmd: 'disconnect' })
    expect(await gone.at(1)).toEqual({ deviceId: 'band-001', graceful: true })
    expect(arrived.items.map(({ text }) => text)).toEqual(['{"online":true}'])
  })

  it('is still here when a new connection takes over, under the same client id or another', async () => {
    const { port, arrived, gone, broker } = await start()
    const first = await logIn(port)
    const second = await logIn(port)
    await first.closed
    const third = await logIn(port, 'band-001', { clientId: 'band-001-b' })
    second.socket.destroy()
    await second.closed
    expect(broker.connected('band-001')).toBe(true)
    third.socket.destroy()
    await gone.at(1)
    expect(arrived.items.map(({ text }) => text)).toEqual([
      '{"online":true}',
      '{"online":true}',
      '{"online":true}',
      '{"online":false}',
    ])
  })

  it('with a will of its own on another topic fires that will too; a foreign will is refused', async () => {
    const { port, arrived, refused, gone } = await start()
    for (const topic of ['v1/bands/band-001/fall', 'v1/bands/band-002/sos']) {
      const band = await logIn(port, 'band-001', {
        will: { topic, payload: Buffer.from('{}'), qos: 1, retain: false },
      })
      band.socket.destroy()
      await gone.at(gone.items.length + 1)
    }
    expect(arrived.items.map(({ topic }) => topic.split('/')[3])).toEqual([
      'status',
      'fall',
      'status',
      'status',
      'status',
    ])
    expect(refused.items).toMatchObject([{ topic: 'v1/bands/band-002/sos', deviceId: 'band-001' }])
  })

  it('is gone only when its fourth connection pushes the oldest of three out', async () => {
    const { port, broker } = await start()
    const bands = []
    for (const suffix of ['a', 'b', 'c', 'd'])
      bands.push(await logIn(port, 'band-001', { clientId: `band-001-${suffix}` }))
    await bands[0]!.closed
    expect(broker.connected('band-001')).toBe(true)
    expect(broker.connectionCount()).toBe(3)
  })
})

describe('closing the broker', () => {
  it('announces nobody as gone, and answers what is in flight first', async () => {
    const { port, arrived, broker, gone } = await start({ answer() {} })
    const band = await logIn(port)
    ;(await arrived.at(1)).done('committed')
    band.send({
      cmd: 'publish',
      topic: 'v1/bands/band-001/sos',
      payload: '{}',
      qos: 1,
      messageId: 9,
      dup: false,
      retain: false,
    })
    const sos = await arrived.at(2)
    const closed = broker.close()
    sos.done('committed')
    await closed
    await band.closed
    expect(band.packets.items.at(-1)).toMatchObject({ cmd: 'puback', messageId: 9 })
    expect(gone.items).toEqual([{ deviceId: 'band-001', graceful: false }])
    expect(arrived.items).toHaveLength(2)
    await expect(openSocket(port)).rejects.toThrow('ECONNREFUSED')
  })
})

describe('an announcement', () => {
  const announcement = (online: boolean) => ({
    topic: STATUS,
    payload: Buffer.from(`{"online":${online}}`),
    deviceId: 'band-001',
    access: accessOf('band-001', 'band'),
  })

  it('that could not be committed is offered again every second until it is', () => {
    const clock = createManualClock(1_000_000)
    const offered: number[] = []
    let outcome: 'failed' | 'committed' = 'failed'
    const presence = createPresence({
      clock,
      onThrown() {},
      deliver(message, done) {
        offered.push(message.receivedAt)
        done(outcome)
      },
    })
    presence.announce(announcement(false))
    clock.advance(2_500)
    expect(offered).toEqual([1_000_000, 1_000_000, 1_000_000])
    outcome = 'committed'
    clock.advance(60_000)
    expect(offered).toHaveLength(4)
  })

  it('that is overtaken by a newer one of the same device is not offered again', () => {
    const clock = createManualClock(1_000_000)
    const offered: string[] = []
    const presence = createPresence({
      clock,
      onThrown() {},
      deliver(message, done) {
        offered.push(message.payload.toString())
        done(offered.length < 3 ? 'failed' : 'committed')
      },
    })
    presence.announce(announcement(false))
    presence.announce(announcement(true))
    clock.advance(10_000)
    expect(offered).toEqual(['{"online":false}', '{"online":true}', '{"online":true}'])
  })

  it('of the same millisecond as the last one is dated one later', () => {
    const at: number[] = []
    const presence = createPresence({
      clock: createManualClock(1_000_000),
      onThrown() {},
      deliver: (message) => at.push(message.receivedAt),
    })
    for (const online of [true, false, true]) presence.announce(announcement(online))
    expect(at).toEqual([1_000_000, 1_000_001, 1_000_002])
  })

  it('survives an ingest that throws, and is offered again', () => {
    const clock = createManualClock(0)
    let attempts = 0
    const presence = createPresence({
      clock,
      onThrown() {},
      deliver(_, done) {
        if (++attempts === 1) throw new Error('the conductor fell')
        done('committed')
      },
    })
    presence.announce(announcement(true))
    clock.advance(1_000)
    expect(attempts).toBe(2)
  })
})
