// The shipped scenario of an afternoon of water, through the very decoder and rules of the gateway: what it promises is
// what is found.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { compileCatalogue } from '../../../alerts/rules/compile.ts'
import { emptyState, evaluate, underWeather } from '../../../alerts/rules/evaluate.ts'
import { decode } from '../../../gateway/ingest/decode.ts'
import { createDrain, drainTraitsOf, rainAt } from '../../../simulators/drains/drain.ts'
import { rainOf } from '../../../simulators/drains/rain.ts'
import { fleetIds } from '../../../simulators/fleet.ts'
import { compileScenario } from '../../../simulators/scenario/compile.ts'
import { loadScenario } from '../../../simulators/scenario/load.ts'
import { HOUR, MINUTE, startOfDay } from '../../../simulators/time.ts'
import { defaultFiles, drainProfile, rulesFrom } from '../../alerts/rules/script.ts'

const FLEET = fleetIds({ bands: 60, drains: 12 })
const file = join(import.meta.dirname, '../../../simulators/scenarios/water-troubles.yaml')
const loaded = loadScenario({ path: 'water-troubles.yaml', text: readFileSync(file, 'utf8') }, FLEET)
if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults))
const { scenario } = loaded
const catalogue = compileCatalogue(rulesFrom(defaultFiles().filter(({ path }) => /drain\.yaml$/.test(path))))
/** Noon of a day on which it does not rain by itself. */
const day = Array.from({ length: 60 }, (_, i) => 20_700 + i).find(
  (one) => rainOf(1, one - 1).length === 0 && rainOf(1, one).length === 0,
)!
const NOON = startOfDay(day) + 12 * HOUR

/** What one drain's six hours give, as `minute transition rule level`; the gauge of water-01 speaks for all of them. */
function play(deviceId: string): readonly string[] {
  const effects = compileScenario(scenario, FLEET, NOON)
  const drain = createDrain({ deviceId, seed: 1, speed: 1 })
  const own = effects.get(deviceId) ?? []
  const said = [...drain.introduction(NOON, own), ...drain.due({ from: NOON, until: NOON + 6 * HOUR }, own)]
  const profile = { ...drainProfile, deviceId, overrides: {} }
  let state = emptyState(deviceId)
  let toldAt = 0
  return said.flatMap(({ at, topic, payload }) => {
    if (at - toldAt >= 5 * MINUTE) {
      toldAt = at
      const rainMm = rainAt(drainTraitsOf(1, 'water-01'), at, effects.get('water-01') ?? [])
      const weather = { warning: 'none' as const, since: 0, until: null, rainMm, rainAt: at }
      state = underWeather(catalogue, state, weather, profile).state
    }
    const decoded = decode(topic, Buffer.from(JSON.stringify(payload)), at)
    if (!decoded.ok) throw new Error(`${topic} ${JSON.stringify(payload)}`)
    return decoded.readings.flatMap((reading) => {
      const step = evaluate(catalogue, state, reading, profile)
      state = step.state
      return step.findings.map(({ eventTime, transition, ruleId, level }) =>
        [Math.round((eventTime - NOON) / MINUTE), transition, ruleId, level].filter(Boolean).join(' '),
      )
    })
  })
}

const raised = (deviceId: string): readonly string[] =>
  play(deviceId).flatMap((line) => {
    const [, transition, ...rest] = line.split(' ')
    return transition === 'raise' ? [rest.join(' ')] : []
  })

it.each([
  ['a drain in the rain', 'water-01', []],
  ['passed by three cars, an hour apart from any flood', 'water-02', []],
  ['frozen in the rain', 'water-03', ['drain-stuck']],
  ['with a blocked gauge', 'water-04', ['drain-gauge']],
  ['blocked in dry weather', 'water-05', ['drain-level attention', 'drain-blockage']],
  ['that floods', 'water-06', ['drain-level attention', 'drain-forecast warning']],
  ['with a loose cable', 'water-08', ['drain-spiking']],
])('%s: %s', (_, deviceId, expected) => {
  expect([...raised(deviceId)].sort()).toEqual([...expected].sort())
})

it('the flood climbs to closure, each class foreseen before it comes', () => {
  const lines = play('water-06')
  const minuteOf = (what: string): number =>
    Number(lines.find((line) => line.endsWith(what))?.split(' ')[0] ?? Number.NaN)
  for (const level of ['warning', 'closure'])
    expect(minuteOf(`drain-forecast ${level}`)).toBeLessThan(minuteOf(`step drain-level ${level}`))
})
