import type { IncomingMessage } from 'node:http'
import { duplexPair } from 'node:stream'
import { generate, type Packet } from 'mqtt-packet'
import { describe, expect, it } from 'vitest'
import { createManualClock } from '../../support/manual-clock.ts'
import {
  acknowledged,
  connectPacket,
  logIn,
  openSocket,
  publishPacket,
  roundTrip,
  startBroker,
} from './harness.ts'

const VITALS = 'v1/bands/band-001/vitals'
const SOS = 'v1/bands/band-001/sos'
const START = 1_790_000_000_000

const vitals = (count: number, from = 1) =>
  Array.from({ length: count }, (_, at) => publishPacket(VITALS, `{"seq":${from + at}}`, from + at))

const upgradeRequest = (): IncomingMessage =>
  ({
    method: 'GET',
    url: '/mqtt',
    headers: {
      upgrade: 'websocket',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'sec-websocket-version': '13',
      'sec-websocket-protocol': 'mqtt',
    },
    socket: { remoteAddress: '10.0.0.9' },
  }) as unknown as IncomingMessage

/** A binary WebSocket frame of a client, with the mask 0. */
const maskedFrame = (bytes: Buffer): Buffer =>
  bytes.length < 126
    ? Buffer.concat([Buffer.from([0x82, 0x80 | bytes.length, 0, 0, 0, 0]), bytes])
    : Buffer.concat([Buffer.from([0x82, 0xfe, bytes.length >> 8, bytes.length & 255, 0, 0, 0, 0]), bytes])

describe('a payload of 1 MiB', () => {
  it.each([VITALS, SOS])(
    'on %s arrives cut, is acknowledged, and the next message is whole',
    async (topic) => {
      const { port, arrived } = await startBroker()
      const band = await logIn(port)
      band.send(
        publishPacket(VITALS, '{"before":1}', 1),
        publishPacket(topic, Buffer.alloc(1_048_576, 'x'), 2),
        publishPacket(VITALS, '{"after":1}', 3),
      )
      await band.packets.at(4)
      expect(acknowledged(band)).toEqual([1, 2, 3])
      expect(arrived.items.map(({ topic: to }) => to)).toEqual([VITALS, topic, VITALS])
      expect(arrived.items[0]!.text).toBe('{"before":1}')
      expect(arrived.items[1]!.payload.length).toBeGreaterThan(262_144)
      expect(arrived.items[1]!.payload.length).toBeLessThan(264_000)
      expect(arrived.items[2]!.text).toBe('{"after":1}')
    },
  )

  it('written one byte short is still only held to the limit: the broker has it cut before it ends', async () => {
    const { port, arrived } = await startBroker()
    const band = await logIn(port)
    const bytes = generate(publishPacket(SOS, Buffer.alloc(1_048_576, 'x'), 2))
    band.socket.write(bytes.subarray(0, bytes.length - 1))
    expect((await arrived.at(1)).payload.length).toBeLessThan(264_000)
    band.socket.write(Buffer.concat([bytes.subarray(-1), generate(publishPacket(VITALS, '{}', 3))]))
    expect((await arrived.at(2)).text).toBe('{}')
  })

  it('of exactly the limit arrives whole', async () => {
    const { port, arrived } = await startBroker({ limits: { maxPayloadBytes: 1_000 } })
    const band = await logIn(port)
    band.send(publishPacket(VITALS, Buffer.alloc(1_000, 'x'), 1))
    expect((await arrived.at(1)).payload.length).toBe(1_000)
  })
})

