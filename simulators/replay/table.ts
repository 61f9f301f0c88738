// A delimited text as cells with line numbers: finds the delimiter and the header, survives banner lines,
// ragged rows and stray quotes. Knows nothing of times or units.

import { CsvError, parse } from 'csv-parse/sync'

export type Cells = Readonly<{ line: number; cells: readonly string[] }>
export type BrokenLine = Readonly<{ line: number; broken: string }>

const DELIMITERS = [',', ';', '\t', '|'] as const
const LINES_LOOKED_AT = 30

/** The delimiter that splits most of the first lines into the same number of cells. */
export function findDelimiter(text: string): string {
  const lines = firstLines(text)
  let best = { delimiter: ',', score: 0 }
  for (const delimiter of DELIMITERS) {
    const widths = lines.map((line) => unquoted(line).split(delimiter).length).filter((width) => width > 1)
    const counts = new Map<number, number>()
    for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1)
    const score = Math.max(0, ...[...counts].map(([width, count]) => count + width / 1000))
    if (score > best.score) best = { delimiter, score }
  }
  return best.delimiter
}

const firstLines = (text: string): readonly string[] =>
  text
    .slice(0, 200_000)
    .split(/\r?\n/, LINES_LOOKED_AT)
    .filter((line) => line.trim() !== '')

const unquoted = (line: string): string => line.replace(/"[^"]*"/g, '')

/** Every non-empty line in order. A quote that is never closed costs its own line only. */
export function* readTable(text: string, delimiter: string): Generator<Cells | BrokenLine> {
  const body = text.replace(/^\ufeff/, '')
  let records: readonly Cells[]
  try {
    records = parseCells(body, delimiter)
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    yield* readLines(body, delimiter)
    return
  }
  yield* records
}

/** For a text whose quotes do not pair up: each line by itself, so that the damage ends with its line. */
function* readLines(text: string, delimiter: string): Generator<Cells | BrokenLine> {
  let line = 0
  for (const content of text.split(/\r?\n/)) {
    line++
    if ((content.match(/"/g)?.length ?? 0) % 2 === 1) {
      yield { line, broken: 'a quote that is never closed' }
      continue
    }
    try {
      for (const { cells } of parseCells(content, delimiter)) yield { line, cells }
    } catch (error) {
      if (!(error instanceof CsvError)) throw error
      yield { line, broken: error.message }
    }
  }
}

function parseCells(text: string, delimiter: string): readonly Cells[] {
  const records = parse(text, {
    delimiter,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
    // With `info` each record comes in this shape; the type of the package does not know it.
  }) as unknown as readonly { record: string[]; info: { lines: number } }[]
  return records
    .filter(({ record }) => record.some((cell) => cell !== ''))
    .map(({ record, info }) => ({ line: info.lines, cells: record }))
}

/** Compares header cells as people quote them: case, units in brackets and outer blanks do not matter. */
const plain = (name: string): string =>
  name
    .replace(/[[(][^\])]*[\])]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()

/** Index of a column: by number (`#3`), or by name: exact, then without case, then without units, then as a unique beginning. */
export function findColumn(header: readonly string[], name: string): number | undefined {
  const wanted = name.trim()
  const numbered = /^#([1-9]\d*)$/.exec(wanted)
  if (numbered) return Number(numbered[1]) - 1
  const tests: ((cell: string) => boolean)[] = [
    (cell) => cell === wanted,
    (cell) => cell.toLowerCase() === wanted.toLowerCase(),
    (cell) => plain(cell) === plain(wanted) && plain(wanted) !== '',
    (cell) => plain(cell).startsWith(plain(wanted)) && plain(wanted) !== '',
  ]
  for (const test of tests) {
    const hits = header.flatMap((cell, index) => (test(cell) ? [index] : []))
    if (hits.length === 1) return hits[0]
    if (hits.length > 1) return undefined
  }
  return undefined
}
