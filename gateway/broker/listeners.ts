// The two ways in: TCP, and WebSocket on the HTTP server's port. Each yields a byte stream and an address.

import type { IncomingMessage } from 'node:http'
import { type AddressInfo, createServer, type Server } from 'node:net'
import type { Duplex } from 'node:stream'
import { createWebSocketStream, type WebSocket, WebSocketServer } from 'ws'
import { GatewayError } from '../errors.ts'

export type Accept = (connection: Duplex, address: string) => void

/** Resolves with the listening server once the port is bound. */
export function listenTcp(accept: Accept, port: number, host: string): Promise<Server> {
  // Acknowledgements are four bytes; waiting to fill a segment would cost a device 40 ms each.
  const server = createServer({ noDelay: true }, (socket) =>
    accept(socket, plainAddress(socket.remoteAddress)),
  )
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        new GatewayError(
          error.code === 'EADDRINUSE' ? 'portInUse' : 'configInvalid',
          error.code === 'EADDRINUSE'
            ? `MQTT port ${port} is in use`
            : `MQTT port ${port} on ${host} cannot be opened: ${error.code ?? error.message}`,
          'Stop what uses it, or choose another with --mqtt-port.',
          error,
        ),
      )
    })
    server.listen(port, host, () => {
      server.removeAllListeners('error')
      // One connection that could not be accepted (no file descriptor left) must not end the process.
      server.on('error', () => {})
      resolve(server)
    })
  })
}

export const portOf = (server: Server): number => (server.address() as AddressInfo).port

/** Largest WebSocket message, which ws gathers before we see it: an SOS with a payload of 1 MiB is still an SOS. */
const MAX_FRAME = 1_048_576 + 65_536

/** MQTT over WebSocket [MQTT-6.0.0]: subprotocol `mqtt`, binary messages. */
export function createWebSocketDoor(
  accept: Accept,
  addressOf: (request: IncomingMessage) => string | undefined,
): (request: IncomingMessage, socket: Duplex, head: Buffer) => void {
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_FRAME,
    handleProtocols: (protocols) => (protocols.has('mqtt') ? 'mqtt' : false),
  })
  return (request, socket, head) => {
    if (!offersMqtt(request)) {
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      return
    }
    const address = plainAddress(addressOf(request))
    server.handleUpgrade(request, socket, head, (webSocket) => accept(streamOf(webSocket), address))
  }
}

/** ws opens a connection without a subprotocol when none fits; [MQTT-6.0.0-3] wants it to name `mqtt`. */
const offersMqtt = (request: IncomingMessage): boolean =>
  (request.headers['sec-websocket-protocol'] ?? '').split(',').some((name) => name.trim() === 'mqtt')

function streamOf(webSocket: WebSocket): Duplex {
  webSocket.on('message', (_, isBinary) => {
    if (!isBinary) webSocket.close(1003, 'binary messages only')
  })
  return createWebSocketStream(webSocket, {
    // One message for what is written in one go: an acknowledgement is three small writes.
    writev(chunks, done) {
      webSocket.send(Buffer.concat(chunks.map(({ chunk }) => chunk as Buffer)), done)
    },
  })
}

/** IPv4 as such, also where the socket is dual-stack. */
const plainAddress = (address: string | undefined): string => (address ?? 'unknown').replace(/^::ffff:/, '')
