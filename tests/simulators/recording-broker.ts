// A real aedes broker on port 0 that writes down what arrives and can be told to misbehave.

import { createServer, type Socket } from 'node:net'
import { Aedes, type AedesPublishPacket, type Client } from 'aedes'

export type Arrival = { deviceId: string; topic: string; text: string; retain: boolean; dup: boolean }

export async function startBroker(options: { secret?: string; port?: number } = {}) {
  const arrivals: Arrival[] = []
  const waiting: { test: (arrivals: readonly Arrival[]) => boolean; resolve: () => void }[] = []
  /** Called before the PUBACK; true cuts the connection instead of acknowledging. */
  let refuse: (arrival: Arrival) => boolean = () => false
  const sockets = new Set<Socket>()
  const check = (): void => {
    for (const waiter of waiting.splice(0))
      if (waiter.test(arrivals)) waiter.resolve()
      else waiting.push(waiter)
  }
  const broker = await Aedes.createBroker({
    id: 'recording-broker',
    authenticate: (_client, user, password, done) => {
      const ok = password?.toString() === (options.secret ?? 'secret') && user !== 'band-666'
      done(ok ? null : Object.assign(new Error('wrong secret'), { returnCode: 4 }), ok)
    },
    authorizePublish: (client: Client | null, packet, done) => {
      const arrival = {
        deviceId: client?.id ?? '',
        topic: packet.topic,
        text: packet.payload.toString(),
        retain: packet.retain,
        dup: (packet as AedesPublishPacket).dup ?? false,
      }
      if (refuse(arrival)) return done(new Error('refused'))
      arrivals.push(arrival)
      done(null)
      check()
    },
  })
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    broker.handle(socket)
  })
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: `mqtt://127.0.0.1:${port}`,
    port,
    broker,
    arrivals,
    refuseWhen(test: (arrival: Arrival) => boolean): void {
      refuse = test
    },
    /** Resolves as soon as the arrivals satisfy the test. */
    until(test: (arrivals: readonly Arrival[]) => boolean): Promise<void> {
      return new Promise((resolve) => {
        waiting.push({ test, resolve })
        check()
      })
    },
    send(topic: string, payload: unknown): Promise<void> {
      const packet = {
        cmd: 'publish',
        topic,
        payload: JSON.stringify(payload),
        qos: 1,
        retain: false,
        dup: false,
      } as const
      return new Promise((resolve, reject) =>
        broker.publish(packet, (error) => (error ? reject(error) : resolve())),
      )
    },
    async close(): Promise<void> {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => broker.close(() => resolve()))
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
