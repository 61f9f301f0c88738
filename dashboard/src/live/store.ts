// The live world as signals: one per tile, so that a changed heart rate redraws one tile and nothing else.

import { batch, computed, type Signal, signal } from '@preact/signals'
import type { Alert, DrainTile, Frame, ResidentTile, TimelineEntry } from '../server-types.ts'
import { alignClock } from './clock.ts'
import {
  countConditions,
  doorRanks,
  drainOrder,
  isFolded,
  moves,
  queueOrder,
  rehoused,
  wallOrder,
} from './order.ts'
import { dismissUnstored, emptyWorld, reduce, type World, withAlert } from './world.ts'

export const world = signal<World>(emptyWorld)
/** Local time of the newest frame; null until one has come. */
export const lastFrameAt = signal<number | null>(null)
/** Grows when somebody moved in, out or house. */
const homes = signal(0)
/** Grows when a change may move a tile; the order of the wall hangs on it, not on every value. */
const placement = signal(0)

const tiles = new Map<string, Signal<ResidentTile>>()
const drainTiles = new Map<string, Signal<DrainTile>>()

/** The tile's own signal; undefined for one this page has never been told about. */
export const residentTile = (id: string): Signal<ResidentTile> | undefined => {
  placement.value // A tile that appears later makes its reader look again.
  return tiles.get(id)
}
export const drainTile = (id: string): Signal<DrainTile> | undefined => {
  placement.value
  return drainTiles.get(id)
}

const put = <T>(signals: Map<string, Signal<T>>, id: string, value: T): boolean => {
  const known = signals.get(id)
  if (known === undefined) signals.set(id, signal(value))
  else known.value = value
  return known === undefined
}

const prune = <T>(signals: Map<string, Signal<T>>, kept: ReadonlyMap<string, T>): void => {
  for (const id of signals.keys()) if (!kept.has(id)) signals.delete(id)
}

/** Alerts are painted on tiles: any change of the alert map may move one. */
const settle = (before: World, after: World): void => {
  let movedHouse = false
  let moved = before.alerts !== after.alerts || before.instance !== after.instance
  for (const tile of after.residents.values()) {
    const old = before.residents.get(tile.id)
    if (old === tile) continue
    if (rehoused(old, tile)) movedHouse = true
    if (moves(old, tile)) moved = true
    if (put(tiles, tile.id, tile)) moved = true
  }
  for (const tile of after.drains.values())
    if (before.drains.get(tile.id) !== tile && put(drainTiles, tile.id, tile)) moved = true
  if (tiles.size > after.residents.size) {
    prune(tiles, after.residents)
    movedHouse = true
  }
  if (drainTiles.size > after.drains.size) prune(drainTiles, after.drains)
  world.value = after
  if (movedHouse) homes.value += 1
  if (moved || movedHouse) placement.value += 1
}

export const applyFrame = (frame: Frame): void => {
  batch(() => {
    alignClock(frame.serverTime)
    lastFrameAt.value = Date.now()
    const after = reduce(world.peek(), frame)
    if (after !== world.peek()) settle(world.peek(), after)
  })
}

/** The answer to an action takes the same door as a frame: whichever comes first, the newer revision stays. */
export const applyAlert = (alert: Alert, entries: readonly TimelineEntry[]): void => {
  batch(() => settle(world.peek(), withAlert(world.peek(), alert, entries)))
}

export const dismissUnstoredSos = (): void => {
  world.value = dismissUnstored(world.peek())
}

/** Logging out leaves nothing of anybody behind. */
export const clearWorld = (): void => {
  batch(() => {
    lastFrameAt.value = null
    settle(world.peek(), emptyWorld)
  })
}

export const alerts = computed(() => world.value.alerts)
export const queue = computed(() => queueOrder(alerts.value.values()))
/** What waits for a person: not what an incident stands for, and not what is silenced. */
export const openAlerts = computed(() =>
  queue.value.filter(
    (alert) => alert.status === 'open' && alert.silence === undefined && !isFolded(alert, alerts.value),
  ),
)
export const silencedAlerts = computed(() =>
  queue.value.filter((alert) => alert.status === 'open' && alert.silence !== undefined),
)
const ranks = computed(() => {
  homes.value
  return doorRanks(world.peek().residents.values())
})
export const wall = computed(() => {
  placement.value
  return wallOrder(world.peek().residents.values(), world.peek().alerts, ranks.value)
})
export const counts = computed(() => {
  placement.value
  return countConditions(world.peek().residents.values())
})
const drainMap = computed(() => world.value.drains)
export const drains = computed(() => drainOrder(drainMap.value.values()))
export const hasSnapshot = computed(() => world.value.instance !== null)
// Parts of the world that most deltas leave as they are: readers of a part are not woken by the rest.
export const communities = computed(() => world.value.communities)
export const grids = computed(() => world.value.grids)
export const people = computed(() => world.value.people)
export const notifications = computed(() => world.value.notifications)
export const entries = computed(() => world.value.entries)
export const ruleTitles = computed(() => world.value.rules)
export const careNews = computed(() => world.value.careNews)
export const rosterVersion = computed(() => world.value.rosterVersion)
export const repliesVersion = computed(() => world.value.repliesVersion)
export const weather = computed(() => world.value.weather)
export const rulesTrouble = computed(() => world.value.rulesTrouble)
export const policyGaps = computed(() => world.value.policyGaps)
export const channelsDown = computed(() => world.value.channelsDown)
export const storeTrouble = computed(() => world.value.storeTrouble)
export const unstoredSos = computed(() => world.value.unstoredSos)
export const community = computed(() => communities.value[0])
