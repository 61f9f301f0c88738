// What holds for every walk, every press and every fall, with the default rules about places and emergencies.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Finding } from '../../../alerts/model/alert.ts'
import type { Reading } from '../../../alerts/model/telemetry.ts'
import { HOUR, MINUTE, SECOND } from '../../../alerts/model/time.ts'
import { compileCatalogue } from '../../../alerts/rules/compile.ts'
import { emptyState, evaluate, type SubjectState, tick } from '../../../alerts/rules/evaluate.ts'
import { fix, HOME } from '../detectors/walk.ts'
import { defaultFiles, profile, reading, rulesFrom, START } from './script.ts'

const catalogue = compileCatalogue(
  rulesFrom(defaultFiles().filter(({ path }) => /(places|emergency)\.yaml$/.test(path))),
)
const who = profile({ safeZone: { ...HOME, radiusMetres: 300 }, tags: ['dementia'] })

const metres = fc.constantFrom(0, 150, -290, 310, 345, -420, 600, 2_500, -9_000)
const gap = fc.constantFrom(5 * SECOND, 30 * SECOND, MINUTE, 3 * MINUTE, 10 * MINUTE, 26 * MINUTE, 5 * HOUR)
const accuracy = fc.constantFrom(undefined, 5, 20, 80, 150, 900)
const source = fc.constantFrom('gps', 'gps', 'gps', 'wifi', 'cell')

/** Readings in the order of their time, from ten in the morning through at least one night. */
const walk = fc
  .array(fc.record({ gap, north: metres, east: metres, accuracy, source }), { minLength: 1, maxLength: 60 })
  .map((steps) => {
    let at = START
    return steps.map(({ gap, accuracy, ...where }) => {
      at += gap
      return fix(at, { ...where, ...(accuracy === undefined ? {} : { accuracy }) })
    })
  })

function play(
  readings: readonly Reading[],
  between: (state: SubjectState) => SubjectState = (state) => state,
) {
  let state = emptyState(who.deviceId)
  const findings: Finding[] = []
  for (const one of readings) {
    const step = evaluate(catalogue, between(state), one, who)
    state = step.state
    findings.push(...step.findings)
  }
  return { state, findings }
}

describe('any walk', () => {
  it('a restart at any fix changes nothing', () => {
    fc.assert(
      fc.property(walk, (readings) => {
        const restarted = play(readings, (state) => JSON.parse(JSON.stringify(state)))
        const through = play(readings)
        expect(restarted.findings).toEqual(through.findings)
        expect(JSON.stringify(restarted.state)).toBe(JSON.stringify(through.state))
      }),
    )
  })

  it('a fix that comes twice, or again much later, changes nothing', () => {
    fc.assert(
      fc.property(walk, fc.array(fc.nat(100), { maxLength: 20 }), (readings, again) => {
        const through = play(readings)
        const repeated = readings.flatMap((one, i) => [
          one,
          ...again.filter((n) => n % readings.length <= i).map((n) => readings[n % readings.length]!),
        ])
        const twice = play(repeated)
        expect(twice.findings).toEqual(through.findings)
        expect(twice.state.rules).toEqual(through.state.rules)
      }),
    )
  })

  it('fixes of a cell tower, of Wi-Fi, or good to more than 100 m never raise, however many there are', () => {
    fc.assert(
      fc.property(walk, (readings) => {
        const coarse = readings.map((one): Reading => {
          const isGps = one.positionSource === 'gps'
          return { ...one, values: { ...one.values, ...(isGps ? { accuracy: 101 } : {}) } }
        })
        expect(play(coarse).findings).toEqual([])
      }),
    )
  })

  it('fixes 26 minutes apart, none of them beyond doubt, never raise by day', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 345, 420, 490), { maxLength: 20 }), (ways) => {
        const day = ways.map((north, i) => fix(START + i * 26 * MINUTE, { north, accuracy: 20 }))
        expect(play(day).findings).toEqual([])
      }),
    )
  })

  it('raise and clear of a rule take turns, and what fires is what was raised last', () => {
    fc.assert(
      fc.property(walk, (readings) => {
        const { state, findings } = play(readings)
        const firing = new Set<string>()
        for (const { ruleId, transition } of findings) {
          expect(firing.has(ruleId)).toBe(transition !== 'raise')
          if (transition === 'raise') firing.add(ruleId)
          if (transition === 'clear') firing.delete(ruleId)
        }
        const states = Object.entries(state.rules).filter(([, own]) => own.phase === 'firing')
        expect(new Set(states.map(([id]) => id))).toEqual(firing)
      }),
    )
  })

  it('all places together remember less than 2 KiB', () => {
    fc.assert(
      fc.property(walk, (readings) => {
        expect(JSON.stringify(play(readings).state.rules).length).toBeLessThan(2_048)
      }),
    )
  })
})

/** What a band says in a bad hour: presses, falls, steps, stillness, the charger. */
const hour = fc
  .array(
    fc.record({
      gap: fc.constantFrom(5 * SECOND, 20 * SECOND, 50 * SECOND, 2 * MINUTE),
      late: fc.constantFrom(0, 0, 0, 10 * MINUTE),
      values: fc.oneof(
        fc.constant({ sos: 1 }),
        fc.constantFrom({ fall: 1 }, { fall: 1, still: 1 }),
        fc.constantFrom({ charging: 1 }, { charging: 0 }, { battery: 40 }, { battery: 55 }),
        fc.constantFrom({ worn: 0 }, { worn: 1 }, { still: 0 }, { still: 1 }),
        fc.constantFrom({ steps: 100 }, { steps: 105 }, { steps: 900 }, { steps: 3 }),
      ),
    }),
    { maxLength: 40 },
  )
  .map((said) => {
    let at = START
    return said.map(({ gap, late, values }) => {
      at += gap
      return reading(at - late, values, { receivedAt: at })
    })
  })

function live(readings: readonly Reading[]) {
  let state = emptyState(who.deviceId)
  const findings: Finding[] = []
  for (const one of readings) {
    const before = tick(catalogue, state, one.receivedAt - 1, who)
    state = before.state
    findings.push(...before.findings)
    const step = evaluate(catalogue, state, one, who)
    state = step.state
    findings.push(...step.findings)
  }
  return { state, findings }
}

describe('any hour of presses and falls', () => {
  it('every press and every fall is told, critical, whatever the charger, the wrist and the steps say', () => {
    fc.assert(
      fc.property(hour, (readings) => {
        const { findings } = live(readings)
        for (const kind of ['sos', 'fall'] as const) {
          const events = readings.filter((one) => one.kind === kind)
          const raised = findings.filter((one) => one.ruleId === kind && one.transition === 'raise')
          expect(raised.map((one) => one.eventTime)).toEqual(events.map((one) => one.eventTime))
          expect(raised.every((one) => one.severity === 'critical' && one.emergency)).toBe(true)
        }
      }),
    )
  })

  it('what follows a fall closes nothing, and is told at most twice for each fall', () => {
    fc.assert(
      fc.property(hour, (readings) => {
        const of = live(readings).findings.filter((one) => one.ruleId === 'fall')
        expect(of.filter((one) => one.transition === 'clear')).toEqual([])
        const steps = of.filter((one) => one.transition === 'step')
        expect(steps.length).toBeLessThanOrEqual(2 * of.filter((one) => one.transition === 'raise').length)
        expect(steps.every((one) => one.severity === 'critical')).toBe(true)
      }),
    )
  })
})
