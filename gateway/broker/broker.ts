// The MQTT broker: aedes with our own doors, gate and access in front of it. A publish is handed to ingest the moment
// it is read, in order, most of them at the gate, and acknowledged when ingest says it is committed; nothing is kept or
// forwarded here. Knows no payload, no store and no rule.

import type { IncomingMessage } from 'node:http'
import type { Server } from 'node:net'
import type { Duplex } from 'node:stream'
import { Aedes, type Client } from 'aedes'
import type { Clock } from '../clock.ts'
import { commandTopic } from '../protocol/topics.ts'
import type { Credentials } from './admission.ts'
import { createAttendance } from './attendance.ts'
import { createConnecting, type UnknownDevice } from './connect.ts'
import { createDoors } from './doors.ts'
import type { Sent } from './downlink.ts'
import { type BrokerLimits, DEFAULT_LIMITS } from './limits.ts'
import { createLink, type Link } from './link.ts'
import { createWebSocketDoor, listenTcp, portOf } from './listeners.ts'
import type { Log } from './log.ts'
import { createPresence } from './presence.ts'
import { createPublishing, type Ingest, type Reject } from './publish.ts'

export type BrokerDeps = Readonly<{
  /** The same after a restart. */
  id: string
  clock: Clock
  log: Log
  limits?: Partial<BrokerLimits>
  credentials: Credentials
  ingest: Ingest
  reject: Reject
  onUnknownDevice?(device: UnknownDevice): void
  onConnected?(deviceId: string): void
  /** The device's last connection is gone; `graceful` when it had said DISCONNECT. */
  onDisconnected?(deviceId: string, graceful: boolean): void
  /** Whether the gateway itself says `status` online true at a login, false at a loss. Default: both. */
  announce?: Readonly<{ online?: boolean; offline?: boolean }>
  /** Something was turned away, or a device told to wait: for the metrics. */
  onRefused?(reason: string): void
  /** The peer of a WebSocket behind a proxy. Default: the socket's. */
  addressOf?(request: IncomingMessage): string | undefined
}>

export type Broker = Readonly<{
  /** Resolves with the port bound; rejects with GatewayError('portInUse'). */
  listenTcp(port: number, host: string): Promise<number>
  /** MQTT over WebSocket: an HTTP upgrade whose path is ours. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** `sent` once the band has acknowledged it; `notConnected` when it is away or has not subscribed. */
  publishDown(deviceId: string, payload: string | Buffer): Promise<Sent | 'notConnected'>
  connected(deviceId: string): boolean
  connectionCount(): number
  /** Closes a device's connections, e.g. because its secret has changed. */
  disconnect(deviceId: string): void
  /** Stops reading, lets what is in flight be answered, then closes. Announces nobody as gone. */
  close(): Promise<void>
}>

/** How long close waits for commits under way. */
const CLOSING_GRACE_MS = 5_000
const OFFLINE = Buffer.from('{"online":false}')
const ONLINE = Buffer.from('{"online":true}')

