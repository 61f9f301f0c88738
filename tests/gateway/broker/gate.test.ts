// The gate alone, in front of a reader that behaves like aedes: it takes bytes when told they are there, and counts
// what it has in flight.

import { Duplex } from 'node:stream'
import fc from 'fast-check'
import { generate, type Packet, parser } from 'mqtt-packet'
import { describe, expect, it } from 'vitest'
import { createGate, type GateFault } from '../../../gateway/broker/gate.ts'
import { DEFAULT_LIMITS } from '../../../gateway/broker/limits.ts'
import { createTokenBucket } from '../../../gateway/broker/token-bucket.ts'
import { createManualClock } from '../../support/manual-clock.ts'

const CONNECT: Packet = {
  cmd: 'connect',
  protocolId: 'MQTT',
  protocolVersion: 4,
  clean: true,
  clientId: 'b',
  keepalive: 1,
}
const publish = (kind: string, payload: string, id: number): Packet => ({
  cmd: 'publish',
  topic: `v1/bands/b/${kind}`,
  payload,
  qos: 1,
  messageId: id,
  dup: false,
  retain: false,
})

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function setUp(
  limits: object = {},
  rate: { perSecond: number; burst: number } = { perSecond: 1e9, burst: 1e9 },
) {
  const connection = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() })
  const clock = createManualClock(1_790_000_000_000)
  const faults: GateFault[] = []
  const pubacks: number[] = []
  const passed: Buffer[] = []
  const gate = createGate({
    connection,
    limits: { ...DEFAULT_LIMITS, ...limits },
    clock,
    onFault: (fault) => faults.push(fault),
    onPuback: (id) => pubacks.push(id),
    onThrottled() {},
    onPublish: () => false,
    onHeard() {},
  })
  connection.on('readable', () => {
    const bytes = connection.read() as Buffer | null
    if (bytes) passed.push(bytes)
  })
  gate.watch()
  const packets = (): Packet[] => {
    const list: Packet[] = []
    const reading = parser()
    reading.on('packet', (packet) => list.push(packet))
    for (const bytes of passed) reading.parse(bytes)
    return list
  }
  return {
    gate,
    clock,
    faults,
    pubacks,
    packets,
    bytes: () => Buffer.concat(passed),
    push: (bytes: Buffer) => connection.push(bytes),
    open: () => gate.open([createTokenBucket(rate.perSecond, rate.burst)]),
  }
}

const anyPacket = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('vitals', 'sos', 'status'),
      fc.string({ maxLength: 300 }),
      fc.integer({ min: 1, max: 65_535 }),
    )
    .map(([kind, payload, id]) => publish(kind, payload, id)),
  fc.constant<Packet>({ cmd: 'pingreq' }),
  fc.integer({ min: 1, max: 65_535 }).map<Packet>((messageId) => ({ cmd: 'puback', messageId })),
)

/** Cuts bytes at the given places, which may repeat. */
function cutUp(bytes: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [...new Set(places.map((place) => place % bytes.length))].sort((a, b) => a - b)
  const edges = [0, ...sorted, bytes.length]
  return edges.slice(1).map((edge, at) => bytes.subarray(edges[at], edge))
}

