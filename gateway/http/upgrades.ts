// Which WebSocket goes where: one router per server, by path. It knows nothing of what its listeners speak.

import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { type ProblemCode, problem } from './problems.ts'

export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void
export type Upgrades = Readonly<Record<`/${string}`, UpgradeListener>>

/** Routes upgrade requests of `server`; every other path gets a clean 404. Returns `detach`. */
export function routeUpgrades(server: Server, upgrades: Upgrades): () => void {
  const onUpgrade: UpgradeListener = (request, socket, head) => {
    // Node leaves the socket without a listener here: a reset before the handshake must not end the process.
    socket.on('error', () => socket.destroy())
    const path = (request.url ?? '').split('?', 1)[0] ?? ''
    const listener = Object.hasOwn(upgrades, path) ? upgrades[path as `/${string}`] : undefined
    if (listener === undefined) refuseUpgrade(socket, 'notFound')
    else listener(request, socket, head)
  }
  server.on('upgrade', onUpgrade)
  return () => server.off('upgrade', onUpgrade)
}

/** Answers a handshake with a problem document instead of 101 and ends the socket. */
export function refuseUpgrade(socket: Duplex, code: ProblemCode): void {
  const document = problem(code)
  const body = JSON.stringify(document)
  socket.end(
    [
      `HTTP/1.1 ${document.status} ${STATUS_CODES[document.status]}`,
      'Connection: close',
      'Content-Type: application/problem+json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  )
}
