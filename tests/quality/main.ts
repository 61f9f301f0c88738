// npm run quality: every recording through the default rules, against what its raw file says. Prints one table and, last,
// one line of JSON; --write puts the table into docs/alert-quality.md.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { round } from './score.ts'
import { SECTIONS } from './sections/index.ts'
import { type Section, tableOf } from './sections/section.ts'
import { present, WHERE } from './truth/files.ts'

const DOCUMENT = join(import.meta.dirname, '../../docs/alert-quality.md')
const [BEGIN, END] = ['<!-- table -->', '<!-- /table -->']

function main(): void {
  const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } })
  if (!present) {
    process.stdout.write(`skipped: the recordings are not at ${WHERE}\n{"quality":null}\n`)
    return
  }
  const sections = SECTIONS.map((section) => section())
  const table = tableOf(sections.flatMap(({ rows }) => rows))
  const json = JSON.stringify({ quality: numbersOf(sections) })
  if (values.write) writeInto(DOCUMENT, `${table}\n\n\`\`\`json\n${json}\n\`\`\``)
  process.stdout.write(`${table}\n\n${json}\n`)
}

const numbersOf = (
  sections: readonly Section[],
): Readonly<Record<string, Readonly<Record<string, number>>>> =>
  Object.fromEntries(
    sections.map(({ name, numbers }) => [
      name,
      Object.fromEntries(Object.entries(numbers).map(([key, value]) => [key, round(value, 3)])),
    ]),
  )

/** Replaces what stands between the two marks. */
function writeInto(path: string, text: string): void {
  const before = readFileSync(path, 'utf8')
  const [from, to] = [before.indexOf(BEGIN), before.indexOf(END)]
  if (from === -1 || to === -1) throw new Error(`${path} has no place for the table`)
  writeFileSync(path, `${before.slice(0, from + BEGIN.length)}\n${text}\n${before.slice(to)}`)
}

main()
