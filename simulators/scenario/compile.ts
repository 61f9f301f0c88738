// Turns the events of a scenario into effects per device, on the clock. Pure.

import type { Effect } from './effects.ts'
import { devicesOf, type Fleet } from './load.ts'
import type { Scenario, ScenarioEvent } from './schema.ts'

/** Effects per device id, in the order of the file, for a run that starts at `startedAt`. */
export function compileScenario(
  scenario: Scenario,
  fleet: Fleet,
  startedAt: number,
): ReadonlyMap<string, readonly Effect[]> {
  const effects = new Map<string, Effect[]>()
  for (const event of scenario.events)
    for (const device of devicesOf(event, fleet)) {
      const own = effects.get(device) ?? []
      effects.set(
        device,
        event.do === 'return'
          ? returned(own, startedAt + event.at)
          : [...own, ...effectsOf(event, startedAt)],
      )
    }
  return effects
}

/** Coming back ends whatever kept the device away. */
const returned = (effects: readonly Effect[], at: number): Effect[] =>
  effects.map((effect) =>
    (effect.type === 'away' || effect.type === 'off') && effect.from <= at && effect.until > at
      ? { ...effect, until: at }
      : effect,
  )

function effectsOf(event: Exclude<ScenarioEvent, { do: 'return' }>, startedAt: number): readonly Effect[] {
  const from = startedAt + event.at
  const span = { from, until: 'for' in event && event.for !== undefined ? from + event.for : Infinity }
  const moments = (): number[] =>
    'every' in event
      ? Array.from({ length: event.times ?? 1 }, (_, n) => from + n * (event.every ?? 0))
      : [from]
  switch (event.do) {
    case 'ramp':
    case 'hold': {
      const { metric, to, back } = event
      const rampMs = event.do === 'ramp' ? event.over : 0
      return [{ type: 'value', ...span, metric, to, rampMs, backMs: back ?? 0 }]
    }
    case 'sos':
      return moments().map((at) => ({ type: 'sos', at }))
    case 'fall':
      return moments().map((at) => ({ type: 'fall', at, still: event.still }))
    case 'spike':
      return moments().map((at) => ({ type: 'spike', at, to: event.to }))
    case 'garbage':
      return moments().map((at) => ({ type: 'garbage', at, shape: event.shape }))
    case 'takeOff':
      return [{ type: 'offWrist', ...span }]
    case 'stayHome':
      return [{ type: 'atHome', ...span }]
    case 'charge':
      return [{ type: 'charging', ...span }]
    case 'goOut': {
      const { metres, over, circle, back } = event
      const bearing = (event.bearing * Math.PI) / 180
      return [
        {
          type: 'outing',
          ...span,
          metres,
          bearing,
          overMs: over,
          circleMetres: circle ?? 0,
          backMs: back ?? 0,
        },
      ]
    }
    case 'silent':
      return [{ type: 'away', ...span, keeps: false }]
    case 'offline':
      return [{ type: 'away', ...span, keeps: true }]
    case 'switchOff':
      return [{ type: 'off', ...span }]
    case 'rain':
      return [{ type: 'rain', ...span, millimetresPerHour: event.millimetresPerHour }]
    case 'duplicate':
      return [{ type: 'duplicate', ...span }]
    case 'reorder':
      return [{ type: 'reorder', ...span }]
    case 'skewClock':
      return [{ type: 'skew', ...span, byMs: event.by }]
  }
}
