// The `npm run rules` entry: wires the command to the terminal.

import { runRules } from './rules-command.ts'

const { env, stdout, stderr } = process
// `… | head` stops reading: there is nobody left to tell.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})
process.exitCode = await runRules(process.argv.slice(2), {
  say: (line) => stdout.write(`${line}\n`),
  /** A line that is written over by the next. */
  note: (line) => (stderr.isTTY ? stderr.write(`\r\x1b[2K${line}`) : true),
  now: () => Date.now(),
  locale: /^zh/i.test(env.LC_ALL ?? env.LC_MESSAGES ?? env.LANG ?? '') ? 'zh-CN' : 'en',
})
