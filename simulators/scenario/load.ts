// Reads a scenario: YAML, schema, devices. Reports every fault at once with its line. Reads no file itself.

import { isNode, LineCounter, parseDocument } from 'yaml'
import { type Scenario, type ScenarioEvent, scenario as schema } from './schema.ts'

export type ScenarioFault = Readonly<{ path: string; line: number; message: string }>
export type Fleet = Readonly<{ bands: readonly string[]; drains: readonly string[] }>

const BANDS_ONLY = new Set(['sos', 'fall', 'takeOff', 'stayHome', 'charge', 'goOut'])

export function loadScenario(
  file: Readonly<{ path: string; text: string }>,
  fleet: Fleet,
): { ok: true; scenario: Scenario } | { ok: false; faults: readonly ScenarioFault[] } {
  const lines = new LineCounter()
  const document = parseDocument(file.text, { lineCounter: lines })
  const fault = (line: number, message: string): ScenarioFault => ({ path: file.path, line, message })
  if (document.errors.length > 0)
    return {
      ok: false,
      faults: document.errors.map((error) =>
        fault(
          lines.linePos(error.pos[0]).line,
          error.message.split('\n')[0]?.replace(/ at line \d+.*$/, '') ?? '',
        ),
      ),
    }

  /** The line of a path, or of the nearest thing that stands in the file. */
  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true)
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
    }
    return 1
  }

  const parsed = schema.safeParse(document.toJS())
  if (!parsed.success)
    return {
      ok: false,
      faults: parsed.error.issues.map((issue) => {
        const where = issue.path.length > 0 ? `${issue.path.join('.')}: ` : ''
        return fault(lineOf(issue.path), `${where}${issue.message}`)
      }),
    }

  const faults = parsed.data.events.flatMap((event, index) =>
    faultsOf(event, fleet).map(({ key, message }) =>
      fault(lineOf(['events', index, key]), `events.${index}.${key}: ${message}`),
    ),
  )
  return faults.length > 0 ? { ok: false, faults } : { ok: true, scenario: parsed.data }
}

function faultsOf(event: ScenarioEvent, fleet: Fleet): { key: string; message: string }[] {
  const faults: { key: string; message: string }[] = []
  const devices = devicesOf(event, fleet)
  for (const id of devices)
    if (!fleet.bands.includes(id) && !fleet.drains.includes(id))
      faults.push({ key: 'device', message: `no such device: ${id}` })
  const drain = devices.find((id) => fleet.drains.includes(id))
  const band = devices.find((id) => fleet.bands.includes(id))
  if (drain && BANDS_ONLY.has(event.do))
    faults.push({ key: 'do', message: `a drain cannot ${event.do}: ${drain}` })
  if (band && event.do === 'rain') faults.push({ key: 'do', message: `it rains on drains, not on ${band}` })
  if (band && event.do === 'spike')
    faults.push({ key: 'do', message: `a level spikes at a drain, not on ${band}` })
  if (event.do === 'goOut') {
    if (event.back !== undefined && event.for === undefined)
      faults.push({ key: 'back', message: 'needs `for`: without an end there is no way back' })
    if (event.for !== undefined && event.for < event.over + (event.back ?? 0))
      faults.push({ key: 'for', message: 'shorter than the way out and back: it counts them in' })
  }
  if (event.do === 'ramp' || event.do === 'hold') {
    if (band && (event.metric === 'level' || event.metric === 'rain'))
      faults.push({ key: 'metric', message: `${band} measures no ${event.metric}` })
    if (drain && !['level', 'battery', 'rain'].includes(event.metric))
      faults.push({ key: 'metric', message: `${drain} measures no ${event.metric}` })
    const length = (event.do === 'ramp' ? event.over : 0) + (event.back ?? 0)
    if (event.for !== undefined && event.for < length)
      faults.push({ key: 'for', message: 'shorter than its own ramps: it counts them in' })
    if (event.back !== undefined && event.for === undefined)
      faults.push({ key: 'back', message: 'needs `for`: without an end there is no way back' })
  }
  if ('times' in event && (event.times ?? 1) > 1 && event.every === undefined)
    faults.push({ key: 'times', message: 'needs `every`' })
  return faults
}

/** The ids an event names; `bands` and `drains` stand for all of a kind. */
export function devicesOf(event: ScenarioEvent, fleet: Fleet): readonly string[] {
  const named = typeof event.device === 'string' ? [event.device] : event.device
  return named.flatMap((name) => (name === 'bands' ? fleet.bands : name === 'drains' ? fleet.drains : [name]))
}
