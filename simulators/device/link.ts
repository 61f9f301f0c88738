// One MQTT 3.1.1 connection of one device. Opens, publishes at QoS 1, ends; never reconnects by itself:
// what was not acknowledged is the caller's to send again.

import { connect as connectMqtt, type IClientOptions } from 'mqtt'

export type LinkFailure =
  /** CONNACK with a return code: 4 and 5 are about the credentials [MQTT-3.2.2]. */
  | Readonly<{ reason: 'refused'; code: number; message: string }>
  | Readonly<{ reason: 'unreachable'; message: string }>

export type Link = Readonly<{
  /** `settled(true)` at the PUBACK; `settled(false)` when the connection ended first. */
  publish(
    message: Readonly<{ topic: string; payload: string; retain?: boolean; dup?: boolean }>,
    settled: (acknowledged: boolean) => void,
  ): void
  /** DISCONNECT, so that no will is sent. */
  close(): Promise<void>
  /** Cuts the wire without a DISCONNECT: the broker publishes the will. */
  drop(): void
}>

export type LinkOptions = Readonly<{
  url: string
  deviceId: string
  secret: string
  /** A guest on the device's credentials: a client id of its own and no session that outlives the connection. */
  guest?: string
  will?: Readonly<{ topic: string; payload: string }>
  subscribe?: string
  onMessage?(payload: string): void
  /** The established connection ended, and not by `close` or `drop`. */
  onLost(): void
  connectTimeoutMs?: number
}>

export type OpenLink = (
  options: LinkOptions,
) => Promise<{ ok: true; link: Link } | { ok: false; failure: LinkFailure }>

const KEEP_ALIVE_SECONDS = 60

export const openLink: OpenLink = (options) =>
  new Promise((resolve) => {
    const settings: IClientOptions = {
      protocolVersion: 4,
      clientId: options.guest ? `${options.deviceId}-${options.guest}` : options.deviceId,
      username: options.deviceId,
      password: options.secret,
      clean: options.guest !== undefined,
      keepalive: KEEP_ALIVE_SECONDS,
      reconnectPeriod: 0,
      connectTimeout: options.connectTimeoutMs ?? 10_000,
      queueQoSZero: false,
      ...(options.will
        ? {
            will: {
              topic: options.will.topic,
              payload: Buffer.from(options.will.payload),
              qos: 1 as const,
              retain: true,
            },
          }
        : {}),
    }
    const client = connectMqtt(options.url, settings)
    const waiting = new Set<(acknowledged: boolean) => void>()
    let state: 'opening' | 'up' | 'ended' = 'opening'
    let failure: LinkFailure = { reason: 'unreachable', message: 'the connection was closed' }

    /** Every outstanding publish is answered exactly once, whatever mqtt.js does with its callbacks later. */
    const abandon = (): void => {
      const abandoned = [...waiting]
      waiting.clear()
      for (const settled of abandoned) settled(false)
    }
    const link: Link = {
      publish(message, settled) {
        if (state !== 'up') return settled(false)
        waiting.add(settled)
        client.publish(
          message.topic,
          message.payload,
          { qos: 1, retain: message.retain ?? false, dup: message.dup ?? false },
          (error) => {
            if (waiting.delete(settled)) settled(!error)
          },
        )
      },
      async close() {
        if (state === 'ended') return
        state = 'ended'
        await new Promise<void>((done) => client.end(false, {}, () => done()))
        abandon()
      },
      drop() {
        if (state === 'ended') return
        state = 'ended'
        client.end(true)
        abandon()
      },
    }

    client.on('connect', () => {
      state = 'up'
      if (options.subscribe) client.subscribe(options.subscribe, { qos: 1 }, () => {})
      resolve({ ok: true, link })
    })
    client.on('message', (_topic, payload) => options.onMessage?.(payload.toString('utf8')))
    client.on('error', (error) => {
      const code = 'code' in error && typeof error.code === 'number' ? error.code : undefined
      failure =
        state === 'opening' && code !== undefined
          ? { reason: 'refused', code, message: refusal(code) }
          : { reason: 'unreachable', message: describe(error) }
    })
    client.on('close', () => {
      const before = state
      if (before === 'ended') return
      state = 'ended'
      client.end(true)
      abandon()
      if (before === 'up') options.onLost()
      else resolve({ ok: false, failure })
    })
  })

/** CONNACK return codes of MQTT 3.1.1, table 3.1. */
function refusal(code: number): string {
  const reasons: Readonly<Record<number, string>> = {
    1: 'the broker does not speak MQTT 3.1.1',
    2: 'the broker refuses the client id',
    3: 'the broker says it is not available',
    4: 'wrong user name or secret',
    5: 'not authorised',
  }
  return reasons[code] ?? `connection refused with code ${code}`
}

/** Node's AggregateError (several addresses tried) has an empty message of its own. */
function describe(error: Error): string {
  const first = error instanceof AggregateError ? error.errors[0] : error
  return first instanceof Error && first.message ? first.message : String(first)
}
