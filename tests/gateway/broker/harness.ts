// A broker on port 0 whose ingest is in the test's hands, and a client that speaks single packets.

import { createHash } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { generate, type Packet, parser } from 'mqtt-packet'
import { onTestFinished } from 'vitest'
import { type BrokerDeps, createBroker } from '../../../gateway/broker/broker.ts'
import type { Done, Incoming, Refused } from '../../../gateway/broker/publish.ts'
import { systemClock } from '../../../gateway/clock.ts'

export const SECRET = 'q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6'
const secretHash = createHash('sha256').update(SECRET).digest('hex')

export type Arrived = Incoming & { done: Done; text: string }

const silent = { debug() {}, info() {}, warn() {}, error() {} }

/** A list that can be waited on. */
export class Log<T> {
  readonly items: T[] = []
  private readonly waiting: { count: number; resolve: () => void }[] = []
  push(item: T): void {
    this.items.push(item)
    for (const waiter of [...this.waiting])
      if (this.items.length >= waiter.count) {
        this.waiting.splice(this.waiting.indexOf(waiter), 1)
        waiter.resolve()
      }
  }
  /** The n-th item (from 1), as soon as it is there. */
  async at(count: number): Promise<T> {
    if (this.items.length < count) await new Promise<void>((resolve) => this.waiting.push({ count, resolve }))
    return this.items[count - 1]!
  }
}

export type Setup = Omit<Partial<BrokerDeps>, 'ingest'> & {
  /** What to do with a message; default: commit at once. */
  answer?: (message: Arrived) => void
}

export async function startBroker({ answer, ...overrides }: Setup = {}) {
  const arrived = new Log<Arrived>()
  const refused = new Log<Refused>()
  const unknown = new Log<{ deviceId: string; reason: string; address: string; kind: string }>()
  const reasons = new Log<string>()
  const broker = await createBroker({
    id: 'test',
    clock: systemClock,
    log: silent,
    announce: { online: false, offline: false },
    credentials: {
      lookup: (deviceId) =>
        /^(band|drain)-/.test(deviceId)
          ? { secretHash, kind: deviceId.startsWith('drain') ? 'drain' : 'band' }
          : undefined,
    },
    reject(message, done) {
      refused.push(message)
      done('committed')
    },
    onUnknownDevice: (device) => unknown.push(device),
    onRefused: (reason) => reasons.push(reason),
    ...overrides,
    ingest(message, done) {
      const item: Arrived = { ...message, done, text: message.payload.toString() }
      arrived.push(item)
      if (answer) answer(item)
      else done('committed')
    },
  })
  const port = await broker.listenTcp(0, '127.0.0.1')
  onTestFinished(async () => {
    const closed = broker.close()
    for (const { done } of arrived.items) done('committed')
    await closed
  })
  return { broker, port, arrived, refused, unknown, reasons }
}

export type Client = Awaited<ReturnType<typeof openSocket>>

/** A raw TCP connection: packets out, packets in, nothing automatic. */
export async function openSocket(port: number) {
  const socket: Socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  const packets = new Log<Packet>()
  const incoming = parser()
  incoming.on('packet', (packet) => packets.push({ ...packet }))
  socket.on('data', (bytes) => incoming.parse(bytes))
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', () => resolve())
    socket.once('error', reject)
  })
  onTestFinished(() => {
    socket.destroy()
  })
  return {
    socket,
    packets,
    closed,
    /** Several packets are written as one chunk. */
    send: (...list: Packet[]) => socket.write(Buffer.concat(list.map((packet) => generate(packet)))),
  }
}

export const connectPacket = (deviceId: string, extra: object = {}): Packet => ({
  cmd: 'connect',
  protocolId: 'MQTT',
  protocolVersion: 4,
  clean: true,
  clientId: deviceId,
  username: deviceId,
  password: Buffer.from(SECRET),
  keepalive: 60,
  ...extra,
})

export const publishPacket = (
  topic: string,
  payload: string | Buffer,
  messageId: number,
  extra: object = {},
): Packet => ({
  cmd: 'publish',
  topic,
  payload,
  qos: 1,
  messageId,
  dup: false,
  retain: false,
  ...extra,
})

/** Connects and waits for CONNACK 0. */
export async function logIn(port: number, deviceId = 'band-001', extra: object = {}): Promise<Client> {
  const client = await openSocket(port)
  client.send(connectPacket(deviceId, extra))
  const answer = await client.packets.at(1)
  if (answer.cmd !== 'connack' || answer.returnCode !== 0)
    throw new Error(`no CONNACK: ${JSON.stringify(answer)}`)
  return client
}

/** A ping and its answer: everything sent before has been read, everything answered before has arrived. */
export async function roundTrip(client: Client): Promise<void> {
  const before = client.packets.items.filter(({ cmd }) => cmd === 'pingresp').length
  client.send({ cmd: 'pingreq' })
  for (let count = client.packets.items.length + 1; ; count++) {
    await client.packets.at(count)
    if (client.packets.items.filter(({ cmd }) => cmd === 'pingresp').length > before) return
  }
}

export const acknowledged = (client: Client): number[] =>
  client.packets.items.flatMap((packet) => (packet.cmd === 'puback' ? [packet.messageId!] : []))
