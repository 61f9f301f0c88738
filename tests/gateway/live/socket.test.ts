import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { isOwnOrigin } from '../../../gateway/http/origin.ts'
import { SESSION_MS } from '../../../gateway/http/sessions.ts'
import type { Frame } from '../../../gateway/live/frames.ts'
import { createHub, type Hub } from '../../../gateway/live/hub.ts'
import { createLiveSocket, type LiveSocket } from '../../../gateway/live/socket.ts'
import { scopeOf } from '../../../gateway/people/scope.ts'
import { alertOf, type FakeGateway, START, startFakeGateway } from '../../support/gateway-fakes.ts'
import { type ManualTimers, manualTimers } from '../../support/manual-timers.ts'

let gateway: FakeGateway
let timers: ManualTimers
let hub: Hub
let live: LiveSocket
let port: number
let note: string
const opened: { destroy(): void }[] = []

beforeEach(async () => {
  timers = manualTimers(START)
  note = ''
  gateway = await startFakeGateway({
    upgrades: (sessions) => {
      hub = createHub({
        world: {
          directory: () => gateway.directory,
          residentTile: (id) => {
            const tile = gateway.ports.world.residentTile(id)
            return tile && { ...tile, building: note }
          },
          drainTile: () => undefined,
          unresolved: () => [],
          silences: () => [],
          notifications: () => [],
        },
        timers,
        scopeOf: (personId) => scopeOf(gateway.directory, personId),
        instance: 'run-1',
      })
      live = createLiveSocket({
        hub,
        timers,
        sessionOf: sessions.viewerOf,
        isOwnOrigin: ({ headers }) => isOwnOrigin(headers, { origins: [], trustProxy: false }),
        maxClients: 3,
      })
      sessions.onEnd(live.endSession)
      return { '/live': live.upgrade }
    },
  })
  port = await gateway.http.listen(0, '127.0.0.1')
})
afterEach(async () => {
  for (const each of opened.splice(0)) each.destroy()
  timers.advance(0)
  hub.close()
  await gateway.close()
})

type Browser = { socket: WebSocket; next(): Promise<Frame>; closed: Promise<number> }

function browse(cookie: string, headers: Record<string, string> = {}): Browser {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/live`, { headers: { cookie, ...headers } })
  opened.push({ destroy: () => socket.terminate() })
  const frames: Frame[] = []
  const waiting: ((frame: Frame) => void)[] = []
  socket.on('error', () => {})
  socket.on('message', (data) => {
    const frame = JSON.parse(String(data)) as Frame
    const taker = waiting.shift()
    if (taker) taker(frame)
    else frames.push(frame)
  })
  return {
    socket,
    next: () => {
      const frame = frames.shift()
      return frame ? Promise.resolve(frame) : new Promise((resolve) => waiting.push(resolve))
    },
    closed: new Promise((resolve) => socket.on('close', (code) => resolve(code))),
  }
}

/** The status of a refused handshake. */
const refusal = async (url: string, headers: Record<string, string> = {}): Promise<number | undefined> => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${url}`, { headers })
  socket.on('error', () => {})
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode?: number }]
  socket.terminate()
  return response.statusCode
}

test('over a real socket: a snapshot, then a delta, then an alert', async () => {
  const duty = browse(await gateway.cookieOf('duty'))
  expect(await duty.next()).toMatchObject({ type: 'snapshot', residents: [{ id: 'r-1' }, { id: 'r-2' }] })
  hub.residentChanged('r-1')
  timers.advance(250)
  expect(await duty.next()).toMatchObject({ type: 'delta', residents: [{ id: 'r-1' }] })
  hub.alert(alertOf(7, { kind: 'resident', id: 'r-1' }), [])
  expect(await duty.next()).toMatchObject({ type: 'alert', alert: { id: 7 } })
  expect(duty.socket.extensions).toBe('')
})

test('twenty frames of one piece of work are one write, in their order', async () => {
  const writes: number[] = []
  const server = gateway.http.server
  server.prependListener('upgrade', (_request, socket: Socket) => {
    const writev = socket._writev?.bind(socket)
    socket._writev = (chunks, done) => {
      writes.push(chunks.length)
      writev?.(chunks, done)
    }
  })
  const duty = browse(await gateway.cookieOf('duty'))
  await duty.next()
  writes.length = 0
  for (let id = 1; id <= 20; id++) hub.alert(alertOf(id, { kind: 'resident', id: 'r-1' }), [])
  for (let id = 1; id <= 20; id++) expect(await duty.next()).toMatchObject({ type: 'alert', alert: { id } })
  // Each frame is a header and its text.
  expect(writes).toEqual([40])
})

