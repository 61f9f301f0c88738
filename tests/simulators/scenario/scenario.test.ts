import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fleetIds } from '../../../simulators/fleet.ts'
import { compileScenario } from '../../../simulators/scenario/compile.ts'
import { scriptedValue } from '../../../simulators/scenario/effects.ts'
import { loadScenario } from '../../../simulators/scenario/load.ts'
import { MINUTE, parseDuration, SECOND } from '../../../simulators/time.ts'

const FLEET = fleetIds({ bands: 60, drains: 12 })
const FOLDER = join(import.meta.dirname, '../../../simulators/scenarios')
const load = (text: string) => loadScenario({ path: 'x.yaml', text }, FLEET)
const shipped = (name: string) => {
  const loaded = loadScenario({ path: name, text: readFileSync(join(FOLDER, name), 'utf8') }, FLEET)
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.faults))
  return loaded.scenario
}
const faults = (text: string): string[] => {
  const loaded = load(text)
  return loaded.ok ? [] : loaded.faults.map(({ line, message }) => `${line}: ${message}`)
}

describe('durations', () => {
  it.each([
    ['90s', 90_000],
    ['2m30s', 150_000],
    ['1h', 3_600_000],
    ['1.5h', 5_400_000],
    ['250ms', 250],
    ['0:45', 45_000],
    ['1:02:03', 3_723_000],
  ])('%s is %i ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })
  it.each(['', '5', '1:75', 'soon', '-5m', '5 minutes'])('%j is none', (text) => {
    expect(parseDuration(text)).toBeUndefined()
  })
})

describe('a scenario file', () => {
  it.each(readdirSync(FOLDER))('%s is valid for the sample community', (name) => {
    expect(shipped(name).name).toBe(name.replace('.yaml', ''))
  })

  it('reports all its faults at once, each with its line', () => {
    const text = `name: broken
events:
  - at: soon
    device: band-001
    do: sos
  - { at: 0:10, device: band-099, do: sos }
  - { at: 0:10, device: band-001, do: dance }
  - at: 0:20
    device: band-001
    do: hold
    metric: heartrate
    to: fast
  - { at: 0:10, device: band-001, do: fall, sitll: true }
`
    const found = faults(text)
    expect(found).toEqual([
      expect.stringMatching(/^3: events\.0\.at: not a duration: soon/),
      expect.stringMatching(/^7: events\.2\.do: /),
      expect.stringMatching(/^11: events\.3\.metric: /),
      expect.stringMatching(/^12: events\.3\.to: /),
      expect.stringMatching(/^13: events\.4: .*sitll/),
    ])
  })

  it('checks devices and sense once its form is right', () => {
    const text = `name: senseless
events:
  - { at: 0:10, device: band-099, do: sos }
  - { at: 0:10, device: [band-001, water-01], do: fall }
  - { at: 0:10, device: band-001, do: rain, for: 1h, millimetresPerHour: 50 }
  - { at: 0:10, device: water-01, do: hold, metric: heartRate, to: 5 }
  - { at: 0:10, device: band-001, do: hold, metric: level, to: 5 }
  - { at: 0:10, device: band-001, do: ramp, metric: heartRate, to: 150, over: 2m, for: 1m }
  - { at: 0:10, device: band-001, do: hold, metric: heartRate, to: 150, back: 1m }
  - { at: 0:10, device: band-001, do: sos, times: 3 }
`
    expect(faults(text)).toEqual([
      '3: events.0.device: no such device: band-099',
      '4: events.1.do: a drain cannot fall: water-01',
      '5: events.2.do: it rains on drains, not on band-001',
      '6: events.3.metric: water-01 measures no heartRate',
      '7: events.4.metric: band-001 measures no level',
      '8: events.5.for: shorter than its own ramps: it counts them in',
      '9: events.6.back: needs `for`: without an end there is no way back',
      '10: events.7.times: needs `every`',
    ])
  })

  it('points at the line of broken YAML, and refuses an empty file', () => {
    expect(faults('name: x\nevents:\n  - { at: 0:10, device: [band-001\n')[0]).toMatch(/^[34]: /)
    expect(faults('')).toHaveLength(1)
  })

  it('lets `bands` and `drains` stand for all of them', () => {
    const loaded = load(
      'name: all\nevents:\n  - { at: 0:05, device: drains, do: rain, for: 1h, millimetresPerHour: 60 }\n',
    )
    if (!loaded.ok) throw new Error('not loaded')
    expect([...compileScenario(loaded.scenario, FLEET, 0).keys()]).toEqual(FLEET.drains)
  })

  it('ends an absence with `return`', () => {
    const loaded = load(
      'name: back\nevents:\n  - { at: 1:00, device: band-001, do: silent }\n  - { at: 3:00, device: band-001, do: return }\n',
    )
    if (!loaded.ok) throw new Error('not loaded')
    expect(compileScenario(loaded.scenario, FLEET, 1000).get('band-001')).toEqual([
      { type: 'away', from: 61_000, until: 181_000, keeps: false },
    ])
  })
})

describe('the first five minutes', () => {
  const effects = compileScenario(shipped('first-five-minutes.yaml'), FLEET, 0)
  const at = (device: string, metric: 'heartRate' | 'level', seconds: number, natural: number) =>
    scriptedValue(effects.get(device) ?? [], { metric, at: seconds * SECOND, natural })

  it('bring a heart to 142 bpm within the first minute, 12 bpm in ten seconds, and hold it there to 6:00', () => {
    expect(at('band-004', 'heartRate', 10, 70)).toBe(82)
    for (const second of [60, 180, 300, 360]) expect(at('band-004', 'heartRate', second, 70)).toBe(142)
    expect(at('band-004', 'heartRate', 421, 70)).toBeUndefined()
  })

  it('press SOS in two homes at 0:45 and 1:15, and only one of them again and again', () => {
    const presses = (device: string) =>
      (effects.get(device) ?? []).flatMap((e) => (e.type === 'sos' ? [e.at / SECOND] : []))
    expect(presses('band-009')).toEqual([45])
    expect(presses('band-017')).toEqual([75, 95, 115])
  })

  it('raise a drain through 5, 15, 27 and 40 cm between 1:40 and 3:50', () => {
    const crossed = (limit: number): number => {
      for (let second = 90; second < 300; second++)
        if ((at('water-03', 'level', second, 1) ?? 0) >= limit) return second
      return Number.NaN
    }
    expect([5, 15, 27, 40].map(crossed)).toEqual([104, 139, 180, 225])
  })

  it('silence a band at 2:30 for ten minutes without a DISCONNECT', () => {
    expect(effects.get('band-023')).toEqual([
      { type: 'away', from: 2.5 * MINUTE, until: 12.5 * MINUTE, keeps: false },
    ])
  })
})
