// A device on a bare TCP connection: packets out, packets in, nothing automatic, so that acknowledgements are seen
// exactly as they come.

import { connect, type Socket } from 'node:net'
import { generate, type Packet, parser } from 'mqtt-packet'
import { onTestFinished } from 'vitest'
import { secretOf } from './community.ts'

export type Wire = Awaited<ReturnType<typeof openWire>>
export type Publish = Readonly<{
  id?: number
  qos?: 0 | 1 | 2
  dup?: boolean
  retain?: boolean
}>

export const topicOf = (deviceId: string, kind: string): string =>
  `v1/${deviceId.startsWith('water') ? 'drains' : 'bands'}/${deviceId}/${kind}`

/** A TCP connection that speaks MQTT packets and has not said CONNECT. */
export async function openTcp(port: number) {
  const socket: Socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  const packets: Packet[] = []
  const waiting: { fits: (packet: Packet) => boolean; resolve: (packet: Packet) => void }[] = []
  const incoming = parser()
  incoming.on('packet', (arrived) => {
    const packet = { ...arrived }
    packets.push(packet)
    for (const waiter of [...waiting])
      if (waiter.fits(packet)) {
        waiting.splice(waiting.indexOf(waiter), 1)
        waiter.resolve(packet)
      }
  })
  socket.on('data', (bytes) => incoming.parse(bytes))
  let isClosed = false
  const closed = new Promise<void>((resolve) =>
    socket.once('close', () => {
      isClosed = true
      resolve()
    }),
  )
  onTestFinished(() => {
    socket.destroy()
  })
  const opened = await Promise.race([
    new Promise<true>((resolve) => socket.once('connect', () => resolve(true))),
    closed.then(() => false as const),
  ])
  if (!opened) throw new Error(`nobody listens on port ${port}`)

  const known = (fits: (packet: Packet) => boolean): Promise<Packet> => {
    const found = packets.find(fits)
    return found ? Promise.resolve(found) : next(fits)
  }
  /** The next packet that fits, from now on. */
  const next = (fits: (packet: Packet) => boolean): Promise<Packet> =>
    new Promise((resolve, reject) => {
      waiting.push({ fits, resolve })
      void closed.then(() => reject(new Error('the connection was closed')))
    })
  /** Several packets are written as one chunk. */
  const send = (...list: Packet[]): void =>
    void socket.write(Buffer.concat(list.map((packet) => generate(packet))))

  return {
    socket,
    packets,
    closed,
    isClosed: () => isClosed,
    send,
    known,
    next,
    /** A ping and its answer: all sent before has been read, all answered before has arrived. */
    async roundTrip(): Promise<void> {
      const answered = next(({ cmd }) => cmd === 'pingresp')
      send({ cmd: 'pingreq' })
      await answered
    },
    /** Message ids in the order of their PUBACKs. */
    acks: (): number[] =>
      packets.flatMap((packet) => (packet.cmd === 'puback' ? [packet.messageId ?? 0] : [])),
    /** Resolves at the PUBACK; rejects when the connection is closed without it. */
    acked: (id: number): Promise<Packet> =>
      known((packet) => packet.cmd === 'puback' && packet.messageId === id),
  }
}

export const publishPacket = (topic: string, payload: unknown, more: Publish = {}): Packet => ({
  cmd: 'publish',
  topic,
  payload: typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload),
  qos: more.qos ?? 1,
  dup: more.dup ?? false,
  retain: more.retain ?? false,
  ...(more.qos === 0 ? {} : { messageId: more.id ?? 1 }),
})

/** Logs a device in and waits for CONNACK 0. `more` is merged into CONNECT (`will`, `clientId`, `keepalive` …). */
export async function openWire(port: number, deviceId: string, more: object = {}) {
  const tcp = await openTcp(port)
  tcp.send({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    clientId: deviceId,
    username: deviceId,
    password: Buffer.from(secretOf(deviceId)),
    keepalive: 600,
    ...more,
  } as Packet)
  const answer = await tcp.known(({ cmd }) => cmd === 'connack')
  if (answer.cmd !== 'connack' || answer.returnCode !== 0)
    throw new Error(`no CONNACK: ${JSON.stringify(answer)}`)

  // Above what tests number themselves.
  let lastId = 30_000
  return {
    ...tcp,
    deviceId,
    /** Sends one message under the device's own topic of that kind. */
    publish: (kind: string, payload: unknown, publish: Publish = {}): void =>
      tcp.send(publishPacket(topicOf(deviceId, kind), payload, publish)),
    packet: (kind: string, payload: unknown, publish: Publish = {}): Packet =>
      publishPacket(topicOf(deviceId, kind), payload, publish),
    /** Sends one message and waits for its PUBACK. */
    async say(kind: string, payload: unknown, publish: Publish = {}): Promise<void> {
      const id = publish.id ?? ++lastId
      const answered = tcp.next((packet) => packet.cmd === 'puback' && packet.messageId === id)
      tcp.send(publishPacket(topicOf(deviceId, kind), payload, { ...publish, id }))
      await answered
    },
    /** Listens for commands at QoS 0: no acknowledgement is owed. */
    async subscribe(): Promise<void> {
      const granted = tcp.known(({ cmd }) => cmd === 'suback')
      tcp.send({
        cmd: 'subscribe',
        messageId: 60_001,
        subscriptions: [{ topic: `v1/bands/${deviceId}/commands`, qos: 0 }],
      })
      await granted
    },
    commands: (): any[] =>
      tcp.packets.flatMap((packet) => (packet.cmd === 'publish' ? [JSON.parse(String(packet.payload))] : [])),
    /** Says DISCONNECT and goes. */
    async leave(): Promise<void> {
      tcp.send({ cmd: 'disconnect' })
      await tcp.closed
    },
    /** Pulls the plug: the gateway sees a reset, not a goodbye. */
    async cut(): Promise<void> {
      tcp.socket.resetAndDestroy()
      await tcp.closed
    },
  }
}
