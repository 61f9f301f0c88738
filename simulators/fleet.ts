// All devices of a run: who they are, when each first connects, and the one loop that moves them through time.

import { createBand } from './bands/band.ts'
import type { LinkFailure, OpenLink } from './device/link.ts'
import { createStation, type StationEvent } from './device/station.ts'
import { createDrain } from './drains/drain.ts'
import type { Effect } from './scenario/effects.ts'
import type { Fleet as FleetIds } from './scenario/load.ts'

export type FleetCounts = Readonly<{
  devices: number
  up: number
  published: number
  acknowledged: number
  waiting: number
}>

export type Fleet = Readonly<{
  counts(): FleetCounts
  /** Resolves when every device has had its first answer from the broker, with those that were refused. */
  settled: Promise<readonly Readonly<{ deviceId: string; failure: LinkFailure }>[]>
  close(): Promise<void>
}>

const pad = (n: number, width: number): string => String(n).padStart(width, '0')

/** The sample community's device ids: band-001 …, water-01 … */
export const fleetIds = (size: Readonly<{ bands: number; drains: number }>): FleetIds => ({
  bands: Array.from({ length: size.bands }, (_, n) => `band-${pad(n + 1, 3)}`),
  drains: Array.from({ length: size.drains }, (_, n) => `water-${pad(n + 1, 2)}`),
})

const TICK_MS = 200

export function createFleet(
  options: Readonly<{
    ids: FleetIds
    url: string
    secrets: ReadonlyMap<string, string>
    seed: number
    speed: number
    staggerMs: number
    effects: ReadonlyMap<string, readonly Effect[]>
    clock: () => number
    open: OpenLink
    onEvent(deviceId: string, event: StationEvent): void
  }>,
): Fleet {
  const { ids, seed, speed, staggerMs, clock } = options
  const startedAt = clock()
  const answers = new Map<string, LinkFailure | undefined>()
  const { promise: settled, resolve } = Promise.withResolvers<{ deviceId: string; failure: LinkFailure }[]>()
  const all = [...ids.bands, ...ids.drains]

  const onEvent = (deviceId: string, event: StationEvent): void => {
    if (!answers.has(deviceId) && (event.type === 'connected' || event.type === 'failed')) {
      answers.set(deviceId, event.type === 'failed' ? event.failure : undefined)
      if (answers.size === all.length)
        resolve([...answers].flatMap(([id, failure]) => (failure ? [{ deviceId: id, failure }] : [])))
    }
    options.onEvent(deviceId, event)
  }

  const stations = all.map((deviceId, index) => {
    const common = {
      url: options.url,
      secret: options.secrets.get(deviceId) ?? '',
      seed,
      effects: options.effects.get(deviceId) ?? [],
      startAt: startedAt + index * staggerMs,
      open: options.open,
      onEvent,
    }
    if (index >= ids.bands.length)
      return createStation({ ...common, model: createDrain({ deviceId, seed, speed }) })
    const band = createBand({ deviceId, seed, speed })
    return createStation({
      ...common,
      model: band,
      answer: (asked, at) => {
        if (asked.command === 'measure')
          return [
            band.say('vitals', at, common.effects),
            band.say('pressure', at + 1, common.effects),
            band.say('steps', at, common.effects),
          ]
        if (asked.command === 'locate') return [band.say('location', at, common.effects)]
        return [band.confirm(asked.id, at, common.effects)]
      },
    })
  })

  const timer = setInterval(() => {
    const now = clock()
    for (const station of stations) station.tick(now)
  }, TICK_MS)

  return {
    settled,
    counts: () =>
      stations.reduce(
        (sum, station) => {
          const own = station.counts()
          return {
            devices: sum.devices + 1,
            up: sum.up + (own.up ? 1 : 0),
            published: sum.published + own.published,
            acknowledged: sum.acknowledged + own.acknowledged,
            waiting: sum.waiting + own.waiting,
          }
        },
        { devices: 0, up: 0, published: 0, acknowledged: 0, waiting: 0 },
      ),
    async close() {
      clearInterval(timer)
      await Promise.all(stations.map((station) => station.close()))
    },
  }
}
