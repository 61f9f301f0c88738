// What a group of recordings hands over: rows of the table, and numbers by name for the line of JSON and the tests.

import { type PerWeek, precisionOf, recallOf, round, type Score } from '../score.ts'

export type Row = Readonly<{
  recording: string
  /** What must be told, and by what arithmetic on the raw file. */
  expected: string
  score?: Score
  /** Alerts per person and week. */
  perWeek?: PerWeek
  /** Minutes; of a delay or of a lead, as `expected` says. */
  median?: number
  worst?: number
  note?: string
}>

export type Section = Readonly<{
  /** Its key in the line of JSON. */
  name: string
  rows: readonly Row[]
  numbers: Readonly<Record<string, number>>
}>

const HEAD = [
  'recording',
  'expected, from the raw file',
  'n',
  'found',
  'missed',
  'false',
  'precision',
  'recall',
  'info',
  'warning',
  'critical',
  'median min',
  'worst min',
]

const show = (value: number | undefined, digits = 2): string =>
  value === undefined || Number.isNaN(value) ? '' : String(round(value, digits))

/** A Markdown table; cells of one column are as wide as their widest. */
export function tableOf(rows: readonly Row[]): string {
  const body = rows.map(({ recording, expected, score, perWeek, median, worst, note }) => [
    recording,
    note === undefined ? expected : `${expected}; ${note}`,
    show(score?.expected),
    show(score?.found),
    show(score?.missed),
    show(score?.false),
    show(score && precisionOf(score)),
    show(score && recallOf(score)),
    show(perWeek?.info),
    show(perWeek?.warning),
    show(perWeek?.critical),
    show(median, 1),
    show(worst, 1),
  ])
  const cells = [HEAD, ...body]
  const widths = HEAD.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`
  return [line(HEAD), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...body.map(line)].join(
    '\n',
  )
}
