// Which column feeds which field, and with what arithmetic: `level=mount-Range`, `level=value*100`.

import { FIELDS, type Field } from './row.ts'
import { findColumn } from './table.ts'

/** value = sign × cell × factor + addend */
export type Source = Readonly<{ column: string; factor: number; addend: number }>
export type Mapping = Readonly<{ time?: string; fields: Readonly<Partial<Record<Field, Source>>> }>

/** Parts are separated by commas that stand before the next `name=`, so column names may hold commas. */
export function parseMapping(
  text: string,
  constants: Readonly<Record<string, number>>,
): { ok: true; mapping: Mapping } | { ok: false; faults: readonly string[] } {
  const faults: string[] = []
  const fields: Partial<Record<Field, Source>> = {}
  let time: string | undefined
  for (const part of text.split(/,(?=\s*\w+\s*=)/)) {
    const split = part.indexOf('=')
    const name = part.slice(0, split).trim()
    const expression = part.slice(split + 1).trim()
    if (split < 1 || expression === '') faults.push(`not field=column: ${part.trim()}`)
    else if (name === 'time') time = expression
    else if (!(FIELDS as readonly string[]).includes(name))
      faults.push(`no such field: ${name} (time, ${FIELDS.join(', ')})`)
    else {
      const source = parseSource(expression, constants)
      if (typeof source === 'string') faults.push(source)
      else fields[name as Field] = source
    }
  }
  return faults.length > 0
    ? { ok: false, faults }
    : { ok: true, mapping: { ...(time === undefined ? {} : { time }), fields } }
}

const NUMBER = String.raw`\d+(?:\.\d+)?`

/**
 * A column, with a number or a named constant before it (`412-Range`, `mount-Range`) or numbers after it
 * (`value*100`, `temp*0.1+32`). Arithmetic is told from a name by the number: `TempOB [C]-2` is a column minus two.
 */
export function parseSource(
  expression: string,
  constants: Readonly<Record<string, number>>,
): Source | string {
  let column = expression.trim()
  let factor = 1
  let addend = 0
  const before = new RegExp(`^(${NUMBER}|[A-Za-z]\\w*)\\s*([-+*])\\s*(.+)$`).exec(column)
  if (before) {
    const [, left = '', operator, right = ''] = before
    const constant = /^\d/.test(left) ? Number(left) : constants[left]
    if (constant !== undefined) {
      column = right
      if (operator === '*') factor = constant
      else {
        addend = constant
        factor = operator === '-' ? -1 : 1
      }
    } else if (left === 'mount') return 'level=mount-… needs --mount <centimetres>'
  }
  const after = new RegExp(`^(.*?)((?:\\s*[-+*/]\\s*${NUMBER})+)$`).exec(column)
  if (after) {
    column = (after[1] ?? '').trim()
    let [scale, shift] = [1, 0]
    for (const [, operator, digits] of (after[2] ?? '').matchAll(
      new RegExp(`([-+*/])\\s*(${NUMBER})`, 'g'),
    )) {
      const amount = Number(digits)
      if (operator === '/' && amount === 0) return `division by zero: ${expression}`
      const by = operator === '*' ? amount : operator === '/' ? 1 / amount : undefined
      if (by !== undefined) [scale, shift] = [scale * by, shift * by]
      else shift += operator === '-' ? -amount : amount
    }
    addend += factor * shift
    factor *= scale
  }
  return column === '' ? `no column in: ${expression}` : { column, factor, addend }
}

/** Names that speak for themselves, in the recordings people have. */
const KNOWN: Readonly<Record<'time' | Field, readonly string[]>> = {
  time: ['time', 'timestamp', 'ts', 'datetime', 'date_time', 'tracked_at', 'measurement_datetime', 'date'],
  heartRate: ['heartRate', 'heart_rate', 'hr', 'bpm', 'pulse'],
  systolic: ['systolic', 'sbp'],
  diastolic: ['diastolic', 'dbp'],
  spo2: ['spo2'],
  temperature: ['temperature'],
  latitude: ['latitude', 'lat'],
  longitude: ['longitude', 'lon', 'lng', 'long'],
  accuracy: ['accuracy', 'horizontal accuracy', 'hacc'],
  steps: ['steps'],
  level: ['level', 'centimetres', 'level_cm'],
  battery: ['battery'],
}

/** What a header says by itself; `as` gives a lone `value` column its meaning. */
export function guessMapping(header: readonly string[], as: Field | undefined): Mapping {
  const named = (names: readonly string[]): string | undefined => {
    for (const name of names) {
      const index = findColumn(header, name)
      const cell = index === undefined ? undefined : header[index]
      // A beginning is enough when a person asks for it, not when we guess.
      if (cell !== undefined && cell.toLowerCase().replace(/\s*[[(].*$/, '') === name.toLowerCase())
        return cell
    }
    return undefined
  }
  const time = named(KNOWN.time)
  const fields: Partial<Record<Field, Source>> = {}
  for (const field of FIELDS) {
    const column = named(KNOWN[field])
    if (column !== undefined) fields[field] = { column, factor: 1, addend: 0 }
  }
  const value = named(['value'])
  if (as && fields[as] === undefined && value !== undefined)
    fields[as] = { column: value, factor: 1, addend: 0 }
  return { ...(time === undefined ? {} : { time }), fields }
}
