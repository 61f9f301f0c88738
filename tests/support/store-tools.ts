// What a test does to the store behind the gateway's back: hold its lock, break a table, copy it as a crash would leave it.

import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { onTestFinished } from 'vitest'
import { storeFile } from '../../gateway/storage/database.ts'
import { testFolder } from './folder.ts'

/** Runs SQL on the store from a connection of its own. */
export function onStore<T>(folder: string, work: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(storeFile(folder), { timeout: 10_000 })
  try {
    return work(db)
  } finally {
    db.close()
  }
}

/** Takes the store's write lock; returns what releases it. */
export function lockStore(folder: string): () => void {
  const db = new DatabaseSync(storeFile(folder), { timeout: 10_000 })
  db.exec('begin immediate')
  let held = true
  const release = (): void => {
    if (!held) return
    held = false
    db.exec('rollback')
    db.close()
  }
  onTestFinished(release)
  return release
}

/** Makes every insert into `table` fail until the returned function is called. */
export function breakTable(folder: string, table: string): () => void {
  onStore(folder, (db) =>
    db.exec(
      `create trigger broken_${table} before insert on ${table} begin select raise(abort, 'broken for a test'); end`,
    ),
  )
  return () => onStore(folder, (db) => db.exec(`drop trigger broken_${table}`))
}

/** The data folder as it lies on the disk now, in a folder of its own: what a process that dies now leaves. */
export function copyAsCrashed(folder: string): string {
  const copy = testFolder()
  for (const name of ['shouwang.db', 'shouwang.db-wal', 'history.db', 'history.db-wal', 'links.key'])
    if (existsSync(join(folder, name))) copyFileSync(join(folder, name), join(copy, name))
  return copy
}
