import { expect, it } from 'vitest'
import { emptyWorld, reduce } from '../../dashboard/src/live/world.ts'
import type { WeatherView } from '../../dashboard/src/server-types.ts'
import { inForce } from '../../dashboard/src/weather/warnings.ts'
import { T0 } from './samples.ts'

const HOUR = 3_600_000
const view = (communityId: string, warning: WeatherView['warning'], until: number | null): WeatherView => ({
  communityId,
  warning,
  since: T0,
  until,
  source: '市气象台',
  setBy: 'p-duty',
  setAt: T0,
})

it('a warning is in force until its end, without one until it is lifted; the worst stands first', () => {
  const views = [
    view('c-1', 'blue', T0 + HOUR),
    view('c-2', 'red', null),
    view('c-3', 'none', null),
    view('c-4', 'orange', T0),
  ]
  expect(inForce(views, T0).map(({ communityId }) => communityId)).toEqual(['c-2', 'c-1'])
  expect(inForce(views, T0 + HOUR).map(({ communityId }) => communityId)).toEqual(['c-2'])
})

it('a snapshot replaces what was known, a frame replaces that of its community', () => {
  const snapshot = {
    type: 'snapshot' as const,
    serverTime: T0,
    instance: 'one',
    communities: [],
    grids: [],
    residents: [],
    drains: [],
    alerts: [],
    notifications: [],
    weather: [view('c-1', 'blue', null), view('c-2', 'yellow', null)],
  }
  const world = reduce(emptyWorld, snapshot)
  const later = reduce(world, { type: 'weather', serverTime: T0, weather: view('c-1', 'red', null) })
  expect([...later.weather.values()].map(({ warning }) => warning)).toEqual(['red', 'yellow'])
  // A family is told of none.
  const { weather: _, ...ofFamily } = snapshot
  expect(reduce(later, ofFamily).weather.size).toBe(0)
})
