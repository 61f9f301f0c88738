import { describe, expect, it } from 'vitest'
import { accessOf } from '../../../gateway/broker/access.ts'
import { acknowledged, logIn, publishPacket, roundTrip, startBroker } from './harness.ts'

describe('a device publishes only under its own id', () => {
  it.each([
    ['v1/bands/band-001/vitals', true],
    ['v1/bands/band-001/sos', true],
    ['v1/bands/band-001/status', true],
    ['v1/bands/band-002/sos', 'foreignTopic'],
    ['v1/bands/band-00/sos', 'foreignTopic'],
    ['v1/bands/band-001/commands', 'unknownTopic'],
    ['v1/bands/band-001/SOS', 'unknownTopic'],
    ['v1/bands/band-001/level', 'unknownTopic'],
    ['v1/bands/band-001/sos/', 'unknownTopic'],
    ['v1/bands/band-001', 'unknownTopic'],
    ['v1/drains/band-001/status', 'wrongFamily'],
    ['v2/bands/band-001/sos', 'foreignTopic'],
    ['$SYS/broker', 'foreignTopic'],
    ['', 'foreignTopic'],
  ])('as a band, to %s: %s', (topic, verdict) => {
    expect(accessOf('band-001', 'band').mayPublish(topic)).toBe(verdict)
  })

  it.each([
    ['v1/drains/drain-01/level', true],
    ['v1/drains/drain-01/sos', 'unknownTopic'],
    ['v1/bands/drain-01/sos', 'wrongFamily'],
  ])('as a drain, to %s: %s', (topic, verdict) => {
    expect(accessOf('drain-01', 'drain').mayPublish(topic)).toBe(verdict)
  })

  it('and a foreign publish is reported and acknowledged, never given to ingest, and the connection goes on', async () => {
    const { port, arrived, refused } = await startBroker()
    const band = await logIn(port)
    band.send(
      publishPacket('v1/bands/band-002/sos', '{"a":1}', 1),
      publishPacket('v1/bands/band-001/vitals', '{}', 2),
      publishPacket('v1/drains/band-001/level', '{}', 3),
    )
    await band.packets.at(4)
    expect(acknowledged(band)).toEqual([1, 2, 3])
    expect(arrived.items.map(({ topic }) => topic)).toEqual(['v1/bands/band-001/vitals'])
    expect(refused.items).toMatchObject([
      { deviceId: 'band-001', topic: 'v1/bands/band-002/sos', reason: 'foreignTopic' },
      { deviceId: 'band-001', topic: 'v1/drains/band-001/level', reason: 'wrongFamily' },
    ])
  })

  it('and a refused publish that cannot be stored is not acknowledged', async () => {
    const { port } = await startBroker({ reject: (_, done) => done('failed') })
    const band = await logIn(port)
    band.send(publishPacket('v1/bands/band-002/sos', '{}', 1))
    await band.closed
    expect(acknowledged(band)).toEqual([])
  })
})

describe('a device subscribes only to its own commands', () => {
  it.each([
    ['v1/bands/band-001/commands', 1],
    ['v1/bands/band-002/commands', 128],
    ['v1/bands/+/commands', 128],
    ['v1/bands/band-001/#', 128],
    ['#', 128],
    ['$SYS/#', 128],
    ['v1/bands/band-001/sos', 128],
  ])('%s is answered %i', async (topic, granted) => {
    const { port } = await startBroker()
    const band = await logIn(port)
    band.send({ cmd: 'subscribe', messageId: 3, subscriptions: [{ topic, qos: 1 }] })
    expect(await band.packets.at(2)).toMatchObject({ cmd: 'suback', messageId: 3, granted: [granted] })
  })

  it('and a drain to nothing', async () => {
    const { port } = await startBroker()
    const drain = await logIn(port, 'drain-01')
    drain.send({
      cmd: 'subscribe',
      messageId: 3,
      subscriptions: [{ topic: 'v1/bands/drain-01/commands', qos: 1 }],
    })
    expect(await drain.packets.at(2)).toMatchObject({ granted: [128] })
  })
})

describe('nothing is retained or forwarded', () => {
  it('a retained SOS arrives once, as retained, and nobody gets it at the next login', async () => {
    const { port, arrived } = await startBroker()
    const band = await logIn(port)
    band.send(publishPacket('v1/bands/band-001/sos', '{}', 1, { retain: true }))
    await band.packets.at(2)
    band.socket.destroy()

    const again = await logIn(port)
    again.send({
      cmd: 'subscribe',
      messageId: 1,
      subscriptions: [{ topic: 'v1/bands/band-001/commands', qos: 1 }],
    })
    await again.packets.at(2)
    await roundTrip(again)
    expect(again.packets.items.map(({ cmd }) => cmd)).toEqual(['connack', 'suback', 'pingresp'])
    expect(arrived.items).toHaveLength(1)
    expect(arrived.items[0]).toMatchObject({ retained: true, topic: 'v1/bands/band-001/sos' })
  })
})
