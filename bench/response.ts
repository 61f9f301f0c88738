// How fast people are told: a thousand alerts within one second, each to three recipients over real channels with
// presses of the SOS button among them; and a start over an outbox in which everything is overdue.

import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PUSH_LIMIT } from '../alerts/channels/push.ts'
import { WEBHOOK_LIMIT } from '../alerts/channels/webhook.ts'
import { reserve } from '../alerts/delivery/bucket.ts'
import { createBatchWriter } from '../gateway/storage/batch-writer.ts'
import { openDatabase, storeFile } from '../gateway/storage/database.ts'
import { type BandSocket, openBand, pause, publish, quantile } from './load/band-socket.ts'
import { openBoard } from './load/board-socket.ts'
import { type Arrival, type ChannelServers, startChannelServers } from './load/channel-servers.ts'
import { startChild } from './load/child.ts'
import { fillOutbox } from './load/overdue.ts'
import { type BenchSite, createBenchSite } from './load/site.ts'
import { median, round, table, thousands } from './table.ts'

type Said = { mqttPort: number; httpPort: number }
type Flood = {
  allSeconds: number
  sos: number[]
  arrived: number
  /** What they went in: not critical ones come in digests. */
  requests: number
}
type Boot = {
  readySeconds: number
  perSecond: Record<Arrival['channel'], number>
  /** How much of what went out before the last emergency was one. */
  emergencyShare: number
}

const LIMITS = { webhook: WEBHOOK_LIMIT, push: PUSH_LIMIT } as const
/** The broker lets 200 new connections a second in from one address. */
const CONNECT_EVERY_MS = 6
const OVERDUE_RESIDENTS = 12_000

export async function benchResponse(options: {
  rounds: number
  alerts: number
  presses: number
  overdue: number
  drainSeconds: number
}): Promise<void> {
  const floods: Flood[] = []
  const boots: Boot[] = []
  for (let turn = 0; turn < options.rounds; turn++) {
    const flood = await measureFlood(options)
    floods.push(flood)
    console.error(
      `  flood ${turn + 1}: SOS p99 ${round(quantile(flood.sos, 0.99))} ms, all in ${round(flood.allSeconds)} s`,
    )
  }
  for (let turn = 0; turn < options.rounds; turn++) {
    const boot = await measureBoot(options)
    boots.push(boot)
    console.error(`  start ${turn + 1}: ready after ${round(boot.readySeconds)} s`)
  }
  const sosP99 = floods.map(({ sos }) => quantile(sos, 0.99))
  console.log(
    table(
      ['round', 'SOS handed over', 'p50 ms', 'p99 ms', 'worst ms', 'all handed over', 'in requests', 's'],
      floods.map(({ sos, allSeconds, arrived, requests }, i) => [
        i + 1,
        sos.length,
        round(quantile(sos, 0.5)),
        round(sosP99[i] ?? Number.NaN),
        round(Math.max(...sos)),
        thousands(arrived),
        thousands(requests),
        round(allSeconds),
      ]),
    ),
  )
  console.log(
    table(
      [
        'start',
        'overdue rows',
        'ready after s',
        'webhook/s',
        'limit',
        'push/s',
        'limit',
        'emergencies first',
      ],
      boots.map(({ readySeconds, perSecond, emergencyShare }, i) => [
        i + 1,
        thousands(options.overdue),
        round(readySeconds),
        round(perSecond.webhook),
        WEBHOOK_LIMIT.perSecond,
        round(perSecond.push),
        PUSH_LIMIT.perSecond,
        `${round(100 * emergencyShare, 1)} %`,
      ]),
    ),
  )
  console.log(
    JSON.stringify({
      bench: 'response',
      sosHandoverP99Ms: round(median(sosP99)),
      allHandedOverSeconds: round(median(floods.map(({ allSeconds }) => allSeconds))),
      bootReadySeconds: round(median(boots.map(({ readySeconds }) => readySeconds))),
      alerts: options.alerts,
      presses: options.presses,
      overdue: options.overdue,
      webhookPerSecond: round(median(boots.map(({ perSecond }) => perSecond.webhook))),
      pushPerSecond: round(median(boots.map(({ perSecond }) => perSecond.push))),
      rounds: options.rounds,
    }),
  )
}

const HANDED_OVER = `select count(*) as n from notification
  where status = 'delivered' and (key like '%.webhook.%' or key like '%.push.%')`

/** What the channels' own limits allow at best: duty and grid worker by webhook, the family by push. */
function leastSeconds({ alerts, presses }: { alerts: number; presses: number }): number {
  const seconds = (count: number, channel: Arrival['channel']): number => {
    const limit = LIMITS[channel]
    return Math.max(0, count - (limit.burst - reserve(limit))) / limit.perSecond
  }
  return Math.max(seconds(2 * (alerts - presses), 'webhook'), seconds(alerts - presses, 'push'))
}

