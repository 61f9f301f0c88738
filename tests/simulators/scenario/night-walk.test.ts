// The shipped scenario of a night, through the very decoder and rules of the gateway: what it promises is what is found.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compileCatalogue } from '../../../alerts/rules/compile.ts'
import { emptyState, evaluate, tick } from '../../../alerts/rules/evaluate.ts'
import { decode } from '../../../gateway/ingest/decode.ts'
import { createRegistry } from '../../../gateway/ingest/registry.ts'
import { readSite } from '../../../gateway/people/read-site.ts'
import { readSiteFiles } from '../../../gateway/people/site-files.ts'
import { createBand } from '../../../simulators/bands/band.ts'
import { fleetIds } from '../../../simulators/fleet.ts'
import { compileScenario } from '../../../simulators/scenario/compile.ts'
import { loadScenario } from '../../../simulators/scenario/load.ts'
import { HOUR, MINUTE, startOfDay } from '../../../simulators/time.ts'
import { defaultFiles, rulesFrom } from '../../alerts/rules/script.ts'

const FLEET = fleetIds({ bands: 60, drains: 12 })
const file = join(import.meta.dirname, '../../../simulators/scenarios/night-walk.yaml')
const loaded = loadScenario({ path: 'night-walk.yaml', text: readFileSync(file, 'utf8') }, FLEET)
if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults))
const { scenario } = loaded
const site = readSite(await readSiteFiles('config/sample/site.yaml'))
if (!site.ok) throw new Error('the sample site has faults')
const registry = createRegistry(site.directory)
const catalogue = compileCatalogue(
  rulesFrom(defaultFiles().filter(({ path }) => /(places|emergency)\.yaml$/.test(path))),
)
const MIDNIGHT = startOfDay(20_700)

/** What one band's forty minutes give, as `minute transition rule level`; with the facts of the first finding. */
function play(deviceId: string, startedAt: number) {
  const effects = compileScenario(scenario, FLEET, startedAt).get(deviceId) ?? []
  const band = createBand({ deviceId, seed: 1, speed: 1 })
  const { profile } = registry.ofDevice(deviceId, 'band')
  const said = [
    ...band.introduction(startedAt, effects),
    ...band.due({ from: startedAt, until: startedAt + 40 * MINUTE }, effects),
  ]
  let state = emptyState(deviceId)
  const findings = []
  for (const { at, topic, payload } of said) {
    const passed = tick(catalogue, state, at - 1, profile)
    state = passed.state
    findings.push(...passed.findings)
    const decoded = decode(topic, Buffer.from(JSON.stringify(payload)), at)
    if (!decoded.ok) throw new Error(`${topic} ${JSON.stringify(payload)}`)
    for (const reading of decoded.readings) {
      const step = evaluate(catalogue, state, reading, profile)
      state = step.state
      findings.push(...step.findings)
    }
  }
  return {
    facts: findings[0]?.evidence.facts,
    told: findings.map(({ eventTime, transition, ruleId, level }) => ({
      minute: (eventTime - startedAt) / MINUTE,
      what: [transition, ruleId, level].filter(Boolean).join(' '),
    })),
  }
}
const what = (deviceId: string, startedAt: number) => play(deviceId, startedAt).told.map((one) => one.what)

describe('the scenario night-walk at eleven at night', () => {
  const night = MIDNIGHT + 23 * HOUR

  it('one who leaves and walks on is told of at the first fix outside, within seven minutes', () => {
    const { told } = play('band-031', night)
    expect(told.map((one) => one.what)).toEqual(['raise night-exit outside'])
    expect(told[0]?.minute).toBeLessThan(7)
  })

  it('one who goes round in circles within the zone is told of within half an hour', () => {
    const { told } = play('band-053', night)
    expect(told.map((one) => one.what)).toEqual(['raise wandering'])
    expect(told[0]?.minute).toBeLessThan(30)
  })

  it('one who is brought back is told of, and that they are back', () => {
    expect(what('band-035', night)).toEqual(['raise night-exit outside', 'clear night-exit'])
  })

  it('a press beside the charger is told of, with the suspicion', () => {
    const { told, facts } = play('band-012', night)
    expect(told.map((one) => one.what)).toEqual(['raise sos'])
    expect(facts).toMatchObject({ suspectedUnplug: true })
  })

  it('one who falls and takes no step is told of twice', () => {
    expect(what('band-022', night)).toEqual(['raise fall', 'step fall still'])
  })

  it('everybody else sleeps', () => {
    const others = FLEET.bands.filter((id) => !compileScenario(scenario, FLEET, night).has(id))
    expect(others.flatMap((id) => what(id, night))).toEqual([])
  })
})

describe('the same walks at three in the afternoon', () => {
  const day = MIDNIGHT + 15 * HOUR

  it('leave by the rules of the day: a warning, then far away', () => {
    expect(what('band-031', day)).toEqual([
      'raise left-safe-zone-dementia outside',
      'step left-safe-zone-dementia far',
    ])
  })

  it('circles are a walk in the park', () => {
    expect(what('band-053', day)).toEqual([])
  })
})
