// The gateway's memory as the board and the API see it: committed state only, as tiles, alerts and deliveries.

import type { Alert } from '../alerts/model/alert.ts'
import type { AnnouncedTest } from '../alerts/model/announced-test.ts'
import type { Notification } from '../alerts/model/notification.ts'
import type { Drain, SubjectKey } from '../alerts/model/people.ts'
import type { Silence } from '../alerts/model/silence.ts'
import type { Reading } from '../alerts/model/telemetry.ts'
import type { EpochMs } from '../alerts/model/time.ts'
import { callListOf } from '../alerts/response/call-list.ts'
import type { Grouping } from '../alerts/response/grouping.ts'
import type { Catalogue } from '../alerts/rules/compile.ts'
import { condition, emptyState, limits } from '../alerts/rules/evaluate.ts'
import { overridden } from '../alerts/rules/override.ts'
import type { DeliveryUpdate } from '../alerts/store.ts'
import type { WorldPort } from './http/ports.ts'
import type { BandProof } from './http/ports-proven.ts'
import type { World } from './ingest/world.ts'
import { worstFirst } from './ingest/world.ts'
import type { NotificationView, ResidentTile, RuleTitle, Shown } from './live/frames.ts'
import { drainTile, isAlarming, residentTile, type TileFacts } from './live/tiles.ts'
import { viewOfNotification } from './people/scope.ts'

export type Board = WorldPort &
  Readonly<{
    /** Deliveries of unresolved alerts. */
    notifications(): readonly NotificationView[]
    /** Deliveries of one unresolved alert. */
    sentAbout(alertId: number): readonly NotificationView[]
    /** Of every rule there is and ever was. */
    ruleTitles(): Readonly<Record<string, RuleTitle>>
    /** Active and planned. */
    silences(): readonly Silence[]
    /** Queued messages become visible; returns their views. */
    queued(notifications: readonly Omit<Notification, 'message'>[]): readonly NotificationView[]
    /** A delivery moved on; undefined when its alert is gone from the board. */
    progressed(update: DeliveryUpdate): NotificationView | undefined
    /** An alert left the board: its deliveries go with it. */
    resolved(alertId: number): void
    /** Levels for the sparkline, in commit order. */
    levelsCommitted(key: SubjectKey, readings: readonly Reading[]): void
    /** Levels from before the start, out of the history. */
    levelsRead(key: SubjectKey, past: readonly Shown[]): void
    /** Subjects whose condition is another one than when last asked, because time passed. */
    changedByTime(): readonly SubjectKey[]
  }>

const RECENT_LEVELS = 60

/** The newest announced test, as far as a page needs it. */
function testOf(test: AnnouncedTest | undefined): Pick<ResidentTile, 'test'> {
  if (test === undefined) return {}
  const { residentId: _, ...rest } = test
  return { test: rest }
}

