// Who is watching and what they are sent: a snapshot, then deltas four times a second, alerts at once, a heartbeat.
// Knows scopes and clients, not sockets; costs a Set entry per change, whatever the number of clients.

import type { Alert, TimelineEntry } from '../../alerts/model/alert.ts'
import { SECOND } from '../../alerts/model/time.ts'
import { maySeeAlert, type Scope, visibleEntries, visibleNotification } from '../people/scope.ts'
import { createAlertSubjects } from './alert-subjects.ts'
import {
  createDirtySet,
  decidePace,
  KEEPING_UP,
  PACE_LIMITS,
  type Pace,
  type PaceLimits,
} from './coalesce.ts'
import type { Frame, NotificationView } from './frames.ts'
import type { LiveClient, LiveWorld, Timers } from './ports.ts'
import { createStaffNews, type StaffNews } from './staff-news.ts'
import { createTileTexts, EMPTY_LIST, peopleOf, placesOf } from './tile-text.ts'
import { createTroubles, type SystemFrame } from './troubles.ts'

const DELTA_MS = 250
const HEARTBEAT_MS = 5 * SECOND
/** A delta is bounded so that an alert never waits long behind one; what is left over goes with the next. */
const TILES_PER_DELTA = 500
/** A tile costs some 30 µs to write down, cold three times that: five hundred in one go would keep an SOS waiting. */
const TILES_AT_ONCE = 20
const DRAINS = Buffer.from(',"drains":')
const END = Buffer.from('}')

export type Hub = StaffNews &
  Readonly<{
    /** Sends the snapshot and everything after it; returns `leave`. Undefined when the person may see nothing. */
    join(client: LiveClient): (() => void) | undefined
    residentChanged(id: string): void
    drainChanged(id: string): void
    /** At once. The subject's tile goes with the next delta, before the others. */
    alert(alert: Alert, entries: readonly TimelineEntry[]): void
    notification(view: NotificationView): void
    /** To staff, at once; trouble is also told to whoever joins before `storeRecovered`, `rulesAccepted` or `channelUp`. */
    system(code: SystemFrame['code'], facts: SystemFrame['facts']): void
    /** After an import: everybody's scope is read again, everybody starts over. */
    snapshotAll(): void
    clients(): number
    close(): void
  }>

type Watching = { client: LiveClient; scope: Scope; pace: Pace; snapshotBytes: number }

export type HubDeps = Readonly<{
  world: LiveWorld
  timers: Timers
  /** What a person may see now; undefined when nothing. */
  scopeOf(personId: string): Scope | undefined
  /** Names this run of the process. */
  instance: string
  limits?: PaceLimits
}>

