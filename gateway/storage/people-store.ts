// The people store on a data folder: what the site import and the account commands write, beside a running
// gateway or without one. Each write is one transaction and moves `directoryVersion`, which a running gateway watches.

import type { DatabaseSync } from 'node:sqlite'
import { GatewayError } from '../errors.ts'
import type { Account } from '../http/ports.ts'
import type { Entity, PeopleStore } from '../people/ports.ts'
import { createBatchWriter } from './batch-writer.ts'
import { checkDatabase, openDatabase, prepareDataFolder, SQLITE, sqliteCode, storeFile } from './database.ts'
import type { StoreEffect } from './effects.ts'
import { migrateStore } from './migrations.ts'

/** @throws GatewayError dataFolderUnwritable | databaseCorrupt | databaseLocked */
export async function openPeopleStore(dataFolder: string): Promise<PeopleStore> {
  prepareDataFolder(dataFolder)
  const path = storeFile(dataFolder)
  const db = openDatabase(path, { mode: 'write', durable: true })
  checkDatabase(db, path)
  migrateStore(db)
  const writer = createBatchWriter(db)

  const write = (work: () => void): void => {
    try {
      work()
    } catch (cause) {
      const code = sqliteCode(cause)
      if (code === SQLITE.busy || code === SQLITE.locked)
        throw new GatewayError(
          'databaseLocked',
          `the database ${path} is busy`,
          'Try again in a moment.',
          cause,
        )
      throw cause
    }
  }

  return {
    load: async () => loadEntities(db),
    credentialedDevices: async () =>
      db
        .prepare('select device_id from device_secret')
        .all()
        .map((row) => String(row.device_id)),
    async apply(batch) {
      const effects: StoreEffect[] = batch.changes.map((change) =>
        change.type === 'removed'
          ? { type: 'removeEntity', kind: change.entity.kind, id: change.entity.id }
          : { type: 'entity', kind: change.entity.kind, id: change.entity.id, body: change.entity.body },
      )
      const createdAt = Date.now()
      for (const credential of batch.credentials) effects.push({ type: 'secret', ...credential, createdAt })
      for (const account of batch.accounts) effects.push({ type: 'account', account })
      effects.push({ type: 'directoryChanged' })
      write(() => writer.apply(effects))
    },
    accounts: async () =>
      db
        .prepare('select * from account order by login')
        .all()
        .map(
          (row): Account => ({
            personId: String(row.person_id),
            login: String(row.login),
            passwordHash: String(row.password_hash),
            disabled: row.disabled === 1,
          }),
        ),
    saveAccount: async (account) => write(() => writer.apply([{ type: 'account', account }])),
    deleteSessionsOf: async (personId) => write(() => writer.apply([{ type: 'removeSessionsOf', personId }])),
    close: async () => db.close(),
  }
}

/** Every row of the directory. */
export function loadEntities(db: DatabaseSync): Entity[] {
  const statement = db.prepare('select kind, id, body from entity')
  // Arrays: twenty thousand rows as objects take twice as long.
  statement.setReturnArrays(true)
  const rows = statement.all() as unknown as readonly (readonly [kind: string, id: string, body: string])[]
  return rows.map(([kind, id, body]) => ({ kind, id, body: JSON.parse(body) }) as Entity)
}
