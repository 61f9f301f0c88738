// What the page knows, and how one frame changes it. Pure: no socket, no clock, no screen.

import type {
  Alert,
  DrainTile,
  EpochMs,
  Frame,
  NotificationView,
  Place,
  ResidentTile,
  RuleTitle,
  Silence,
  TimelineEntry,
  WeatherView,
} from '../server-types.ts'

export type Trouble = Readonly<{ facts: Readonly<Record<string, string | number>>; at: EpochMs }>

/** `version` grows by one with each. */
export type CareNews = Readonly<{ version: number; residentId: string | null }>

export type World = Readonly<{
  /** Server process that sent the snapshot; null before the first one. */
  instance: string | null
  communities: readonly Place[]
  grids: readonly Place[]
  people: readonly Place[]
  residents: ReadonlyMap<string, ResidentTile>
  drains: ReadonlyMap<string, DrainTile>
  /** Unresolved alerts, and those resolved while this page watched (so that a stale frame cannot reopen them). */
  alerts: ReadonlyMap<number, Alert>
  notifications: ReadonlyMap<string, NotificationView>
  /** Timeline entries that came live, by alert, in order of `seq`. */
  entries: ReadonlyMap<number, readonly TimelineEntry[]>
  /** Planned and in force; one that is over may still be here: look at its times. Empty for family. */
  silences: ReadonlyMap<number, Silence>
  /** Rain warnings and measured rain by community; one that is over may still be here. Empty for family. */
  weather: ReadonlyMap<string, WeatherView>
  /** Grows with every change of the roster this page hears of: what shows it fetches it again. */
  rosterVersion: number
  /** The same of the answers to SMS. */
  repliesVersion: number
  /** What every rule there is, or was, is called, by id. */
  rules: Readonly<Record<string, RuleTitle>>
  /** What has changed of the daily care lately: a resident's entry, or (null) everything. */
  careNews: readonly CareNews[]
  /** The files of the rules have faults, and those before are in force; null when the files are. */
  rulesTrouble: Trouble | null
  /** What the policies ask of people and partners there are not; null when nothing. For staff. */
  policyGaps: Trouble | null
  /** Channels that are down, by name; messages take another way or wait. */
  channelsDown: ReadonlyMap<string, Trouble>
  /** The gateway cannot store; null when it can. */
  storeTrouble: Trouble | null
  /** SOS presses that could not be stored; each stays until a person dismisses it. */
  unstoredSos: readonly Trouble[]
}>

export const emptyWorld: World = {
  instance: null,
  communities: [],
  grids: [],
  people: [],
  residents: new Map(),
  drains: new Map(),
  alerts: new Map(),
  notifications: new Map(),
  entries: new Map(),
  silences: new Map(),
  weather: new Map(),
  rosterVersion: 0,
  repliesVersion: 0,
  rules: {},
  careNews: [],
  rulesTrouble: null,
  policyGaps: null,
  channelsDown: new Map(),
  storeTrouble: null,
  unstoredSos: [],
}

const MOST_RESOLVED = 200
const MOST_UNSTORED = 20

const indexed = <K, V>(values: readonly V[], keyOf: (value: V) => K): ReadonlyMap<K, V> =>
  new Map(values.map((value) => [keyOf(value), value]))

const merged = <K, V>(map: ReadonlyMap<K, V>, values: readonly V[], keyOf: (value: V) => K) => {
  if (values.length === 0) return map
  const next = new Map(map)
  for (const value of values) next.set(keyOf(value), value)
  return next
}

/** Entries without doubles, by `seq`: a frame and a fetched detail may both bring the same line. */
export const mergeEntries = (
  known: readonly TimelineEntry[],
  more: readonly TimelineEntry[],
): readonly TimelineEntry[] => {
  const bySeq = indexed([...known, ...more], (entry) => entry.seq)
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq)
}

/** The alert with the higher revision; an equal one is the same alert. */
export const newerAlert = (known: Alert | undefined, next: Alert): Alert =>
  known !== undefined && known.revision >= next.revision ? known : next

/** Forgets the oldest resolved alerts, and what belongs to them, beyond what a page needs to remember. */
const trimmed = (alerts: Map<number, Alert>): Map<number, Alert> => {
  const resolved = [...alerts.values()].filter((alert) => alert.status === 'resolved')
  if (resolved.length <= MOST_RESOLVED) return alerts
  resolved.sort((a, b) => a.id - b.id)
  for (const alert of resolved.slice(0, resolved.length - MOST_RESOLVED)) alerts.delete(alert.id)
  return alerts
}

const settled = (view: NotificationView): boolean => view.status === 'delivered' || view.status === 'failed'

