// The gateway's memory: engine states and open cases, each in a committed and a draft layer, and the people and
// places they are about. Holds; decides nothing.

import type { Alert } from '../../alerts/model/alert.ts'
import type { AnnouncedTest } from '../../alerts/model/announced-test.ts'
import type { Directory, SubjectKey } from '../../alerts/model/people.ts'
import { subjectKey } from '../../alerts/model/people.ts'
import type { RosterChange } from '../../alerts/model/roster-change.ts'
import type { Told } from '../../alerts/response/context.ts'
import { withChanges } from '../../alerts/roster/change.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { createRegistry, type Registry } from './registry.ts'
import { createSilenceBook, type SilenceBook } from './silence-book.ts'
import { createStates, type States } from './states.ts'

/** An unresolved alert with what a next decision about it needs. */
export type Case = Readonly<{
  alert: Alert
  /** Timeline lines written so far. */
  lines: number
  told: readonly Told[]
}>

export type CaseKey = string
export const caseKey = (subject: SubjectKey, ruleId: string): CaseKey => `${subject}|${ruleId}`
export const caseKeyOf = (alert: Alert): CaseKey => caseKey(subjectKey(alert.subject), alert.ruleId)

export type World = {
  directory: Directory
  registry: Registry
  readonly states: States
  /** Unresolved alerts by subject and rule; a draft may be resolved and is then forgotten at its commit. */
  readonly cases: Ledger<CaseKey, Case>
  /** Case key by alert id, for people's commands. */
  readonly keyOfAlert: Map<number, CaseKey>
  /** Committed unresolved alert ids by subject, for the tiles. */
  readonly alertsOf: Map<SubjectKey, Set<number>>
  readonly silences: SilenceBook
  /** The newest announced test of each resident. */
  readonly tests: Ledger<string, AnnouncedTest>
  nextAlertId: number
  /** The highest alert id on disk: where numbering goes on after a failed commit. */
  lastAlertId: number
  replaceDirectory(directory: Directory): void
  /** Committed changes of the roster, new ones and ones called off; they outlast the directory. */
  changeRoster(changes: readonly RosterChange[]): void
  commitCase(entry: Case): void
  visibleAlert(id: number): Alert | undefined
  unresolved(): Alert[]
}

export function createWorld(directory: Directory): World {
  const cases = createLedger<CaseKey, Case>()
  const world: World = {
    directory,
    registry: createRegistry(directory),
    states: createStates(),
    cases,
    keyOfAlert: new Map(),
    alertsOf: new Map(),
    silences: createSilenceBook(),
    tests: createLedger(),
    nextAlertId: 1,
    lastAlertId: 0,
    replaceDirectory(next) {
      world.directory = withRoster(next, world.directory.rosterChanges ?? [])
      world.registry = createRegistry(next)
    },
    changeRoster(changes) {
      world.directory = Object.freeze(withChanges(world.directory, changes))
    },
    commitCase(entry) {
      world.lastAlertId = Math.max(world.lastAlertId, entry.alert.id)
      const key = caseKeyOf(entry.alert)
      const subject = subjectKey(entry.alert.subject)
      const ids = world.alertsOf.get(subject) ?? new Set()
      world.alertsOf.set(subject, ids)
      if (entry.alert.status === 'resolved') {
        cases.forget(key, entry)
        world.keyOfAlert.delete(entry.alert.id)
        ids.delete(entry.alert.id)
        if (ids.size === 0) world.alertsOf.delete(subject)
      } else {
        cases.commit(key, entry)
        world.keyOfAlert.set(entry.alert.id, key)
        ids.add(entry.alert.id)
      }
    },
    visibleAlert(id) {
      const key = world.keyOfAlert.get(id)
      const alert = key === undefined ? undefined : cases.visible(key)?.alert
      return alert?.id === id ? alert : undefined
    },
    unresolved() {
      const alerts: Alert[] = []
      for (const [, entry] of cases.visibleEntries()) alerts.push(entry.alert)
      return alerts.sort(worstFirst)
    },
  }
  return world
}

const withRoster = (directory: Directory, rosterChanges: readonly RosterChange[]): Directory =>
  Object.freeze({ ...directory, rosterChanges })

const RANK = { critical: 0, warning: 1, info: 2 } as const

/** Open before acknowledged, worst before mild, newest first. */
export function worstFirst(a: Alert, b: Alert): number {
  return (
    Number(a.status !== 'open') - Number(b.status !== 'open') ||
    RANK[a.severity] - RANK[b.severity] ||
    b.id - a.id
  )
}

export const toldBy = (notification: Told): Told => ({
  recipient: notification.recipient,
  channel: notification.channel,
  address: notification.address,
})
