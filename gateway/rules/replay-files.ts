// What every replay opens: the two files of a data folder read-only, people and places, and the rules that were in
// force at a moment. Closed by whoever opened it.

import type { DatabaseSync } from 'node:sqlite'
import type { Alert } from '../../alerts/model/alert.ts'
import type { Directory } from '../../alerts/model/people.ts'
import type { EpochMs } from '../../alerts/model/time.ts'
import type { Rule } from '../../alerts/rules/schema.ts'
import { createRegistry, type Registry } from '../ingest/registry.ts'
import { directoryFrom } from '../people/directory.ts'
import { openDatabase } from '../storage/database.ts'
import { loadEntities } from '../storage/people-store.ts'
import { loadRules } from '../storage/rules.ts'
import { editionOf } from './catalogue-log.ts'
import { createStoredDevices, type StoredDevices } from './stored-devices.ts'

export type ReplayPaths = Readonly<{ storePath: string; historyPath: string }>

export type ReplayFiles = Readonly<{
  directory: Directory
  registry: Registry
  stored: StoredDevices
  timeZone: string
  alert(id: number): Alert | undefined
  /** In the order of their numbers. */
  alertsOfRule(ruleId: string): readonly Alert[]
  alertsOfSubject(subject: string): readonly Alert[]
  /** Received at or after a moment. */
  alertsSince(at: EpochMs): readonly Alert[]
  /** In force at a moment; undefined where nothing was written down, or this program cannot read it any more. */
  rulesAt(at: EpochMs): readonly Rule[] | undefined
  close(): void
}>

const DEFAULT_ZONE = 'Asia/Shanghai'

/** @throws GatewayError databaseCorrupt | databaseLocked | dataFolderUnwritable */
export function openReplayFiles({ storePath, historyPath }: ReplayPaths): ReplayFiles {
  const store = openDatabase(storePath, { mode: 'read', durable: false })
  const history = openDatabase(historyPath, { mode: 'read', durable: false })
  const directory = directoryFrom(loadEntities(store))
  const [community] = directory.communities.values()
  const alerts = (where: string, value: string | number): readonly Alert[] =>
    store
      .prepare(`select body from alert where ${where} order by id`)
      .all(value)
      .map((row) => JSON.parse(String(row.body)) as Alert)
  return {
    directory,
    registry: createRegistry(directory),
    stored: createStoredDevices(history),
    timeZone: community?.timeZone ?? DEFAULT_ZONE,
    alert: (id) => alerts('id = ?', id)[0],
    alertsOfRule: (ruleId) => alerts('rule_id = ?', ruleId),
    alertsOfSubject: (subject) => alerts('subject = ?', subject),
    alertsSince: (at) => alerts('received_at >= ?', at),
    rulesAt: (at) => rulesAt(store, at),
    close() {
      store.close()
      history.close()
    },
  }
}

function rulesAt(store: DatabaseSync, at: EpochMs): readonly Rule[] | undefined {
  const written = store.prepare("select 1 from sqlite_schema where name = 'catalogue_since'").get()
  if (written === undefined) return undefined
  const row = store
    .prepare('select hash from catalogue_since where at <= ? order by seq desc limit 1')
    .get(at)
  if (row === undefined) return undefined
  const { bodyOf, changes } = loadRules(store)
  const body = bodyOf(String(row.hash))
  return body === undefined ? undefined : editionOf(body, changes)?.catalogue.rules
}
