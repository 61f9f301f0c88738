// `npm run audit`: is the record of what happened still the one that was written? Reads a data folder, also beside a
// running gateway; changes nothing.

import { existsSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { parseArgs } from 'node:util'
import { type ChainHead, GENESIS, type Verdict, verifyChain } from '../../alerts/record/chain.ts'
import { GatewayError } from '../errors.ts'
import { openDatabase, storeFile } from '../storage/database.ts'
import { chainedLines, headFrom, headText, readHead, sha256 } from '../storage/timeline.ts'

export const AUDIT_USAGE = `npm run audit -- verify [--head NUMBER:HASH]    every line of every alert's history, against its hash chain
npm run audit -- head                           the newest line's number and hash, to be kept elsewhere

  --head NUMBER:HASH  a head that was kept elsewhere: proves that nothing up to it was written anew
  --data FOLDER       the gateway's data folder (default ./data)
  --json              the answer as JSON`

export type AuditDeps = Readonly<{ say(line: string): unknown }>
/** 0 the record is whole, 1 it is not or cannot be read, 2 a wrong command line. */
export type AuditExit = 0 | 1 | 2

const OPTIONS = {
  data: { type: 'string', default: 'data' },
  head: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

const parse = (argv: readonly string[]) =>
  parseArgs({ args: [...argv], allowPositionals: true, options: OPTIONS })

export function runAudit(argv: readonly string[], { say }: AuditDeps): AuditExit {
  let parsed: ReturnType<typeof parse>
  try {
    parsed = parse(argv)
  } catch (error) {
    say(`${error instanceof Error ? error.message : error}\n\n${AUDIT_USAGE}`)
    return 2
  }
  const { values, positionals } = parsed
  const [verb] = positionals
  const kept = values.head === undefined ? undefined : headFrom(values.head)
  const isHeadWrong = values.head !== undefined && kept === undefined
  if (values.help || positionals.length !== 1 || (verb !== 'verify' && verb !== 'head') || isHeadWrong) {
    if (isHeadWrong) say(`"${values.head}" is not a head: a number, a colon and 64 hexadecimal digits\n`)
    say(AUDIT_USAGE)
    return values.help ? 0 : 2
  }
  try {
    return onSnapshot(values.data, (db) => {
      if (verb === 'head') {
        const head = readHead(db) ?? GENESIS
        say(values.json ? JSON.stringify(head) : headText(head))
        return 0
      }
      const verdict = verifyChain(chainedLines(db), {
        head: readHead(db) ?? GENESIS,
        ...(kept === undefined ? {} : { kept }),
        digest: sha256,
      })
      if (values.json) say(JSON.stringify(verdict))
      else for (const line of wordsOf(verdict, kept)) say(line)
      return verdict.ok ? 0 : 1
    })
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    say(`${error.message}\n    → ${error.advice}`)
    return 1
  }
}

/** One read transaction: what a running gateway writes meanwhile is not seen by halves. */
function onSnapshot<T>(dataFolder: string, work: (db: DatabaseSync) => T): T {
  const path = storeFile(dataFolder)
  if (!existsSync(path))
    throw new GatewayError(
      'configInvalid',
      `there is no ${path}`,
      'Name the data folder of the gateway with --data FOLDER.',
    )
  const db = openDatabase(path, { mode: 'read', durable: false })
  try {
    db.exec('begin')
    if (db.prepare("select 1 from pragma_table_info('timeline') where name = 'hash'").get() === undefined)
      throw new GatewayError(
        'configInvalid',
        `the record in ${path} has no hash chain yet`,
        'Start the gateway of this version on the folder once: it chains the lines that are there.',
      )
    return work(db)
  } finally {
    db.close()
  }
}

const DIFFERENCES = {
  changed: 'its content does not fit its hash',
  rewritten: 'it is not the line that was there when the next one was written',
  missing: 'it is gone',
  afterHead: 'it was added behind the newest line the gateway wrote',
  cutOff: 'it and all after it are gone',
  headDiffers: 'its hash is not the one that was kept',
} as const

function wordsOf(verdict: Verdict, kept: ChainHead | undefined): readonly string[] {
  if (verdict.ok)
    return [
      `The record is whole: ${verdict.head.no} lines${kept === undefined ? '' : ', the kept head among them'}.`,
      `head ${headText(verdict.head)}`,
    ]
  const { line, lastGood, no, difference } = verdict
  const place = line === undefined ? '' : ` (alert ${line.alertId}, seq ${line.seq})`
  return [
    `The record is broken at line ${no}${place}: ${DIFFERENCES[difference]}.`,
    lastGood === undefined
      ? 'No line before it can be vouched for.'
      : `Last good line: ${lastGood.no} (alert ${lastGood.alertId}, seq ${lastGood.seq}).`,
  ]
}
