// Generic delimited recordings: one plan per file (delimiter, header, columns, filters), then rows.
// Fitbit's heart-rate files are a plan with the columns known.

import { guessMapping, type Mapping, type Source } from './mapping.ts'
import { FIELDS, type Field, type Row, type Values } from './row.ts'
import { findColumn, findDelimiter, readTable } from './table.ts'
import { type ClockOptions, parseTime } from './wall-clock.ts'

export type CsvOptions = Readonly<{
  clock: ClockOptions
  mapping?: Mapping
  /** What a lone `value` column holds. */
  as?: Field
  /** Only rows in which these columns hold exactly these texts. */
  where?: readonly Readonly<{ column: string; value: string }>[]
}>

export type CsvPlan = Readonly<{
  delimiter: string
  /** 0 when the columns are numbered and there is no header. */
  headerLine: number
  time: number
  fields: readonly Readonly<{ field: Field; index: number; source: Source }>[]
  where: readonly Readonly<{ index: number; value: string }>[]
  clock: ClockOptions
  /** How the columns were understood, for the person who started this. */
  said: string
}>

const OWNER_COLUMNS = ['id', 'user_id', 'patient_id', 'user_code', 'userid']
const HEADER_SEARCH_LINES = 30

export function planCsv(
  text: string,
  options: CsvOptions,
): { ok: true; plan: CsvPlan } | { ok: false; faults: readonly string[] } {
  const delimiter = findDelimiter(text)
  const head = text.split('\n', HEADER_SEARCH_LINES).join('\n')
  let faults: readonly string[] = ['the file holds no rows']
  let fewest = Infinity
  for (const row of readTable(head, delimiter)) {
    if ('broken' in row) continue
    const planned = planWith(row.cells, options)
    if (planned.ok) {
      const headerLine = planned.numbered ? 0 : row.line
      const plan = { ...planned.plan, delimiter, headerLine, clock: options.clock }
      const more = faultsOfRows(text, plan, planned.numbered ? [] : row.cells)
      return more.length > 0 ? { ok: false, faults: more } : { ok: true, plan }
    }
    // The line that comes closest to a header explains best what is missing.
    if (planned.faults.length < fewest) {
      fewest = planned.faults.length
      faults = planned.faults
    }
  }
  return { ok: false, faults }
}

function planWith(
  header: readonly string[],
  options: CsvOptions,
):
  | { ok: true; numbered: boolean; plan: Pick<CsvPlan, 'time' | 'fields' | 'where' | 'said'> }
  | { ok: false; faults: readonly string[] } {
  const guessed = guessMapping(header, options.as)
  const timeName = options.mapping?.time ?? guessed.time
  const sources =
    options.mapping && Object.keys(options.mapping.fields).length > 0
      ? options.mapping.fields
      : guessed.fields
  const faults: string[] = []
  const columns = `columns are: ${header.join(' | ')}`
  const indexOf = (name: string): number => {
    const index = findColumn(header, name)
    if (index === undefined) faults.push(`no single column "${name}"; ${columns}`)
    return index ?? -1
  }
  if (timeName === undefined) faults.push(`which column is the time? say --map time=…; ${columns}`)
  const time = timeName === undefined ? -1 : indexOf(timeName)
  const fields = FIELDS.flatMap((field) => {
    const source = sources[field]
    return source ? [{ field, index: indexOf(source.column), source }] : []
  })
  if (fields.length === 0) faults.push(`which column holds what? say --map or --as; ${columns}`)
  const where = (options.where ?? []).map(({ column, value }) => ({ index: indexOf(column), value }))
  if (faults.length > 0) return { ok: false, faults }
  const all = [timeName ?? '', ...fields.map(({ source }) => source.column)]
  const numbered = all.every((name) => /^#\d+$/.test(name))
  const said = [
    `time=${header[time] ?? timeName}`,
    ...fields.map(
      ({ field, index, source }) =>
        `${field}=${arithmetic(numbered ? source.column : (header[index] ?? ''), source)}`,
    ),
  ].join(', ')
  return { ok: true, numbered, plan: { time, fields, where, said } }
}

const arithmetic = (column: string, { factor, addend }: Source): string => {
  if (factor === -1) return `${addend} - ${column}`
  const scaled = factor === 1 ? column : `${column} * ${factor}`
  return addend === 0 ? scaled : `${scaled} ${addend < 0 ? '-' : '+'} ${Math.abs(addend)}`
}

/** What only the rows can tell: several persons in one file, relative times without a start. */
function faultsOfRows(text: string, plan: CsvPlan, header: readonly string[]): readonly string[] {
  const faults: string[] = []
  const owner = header.findIndex((cell) => OWNER_COLUMNS.includes(cell.toLowerCase()))
  const owners = new Set<string>()
  let firstTime: string | undefined
  for (const row of readTable(text, plan.delimiter)) {
    if ('broken' in row || row.line <= plan.headerLine) continue
    if (!plan.where.every(({ index, value }) => row.cells[index] === value)) continue
    firstTime ??= row.cells[plan.time]
    owners.add(row.cells[owner] ?? '')
  }
  if (owner >= 0 && owners.size > 1) {
    const some = [...owners].slice(0, 5).join(', ')
    faults.push(`${owners.size} persons in one file (${some}…): choose one with --where ${header[owner]}=…`)
  }
  const relative = firstTime !== undefined && /^[+-]?\d+(\.\d*)?([eE][+-]?\d+)?$|^\d+:[0-5]\d/.test(firstTime)
  if (relative && firstTime !== undefined && parseTime(firstTime, plan.clock) === undefined)
    faults.push(
      `times count from a start (${firstTime}): say --start 2026-01-01T08:00:00Z, or --shift-to-now`,
    )
  return faults
}

export function* readCsv(text: string, plan: CsvPlan): Generator<Row> {
  for (const row of readTable(text, plan.delimiter)) {
    const { line } = row
    if (line <= plan.headerLine) continue
    if ('broken' in row) {
      yield { type: 'fault', line, reason: row.broken }
      continue
    }
    const { cells } = row
    if (!plan.where.every(({ index, value }) => cells[index] === value)) {
      yield { type: 'leftOut', line }
      continue
    }
    const at = parseTime(cells[plan.time] ?? '', plan.clock)
    if (at === undefined) {
      yield { type: 'fault', line, reason: `no time: "${cells[plan.time] ?? ''}"` }
      continue
    }
    const values = valuesOf(cells, plan)
    yield typeof values === 'string'
      ? { type: 'fault', line, reason: values }
      : { type: 'row', line, at, values }
  }
}

function valuesOf(cells: readonly string[], plan: CsvPlan): Values | string {
  const values: Partial<Record<Field, number>> = {}
  for (const { field, index, source } of plan.fields) {
    const cell = cells[index] ?? ''
    if (cell === '') continue
    // A semicolon between cells goes with a comma inside numbers.
    const amount = Number(plan.delimiter === ';' ? cell.replace(',', '.') : cell)
    if (!Number.isFinite(amount)) return `${field} is no number: "${cell}"`
    values[field] = Math.round((amount * source.factor + source.addend) * 1e8) / 1e8
  }
  return Object.keys(values).length === 0 ? 'no value' : values
}
