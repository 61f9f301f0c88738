// GPX 1.0 and 1.1: the points of every track, in file order. Waypoints and routes are plans, not movement.

import { SaxesParser } from 'saxes'
import type { Row } from './row.ts'
import { parseTime } from './wall-clock.ts'

type Point = { line: number; latitude: string; longitude: string; time: string }

export function* readGpx(text: string): Generator<Row> {
  const rows: Row[] = []
  let point: Point | undefined
  let inTime = false
  const parser = new SaxesParser({ position: true })
  // A tag may span lines: its row is where it begins.
  let tagLine = 1
  parser.on('error', (error) => {
    const reason = error.message.replace(/^\d+:\d+: /, '')
    const known = rows.some((row) => row.type === 'fault' && row.line === parser.line)
    if (!known) rows.push({ type: 'fault', line: parser.line, reason: `not well-formed: ${reason}` })
  })
  parser.on('opentagstart', () => {
    tagLine = parser.line
  })
  parser.on('opentag', ({ name, attributes }) => {
    const local = localName(name)
    if (local === 'trkpt') {
      const { lat = '', lon = '' } = attributes as Record<string, string>
      point = { line: tagLine, latitude: lat, longitude: lon, time: '' }
    }
    inTime = local === 'time' && point !== undefined
  })
  parser.on('text', (content) => {
    if (inTime && point) point.time += content
  })
  parser.on('closetag', ({ name }) => {
    inTime = false
    if (localName(name) !== 'trkpt' || !point) return
    rows.push(rowOf(point))
    point = undefined
  })
  parser.write(text).close()
  yield* rows
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

function rowOf(point: Point): Row {
  const { line } = point
  const [latitude, longitude] = [Number(point.latitude), Number(point.longitude)]
  if (point.latitude === '' || point.longitude === '' || !Number.isFinite(latitude + longitude))
    return { type: 'fault', line, reason: `no position: "${point.latitude},${point.longitude}"` }
  if (point.time.trim() === '') return { type: 'fault', line, reason: 'a point without time' }
  const at = parseTime(point.time, { timeZone: 'UTC' })
  if (at === undefined) return { type: 'fault', line, reason: `no time: "${point.time.trim()}"` }
  return { type: 'row', line, at, values: { latitude, longitude } }
}
