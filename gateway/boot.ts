// What a start does before anything listens: opens and checks the files, reads them, replays the tail of the log.

import { randomUUID } from 'node:crypto'
import {
  checkDatabase,
  historyFile,
  lockFolder,
  openDatabase,
  prepareDataFolder,
  storeFile,
} from './storage/database.ts'
import { type Loaded, loadStore } from './storage/load.ts'
import { migrateHistory, migrateStore } from './storage/migrations.ts'

export type Booted = Readonly<{
  storePath: string
  historyPath: string
  loaded: Loaded
  instance: string
  close(): void
}>

/** @throws GatewayError dataFolderUnwritable | databaseCorrupt | databaseLocked */
export function openStore(dataFolder: string): Booted {
  prepareDataFolder(dataFolder)
  const storePath = storeFile(dataFolder)
  const historyPath = historyFile(dataFolder)
  const unlock = lockFolder(dataFolder)
  try {
    const store = openDatabase(storePath, { mode: 'write', durable: true })
    checkDatabase(store, storePath)
    migrateStore(store)
    const history = openDatabase(historyPath, { mode: 'write', durable: false })
    migrateHistory(history)
    history.close()
    return {
      storePath,
      historyPath,
      loaded: loadStore(store),
      instance: randomUUID(),
      close() {
        store.close()
        unlock()
      },
    }
  } catch (error) {
    unlock()
    throw error
  }
}
