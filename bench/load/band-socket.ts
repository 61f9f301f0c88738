// Bands as bare sockets for the benches that press buttons: connected one by one, written to at the moment that counts.

import { connect, type Socket } from 'node:net'
import { generate } from 'mqtt-packet'

export type BandSocket = Readonly<{ id: string; socket: Socket }>

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export async function openBand(port: number, id: string, secret: string): Promise<BandSocket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.once('data', (chunk) =>
      chunk[3] === 0 ? resolve() : reject(new Error(`refused: CONNACK ${chunk[3]}`)),
    )
    socket.write(
      generate({
        cmd: 'connect',
        protocolId: 'MQTT',
        protocolVersion: 4,
        clientId: id,
        clean: true,
        keepalive: 0,
        username: id,
        password: Buffer.from(secret),
      }),
    )
  })
  return { id, socket }
}

/** Writes one QoS 1 message; returns when, by this process's monotonic clock. */
export function publish({ id, socket }: BandSocket, kind: string, payload: string): number {
  const at = performance.now()
  socket.write(
    generate({
      cmd: 'publish',
      topic: `v1/bands/${id}/${kind}`,
      payload,
      qos: 1,
      messageId: 7,
      dup: false,
      retain: false,
    }),
  )
  return at
}
