// Keeps one live socket open for as long as somebody is logged in. Knows when to come back, not what frames mean.

import { signal } from '@preact/signals'
import type { Frame } from '../server-types.ts'
import { retryDelay } from './retry.ts'

export type LinkState = 'connecting' | 'live' | 'reconnecting' | 'offline'
export const link = signal<LinkState>('connecting')

/** Three heartbeats missed: the connection is dead even if nobody has said so. */
const SILENCE_MS = 15_000

export type ConnectionDeps = Readonly<{
  url: string
  onFrame: (frame: Frame) => void
  /** Asked after a socket closes: the reason may be that the session ended. */
  stillLoggedIn: () => Promise<boolean>
}>

export type Connection = Readonly<{ close: () => void }>

const parse = (data: unknown): Frame | null => {
  if (typeof data !== 'string') return null
  try {
    return JSON.parse(data) as Frame
  } catch {
    return null
  }
}

export const createConnection = (deps: ConnectionDeps): Connection => {
  let socket: WebSocket | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let watchdog: ReturnType<typeof setTimeout> | undefined
  let attempt = 0
  let closed = false
  let heardAt = 0

  const drop = (): void => {
    clearTimeout(watchdog)
    const old = socket
    socket = null
    if (old === null) return
    old.onopen = null
    old.onmessage = null
    old.onclose = null
    old.close()
  }

  const heard = (): void => {
    heardAt = Date.now()
    clearTimeout(watchdog)
    watchdog = setTimeout(lost, SILENCE_MS)
  }

  const lost = (): void => {
    drop()
    if (closed) return
    link.value = navigator.onLine ? 'reconnecting' : 'offline'
    clearTimeout(timer)
    const wait = retryDelay(attempt, Math.random)
    attempt += 1
    timer = setTimeout(() => {
      void deps.stillLoggedIn().then((known) => {
        if (!closed && known) open()
      })
    }, wait)
  }

  const open = (): void => {
    drop()
    clearTimeout(timer)
    if (closed) return
    const next = new WebSocket(deps.url)
    socket = next
    // A handshake that hangs is a connection that failed.
    watchdog = setTimeout(lost, SILENCE_MS)
    next.onmessage = (event) => {
      const frame = parse(event.data)
      if (frame === null) return
      heard()
      if (frame.type === 'snapshot') {
        attempt = 0
        link.value = 'live'
      }
      deps.onFrame(frame)
    }
    next.onclose = lost
  }

  /** The network or the reader came back: waiting any longer helps nobody. */
  const hurry = (): void => {
    if (document.visibilityState === 'hidden' || closed) return
    const stale = Date.now() - heardAt > SILENCE_MS
    if (socket !== null && socket.readyState === WebSocket.OPEN && !stale) return
    if (socket !== null && socket.readyState === WebSocket.CONNECTING && !stale) return
    attempt = 0
    lost()
  }
  const wentOffline = (): void => {
    link.value = 'offline'
  }

  addEventListener('online', hurry)
  addEventListener('offline', wentOffline)
  document.addEventListener('visibilitychange', hurry)
  link.value = 'connecting'
  open()

  return {
    close: () => {
      closed = true
      clearTimeout(timer)
      drop()
      removeEventListener('online', hurry)
      removeEventListener('offline', wentOffline)
      document.removeEventListener('visibilitychange', hurry)
    },
  }
}