describe('a device that sends faster than its rate', () => {
  const setup = async () => {
    const clock = createManualClock(START)
    const started = await startBroker({ clock, limits: { messagesPerSecond: 20, burst: 10 } })
    return { clock, ...started, band: await logIn(started.port) }
  }

  it('is read no faster than that: 10 at once, then 20 a second, none lost, in order', async () => {
    const { clock, band, arrived, reasons } = await setup()
    band.send(...vitals(50))
    await reasons.at(1)
    expect(arrived.items).toHaveLength(10)
    const halfSecond = async (): Promise<void> => {
      for (let step = 0; step < 10; step++) {
        clock.advance(50)
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    await halfSecond()
    expect(arrived.items).toHaveLength(20)
    await halfSecond()
    expect(arrived.items).toHaveLength(30)
    await halfSecond()
    await halfSecond()
    await band.packets.at(51)
    expect(acknowledged(band)).toEqual(
      vitals(50).map((packet) => (packet as { messageId: number }).messageId),
    )
  })

  it('gets its SOS through at once, with all that stands before it and nothing behind it', async () => {
    const { band, arrived, reasons } = await setup()
    band.send(...vitals(50))
    await reasons.at(1)
    band.send(publishPacket(SOS, '{}', 1_001), ...vitals(20, 101))
    await arrived.at(51)
    await band.packets.at(52)
    expect(arrived.items.map(({ topic }) => topic).indexOf(SOS)).toBe(50)
    expect(arrived.items).toHaveLength(51)
    expect(acknowledged(band)).toContain(1_001)
  })

  it('gets an SOS through that arrives in two halves', async () => {
    const { band, arrived, reasons } = await setup()
    band.send(...vitals(30))
    await reasons.at(1)
    const sos = generate(publishPacket(SOS, '{"ts":1790000000000}', 1_001))
    const topicEnd = sos.indexOf('/sos') + 4
    band.socket.write(sos.subarray(0, topicEnd))
    await arrived.at(30)
    band.socket.write(sos.subarray(topicEnd))
    expect(await arrived.at(31)).toMatchObject({ topic: SOS, text: '{"ts":1790000000000}' })
  })

  it('shares the rate among its connections, and leaves other devices theirs', async () => {
    const { port, arrived, band } = await setup()
    const second = await logIn(port, 'band-001', { clientId: 'band-001-b' })
    const other = await logIn(port, 'band-002')
    band.send(...vitals(10))
    await arrived.at(10)
    second.send(publishPacket(VITALS, '{}', 1))
    other.send(publishPacket('v1/bands/band-002/vitals', '{}', 1))
    expect(await arrived.at(11)).toMatchObject({ deviceId: 'band-002' })
    await roundTrip(other)
    expect(arrived.items).toHaveLength(11)
  })
})

describe('a device whose messages are not being committed', () => {
  it('is read no further than its number in flight, but for an SOS', async () => {
    const { port, arrived } = await startBroker({ answer() {}, limits: { maxInFlight: 5 } })
    const band = await logIn(port)
    band.send(...vitals(8))
    await arrived.at(5)
    band.send(publishPacket(SOS, '{}', 99))
    await arrived.at(9)
    expect(arrived.items.at(-1)!.topic).toBe(SOS)
    band.send(publishPacket(VITALS, '{"seq":9}', 100))
    for (const { done } of arrived.items.slice(0, 8)) done('committed')
    expect((await arrived.at(10)).text).toBe('{"seq":9}')
  })

  it('still has its pings answered', async () => {
    const { port, arrived } = await startBroker({ answer() {} })
    const band = await logIn(port)
    band.send(...vitals(20))
    await arrived.at(20)
    await roundTrip(band)
    expect(acknowledged(band)).toEqual([])
  })
})

describe('a client that never reads', () => {
  it('is read no further once its answers pile up, and is closed after 10 s; others are served meanwhile', async () => {
    const clock = createManualClock(START)
    const { port, broker, arrived, reasons } = await startBroker({
      clock,
      limits: { burst: 1e9, burstPerAddress: 1e9, unreadBytes: 2_048 },
    })
    const other = await logIn(port, 'band-002')
    // In memory instead of TCP: the kernel's buffers would hold a million acknowledgements.
    const [deaf, ours] = duplexPair()
    broker.handleUpgrade(upgradeRequest(), ours, Buffer.alloc(0))
    const frame = (packet: Packet): void => {
      deaf.write(maskedFrame(generate(packet)))
    }
    frame(connectPacket('band-001'))
    const sent = 50_000
    for (const packet of vitals(sent)) frame(packet)
    await arrived.at(100)
    for (let before = -1; before !== arrived.items.length; ) {
      before = arrived.items.length
      for (let turn = 0; turn < 20; turn++) await roundTrip(other)
    }
    expect(arrived.items.length).toBeGreaterThan(0)
    expect(arrived.items.length).toBeLessThan(sent / 2)
    clock.advance(10_000)
    expect(reasons.items).toContain('answersUnread')
    other.send(publishPacket('v1/bands/band-002/sos', '{}', 1))
    await roundTrip(other)
    expect(acknowledged(other)).toEqual([1])
    expect(broker.connected('band-001')).toBe(false)
  })
})

describe('connections', () => {
  it('beyond the limit of an address or of all are closed before they say anything; closing one makes room', async () => {
    const { port, reasons } = await startBroker({
      limits: { maxConnections: 3, maxConnectionsPerAddress: 2 },
    })
    const first = await logIn(port, 'band-001')
    await logIn(port, 'band-002')
    const third = await openSocket(port)
    await third.closed
    expect(reasons.items).toEqual(['tooManyFromAddress'])
    first.socket.destroy()
    for (;;) {
      const next = await openSocket(port)
      next.send({
        cmd: 'connect',
        protocolId: 'MQTT',
        protocolVersion: 4,
        clean: true,
        clientId: 'x',
        keepalive: 0,
      })
      await Promise.race([next.closed, next.packets.at(1)])
      if (next.packets.items.length > 0) break
    }
  })

  it('that arrive faster than an address may are closed', async () => {
    const clock = createManualClock(START)
    const { port, reasons } = await startBroker({ clock, limits: { arrivalBurst: 2, arrivalsPerSecond: 1 } })
    await logIn(port, 'band-001')
    await logIn(port, 'band-002')
    await (await openSocket(port)).closed
    expect(reasons.items).toEqual(['arrivingTooFast'])
    clock.advance(1_000)
    await logIn(port, 'band-003')
  })

  it('garbage closes, and the broker lives on', async () => {
    const { port, arrived } = await startBroker()
    const band = await logIn(port)
    band.socket.write(Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0x01]))
    await band.closed
    const other = await logIn(port)
    other.socket.write(Buffer.from([0xf0, 0x00, 0x00, 0x00]))
    await other.closed
    const third = await logIn(port)
    third.send(publishPacket(VITALS, '{}', 1))
    expect((await arrived.at(1)).text).toBe('{}')
  })
})

describe('a port that is taken', () => {
  it('is reported as portInUse with advice', async () => {
    const { port, broker } = await startBroker()
    await expect(broker.listenTcp(port, '127.0.0.1')).rejects.toMatchObject({
      code: 'portInUse',
      message: expect.stringContaining(String(port)),
      advice: expect.stringContaining('--mqtt-port'),
    })
  })
})
