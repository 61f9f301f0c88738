// Puts the engine's memory back as it was: snapshots, then the tail of the log through the very functions that ran
// live, each row by the rules that were in force at it. What the replayed decisions found is not acted on: it was committed with the messages that caused it.

import type { SubjectKey } from '../../alerts/model/people.ts'
import type { Catalogue } from '../../alerts/rules/compile.ts'
import {
  emptyState,
  evaluate,
  release,
  resume,
  type SubjectState,
  tick,
} from '../../alerts/rules/evaluate.ts'
import { transition } from '../../alerts/rules/transition.ts'
import { CATALOGUE } from '../rules/catalogue-log.ts'
import type { Loaded, LogRow } from '../storage/load.ts'
import { isPress } from './admission.ts'
import { decode } from './decode.ts'
import type { Identities } from './identities.ts'
import { RESUME } from './ingest.ts'
import { TICK } from './passing-time.ts'
import { RELEASE } from './release.ts'
import type { SnapshotSchedule } from './snapshot-schedule.ts'
import { movedByWeather, WEATHER } from './weather.ts'
import { toldBy, type World } from './world.ts'

/** What a snapshot row holds. */
type Saved = Readonly<{ state: SubjectState; recent: readonly string[] }>

/** Fills `world`, `identities` and `snapshots`. Returns how many log rows were replayed. */
export function recover(options: {
  loaded: Loaded
  world: World
  identities: Identities
  snapshots: SnapshotSchedule
  /** The rules in force before the tail of the log, and those a row of it names. */
  rules: Readonly<{ before: Catalogue; at(hash: string): Catalogue }>
}): number {
  const { loaded, world, identities, snapshots } = options
  let catalogue = options.rules.before
  const savedAt = new Map<SubjectKey, number>()
  for (const row of loaded.snapshots) {
    const key = row.subject as SubjectKey
    const saved = JSON.parse(row.body) as Saved
    world.states.commit(key, saved.state)
    identities.restore(key, saved.recent)
    savedAt.set(key, row.seq)
  }
  for (const { alert, lines, notifications } of loaded.cases)
    world.commitCase({ alert, lines, told: notifications.map(toldBy) })
  world.lastAlertId = loaded.lastAlertId
  world.nextAlertId = loaded.lastAlertId + 1

  let replayed = 0
  const moved = (key: SubjectKey, state: SubjectState, row: LogRow): void => {
    world.states.commit(key, state)
    snapshots.touched(key, row.seq, row.receivedAt)
    replayed += 1
  }
  for (const row of loaded.tail()) {
    const isIncluded = (key: SubjectKey): boolean => row.seq <= (savedAt.get(key) ?? 0)
    if (row.topic === CATALOGUE) {
      const next = options.rules.at(textOf(row))
      const move = transition(catalogue, next)
      catalogue = next
      for (const [key, state] of [...world.states.visibleEntries()]) {
        const registered = world.registry.ofSubject(key)
        const after = registered && !isIncluded(key) ? move(state, registered.profile) : state
        if (after !== state) moved(key, after, row)
      }
      continue
    }
    if (row.topic === RESUME) {
      for (const [key, state] of [...world.states.visibleEntries()]) {
        const registered = world.registry.ofSubject(key)
        if (registered && !isIncluded(key))
          moved(key, resume(catalogue, state, row.receivedAt, registered.profile).state, row)
      }
      continue
    }
    if (row.topic.startsWith(WEATHER)) {
      for (const [key, state] of movedByWeather(world, catalogue, textOf(row)))
        if (!isIncluded(key)) moved(key, state, row)
      continue
    }
    const ofTime = row.topic.startsWith(TICK) ? TICK : row.topic.startsWith(RELEASE) ? RELEASE : undefined
    if (ofTime) {
      const key = row.topic.slice(ofTime.length) as SubjectKey
      const registered = world.registry.ofSubject(key)
      const state = world.states.get(key)
      if (!registered || !state || isIncluded(key)) continue
      const step =
        ofTime === TICK
          ? tick(catalogue, state, row.receivedAt, registered.profile)
          : release(catalogue, state, textOf(row), row.receivedAt, registered.profile)
      moved(key, step.state, row)
      continue
    }
    const decoded = decode(row.topic, row.payload, row.receivedAt)
    if (!decoded.ok) continue
    const { key, profile } = world.registry.ofDevice(
      decoded.deviceId,
      decoded.family === 'drains' ? 'drain' : 'band',
    )
    if (isIncluded(key)) continue
    let state = world.states.get(key) ?? emptyState()
    for (const reading of decoded.readings) {
      const isTimed = isPress(reading) || reading.deviceClock
      if (!isTimed && !identities.admit(key, `${decoded.deviceId}|${reading.ident}`)) continue
      state = evaluate(catalogue, state, reading, profile).state
    }
    moved(key, state, row)
  }
  return replayed
}

const textOf = (row: LogRow): string => Buffer.from(row.payload).toString()
