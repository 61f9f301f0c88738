// The `npm run import` entry: wires the command to the terminal and the disk.

import { storeFile } from '../storage/database.ts'
import { openPeopleStore } from '../storage/people-store.ts'
import { runImport } from './import-command.ts'

process.exitCode = await runImport(process.argv.slice(2), {
  openStore: openPeopleStore,
  storeFile,
  now: () => new Date(),
  say: (line) => process.stdout.write(`${line}\n`),
})
