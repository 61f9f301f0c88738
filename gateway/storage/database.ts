// Opens the two SQLite files of a data folder, in the journal modes the rest relies on, and says in one
// sentence what is wrong when they cannot be opened. Knows no table.

import { accessSync, chmodSync, constants, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { GatewayError } from '../errors.ts'

/** The log, alerts, people: what must survive. */
export const storeFile = (dataFolder: string): string => join(dataFolder, 'shouwang.db')
/** Readings arranged by device and time: derived from the log, may be deleted and is rebuilt from what the log still has. */
export const historyFile = (dataFolder: string): string => join(dataFolder, 'history.db')

/** Makes the folder if need be and proves that it can be written. Throws GatewayError('dataFolderUnwritable'). */
export function prepareDataFolder(dataFolder: string): void {
  try {
    mkdirSync(dataFolder, { recursive: true })
    if (!statSync(dataFolder).isDirectory()) throw new Error('not a folder')
    accessSync(dataFolder, constants.W_OK | constants.R_OK | constants.X_OK)
  } catch (cause) {
    throw new GatewayError(
      'dataFolderUnwritable',
      `cannot write to the data folder ${dataFolder}: ${reasonOf(cause)}`,
      'Give the gateway a folder it may write to with --data FOLDER, or change the owner of this one.',
      cause,
    )
  }
}

/**
 * Takes the folder for this process; returns what gives it back. Two gateways on one folder would give one number to
 * two messages. The lock is SQLite's own, so a process that is killed leaves none behind.
 * @throws GatewayError databaseLocked
 */
export function lockFolder(dataFolder: string): () => void {
  const lock = new DatabaseSync(join(dataFolder, 'gateway.lock'), { timeout: 2_000 })
  try {
    lock.exec('begin exclusive')
  } catch (cause) {
    lock.close()
    throw new GatewayError(
      'databaseLocked',
      `the data folder ${dataFolder} is in use by another gateway`,
      'Stop the other gateway, or give this one a folder of its own with --data FOLDER.',
      cause,
    )
  }
  return () => lock.close()
}

export type OpenMode = 'write' | 'read'

/**
 * Opens a database file. `durable` commits survive a power cut (synchronous=FULL); without it only the newest
 * commits may be lost, never the file (for what can be derived again).
 * @throws GatewayError databaseCorrupt | databaseLocked | dataFolderUnwritable
 */
export function openDatabase(path: string, options: { mode: OpenMode; durable: boolean }): DatabaseSync {
  try {
    const db = new DatabaseSync(path, { readOnly: options.mode === 'read', timeout: 2_000 })
    if (options.mode === 'write') {
      // Health data: nobody but the gateway's own user. SQLite gives its side files the same rights.
      chmodSync(path, 0o600)
      db.exec('pragma journal_mode = wal')
      db.exec(`pragma synchronous = ${options.durable ? 'full' : 'normal'}`)
      db.exec('pragma foreign_keys = on')
      db.exec('pragma journal_size_limit = 67108864')
      // A checkpoint in the middle of a commit would make an SOS wait for it. The historian's thread does them, a little
      // every second; this is for the day it cannot keep up.
      if (options.durable) db.exec('pragma wal_autocheckpoint = 16384')
    }
    db.exec('pragma cache_size = -65536')
    db.exec('pragma temp_store = memory')
    return db
  } catch (cause) {
    throw explain(path, cause)
  }
}

/** What every start depends on. The log and the history are not read through: they may be tens of gigabytes. */
const CHECKED = [
  'meta',
  'entity',
  'device_secret',
  'account',
  'alert',
  'silence',
  'weather',
  'roster_change',
  'catalogue',
  'catalogue_since',
  'rule_change',
  'engine_state',
]

/** Walks the tables a start depends on, so that a damaged file is found before it is trusted. */
export function checkDatabase(db: DatabaseSync, path: string): void {
  try {
    const present = new Set(
      db
        .prepare("select name from sqlite_schema where type = 'table'")
        .all()
        .map((row) => row.name),
    )
    for (const name of CHECKED) {
      if (!present.has(name)) continue
      const verdict = db.prepare(`pragma quick_check('${name}')`).get()?.quick_check
      if (verdict !== 'ok') throw corrupt(path, String(verdict))
    }
  } catch (cause) {
    throw explain(path, cause)
  }
}

/** SQLite's own numbers for what a caller may want to tell apart (sqlite3.h: primary result codes, one extended). */
export const SQLITE = {
  busy: 5,
  locked: 6,
  readonly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cantOpen: 14,
  tooBig: 18,
  constraint: 19,
  mismatch: 20,
  range: 25,
  notADatabase: 26,
  constraintTrigger: 1811,
} as const

export function sqliteCode(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown } | null)?.errcode
  return typeof code === 'number' ? code & 0xff : undefined
}

function explain(path: string, cause: unknown): GatewayError {
  if (cause instanceof GatewayError) return cause
  const code = sqliteCode(cause)
  if (code === SQLITE.corrupt || code === SQLITE.notADatabase) return corrupt(path, reasonOf(cause), cause)
  if (code === SQLITE.busy || code === SQLITE.locked)
    return new GatewayError(
      'databaseLocked',
      `the database ${path} is in use by another process`,
      'Stop the other gateway, or give this one a folder of its own with --data FOLDER.',
      cause,
    )
  return new GatewayError(
    'dataFolderUnwritable',
    `cannot open the database ${path}: ${reasonOf(cause)}`,
    'Check the folder, its owner and the space on the disk.',
    cause,
  )
}

const corrupt = (path: string, what: string, cause?: unknown): GatewayError =>
  new GatewayError(
    'databaseCorrupt',
    `the database ${path} is damaged: ${what}`,
    `Restore it from a backup, or move it away (mv ${path} ${path}.damaged) to start with an empty one.`,
    cause,
  )

const reasonOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))