/** A gateway with the shipped rules, in which a nearly empty battery is told to duty, grid worker and family at once. */
async function openSite(
  servers: ChannelServers,
  residents: number,
): Promise<{ folder: string; site: BenchSite; args: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-bench-'))
  const policies = join(folder, 'policies')
  cpSync(fileURLToPath(new URL('../config/policies', import.meta.url)), policies, { recursive: true })
  writeFileSync(
    join(policies, 'device.yaml'),
    'id: device\nsteps: [{ after: 0s, who: [duty, grid, family] }]\nfallback: [director, duty]\n',
  )
  const settings = join(folder, 'settings.yaml')
  writeFileSync(
    settings,
    `policiesFolder: ${policies}\ncanary: { enabled: false }\nchannels: { push: { contact: "mailto:bench@example.org" } }\n`,
  )
  const hook = { url: servers.webhookUrl, secret: 'bench' }
  const site = await createBenchSite(folder, { residents, webhook: hook, relay: hook })
  const db = openDatabase(storeFile(folder), { mode: 'write', durable: false })
  createBatchWriter(db).apply(
    Array.from({ length: 20 }, (_, g) => ({
      type: 'subscription' as const,
      subscription: servers.subscription(`p-family-${g + 1}`),
    })),
  )
  db.close()
  return { folder, site, args: [folder, '--config', settings] }
}

async function measureFlood(options: { alerts: number; presses: number }): Promise<Flood> {
  const arrivals: Arrival[] = []
  const servers = await startChannelServers((arrival) => arrivals.push(arrival))
  const { folder, site, args } = await openSite(servers, options.alerts)
  try {
    const gateway = await startChild<Said>('gateway-process.ts', args)
    const pressedAt = new Map<string, number>()
    const residentOf = new Map<number, string>()
    const board = await openBoard(gateway.said.httpPort, site, (frame) => {
      if (frame.type === 'alert') residentOf.set(frame.alert.id, frame.alert.subject.id)
    })
    const bands: BandSocket[] = []
    for (const [id, secret] of site.credentials) {
      bands.push(await openBand(gateway.said.mqttPort, id, secret))
      await pause(CONNECT_EVERY_MS)
    }
    await pause(1_000)
    const started = performance.now()
    const pressEvery = Math.max(1, Math.floor(options.alerts / Math.max(1, options.presses)))
    for (const [i, band] of bands.entries()) {
      const isPress = i % pressEvery === pressEvery - 1
      const payload = isPress
        ? `{"ts":${Date.now()},"id":"press"}`
        : `{"ts":${Date.now()},"seq":1,"battery":4}`
      const at = publish(band, isPress ? 'sos' : 'status', payload)
      if (isPress) pressedAt.set(`r-${band.id.slice('band-'.length)}`, at)
      // Evenly over one second, whatever the timer's grain.
      const ahead = ((i + 1) * 1_000) / options.alerts - (performance.now() - started)
      if (ahead > 1) await pause(ahead)
    }
    const expected = 3 * options.alerts
    const deadline = performance.now() + 1_000 * (2 * leastSeconds(options) + 60)
    // Beyond a few a minute one message stands for many: what has been handed over is what the store says.
    const handed = openDatabase(storeFile(folder), { mode: 'read', durable: false })
    const count = handed.prepare(HANDED_OVER)
    const arrived = (): number => Number(count.get()?.n)
    while (arrived() < expected && performance.now() < deadline) await pause(100)
    const arrivedAtLast = arrived()
    handed.close()
    board.close()
    for (const { socket } of bands) socket.destroy()
    await gateway.stop()
    const sos = arrivals.flatMap(({ alertId, at }) => {
      const pressed = pressedAt.get(residentOf.get(alertId) ?? '')
      return pressed === undefined ? [] : [at - pressed]
    })
    const last = Math.max(...arrivals.map(({ at }) => at))
    return { allSeconds: (last - started) / 1_000, sos, arrived: arrivedAtLast, requests: arrivals.length }
  } finally {
    servers.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function measureBoot(options: { overdue: number; drainSeconds: number }): Promise<Boot> {
  const arrivals: Arrival[] = []
  const servers = await startChannelServers((arrival) => arrivals.push(arrival))
  const { folder, args } = await openSite(servers, OVERDUE_RESIDENTS)
  try {
    fillOutbox(folder, options.overdue, OVERDUE_RESIDENTS)
    const started = performance.now()
    const gateway = await startChild<Said>('gateway-process.ts', args)
    const readySeconds = (performance.now() - started) / 1_000
    await pause(1_000 * options.drainSeconds)
    await gateway.stop('SIGKILL')
    // Each channel has a queue of its own.
    const before = (['webhook', 'push'] as const).flatMap((channel) => {
      const own = arrivals.filter((arrival) => arrival.channel === channel)
      return own.slice(0, own.findLastIndex(({ emergency }) => emergency) + 1)
    })
    return {
      readySeconds,
      perSecond: { webhook: rateOf(arrivals, 'webhook'), push: rateOf(arrivals, 'push') },
      emergencyShare: before.filter(({ emergency }) => emergency).length / Math.max(1, before.length),
    }
  } finally {
    servers.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Messages a second after the burst a channel may begin with. */
function rateOf(arrivals: readonly Arrival[], channel: Arrival['channel']): number {
  const own = arrivals.filter((arrival) => arrival.channel === channel)
  const after = own.slice(LIMITS[channel].burst)
  const [first, last] = [after[0], after.at(-1)]
  return first === undefined || last === undefined || last.at === first.at
    ? 0
    : ((after.length - 1) * 1_000) / (last.at - first.at)
}
