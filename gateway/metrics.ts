// What an operator's Prometheus reads. One registry per gateway, so that two in one process (tests) do not mix.

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = ReturnType<typeof createMetrics>

/** Gauges are asked when scraped: nothing is counted twice and nothing goes stale. */
export function createMetrics(
  ask: Readonly<{
    queueDepth(): number
    undecided(): number
    bandConnections(): number
    dashboardClients(): number
    unresolvedAlerts(): Readonly<Record<string, number>>
    unsettledNotifications(): number
    channelStates(): Readonly<Record<string, 'closed' | 'open' | 'halfOpen'>>
    historyLagRows(): number
    unsavedStates(): number
  }>,
) {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry, prefix: 'shouwang_' })

  const gauge = (name: string, help: string, read: () => number): void => {
    new Gauge({
      name: `shouwang_${name}`,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  }
  gauge('commit_queue_depth', 'Units decided but not yet on disk.', ask.queueDepth)
  gauge('messages_undecided', 'Messages received and waiting for their turn.', ask.undecided)
  gauge('band_connections', 'MQTT connections open.', ask.bandConnections)
  gauge('dashboard_clients', 'Live dashboard sockets open.', ask.dashboardClients)
  gauge(
    'notifications_unsettled',
    'Notifications neither delivered nor given up.',
    ask.unsettledNotifications,
  )
  gauge('history_lag_rows', 'Committed log rows not yet filed in the history.', ask.historyLagRows)
  gauge('engine_states_unsaved', 'Subjects whose engine state has no current snapshot.', ask.unsavedStates)
  new Gauge({
    name: 'shouwang_alerts_unresolved',
    help: 'Unresolved alerts by severity.',
    labelNames: ['severity'],
    registers,
    collect() {
      for (const [severity, count] of Object.entries(ask.unresolvedAlerts())) this.set({ severity }, count)
    },
  })

  new Gauge({
    name: 'shouwang_channel_up',
    help: 'Channels by circuit: 1 works, 0.5 is being tried, 0 is down. Only those that have been used.',
    labelNames: ['channel'],
    registers,
    collect() {
      this.reset()
      for (const [channel, state] of Object.entries(ask.channelStates()))
        this.set({ channel }, state === 'closed' ? 1 : state === 'halfOpen' ? 0.5 : 0)
    },
  })

  const tally = (name: string, help: string, label: string): ((value: string) => void) => {
    const counts = new Map<string, number>()
    new Counter({
      name: `shouwang_${name}`,
      help,
      labelNames: [label],
      registers,
      collect() {
        this.reset()
        for (const [value, count] of counts) this.inc({ [label]: value }, count)
      },
    })
    return (value) => {
      counts.set(value, (counts.get(value) ?? 0) + 1)
    }
  }

  return {
    registry,
    /** Counted in a plain map and read when scraped: this one is in the way of every message. */
    messages: tally('messages_total', 'Messages accepted, by kind.', 'kind'),
    rejected: new Counter({
      name: 'shouwang_rejected_total',
      help: 'Messages or parts of them that could not be read, by reason.',
      labelNames: ['reason'],
      registers,
    }),
    refused: new Counter({
      name: 'shouwang_refused_total',
      help: 'Connections, subscriptions and publishes refused, by reason.',
      labelNames: ['reason'],
      registers,
    }),
    duplicates: new Counter({ name: 'shouwang_duplicates_total', help: 'Messages seen before.', registers }),
    commits: new Histogram({
      name: 'shouwang_commit_seconds',
      help: 'Time of one transaction in the writer thread.',
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
      registers,
    }),
    commitFailures: new Counter({
      name: 'shouwang_commit_failures_total',
      help: 'Batches the store refused, by reason.',
      labelNames: ['reason'],
      registers,
    }),
    alerts: new Counter({
      name: 'shouwang_alerts_total',
      help: 'Alerts opened, by rule.',
      labelNames: ['rule'],
      registers,
    }),
    deliveries: new Counter({
      name: 'shouwang_deliveries_total',
      help: 'Notification attempts settled or retried, by channel and status.',
      labelNames: ['channel', 'status'],
      registers,
    }),
    lastTick: new Gauge({
      name: 'shouwang_last_tick_seconds',
      help: 'Unix time of the last completed tick.',
      registers,
    }),
  }
}
