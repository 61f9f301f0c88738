// The WebSocket at /live: whose cookie it is, from which page, how many at once, whether it still breathes. What is
// sent is the hub's concern; what a person may see is decided there too.

import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocket, WebSocketServer } from 'ws'
import type { EpochMs } from '../../alerts/model/time.ts'
import { SECOND } from '../../alerts/model/time.ts'
import type { Hub } from './hub.ts'
import type { Timers } from './ports.ts'

const PING_MS = 20 * SECOND
/** A browser has nothing to say here. */
const MAX_INCOMING_BYTES = 1_024

/** Application close codes (4000–4999, RFC 6455 7.4.2) a browser can tell apart. */
export const CLOSE = { sessionEnded: 4401, noAccess: 4403, shuttingDown: 1001 } as const

export type LiveSession = Readonly<{ personId: string; sessionHash: string; expiresAt: EpochMs }>

export type LiveSocketDeps = Readonly<{
  hub: Hub
  timers: Timers
  /** Whose cookie header this is; asked again while the socket is open. */
  sessionOf(cookieHeader: string | undefined): Promise<LiveSession | undefined>
  isOwnOrigin(request: IncomingMessage): boolean
  maxClients?: number
  maxPerSession?: number
}>

export type LiveSocket = Readonly<{
  /** For the upgrade router. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Closes the sockets of a session that was logged out. */
  endSession(sessionHash: string): void
  close(): Promise<void>
}>

type Open = {
  socket: WebSocket
  session: LiveSession
  cookieHeader: string | undefined
  leave: () => void
  answered: boolean
  unsentAtPing: number
}

export function createLiveSocket({
  hub,
  timers,
  sessionOf,
  isOwnOrigin,
  maxClients = 500,
  maxPerSession = 20,
}: LiveSocketDeps): LiveSocket {
  // permessage-deflate fragments the heap and saves little on a local network.
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_INCOMING_BYTES,
    clientTracking: false,
  })
  const open = new Set<Open>()
  let closing = false
  let cancelRound = timers.after(PING_MS, round)

  async function admit(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    if (closing) return refuse(socket, 503)
    if (!isOwnOrigin(request)) return refuse(socket, 403)
    const cookieHeader = request.headers.cookie
    let session: LiveSession | undefined
    try {
      session = await sessionOf(cookieHeader)
    } catch {
      return refuse(socket, 503)
    }
    if (session === undefined) return refuse(socket, 401)
    const { sessionHash } = session
    const mine = [...open].filter((one) => one.session.sessionHash === sessionHash).length
    if (closing || open.size >= maxClients || mine >= maxPerSession) return refuse(socket, 503)
    const accepted = session
    if (!socket.destroyed)
      server.handleUpgrade(request, socket, head, (webSocket) =>
        watch(webSocket, { session: accepted, cookieHeader, together: writesTogether(socket) }),
      )
  }

  function watch(
    socket: WebSocket,
    of: Readonly<{ session: LiveSession; cookieHeader: string | undefined; together(): void }>,
  ): void {
    const { session, cookieHeader } = of
    const leave = hub.join({
      personId: session.personId,
      send(frame, sent) {
        of.together()
        socket.send(frame, { binary: false }, sent)
      },
      bufferedBytes: () => socket.bufferedAmount,
      drop: (reason) => (reason === 'behind' ? socket.terminate() : socket.close(CLOSE.noAccess, reason)),
    })
    if (leave === undefined) {
      socket.close(CLOSE.noAccess, 'noAccess')
      return
    }
    const one: Open = { socket, session, cookieHeader, leave, answered: true, unsentAtPing: 0 }
    open.add(one)
    socket.on('pong', () => {
      one.answered = true
    })
    // A reset connection ends in `close`; without a listener it would end the process.
    socket.on('error', () => socket.terminate())
    socket.on('close', () => {
      leave()
      open.delete(one)
    })
  }

  /** Nothing more is sent from here on, however long the other side takes to hang up. */
  function end(one: Open): void {
    one.leave()
    one.socket.close(CLOSE.sessionEnded, 'sessionEnded')
  }

  /** Pings, gives up on the dead, ends what has expired, and asks whether each session still stands. */
  function round(): void {
    cancelRound = timers.after(PING_MS, round)
    for (const one of open) {
      if (timers.now() >= one.session.expiresAt) {
        end(one)
        continue
      }
      const unsent = one.socket.bufferedAmount
      // A ping waits behind what is queued: a slow download that moves is alive.
      if (!one.answered && unsent >= one.unsentAtPing) {
        one.socket.terminate()
        continue
      }
      one.answered = false
      one.unsentAtPing = unsent
      if (one.socket.readyState === WebSocket.OPEN) one.socket.ping()
      void reconsider(one)
    }
  }

  async function reconsider(one: Open): Promise<void> {
    try {
      if ((await sessionOf(one.cookieHeader)) === undefined) end(one)
    } catch {
      // A store that does not answer is no reason to darken the board.
    }
  }

  return {
    upgrade(request, socket, head) {
      void admit(request, socket, head)
    },
    endSession(sessionHash) {
      for (const one of open) if (one.session.sessionHash === sessionHash) end(one)
    },
    async close() {
      closing = true
      cancelRound()
      await Promise.all(
        [...open].map(
          ({ socket }) =>
            new Promise<void>((resolve) => {
              const cancel = timers.after(SECOND, () => socket.terminate())
              socket.once('close', () => {
                cancel()
                resolve()
              })
              socket.close(CLOSE.shuttingDown, 'shuttingDown')
            }),
        ),
      )
    },
  }
}

/** All that one piece of work sends leaves in one write: in a flood, a write for each frame costs more than the frame. */
function writesTogether(connection: Duplex): () => void {
  let isHeld = false
  const letGo = (): void => {
    isHeld = false
    connection.uncork()
  }
  return () => {
    if (isHeld) return
    isHeld = true
    connection.cork()
    queueMicrotask(letGo)
  }
}

/** Answers the handshake with a bare status; a browser sees only that it failed and asks the session over HTTP. */
function refuse(socket: Duplex, status: 401 | 403 | 503): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
