// A whole gateway on ports of its own, and the hands that use it: bands, browsers, a look into the store.

import { DatabaseSync } from 'node:sqlite'
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import { pino } from 'pino'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { type Gateway, type GatewayOptions, startGateway } from '../../gateway/app.ts'
import { type Clock, systemClock } from '../../gateway/clock.ts'
import { type Config, readConfig } from '../../gateway/config.ts'
import type { Frame } from '../../gateway/live/frames.ts'
import { storeFile } from '../../gateway/storage/database.ts'
import { type CommunityOptions, createCommunity, PASSWORD, secretOf } from './community.ts'
import { testFolder } from './folder.ts'
import { openWire } from './wire.ts'

export type JourneyOptions = CommunityOptions &
  Readonly<{
    clock?: Clock
    folder?: string
    demo?: boolean
    config?: Partial<Omit<Config, 'mqtt'>> & { mqtt?: Partial<Config['mqtt']> }
    fetch?: GatewayOptions['fetch']
  }>

export type Journey = Awaited<ReturnType<typeof startJourney>>

/** Starts a gateway on a new community, or on what `folder` already holds. Closed when the test ends. */
export async function startJourney(options: JourneyOptions = {}) {
  const folder = options.folder ?? testFolder()
  if (options.folder === undefined) await createCommunity(folder, options)
  const config = readConfig([
    '--data',
    folder,
    '--port',
    '0',
    '--mqtt-port',
    '0',
    '--host',
    '127.0.0.1',
    ...(options.demo ? ['--demo'] : []),
  ])
  if (config === 'help') throw new Error('unreachable')
  const fatal: Error[] = []
  const gateway: Gateway = await startGateway({
    config: {
      ...config,
      // A clock that is set forward would fly it in the middle of something else.
      canary: { ...config.canary, enabled: false },
      dataFolder: folder,
      ...options.config,
      mqtt: { ...config.mqtt, ...options.config?.mqtt },
    },
    clock: options.clock ?? systemClock,
    log: pino({ level: process.env.LOG_LEVEL ?? 'silent' }),
    version: 'test',
    random: () => 0.5,
    ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
    onFatal: (error) => fatal.push(error),
  })
  let open = true
  const close = async (): Promise<void> => {
    if (!open) return
    open = false
    await gateway.close()
  }
  onTestFinished(close)
  const base = `http://127.0.0.1:${gateway.httpPort}`

  const connectDevice = async (deviceId: string, more: IClientOptions = {}): Promise<MqttClient> => {
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${gateway.mqttPort}`, {
      clientId: deviceId,
      username: deviceId,
      password: secretOf(deviceId),
      reconnectPeriod: 0,
      ...more,
    })
    client.on('error', () => {})
    onTestFinished(() => void client.end(true))
    return client
  }

  const wire = (deviceId: string, more: object = {}) => openWire(gateway.mqttPort, deviceId, more)

  const logIn = async (login: string): Promise<string> => {
    const response = await fetch(`${base}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login, password: PASSWORD }),
    })
    if (!response.ok) throw new Error(`log in as ${login}: ${response.status}`)
    return response.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ')
  }

  /** GET when there is no body, else POST or what is asked for. The answer is its JSON with the status. */
  const api = async (
    cookie: string,
    path: string,
    body?: unknown,
    method = 'POST',
  ): Promise<{ status: number; body: any }> => {
    const response = await fetch(`${base}${path}`, {
      headers: { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { method, body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
  }

  /** A browser's live socket: every frame so far, and a promise for the first that fits. */
  const openBoard = async (cookie: string) => {
    const socket = new WebSocket(`ws://127.0.0.1:${gateway.httpPort}/live`, { headers: { cookie } })
    const frames: Frame[] = []
    const waiting: { fits: (frame: Frame) => boolean; resolve: (frame: Frame) => void }[] = []
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data)) as Frame
      frames.push(frame)
      for (const waiter of [...waiting])
        if (waiter.fits(frame)) {
          waiting.splice(waiting.indexOf(waiter), 1)
          waiter.resolve(frame)
        }
    })
    socket.on('error', () => {})
    onTestFinished(() => socket.terminate())
    const frame = <T extends Frame['type']>(
      type: T,
      fits: (frame: Extract<Frame, { type: T }>) => boolean = () => true,
    ): Promise<Extract<Frame, { type: T }>> => {
      const matches = (one: Frame): one is Extract<Frame, { type: T }> =>
        one.type === type && fits(one as Extract<Frame, { type: T }>)
      const known = frames.find(matches)
      return known
        ? Promise.resolve(known)
        : new Promise((resolve) =>
            waiting.push({ fits: matches, resolve: resolve as (frame: Frame) => void }),
          )
    }
    await frame('snapshot')
    return { socket, frames, frame }
  }

  /** Rows of the store, read by another connection: only what is committed. */
  const rows = (sql: string, ...values: (string | number)[]): Record<string, unknown>[] => {
    const db = new DatabaseSync(storeFile(folder), { readOnly: true })
    try {
      return db.prepare(sql).all(...values)
    } finally {
      db.close()
    }
  }
  const alerts = () => rows('select body from alert order by id').map((row) => JSON.parse(String(row.body)))
  const notifications = () =>
    rows('select key, status, attempts, last_error, body from notification order by key').map((row) => ({
      ...JSON.parse(String(row.body)),
      status: row.status,
      attempts: row.attempts,
      lastError: row.last_error,
    }))

  return {
    gateway,
    folder,
    base,
    fatal,
    close,
    connectDevice,
    wire,
    logIn,
    api,
    openBoard,
    rows,
    alerts,
    notifications,
  }
}

/** Waits until `look` gives something, polling: for what another process or thread does in its own time. */
export async function eventually<T>(
  look: () => T | undefined | false | null,
  what: string,
  withinMs = 20_000,
): Promise<T> {
  const end = performance.now() + withinMs
  for (;;) {
    const found = look()
    if (found !== undefined && found !== false && found !== null) return found
    if (performance.now() > end) throw new Error(`never happened: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
