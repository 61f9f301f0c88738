import mqtt from 'mqtt'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createManualClock } from '../../support/manual-clock.ts'
import { type Client, Log, logIn, roundTrip, SECRET, startBroker } from './harness.ts'

const COMMANDS = 'v1/bands/band-001/commands'
const HELP = '{"id":"a/1","command":"helpIsComing","sentAt":1790000000000}'

async function subscribe(band: Client, qos: 0 | 1 | 2 = 1): Promise<void> {
  band.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: COMMANDS, qos }] })
  await band.packets.at(2)
}

describe('a message down to a band', () => {
  it('is sent once the band has acknowledged it, with QoS 1 and not retained', async () => {
    const { port, broker } = await startBroker()
    const band = mqtt.connect(`mqtt://127.0.0.1:${port}`, {
      clientId: 'band-001',
      username: 'band-001',
      password: SECRET,
      reconnectPeriod: 0,
    })
    onTestFinished(() => {
      band.end(true)
    })
    const received = new Log<[string, string, number, boolean]>()
    band.on('message', (topic, payload, packet) =>
      received.push([topic, payload.toString(), packet.qos, packet.retain]),
    )
    await band.subscribeAsync(COMMANDS, { qos: 1 })
    expect(await broker.publishDown('band-001', HELP)).toBe('sent')
    expect(received.items).toEqual([[COMMANDS, HELP, 1, false]])
  })

  it('that is not acknowledged within 8 s is notAcknowledged; a later PUBACK changes nothing', async () => {
    const clock = createManualClock(1_790_000_000_000)
    const { port, broker } = await startBroker({ clock })
    const band = await logIn(port)
    await subscribe(band)
    const sent = broker.publishDown('band-001', HELP)
    const message = await band.packets.at(3)
    clock.advance(8_000)
    expect(await sent).toBe('notAcknowledged')
    band.send({ cmd: 'puback', messageId: (message as { messageId: number }).messageId })
    await roundTrip(band)
    const again = broker.publishDown('band-001', HELP)
    const second = await band.packets.at(5)
    expect((second as { messageId: number }).messageId).not.toBe((message as { messageId: number }).messageId)
    band.send({ cmd: 'puback', messageId: (second as { messageId: number }).messageId })
    expect(await again).toBe('sent')
  })

  it('is notAcknowledged at once when the connection dies under it', async () => {
    const { port, broker } = await startBroker()
    const band = await logIn(port)
    await subscribe(band)
    const sent = broker.publishDown('band-001', HELP)
    await band.packets.at(3)
    band.socket.destroy()
    expect(await sent).toBe('notAcknowledged')
    expect(await broker.publishDown('band-001', HELP)).toBe('notConnected')
  })

  it('needs a subscription, and with QoS 0 is sent when it is written', async () => {
    const { port, broker } = await startBroker()
    expect(await broker.publishDown('band-001', HELP)).toBe('notConnected')
    const band = await logIn(port)
    await roundTrip(band)
    expect(await broker.publishDown('band-001', HELP)).toBe('notConnected')
    const other = await logIn(port, 'band-001', { clientId: 'band-001-b' })
    await subscribe(other, 0)
    expect(await broker.publishDown('band-001', HELP)).toBe('sent')
    expect(await other.packets.at(3)).toMatchObject({ cmd: 'publish', qos: 0, topic: COMMANDS })
    other.send({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: [COMMANDS] })
    await other.packets.at(4)
    await roundTrip(other)
    expect(await broker.publishDown('band-001', HELP)).toBe('notConnected')
  })

  it('is not kept for a band that comes back with clean=false: the outbox is the queue', async () => {
    const { port, broker } = await startBroker()
    const band = await logIn(port, 'band-001', { clean: false })
    await subscribe(band)
    band.socket.destroy()
    while (broker.connected('band-001')) await new Promise((resolve) => setImmediate(resolve))
    expect(await broker.publishDown('band-001', HELP)).toBe('notConnected')
    const again = await logIn(port, 'band-001', { clean: false })
    await roundTrip(again)
    expect(again.packets.items).toMatchObject([
      { cmd: 'connack', sessionPresent: false },
      { cmd: 'pingresp' },
    ])
  })
})

describe('disconnect', () => {
  it('closes every connection of the device', async () => {
    const { port, broker } = await startBroker()
    const bands = [await logIn(port), await logIn(port, 'band-001', { clientId: 'band-001-b' })]
    broker.disconnect('band-001')
    await Promise.all(bands.map(({ closed }) => closed))
    expect(broker.connected('band-001')).toBe(false)
  })
})