/** A settled notification never goes back to being on its way. */
const newerNotification = (known: NotificationView | undefined, next: NotificationView): NotificationView =>
  known !== undefined && settled(known) && !settled(next) ? known : next

/** Applies an alert that came by any door: a frame or the answer to an action. */
export const withAlert = (world: World, alert: Alert, entries: readonly TimelineEntry[]): World => {
  const known = world.alerts.get(alert.id)
  const newer = newerAlert(known, alert)
  const alerts = newer === known ? world.alerts : trimmed(new Map(world.alerts).set(alert.id, newer))
  const lines = new Map(world.entries)
  if (entries.length > 0) lines.set(alert.id, mergeEntries(world.entries.get(alert.id) ?? [], entries))
  for (const id of lines.keys()) if (!alerts.has(id)) lines.delete(id)
  return { ...world, alerts, entries: lines }
}

export const dismissUnstored = (world: World): World => ({ ...world, unstoredSos: [] })

const MOST_CARE_NEWS = 50
const withCareNews = ({ careNews }: World, residentId: string | null): readonly CareNews[] =>
  [...careNews, { version: (careNews.at(-1)?.version ?? 0) + 1, residentId }].slice(-MOST_CARE_NEWS)

const nameIn = (facts: Trouble['facts']): string => String(facts.name ?? '')

export const reduce = (world: World, frame: Frame): World => {
  switch (frame.type) {
    case 'snapshot':
      return {
        instance: frame.instance,
        communities: frame.communities,
        grids: frame.grids,
        people: frame.people ?? [],
        residents: indexed(frame.residents, (tile) => tile.id),
        drains: indexed(frame.drains, (tile) => tile.id),
        alerts: indexed(frame.alerts, (alert) => alert.id),
        notifications: indexed(frame.notifications, (view) => view.key),
        entries: new Map(),
        silences: indexed(frame.silences ?? [], (silence) => silence.id),
        weather: indexed(frame.weather ?? [], (view) => view.communityId),
        // Something may have been missed while the connection was down.
        rosterVersion: world.rosterVersion + 1,
        repliesVersion: world.repliesVersion + 1,
        rules: frame.rules ?? {},
        // What was missed while the line was down is not known.
        careNews: withCareNews(world, null),
        // Said again after every snapshot while it lasts.
        rulesTrouble: null,
        policyGaps: null,
        channelsDown: new Map(),
        // A new process starts with a clean store state and says so again if it is in trouble.
        storeTrouble: frame.instance === world.instance ? world.storeTrouble : null,
        unstoredSos: world.unstoredSos,
      }
    case 'delta':
      // Nothing to merge into before the first snapshot.
      if (world.instance === null) return world
      return {
        ...world,
        residents: merged(world.residents, frame.residents, (tile) => tile.id),
        drains: merged(world.drains, frame.drains, (tile) => tile.id),
      }
    case 'alert':
      return withAlert(world, frame.alert, frame.entries)
    case 'notification': {
      const next = newerNotification(world.notifications.get(frame.notification.key), frame.notification)
      return {
        ...world,
        notifications: merged(world.notifications, [next], (view) => view.key),
      }
    }
    case 'silence':
      return { ...world, silences: merged(world.silences, [frame.silence], (silence) => silence.id) }
    case 'care':
      return { ...world, careNews: withCareNews(world, frame.residentId ?? null) }
    case 'weather':
      return { ...world, weather: merged(world.weather, [frame.weather], (view) => view.communityId) }
    case 'roster':
      return { ...world, rosterVersion: world.rosterVersion + 1 }
    case 'replies':
      return { ...world, repliesVersion: world.repliesVersion + 1 }
    case 'system': {
      const trouble = { facts: frame.facts, at: frame.serverTime }
      switch (frame.code) {
        case 'storeUnavailable':
          return { ...world, storeTrouble: trouble }
        case 'storeRecovered':
          return { ...world, storeTrouble: null }
        case 'rulesRefused':
          return { ...world, rulesTrouble: trouble }
        case 'rulesAccepted':
          return { ...world, rulesTrouble: null }
        case 'policyGaps':
          return { ...world, policyGaps: frame.facts.gaps === 0 ? null : trouble }
        case 'channelDown':
          return { ...world, channelsDown: new Map(world.channelsDown).set(nameIn(frame.facts), trouble) }
        case 'channelUp': {
          const channelsDown = new Map(world.channelsDown)
          channelsDown.delete(nameIn(frame.facts))
          return { ...world, channelsDown }
        }
        case 'unstoredSos':
          return { ...world, unstoredSos: [...world.unstoredSos, trouble].slice(-MOST_UNSTORED) }
      }
      return world
    }
    case 'heartbeat':
      return world
  }
}