export async function createBroker(deps: BrokerDeps): Promise<Broker> {
  const { clock, log } = deps
  const limits: BrokerLimits = { ...DEFAULT_LIMITS, ...deps.limits }
  const onRefused = deps.onRefused ?? (() => {})
  const doors = createDoors(limits)
  const attendance = createAttendance(limits)
  const links = new Map<Duplex, Link>()
  const servers: Server[] = []
  let closing = false
  let whenSettled = (): void => {}

  const presence = createPresence({
    clock,
    deliver({ access, ...announcement }, done) {
      const message = { ...announcement, duplicate: false, retained: false }
      const verdict = access.mayPublish(announcement.topic)
      if (verdict === true) deps.ingest(message, done)
      else deps.reject({ ...message, reason: verdict }, done)
    },
    onThrown: (error) => log.error({ err: error }, 'ingest threw'),
  })

  const connecting = createConnecting({
    clock,
    log,
    limits,
    credentials: deps.credentials,
    onUnknownDevice: (device) => deps.onUnknownDevice?.(device),
    onRefused,
    onAdmitted(link, { deviceId }) {
      for (const superfluous of attendance.add(deviceId, link)) superfluous.connection.destroy()
    },
  })
  const publishing = createPublishing({
    clock,
    log,
    ingest: deps.ingest,
    reject: deps.reject,
    onRefused,
    onSettled: () => whenSettled(),
  })

  const linkOf = (client: Client): Link => {
    const link = links.get(client.conn)
    if (link === undefined) throw new Error('a client whose connection is not ours')
    return link
  }
  /** aedes lets what a hook throws end the process. */
  const attempt = (work: () => void, giveUp: (error: Error) => void): void => {
    try {
      work()
    } catch (error) {
      log.error({ err: error }, 'a broker hook threw')
      giveUp(error instanceof Error ? error : new Error(String(error)))
    }
  }

  const aedes = await Aedes.createBroker({
    id: deps.id,
    connectTimeout: limits.connectTimeoutMs,
    drainTimeout: limits.drainTimeoutMs,
    maxClientsIdLength: 128,
    preConnect: (client, packet, callback) =>
      attempt(
        () => {
          connecting.prepare(linkOf(client), packet)
          callback(null, true)
        },
        (error) => callback(error, false),
      ),
    authenticate: (client, username, password, callback) =>
      attempt(
        () => connecting.authenticate(linkOf(client), { clientId: client.id, username, password }, callback),
        (error) => callback(Object.assign(error, { returnCode: 3 }), false),
      ),
    authorizePublish(client, packet, callback) {
      const link = client === null ? undefined : links.get(client.conn)
      // Wills never reach aedes, so a publish without a client is none of ours.
      if (client === null || link === undefined) callback(new Error('no client'))
      else publishing.pass(link, client, packet, callback)
    },
    authorizeSubscribe(client, subscription, callback) {
      const link = links.get(client.conn)
      const isOwn = link?.identity?.access.maySubscribe(subscription.topic) === true
      if (link && isOwn) link.commandQos = subscription.qos === 0 ? 0 : 1
      else onRefused('foreignSubscription')
      callback(null, isOwn ? subscription : null)
    },
  })
  forwardNothing(aedes)

  aedes.on('clientReady', (client) => {
    const link = links.get(client.conn)
    if (!link?.identity || link.connection.destroyed) return
    const { deviceId, access } = link.identity
    link.ready = true
    attendance.arrived(deviceId)
    if (deps.announce?.online !== false)
      presence.announce({ topic: access.statusTopic, payload: ONLINE, deviceId, access })
    deps.onConnected?.(deviceId)
    link.gate.open([attendance.rateOf(deviceId), doors.rateOf(link.address)])
  })
  aedes.on('unsubscribe', (topics, client) => {
    const link = links.get(client.conn)
    if (link?.identity && topics.includes(commandTopic(link.identity.deviceId))) link.commandQos = undefined
  })
  const explain = (client: Client, error: Error): void =>
    log.debug(
      { clientId: client.id, address: links.get(client.conn)?.address, reason: error.message },
      'closing',
    )
  aedes.on('clientError', explain)
  aedes.on('connectionError', explain)
  // The types do not list it; without a listener it ends the process.
  ;(aedes as NodeJS.EventEmitter).on('error', (error) => log.error({ err: error }, 'aedes failed'))

  const left = (link: Link): void => {
    const graceful = link.gate.saidGoodbye()
    links.delete(link.connection)
    doors.leave(link.address)
    link.gate.close()
    link.keepAlive.close()
    link.downlink.close()
    link.cancelRefusal?.()
    if (!link.identity) return
    const { deviceId, access } = link.identity
    // A connection that was taken over by a newer one of the same device is no loss, and fires no will.
    if (!attendance.remove(deviceId, link)) return
    if (!graceful && !closing) {
      // A will of `status` was written at login; what the gateway says is newer and means the same.
      if (link.will && link.will.topic !== access.statusTopic)
        presence.announce({ ...link.will, deviceId, access })
      if (deps.announce?.offline !== false)
        presence.announce({ topic: access.statusTopic, payload: OFFLINE, deviceId, access })
    }
    deps.onDisconnected?.(deviceId, graceful)
  }

  const accept = (connection: Duplex, address: string): void => {
    connection.on('error', () => {})
    const verdict = closing ? 'closing' : doors.enter(address, clock.now())
    if (verdict !== true) {
      onRefused(verdict)
      connection.destroy()
      return
    }
    const link: Link = createLink({
      connection,
      address,
      limits,
      clock,
      onFault(fault) {
        if (fault !== 'keepAlive') onRefused(fault)
        log.info({ deviceId: link.identity?.deviceId, address, fault }, 'a connection was closed')
        connection.destroy()
      },
      onThrottled: () => onRefused('throttled'),
      onPublish: (packet) => publishing.hand(link, packet),
    })
    links.set(connection, link)
    connection.once('close', () => left(link))
    aedes.handle(connection)
    link.gate.watch()
  }
  const upgrade = createWebSocketDoor(accept, deps.addressOf ?? ((request) => request.socket.remoteAddress))

  const inFlight = (): number => {
    let sum = 0
    for (const link of links.values()) sum += link.gate.inFlight()
    return sum
  }
  const settled = (): Promise<void> =>
    new Promise((resolve) => {
      const cancel = clock.setTimer(CLOSING_GRACE_MS, resolve)
      whenSettled = () => {
        if (inFlight() > 0) return
        cancel()
        resolve()
      }
      whenSettled()
    })

  return {
    async listenTcp(port, host) {
      const server = await listenTcp(accept, port, host)
      servers.push(server)
      return portOf(server)
    },
    handleUpgrade: upgrade,
    async publishDown(deviceId, payload) {
      const bytes = Buffer.from(payload)
      const sends: Promise<Sent>[] = []
      for (const link of attendance.linksOf(deviceId))
        if (link.ready && link.commandQos !== undefined)
          sends.push(link.downlink.send(commandTopic(deviceId), bytes, link.commandQos))
      if (sends.length === 0) return 'notConnected'
      return (await Promise.all(sends)).includes('sent') ? 'sent' : 'notAcknowledged'
    },
    connected: (deviceId) => [...attendance.linksOf(deviceId)].some((link) => link.ready),
    connectionCount: doors.open,
    disconnect(deviceId) {
      for (const link of [...attendance.linksOf(deviceId)]) link.connection.destroy()
    },
    async close() {
      if (closing) return
      closing = true
      const stopped = servers.map((server) => new Promise((resolve) => server.close(resolve)))
      for (const link of links.values()) link.gate.shut()
      await settled()
      presence.close()
      // Two turns of the loop: acknowledgements are written in the first and leave the process in the second.
      for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve))
      await new Promise<void>((resolve) => aedes.close(resolve))
      for (const link of links.values()) link.connection.destroy()
      await Promise.all(stopped)
    },
  }
}

/**
 * What a device publishes has arrived when it is committed: nobody subscribes to it and nothing of it is retained, so
 * aedes' own delivery is cut short. Its internal $SYS messages, which keep its books, go on as ever.
 */
function forwardNothing(aedes: Aedes): void {
  type Publish = (packet: object, client: unknown, done?: (error?: Error | null) => void) => void
  const inside = aedes.publish.bind(aedes) as Publish
  const publish: Publish = (packet, client, done) => {
    if (typeof client === 'object' && client !== null && done) done(null)
    else inside(packet, client, done)
  }
  Object.assign(aedes, { publish })
}
