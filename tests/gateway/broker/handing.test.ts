// The publishes that never reach aedes: handed on at the gate, in the order in which they were sent, and answered
// together. In front of a reader that behaves like aedes, and through the whole broker.

import { Duplex } from 'node:stream'
import fc from 'fast-check'
import { generate, type Packet, parser } from 'mqtt-packet'
import { describe, expect, it } from 'vitest'
import { createGate } from '../../../gateway/broker/gate.ts'
import { DEFAULT_LIMITS } from '../../../gateway/broker/limits.ts'
import { createTokenBucket } from '../../../gateway/broker/token-bucket.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { acknowledged, logIn, openSocket, publishPacket, roundTrip, startBroker } from './harness.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const CONNECT: Packet = { cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: true, clientId: 'b' }

/** A gate that hands on what says so, before a reader that tells of what it was passed so many turns later. */
function setUp(slow: number) {
  const connection = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() })
  const arrived: string[] = []
  const others: string[] = []
  const gate = createGate({
    connection,
    limits: DEFAULT_LIMITS,
    clock: createManualClock(1_790_000_000_000),
    onFault: (fault) => others.push(fault),
    onPuback() {},
    onThrottled() {},
    onHeard() {},
    onPublish({ bytes, at, end }) {
      const reading = parser()
      let own = false
      reading.on('packet', (packet) => {
        if (packet.cmd !== 'publish') return
        own = packet.topic !== 'foreign'
        if (own) arrived.push(packet.payload.toString())
      })
      reading.parse(bytes.subarray(at, end))
      if (own) gate.began(0, 'handed')
      return own
    },
  })
  const reading = parser()
  reading.on('packet', async (packet) => {
    if (packet.cmd !== 'publish') {
      others.push(packet.cmd)
      return
    }
    for (let left = slow; left > 0; left--) await turn()
    arrived.push(packet.payload.toString())
    gate.began(0, 'passed')
    gate.settled(0, 1)
    gate.goOn()
  })
  connection.on('readable', () => {
    const bytes = connection.read() as Buffer | null
    if (bytes) reading.parse(bytes)
  })
  gate.watch()
  return { gate, arrived, others, push: (bytes: Buffer) => connection.push(bytes) }
}

const anyPacket = fc.constantFrom('own0', 'own1', 'own2', 'foreign', 'ping')

describe('publishes at the gate', () => {
  it('reach ingest whole and in the order they were sent, whichever way each goes and however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyPacket, { minLength: 1, maxLength: 25 }),
        fc.array(fc.nat(), { maxLength: 20 }),
        fc.nat({ max: 3 }),
        async (kinds, places, slow) => {
          const { gate, arrived, others, push } = setUp(slow)
          push(generate(CONNECT))
          await turn()
          gate.open([createTokenBucket(1e9, 1e9)])
          const packets = kinds.map((kind, i): Packet => {
            if (kind === 'ping') return { cmd: 'pingreq' }
            const qos = kind === 'own0' ? 0 : kind === 'own2' ? 2 : 1
            const topic = kind === 'foreign' ? 'foreign' : 'v1/bands/b/vitals'
            return {
              cmd: 'publish',
              topic,
              payload: `${i}`.repeat(i + 1),
              qos,
              ...(qos > 0 ? { messageId: i + 1 } : {}),
              dup: false,
              retain: false,
            } as Packet
          })
          const all = Buffer.concat(packets.map((packet) => generate(packet)))
          const edges = [0, ...places.map((place) => place % all.length).sort((a, b) => a - b), all.length]
          for (const [at, edge] of edges.entries()) {
            push(all.subarray(edge, edges[at + 1] ?? edge))
            await turn()
          }
          for (let left = (slow + 2) * (kinds.length + 2); left > 0; left--) await turn()
          expect(arrived).toEqual(kinds.flatMap((kind, i) => (kind === 'ping' ? [] : [`${i}`.repeat(i + 1)])))
          expect(others).toEqual(['connect', ...kinds.filter((kind) => kind === 'ping').map(() => 'pingreq')])
        },
      ),
      { numRuns: 120 },
    )
  })
})

describe('publishes through the broker', () => {
  const own = (id: number, extra: object = {}): Packet =>
    publishPacket('v1/bands/band-001/vitals', `{"n":${id}}`, id, extra)

  it('of QoS 0, 1 and 2, own and foreign ones mixed, arrive in order and are each answered', async () => {
    const { port, arrived, refused } = await startBroker()
    const band = await logIn(port)
    band.send(
      own(1),
      publishPacket('v1/bands/band-002/vitals', '{}', 2),
      own(3, { qos: 2 }),
      own(4),
      {
        cmd: 'publish',
        topic: 'v1/bands/band-001/steps',
        payload: '{"n":5}',
        qos: 0,
        dup: false,
        retain: false,
      },
      own(6, { dup: true, retain: true }),
    )
    await arrived.at(5)
    await roundTrip(band)
    expect(arrived.items.map(({ text }) => text)).toEqual([1, 3, 4, 5, 6].map((n) => `{"n":${n}}`))
    expect(arrived.items.map(({ duplicate, retained }) => [duplicate, retained]).at(-1)).toEqual([true, true])
    expect(refused.items.map(({ reason }) => reason)).toEqual(['foreignTopic'])
    expect(acknowledged(band)).toEqual([1, 2, 4, 6])
    expect(band.packets.items.filter(({ cmd }) => cmd === 'pubrec')).toHaveLength(1)
  })

  it('that are committed in another order are answered all the same, and one that fails closes without an answer', async () => {
    const { port, arrived } = await startBroker({ answer() {} })
    const band = await logIn(port)
    band.send(own(1), own(2), own(3))
    await arrived.at(3)
    arrived.items[1]?.done('committed')
    arrived.items[0]?.done('committed')
    await roundTrip(band)
    expect(acknowledged(band)).toEqual([2, 1])
    arrived.items[2]?.done('failed')
    await band.closed
    expect(acknowledged(band)).toEqual([2, 1])
  })

  it.each([
    ['a topic longer than its packet', Buffer.from([0x32, 4, 0, 200, 0x61, 0x62])],
    ['nothing behind its header', Buffer.from([0x30, 0])],
  ])('with %s closes the connection and reaches nobody', async (_, bytes) => {
    const { port, arrived } = await startBroker()
    const band = await logIn(port)
    band.socket.write(bytes)
    await band.closed
    expect(arrived.items).toEqual([])
  })

  it('stop at the limit of what may be in flight, and go on as they are answered, down to the last', async () => {
    const { port, arrived } = await startBroker({ answer() {}, limits: { maxInFlight: 10 } })
    const band = await logIn(port)
    band.send(...Array.from({ length: 35 }, (_, i) => own(i + 1)))
    await arrived.at(10)
    // Another one's round trip: whatever of this one could be read has been.
    await roundTrip(await logIn(port, 'band-002'))
    expect(arrived.items).toHaveLength(10)
    for (let i = 0; i < 35; i++) (await arrived.at(i + 1)).done('committed')
    await roundTrip(band)
    expect(acknowledged(band)).toEqual(Array.from({ length: 35 }, (_, i) => i + 1))
  })

  it('are nobody’s before CONNECT has been answered', async () => {
    const { port, arrived } = await startBroker()
    const stranger = await openSocket(port)
    stranger.send(own(1))
    await stranger.closed
    expect(arrived.items).toEqual([])
  })
})