describe('the gate', () => {
  it('passes every byte, in order, however the bytes are cut, and notes each PUBACK', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyPacket, { minLength: 1, maxLength: 30 }),
        fc.array(fc.nat(), { maxLength: 20 }),
        fc.boolean(),
        async (list, places, openFirst) => {
          const { push, open, bytes, pubacks, faults } = setUp()
          push(generate(CONNECT))
          await turn()
          if (openFirst) open()
          const all = Buffer.concat(list.map((packet) => generate(packet)))
          for (const chunk of cutUp(all, places)) {
            push(chunk)
            await turn()
          }
          if (!openFirst) open()
          await turn()
          await turn()
          expect(bytes().equals(Buffer.concat([generate(CONNECT), all]))).toBe(true)
          expect(pubacks).toEqual(
            list.flatMap((packet) => (packet.cmd === 'puback' ? [packet.messageId] : [])),
          )
          expect(faults).toEqual([])
        },
      ),
      { numRuns: 150 },
    )
  })

  it('at a rate of nothing passes all up to the last SOS and no publish behind it, however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('vitals', 'sos', 'steps'), { minLength: 1, maxLength: 40 }),
        fc.array(fc.nat(), { maxLength: 20 }),
        async (kinds, places) => {
          const { push, open, packets } = setUp({}, { perSecond: 1e-9, burst: 0 })
          push(generate(CONNECT))
          await turn()
          open()
          const all = Buffer.concat(kinds.map((kind, at) => generate(publish(kind, `{"at":${at}}`, at + 1))))
          for (const chunk of cutUp(all, places)) {
            push(chunk)
            await turn()
          }
          await turn()
          const ids = packets().flatMap((packet) => (packet.cmd === 'publish' ? [packet.messageId] : []))
          const expected = kinds.lastIndexOf('sos') + 1
          expect(ids).toEqual(Array.from({ length: expected }, (_, at) => at + 1))
        },
      ),
      { numRuns: 150 },
    )
  })

  it('drops only the end of a publish that is too long, however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2_000, max: 9_000 }),
        fc.array(fc.nat(), { maxLength: 12 }),
        async (length, places) => {
          const { push, open, packets } = setUp({ maxPayloadBytes: 100 })
          push(generate(CONNECT))
          await turn()
          open()
          const list = [
            publish('vitals', 'a', 1),
            publish('sos', 'x'.repeat(length), 2),
            publish('vitals', 'b', 3),
          ]
          for (const chunk of cutUp(Buffer.concat(list.map((packet) => generate(packet))), places)) {
            push(chunk)
            await turn()
          }
          await turn()
          await turn()
          const payloads = packets().flatMap((packet) =>
            packet.cmd === 'publish' ? [packet.payload.toString()] : [],
          )
          expect(payloads).toHaveLength(3)
          expect([payloads[0], payloads[2]]).toEqual(['a', 'b'])
          expect(payloads[1]!.length).toBeGreaterThan(100)
          expect(payloads[1]!.length).toBeLessThan(1_200)
        },
      ),
      { numRuns: 100 },
    )
  })

  it('passes one publish per token as time goes on', async () => {
    const { push, open, packets, clock } = setUp({}, { perSecond: 10, burst: 2 })
    push(generate(CONNECT))
    await turn()
    open()
    push(Buffer.concat([1, 2, 3, 4, 5].map((id) => generate(publish('vitals', '{}', id)))))
    await turn()
    const counts = [packets().length - 1]
    for (let step = 0; step < 4; step++) {
      clock.advance(100)
      await turn()
      counts.push(packets().length - 1)
    }
    expect(counts).toEqual([2, 3, 4, 5, 5])
  })

  it.each([
    ['a remaining length of five bytes', Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 1]), 'malformedPacket'],
    ['a SUBSCRIBE of 20,000 bytes', Buffer.from([0x82, 0xa0, 0x9c, 0x01]), 'packetTooLarge'],
  ])('closes on %s, after what stood before it', async (_, bad, fault) => {
    const { push, open, packets, faults } = setUp()
    push(generate(CONNECT))
    await turn()
    open()
    push(Buffer.concat([generate(publish('vitals', '{}', 1)), bad]))
    await turn()
    expect(packets()).toHaveLength(2)
    expect(faults).toEqual([fault])
  })

  it('knows a DISCONNECT that has not passed yet, and none in a payload that looks like one', async () => {
    const { push, open, gate } = setUp({}, { perSecond: 1e-9, burst: 0 })
    push(generate(CONNECT))
    await turn()
    open()
    push(generate({ ...publish('vitals', '', 1), payload: Buffer.from([0xe0, 0x00]) } as Packet))
    await turn()
    expect(gate.saidGoodbye()).toBe(false)
    push(generate({ cmd: 'disconnect' }))
    await turn()
    expect(gate.saidGoodbye()).toBe(true)
  })
})
