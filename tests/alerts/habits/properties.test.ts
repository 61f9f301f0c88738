import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Finding } from '../../../alerts/model/alert.ts'
import type { Reading } from '../../../alerts/model/telemetry.ts'
import { HOUR, MINUTE } from '../../../alerts/model/time.ts'
import { compileCatalogue } from '../../../alerts/rules/compile.ts'
import { emptyState, evaluate, type SubjectState } from '../../../alerts/rules/evaluate.ts'
import { profile, reading, rulesFrom, ruleText, type Values } from '../rules/script.ts'
import { local, NO_RULES } from './person.ts'

/** The detectors of a person's own ways, without the rules that inhibit them. */
const own = compileCatalogue(
  rulesFrom([
    {
      path: 'own.yaml',
      text: `rules:\n${[
        ruleText(
          'hr',
          '{ type: baseline, metric: heartRate, comparison: atLeast, change: 15, floor: 3, days: 2, samples: 10, held: { for: 20m, atLeastSamples: 2, maxGap: 30m } }',
        ),
        ruleText(
          'bp',
          '{ type: baseline, metric: systolic, comparison: atLeast, change: 25, floor: 6, days: 2, samples: 2, repeated: { hits: 2, of: 3, window: 2h } }',
        ),
        ruleText('still', "{ type: inactivity, for: 2h, daytime: { from: '07:00', to: '21:00' } }"),
        ruleText('up', "{ type: firstMovement, standard: '08:00', earliest: '07:00', latest: '12:00' }"),
        ruleText('battery', '{ type: batteryForecast, times: 2 }', 'severity: info'),
        ruleText('creeping', '{ type: trend, metric: systolic, rise: 10, recentDays: 1, beforeDays: 1 }'),
        ruleText(
          'dips',
          '{ type: count, reading: { metric: spo2, comparison: atMost, raise: 88 }, count: 2, window: 24h }',
        ),
      ].join('')}`,
    },
  ]),
)

const values: fc.Arbitrary<Values> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(58, 66, 70, 74, 92, 110).map((heartRate) => ({ heartRate })) },
  { weight: 2, arbitrary: fc.constantFrom(118, 130, 165).map((systolic) => ({ systolic, diastolic: 80 })) },
  { weight: 3, arbitrary: fc.constantFrom(0, 400, 400, 900).map((steps) => ({ steps })) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1).map((still) => ({ still })) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1, 1, 1).map((worn) => ({ worn })) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1).map((charging) => ({ charging, battery: 50 })) },
  { weight: 2, arbitrary: fc.integer({ min: 5, max: 100 }).map((battery) => ({ battery })) },
  { weight: 1, arbitrary: fc.constantFrom(86, 96).map((spo2) => ({ spo2 })) },
)
const wait = fc.constantFrom(
  MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  3 * HOUR,
  9 * HOUR,
  30 * HOUR,
)

const history = fc.array(fc.tuple(wait, values), { minLength: 1, maxLength: 120 }).map((steps) => {
  let at = local(0, 6)
  return steps.map(([passed, said]): Reading => {
    at += passed
    return reading(at, said)
  })
})

function fold(
  readings: readonly Reading[],
  between: (state: SubjectState) => SubjectState = (state) => state,
) {
  let state = emptyState('band-001')
  const findings: Finding[] = []
  for (const one of readings) {
    const step = evaluate(own, between(state), one, profile())
    state = step.state
    findings.push(...step.findings)
  }
  return { state, findings }
}
const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const child of Object.values(value)) frozen(child)
  }
  return value
}