export function createHub({ world, timers, scopeOf, instance, limits = PACE_LIMITS }: HubDeps): Hub {
  const watching = new Set<Watching>()
  const residents = { dirty: createDirtySet(), texts: createTileTexts(world.residentTile) }
  const drains = { dirty: createDirtySet(), texts: createTileTexts(world.drainTile) }
  const subjects = createAlertSubjects()
  const troubles = createTroubles()
  let lastDeltaAt = Number.NEGATIVE_INFINITY
  let cancelDelta: (() => void) | undefined
  let cancelHeartbeat = timers.after(HEARTBEAT_MS, heartbeat)

  const toBytes = (frame: Frame): Buffer => Buffer.from(JSON.stringify(frame))

  function snapshotFor(scope: Scope): Buffer {
    const { communities, grids } = placesOf(world)
    const residentIds = scope.kind === 'staff' ? world.directory().residents.keys() : scope.residentIds
    const drainIds = scope.kind === 'staff' ? world.directory().drains.keys() : []
    const alerts = world.unresolved().filter((alert) => maySeeAlert(scope, alert))
    const visible = new Set(alerts.map((alert) => alert.id))
    const notifications = world
      .notifications()
      .filter((view) => visible.has(view.alertId))
      .map((view) => visibleNotification(scope, view))
    const head = {
      type: 'snapshot',
      serverTime: timers.now(),
      instance,
      communities,
      grids,
      ...(scope.kind === 'staff'
        ? { people: peopleOf(world), silences: world.silences(), weather: world.weather?.() ?? [] }
        : {}),
      alerts,
      notifications,
      ...(world.ruleTitles === undefined ? {} : { rules: world.ruleTitles() }),
    }
    return withTiles(head, residents.texts.list(residentIds), drains.texts.list(drainIds))
  }

  /** Appends the two lists of tiles to a frame's other fields without turning their bytes into text again. */
  function withTiles(head: object, residentTiles: readonly Buffer[], drainTiles: readonly Buffer[]): Buffer {
    const before = Buffer.from(`${JSON.stringify(head).slice(0, -1)},"residents":`)
    return Buffer.concat([before, ...residentTiles, DRAINS, ...drainTiles, END])
  }

  /** A snapshot on top of an unfinished one would only pile up: that client gets its own once it has drained. */
  function sendFreshSnapshot(to: Watching, frame: Buffer): void {
    if (to.snapshotBytes === 0 && to.pace.behindSince === null) sendSnapshot(to, frame)
    else {
      to.pace = { behindSince: to.pace.behindSince ?? timers.now() }
      planDelta()
    }
  }

  function sendSnapshot(to: Watching, frame: Buffer = snapshotFor(to.scope)): void {
    to.snapshotBytes += frame.length
    to.client.send(frame, () => {
      to.snapshotBytes -= frame.length
    })
    if (to.scope.kind === 'staff')
      for (const trouble of troubles.withSnapshot()) to.client.send(toBytes(trouble))
  }

  /** Judges a client before a delta; `send` is the only verdict that lets the delta through. */
  function keepsUp(one: Watching): boolean {
    const { snapshotBytes } = one
    const { pace, verdict } = decidePace(
      one.pace,
      { bufferedBytes: one.client.bufferedBytes(), snapshotBytes, now: timers.now() },
      limits,
    )
    one.pace = pace
    if (verdict === 'drop') giveUp(one, 'behind')
    if (verdict === 'resync') sendSnapshot(one)
    return verdict === 'send'
  }

  function giveUp(one: Watching, reason: 'behind' | 'noAccess'): void {
    watching.delete(one)
    one.client.drop(reason)
  }

  function deltaFor(residentIds: readonly string[], drainIds: readonly string[]): Buffer | undefined {
    const tiles = [residents.texts.list(residentIds), drains.texts.list(drainIds)] as const
    if (tiles[0].length + tiles[1].length === 2 * EMPTY_LIST) return undefined
    return withTiles({ type: 'delta', serverTime: timers.now() }, ...tiles)
  }

  function beginDelta(): void {
    lastDeltaAt = timers.now()
    const drainIds = drains.dirty.take(TILES_PER_DELTA)
    prepare(residents.dirty.take(TILES_PER_DELTA - drainIds.length), drainIds, 0)
  }

  /** Writes the tiles down a few at a time, letting in between whatever waits; then they go as one frame. */
  function prepare(residentIds: readonly string[], drainIds: readonly string[], from: number): void {
    const next = from + TILES_AT_ONCE
    if ([...watching].some(({ scope }) => scope.kind === 'staff'))
      residents.texts.make(residentIds.slice(from, next))
    if (next < residentIds.length) cancelDelta = timers.after(0, () => prepare(residentIds, drainIds, next))
    else sendDeltas(residentIds, drainIds)
  }

  function sendDeltas(residentIds: readonly string[], drainIds: readonly string[]): void {
    cancelDelta = undefined
    let forStaff: Buffer | undefined
    for (const one of watching) {
      if (!keepsUp(one)) continue
      const { scope } = one
      if (scope.kind === 'staff') forStaff ??= deltaFor(residentIds, drainIds)
      const frame =
        scope.kind === 'staff'
          ? forStaff
          : deltaFor(
              residentIds.filter((id) => scope.residentIds.has(id)),
              [],
            )
      if (frame !== undefined) one.client.send(frame)
    }
    const behind = [...watching].some((one) => one.pace.behindSince !== null)
    if (behind || residents.dirty.size() + drains.dirty.size() > 0) planDelta()
  }

  /** The first change after a quiet time goes out at once; under load there are four deltas a second. */
  function planDelta(): void {
    if (cancelDelta !== undefined) return
    cancelDelta = timers.after(Math.max(0, lastDeltaAt + DELTA_MS - timers.now()), beginDelta)
  }

  function changed(kind: typeof residents, id: string, first: boolean): void {
    kind.texts.forget(id)
    if (watching.size === 0) return
    if (first) kind.dirty.addFirst(id)
    else kind.dirty.add(id)
    planDelta()
  }

  /** Sends what may not wait, even to a client that is behind; one that cannot take it is given up. */
  function sendNow(frameFor: (scope: Scope) => Frame | undefined): void {
    let forStaff: Buffer | undefined
    for (const one of watching) {
      const frame = one.scope.kind === 'staff' && forStaff !== undefined ? undefined : frameFor(one.scope)
      const bytes = frame === undefined ? undefined : toBytes(frame)
      if (one.scope.kind === 'staff') forStaff ??= bytes
      const mine = one.scope.kind === 'staff' ? forStaff : bytes
      if (mine === undefined) continue
      if (one.client.bufferedBytes() - one.snapshotBytes > limits.dropBytes) giveUp(one, 'behind')
      else one.client.send(mine)
    }
  }

  const toStaff = (frame: Frame): void => sendNow((scope) => (scope.kind === 'staff' ? frame : undefined))

  function concerns(scope: Scope, alertId: number): boolean {
    const subject = subjects.of(alertId) ?? world.unresolved().find(({ id }) => id === alertId)?.subject
    return subject !== undefined && maySeeAlert(scope, { subject })
  }

  function heartbeat(): void {
    cancelHeartbeat = timers.after(HEARTBEAT_MS, heartbeat)
    const frame = toBytes({ type: 'heartbeat', serverTime: timers.now() })
    for (const one of watching) if (keepsUp(one)) one.client.send(frame)
  }

  return {
    join(client) {
      const scope = scopeOf(client.personId)
      if (scope === undefined) return undefined
      const one: Watching = { client, scope, pace: KEEPING_UP, snapshotBytes: 0 }
      watching.add(one)
      sendSnapshot(one)
      if (scope.kind === 'staff') for (const trouble of troubles.onJoin()) client.send(toBytes(trouble))
      return () => {
        watching.delete(one)
        if (watching.size > 0) return
        residents.dirty.clear()
        drains.dirty.clear()
      }
    },
    residentChanged: (id) => changed(residents, id, false),
    drainChanged: (id) => changed(drains, id, false),
    alert(alert, entries) {
      const { kind, id } = alert.subject
      subjects.remember(alert)
      if (kind === 'resident') changed(residents, id, true)
      if (kind === 'drain') changed(drains, id, true)
      const serverTime = timers.now()
      sendNow((scope) =>
        maySeeAlert(scope, alert)
          ? { type: 'alert', serverTime, alert, entries: visibleEntries(scope, entries) }
          : undefined,
      )
    },
    notification(view) {
      const serverTime = timers.now()
      sendNow((scope) =>
        scope.kind === 'staff' || concerns(scope, view.alertId)
          ? { type: 'notification', serverTime, notification: visibleNotification(scope, view) }
          : undefined,
      )
    },
    ...createStaffNews(timers.now, toStaff),
    system(code, facts) {
      const frame: SystemFrame = { type: 'system', serverTime: timers.now(), code, facts }
      troubles.told(frame)
      toStaff(frame)
    },
    snapshotAll() {
      residents.texts.forgetAll()
      drains.texts.forgetAll()
      let forStaff: Buffer | undefined
      for (const one of watching) {
        const scope = scopeOf(one.client.personId)
        if (scope === undefined) {
          giveUp(one, 'noAccess')
          continue
        }
        one.scope = scope
        if (scope.kind === 'staff') forStaff ??= snapshotFor(scope)
        sendFreshSnapshot(one, scope.kind === 'staff' && forStaff ? forStaff : snapshotFor(scope))
      }
    },
    clients: () => watching.size,
    close() {
      cancelDelta?.()
      cancelHeartbeat()
      watching.clear()
    },
  }
}
