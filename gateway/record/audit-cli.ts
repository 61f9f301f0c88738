// The `npm run audit` entry: wires the command to the terminal.

import { runAudit } from './audit-command.ts'

process.exitCode = runAudit(process.argv.slice(2), { say: (line) => process.stdout.write(`${line}\n`) })