describe('for every history of a person', () => {
  it('a restart at any message changes neither habits nor findings', () => {
    fc.assert(
      fc.property(history, (readings) => {
        const straight = fold(readings)
        const restarted = fold(readings, (state) => JSON.parse(JSON.stringify(state)) as SubjectState)
        expect(restarted.findings).toEqual(straight.findings)
        expect(JSON.stringify(restarted.state)).toBe(JSON.stringify(straight.state))
      }),
    )
  })

  it('the same message twice changes nothing, and no state is written into', () => {
    fc.assert(
      fc.property(history, (readings) => {
        const once = fold(readings)
        const twice = fold(
          readings.flatMap((one) => [one, one]),
          frozen,
        )
        expect(JSON.stringify(twice.state)).toBe(JSON.stringify(once.state))
        expect(twice.findings).toEqual(once.findings)
      }),
    )
  })

  it('a copy of any earlier reading, late, moves the habits neither on nor back', () => {
    fc.assert(
      fc.property(history, fc.nat(), (readings, pick) => {
        const { state } = fold(readings)
        const old = readings[pick % readings.length]
        const newest = readings.at(-1)
        if (old === undefined || newest === undefined) return
        const late = { ...old, receivedAt: newest.receivedAt + MINUTE }
        expect(evaluate(own, state, late, profile()).state.habits).toEqual(state.habits)
      }),
    )
  })

  it('pressures and batteries under way at once may arrive in either order', () => {
    const pair = fc.tuple(
      fc.constantFrom(118, 130, 165).map((systolic) => ({ systolic, diastolic: 80 })),
      fc.integer({ min: 5, max: 100 }).map((battery) => ({ battery })),
    )
    fc.assert(
      fc.property(
        fc.array(fc.tuple(wait, pair), { minLength: 1, maxLength: 60 }),
        fc.infiniteStream(fc.boolean()),
        (steps, swaps) => {
          let at = local(0, 6)
          const inOrder: Reading[] = []
          const shuffled: Reading[] = []
          for (const [passed, [first, second]] of steps) {
            at += passed
            const both = [reading(at, first), reading(at + 20_000, second)]
            inOrder.push(...both)
            shuffled.push(...(swaps.next().value ? both.toReversed() : both))
          }
          // Across 22:00 the later one has already begun the next day.
          fc.pre(inOrder.every((one) => (one.eventTime / HOUR + 10) % 24 < 23.9))
          const { habits } = fold(inOrder).state
          const { habits: other } = fold(shuffled).state
          expect(other).toEqual(habits)
        },
      ),
    )
  })

  it('nothing is told of hours in which nothing was heard', () => {
    fc.assert(
      fc.property(history, (readings) => {
        for (const { ruleId, evidence, eventTime } of fold(readings).findings) {
          if (ruleId !== 'still' && ruleId !== 'up') continue
          const heard = readings
            .filter(
              ({ values, eventTime: at }) =>
                (values.steps ?? values.still) !== undefined && at >= evidence.since && at <= eventTime,
            )
            .map((one) => one.eventTime)
          for (let i = 1; i < heard.length; i++)
            expect(heard[i]! - heard[i - 1]!).toBeLessThanOrEqual(65 * MINUTE)
        }
      }),
    )
  })
})

describe('the size of habits', () => {
  /** Somebody who never takes the band off but for an hour's charge; pressure every so many minutes, night and day. */
  const size = (days: number, pressureEvery: number): number => {
    let state = emptyState('band-001')
    for (let at = local(0, 0), n = 0; at < local(days, 21, 59); at += 10 * MINUTE, n++) {
      const hour = ((at - local(0, 0)) / HOUR) % 24
      const noise = (n * 7_919) % 13
      const charging = hour >= 20.5 && hour < 21.5 ? 1 : 0
      const pressure = (n * 10) % pressureEvery === 0 ? { systolic: 128 + noise, diastolic: 78 + noise } : {}
      const said: Values = {
        heartRate: 95 + noise,
        ...pressure,
        worn: 1 - charging,
        steps: Math.floor(Math.max(0, hour - 6.5) / 3) * 2_500,
        battery: 90 - Math.round(((hour + 3) % 24) * 2.5),
        charging,
      }
      state = evaluate(NO_RULES, state, reading(at, said), profile()).state
    }
    return JSON.stringify(state.habits).length
  }

  it('measured every four hours is under 2 KiB, after forty days as after a hundred', () => {
    const [forty, hundred] = [size(40, 240), size(100, 240)]
    expect(forty).toBeGreaterThan(1_200)
    expect(forty).toBeLessThan(2_048)
    expect(hundred).toBeLessThan(2_048)
  })

  it('measured every ten minutes is a few bytes more', () => {
    expect(size(40, 10)).toBeLessThan(2_200)
  })

  it('of any history is bounded', () => {
    fc.assert(
      fc.property(history, (readings) => {
        expect(JSON.stringify(fold(readings).state.habits ?? {}).length).toBeLessThan(2_200)
      }),
    )
  })
})