export function createBoard(deps: {
  world: World
  catalogue(): Catalogue
  ruleTitles(): Readonly<Record<string, RuleTitle>>
  groupings(): readonly Grouping[]
  /** When a band was last seen to work. */
  proofOf?(deviceId: string): BandProof | undefined
  now(): EpochMs
}): Board {
  const { world } = deps
  const deliveries = new Map<number, Map<string, NotificationView>>()
  const levels = new Map<SubjectKey, readonly Shown[]>()
  const conditions = new Map<SubjectKey, string>()

  const alertsOf = (key: SubjectKey): Alert[] =>
    [...(world.alertsOf.get(key) ?? [])].flatMap((id) => world.visibleAlert(id) ?? []).sort(worstFirst)

  /** Trouble of a device makes its wearer's tile "cannot tell", not red: the person is not what is wrong. */
  const concernsPerson = (alert: Alert): boolean =>
    deps.catalogue().byId.get(alert.ruleId)?.concerns !== 'device'

  const engineCondition = (key: SubjectKey, state = world.states.visible(key)) =>
    condition(deps.catalogue(), state ?? emptyState(world.registry.deviceOf(key) ?? null), deps.now())

  const factsOf = (key: SubjectKey): TileFacts => {
    const alerts = alertsOf(key)
    const state = world.states.visible(key)
    return {
      directory: world.directory,
      deviceId: world.registry.deviceOf(key),
      live: state?.live,
      engine: engineCondition(key, state),
      alerts,
      alarming: alerts.some((alert) => isAlarming(alert) && concernsPerson(alert)),
      now: deps.now(),
    }
  }

  const waterOf = (drain: Drain) => {
    const rule = deps
      .catalogue()
      .rules.find(({ detector }) => detector.type === 'ladder' && detector.metric === 'level')
    const ladder = rule && overridden(rule.detector, drain.overrides?.[rule.id] ?? {})
    const steps =
      ladder?.type === 'ladder' ? ladder.levels.map(({ level, raise }) => ({ level, threshold: raise })) : []
    return {
      recent: levels.get(`drain:${drain.id}`) ?? [],
      classes: rule && { ruleId: rule.id, steps },
    }
  }

  const residentOf = (id: string) => {
    const resident = world.directory.residents.get(id)
    const deviceId = world.registry.deviceOf(`resident:${id}`)
    const proven = deviceId === undefined ? undefined : deps.proofOf?.(deviceId)
    return (
      resident && {
        ...residentTile(resident, factsOf(`resident:${id}`)),
        ...(proven === undefined ? {} : { proven }),
        ...testOf(world.tests.visible(id)),
      }
    )
  }
  const drainOf = (id: string) => {
    const drain = world.directory.drains.get(id)
    return drain && drainTile(drain, factsOf(`drain:${id}`), waterOf(drain))
  }

  const remember = (view: NotificationView): NotificationView => {
    const ofAlert = deliveries.get(view.alertId) ?? new Map<string, NotificationView>()
    deliveries.set(view.alertId, ofAlert)
    ofAlert.set(view.key, view)
    return view
  }

  const mergeLevels = (key: SubjectKey, more: readonly Shown[]): void => {
    const known = levels.get(key) ?? []
    const merged = [...known, ...more.filter(({ at }) => !known.some((level) => level.at === at))]
    levels.set(key, merged.sort((a, b) => a.at - b.at).slice(-RECENT_LEVELS))
  }

  return {
    directory: () => world.directory,
    residentTile: residentOf,
    drainTile: drainOf,
    residentTiles: () => [...world.directory.residents.keys()].flatMap((id) => residentOf(id) ?? []),
    drainTiles: () => [...world.directory.drains.keys()].flatMap((id) => drainOf(id) ?? []),
    unresolved: () => world.unresolved(),
    limitsFor(residentId) {
      const overrides = world.directory.residents.get(residentId)?.overrides ?? {}
      return limits(deps.catalogue(), overrides)
    },
    ruleTitles: deps.ruleTitles,
    silences: () => world.silences.visible(),
    callList: (alert) =>
      callListOf(alert, { groupings: deps.groupings(), directory: world.directory, now: deps.now() }),
    sentAbout: (alertId) => [...(deliveries.get(alertId)?.values() ?? [])],
    notifications: () => [...deliveries.values()].flatMap((ofAlert) => [...ofAlert.values()]),
    queued: (notifications) =>
      notifications.map((notification) => remember(viewOfNotification(notification))),
    progressed(update) {
      // A key begins with the number of its alert: with thousands of alerts open, nobody may search them all.
      const view = deliveries.get(Number.parseInt(update.key, 10))?.get(update.key)
      if (!view) return undefined
      const { status, attempts, settledAt, lastError, reached, digest } = update
      return remember({
        ...view,
        status,
        attempts,
        ...(settledAt === undefined ? {} : { settledAt }),
        ...(lastError === undefined ? {} : { lastError }),
        ...(reached === undefined ? {} : { reached }),
        ...(digest === undefined ? {} : { digest }),
      })
    },
    resolved: (alertId) => {
      deliveries.delete(alertId)
    },
    levelsCommitted(key, readings) {
      if (!key.startsWith('drain:')) return
      const fresh = readings.flatMap((reading) =>
        reading.values.level === undefined ? [] : [{ at: reading.eventTime, value: reading.values.level }],
      )
      if (fresh.length === 0) return
      mergeLevels(key, fresh)
    },
    levelsRead: (key, past) => mergeLevels(key, past),
    changedByTime() {
      const changed: SubjectKey[] = []
      for (const key of world.registry.subjects()) {
        const { condition: now, unknownReason } = engineCondition(key)
        const told = `${now} ${unknownReason}`
        if (conditions.get(key) !== told && conditions.has(key)) changed.push(key)
        conditions.set(key, told)
      }
      return changed
    },
  }
}
