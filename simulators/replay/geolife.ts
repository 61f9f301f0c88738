// GeoLife .plt: six header lines, then latitude,longitude,0,altitude (feet),days,date,time in GMT, WGS-84.
// Altitude has no place in the wire contract and is dropped.

import type { Row } from './row.ts'
import { parseTime } from './wall-clock.ts'

const HEADER_LINES = 6

export function* readGeolife(text: string): Generator<Row> {
  const lines = text.split(/\r?\n/)
  for (let index = HEADER_LINES; index < lines.length; index++) {
    const line = index + 1
    const content = lines[index]?.trim() ?? ''
    if (content === '') continue
    const cells = content.split(',')
    if (cells.length < 7) {
      yield { type: 'fault', line, reason: `${cells.length} cells instead of 7` }
      continue
    }
    const [latitude, longitude] = [numberOf(cells[0]), numberOf(cells[1])]
    const at = parseTime(`${cells[5]} ${cells[6]}`, { timeZone: 'UTC' })
    if (latitude === undefined || longitude === undefined)
      yield { type: 'fault', line, reason: `no position: "${cells[0]},${cells[1]}"` }
    else if (at === undefined) yield { type: 'fault', line, reason: `no time: "${cells[5]} ${cells[6]}"` }
    else yield { type: 'row', line, at, values: { latitude, longitude } }
  }
}

const numberOf = (cell: string | undefined): number | undefined => {
  const value = Number(cell)
  return cell !== undefined && cell.trim() !== '' && Number.isFinite(value) ? value : undefined
}
