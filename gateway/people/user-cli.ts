// The `npm run user` entry: wires the command to the terminal and the disk.

import { openPeopleStore } from '../storage/people-store.ts'
import { promptHidden } from './hidden-prompt.ts'
import { runUser } from './user-command.ts'

process.exitCode = await runUser(process.argv.slice(2), {
  openStore: openPeopleStore,
  say: (line) => process.stdout.write(`${line}\n`),
  ...(process.stdin.isTTY
    ? {
        askHidden: (question: string) =>
          promptHidden(question, { input: process.stdin, say: (text) => process.stdout.write(text) }),
      }
    : {}),
})