test('without a session, from another site or on another path there is no socket', async () => {
  const cookie = await gateway.cookieOf('duty')
  expect(await refusal('/live')).toBe(401)
  expect(await refusal('/live', { cookie: 'shouwang=made-up' })).toBe(401)
  expect(await refusal('/live', { cookie, origin: 'https://evil.example' })).toBe(403)
  expect(await refusal('/other', { cookie })).toBe(404)
  expect(await refusal('/toString', { cookie })).toBe(404)
  const own = browse(cookie, { origin: `http://127.0.0.1:${port}` })
  expect((await own.next()).type).toBe('snapshot')
})

test('the fourth of three places is refused, and a place is free again after a close', async () => {
  const cookie = await gateway.cookieOf('duty')
  const three = [browse(cookie), browse(cookie), browse(cookie)]
  for (const browser of three) await browser.next()
  expect(await refusal('/live', { cookie })).toBe(503)
  three[0]!.socket.close()
  await three[0]!.closed
  while (hub.clients() === 3) await new Promise(setImmediate)
  expect((await browse(cookie).next()).type).toBe('snapshot')
})

test('logging out closes the sockets of that session and no other', async () => {
  const cookie = await gateway.cookieOf('duty')
  const duty = browse(cookie)
  const director = browse(await gateway.cookieOf('director'))
  await Promise.all([duty.next(), director.next()])
  await gateway.http.inject({ method: 'DELETE', url: '/api/session', headers: { cookie } })
  expect(await duty.closed).toBe(4401)
  hub.alert(alertOf(7, { kind: 'resident', id: 'r-1' }), [])
  expect((await director.next()).type).toBe('alert')
})

test('a session that expires, or whose account is disabled, loses its socket within 20 s', async () => {
  gateway.clock.now = START - SESSION_MS + 10_000
  const expiring = browse(await gateway.cookieOf('duty'))
  gateway.clock.now = START
  const disabled = browse(await gateway.cookieOf('director'))
  await Promise.all([expiring.next(), disabled.next()])
  gateway.accounts.set('director', { ...gateway.accounts.get('director')!, disabled: true })
  gateway.clock.now += 20_000
  timers.advance(20_000)
  expect(await disabled.closed).toBe(4401)
  expect(await expiring.closed).toBe(4401)
})

test('a browser that sends more than a kilobyte is closed; the hub goes on', async () => {
  const loud = browse(await gateway.cookieOf('duty'))
  await loud.next()
  loud.socket.send('x'.repeat(2_000))
  expect(await loud.closed).toBe(1009)
  expect((await browse(await gateway.cookieOf('director')).next()).type).toBe('snapshot')
})

test('a client that never reads is dropped, and the one that reads misses no alert', async () => {
  const cookie = await gateway.cookieOf('duty')
  const frozen: Socket = connect(port, '127.0.0.1')
  opened.push(frozen)
  frozen.on('error', () => {})
  frozen.write(
    `GET /live HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nCookie: ${cookie}\r\n\r\n`,
  )
  await once(frozen, 'readable')
  frozen.pause()
  const reader = browse(await gateway.cookieOf('director'))
  await reader.next()
  while (hub.clients() < 2) await new Promise(setImmediate)

  // Tiles of 100 KiB: more than the kernel's buffers hold soon waits in this process.
  note = 'x'.repeat(100 * 1024)
  let alerts = 0
  for (let round = 1; hub.clients() === 2; round++) {
    hub.residentChanged('r-1')
    timers.advance(250)
    hub.alert(alertOf(round, { kind: 'resident', id: 'r-1' }), [])
    for (let frame = await reader.next(); ; frame = await reader.next())
      if (frame.type === 'alert') {
        expect(frame.alert.id).toBe(round)
        alerts++
        break
      }
  }
  expect(hub.clients()).toBe(1)
  expect(alerts).toBeGreaterThan(2)
})

test('closing tells every browser that the gateway goes away', async () => {
  const duty = browse(await gateway.cookieOf('duty'))
  await duty.next()
  await live.close()
  expect(await duty.closed).toBe(1001)
  expect(await refusal('/live', { cookie: await gateway.cookieOf('duty') })).toBe(503)
})
