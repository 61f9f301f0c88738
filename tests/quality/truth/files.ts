// The raw files, as text and cells. Nothing in this folder knows a rule, a detector or a parameter of theirs: what a
// recording must give rise to is worked out from its numbers alone.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const DATA = join(import.meta.dirname, '../../../../shared/data')

export const MINUTE = 60_000
export const HOUR = 3_600_000
export const DAY = 86_400_000
export const WEEK = 7 * DAY

/** The recordings are test data of the workshop and not part of this repository. */
export const present = existsSync(DATA)
export const WHERE = '../shared/data'

/** Non-empty lines without their ends. */
export const linesOf = (path: string): string[] =>
  readFileSync(join(DATA, path), 'utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '')

export const filesIn = (folder: string): string[] =>
  readdirSync(join(DATA, folder))
    .sort()
    .map((name) => `${folder}/${name}`)

/** Cells of one line; quotes keep their commas and double quotes inside them. */
export function cellsOf(line: string, delimiter = ','): string[] {
  const cells: string[] = []
  let cell = ''
  let quoted = false
  for (let i = 0; i < line.length; i++) {
    const char = line.charAt(i)
    if (quoted && char === '"' && line[i + 1] === '"') {
      cell += char
      i++
    } else if (char === '"') quoted = !quoted
    else if (char === delimiter && !quoted) {
      cells.push(cell)
      cell = ''
    } else cell += char
  }
  return [...cells, cell]
}

/** A wall-clock time without a zone, read as a clock in China: the community of the tests lives there. */
export const chinaTime = (text: string): number => Date.parse(`${text.replace(' ', 'T')}+08:00`)
export const utcTime = (text: string): number => Date.parse(`${text.replace(' ', 'T').replace(/Z$/, '')}Z`)
/** The day on that wall clock, yyyy-mm-dd. */
export const chinaDay = (at: number): string => new Date(at + 8 * HOUR).toISOString().slice(0, 10)
