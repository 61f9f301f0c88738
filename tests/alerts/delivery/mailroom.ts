// Drives a dispatcher by hand: a clock that stands still, channels that record, an outbox that survives a restart.

import type { Channel, RateLimit, Sent } from '../../../alerts/channels/channel.ts'
import {
  createDispatcher,
  type Dispatcher,
  type DispatcherDeps,
} from '../../../alerts/delivery/dispatcher.ts'
import type { Notification } from '../../../alerts/model/notification.ts'
import type { DeliveryUpdate } from '../../../alerts/store.ts'
import { createManualClock } from '../../support/manual-clock.ts'

export const NOON = 1_800_000_000_000

let running = 0
export function mail(change: Partial<Notification> = {}): Notification {
  const number = ++running
  return {
    key: `k-${number}`,
    alertId: number,
    step: 0,
    reason: 'raised',
    recipient: { kind: 'person', id: `p-${number}`, name: '张伟', role: 'duty', locale: 'zh-CN' },
    channel: 'post',
    address: `a-${number}`,
    message: { title: 't', body: 'b', severity: 'warning' },
    emergency: false,
    status: 'queued',
    attempts: 0,
    createdAt: NOON,
    nextAttemptAt: NOON,
    ...change,
  }
}

export const DELIVERED: Sent = { result: 'delivered' }
export const HTTP_500: Sent = { result: 'retry', reason: 'HTTP 500' }

/** Lets every promise that can go on go on. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export type Attempt = Readonly<{ key: string; at: number }>

export class Mailroom {
  readonly clock = createManualClock(NOON)
  readonly rows = new Map<string, Notification>()
  readonly attempts: Attempt[] = []
  readonly records: DeliveryUpdate[] = []
  readonly failed: string[] = []
  readonly errors: string[] = []
  readonly channels = new Map<string, Channel>()
  /** Makes `record` fail or wait. */
  beforeRecord: (update: DeliveryUpdate) => Promise<void> = async () => {}
  dispatcher: Dispatcher | undefined
  private readonly overrides: Partial<DispatcherDeps>

  constructor(overrides: Partial<DispatcherDeps> = {}) {
    this.overrides = overrides
  }

  channel(
    name: string,
    send: (notification: Notification, signal: AbortSignal) => Sent | Promise<Sent>,
    limit: Partial<RateLimit> = {},
  ): void {
    this.channels.set(name, {
      name,
      limit: { perSecond: 1_000, burst: 1_000, concurrency: 8, timeoutMs: 10_000, ...limit },
      send: async (notification, signal) => {
        this.attempts.push({ key: notification.key, at: this.clock.now() - NOON })
        return send(notification, signal)
      },
    })
  }

  /** Starts, or starts again over the same rows. */
  async start(): Promise<Dispatcher> {
    this.dispatcher = createDispatcher({
      outbox: {
        load: () => [...this.rows.values()].filter(({ status }) => !['delivered', 'failed'].includes(status)),
      },
      channels: this.channels,
      clock: this.clock,
      random: () => 0.5,
      record: async (update) => {
        await this.beforeRecord(update)
        this.records.push(update)
        const row = this.rows.get(update.key)
        if (row) this.rows.set(update.key, { ...row, ...update })
      },
      onFailed: ({ key }) => this.failed.push(key),
      onError: (error) => this.errors.push(String(error)),
      ...this.overrides,
    })
    await this.dispatcher.loaded
    return this.dispatcher
  }

  /** Commits and hands over, as the gateway does. */
  async post(...notifications: Notification[]): Promise<void> {
    for (const notification of notifications) this.rows.set(notification.key, notification)
    this.dispatcher?.enqueue(notifications)
    await settled()
  }

  async pass(ms: number, stepMs = 250): Promise<void> {
    for (let gone = 0; gone < ms; gone += stepMs) {
      this.clock.advance(Math.min(stepMs, ms - gone))
      await settled()
    }
  }

  status = (key: string): string | undefined => this.rows.get(key)?.status
  keys = (): string[] => this.attempts.map(({ key }) => key)
}
