import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { METRICS } from '../../../alerts/model/telemetry.ts'
import { dueAtOf, rest, stir, wake } from '../../../alerts/rules/rest.ts'
import { emptyState, type SubjectState } from '../../../alerts/rules/state.ts'

const time = fc.integer({ min: 0, max: 2_000_000_000_000 })
const maybe = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(of, { nil: undefined })

const latest = fc.record(
  Object.fromEntries(
    METRICS.map((metric) => [
      metric,
      fc.record({ value: fc.double({ noNaN: true, min: -1e9, max: 1e9 }), at: time }),
    ]),
  ),
  { requiredKeys: [] },
)

const sampled = fc.record({ at: time, count: time, values: fc.array(time, { maxLength: 18 }) })
const range = fc.tuple(time, time, time, time)
const pair = fc.tuple(time, time)

/** Now and then more of something than there is room for. */
const habits = fc.record(
  {
    dawn: time,
    samples: fc.record({ heartRate: sampled, systolic: sampled, diastolic: sampled }, { requiredKeys: [] }),
    activity: fc.record(
      {
        since: time,
        steps: time,
        known: time,
        rested: time,
        risen: fc.integer({ min: -1, max: 1_439 }),
        up: pair,
        dark: time,
        ailed: fc.constant(true as const),
      },
      { requiredKeys: ['steps', 'known', 'rested'] },
    ),
    power: fc.record(
      { points: fc.array(time, { maxLength: 9 }), full: pair, chargedAt: time },
      { requiredKeys: ['points'] },
    ),
    log: fc.dictionary(fc.constantFrom('heartRate', 'steps', 'ups'), fc.string()),
    usual: fc.record(
      {
        heartRate: range,
        heartRateNight: range,
        systolic: range,
        systolicNight: range,
        diastolic: range,
        diastolicNight: range,
        risen: pair,
        rested: pair,
        charged: range,
        systolicDrift: range,
        stepsDrift: range,
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['dawn', 'samples', 'log', 'usual'] },
)

const anyState: fc.Arbitrary<SubjectState> = fc
  .record({
    latest,
    seenAt: fc.option(time),
    deviceId: fc.option(fc.string()),
    positionSource: maybe(fc.constantFrom('gps' as const, 'wifi' as const, 'cell' as const)),
    walk: maybe(fc.array(time, { maxLength: 46 })),
    leaptAt: maybe(time),
    chargedAt: maybe(time),
    dueAt: fc.option(time),
    listeningSince: maybe(time),
    habits: maybe(habits),
    rules: fc.dictionary(fc.string(), fc.constant({ detector: 'count', phase: 'pending' as const })),
  })
  .map(
    ({ dueAt, listeningSince, rules, habits, ...live }) =>
      JSON.parse(JSON.stringify({ live, rules, dueAt, listeningSince, habits })) as SubjectState,
  )

describe('a state at rest', () => {
  it('wakes as what it was, whatever lay in its place before', () => {
    fc.assert(
      fc.property(anyState, anyState, (state, earlier) => {
        expect(wake(rest(state))).toEqual(state)
        expect(wake(rest(state, rest(earlier)))).toEqual(state)
      }),
    )
  })

  it('is written down as what it was, half awake as for the fold', () => {
    fc.assert(
      fc.property(anyState, anyState, (state, earlier) => {
        const half = stir(rest(state, rest(earlier)))
        expect(JSON.parse(JSON.stringify(half))).toEqual(state)
        expect(wake(rest(half))).toEqual(state)
      }),
    )
  })

  it('is the same place for one state after the other, and who is awake does not notice', () => {
    fc.assert(
      fc.property(anyState, anyState, (state, later) => {
        const place = rest(state)
        const awake = wake(place)
        expect(rest(later, place)).toBe(place)
        expect(awake).toEqual(state)
        expect(wake(place)).toEqual(later)
      }),
    )
  })

  it('tells when time alone has something to decide; never, when there is nothing', () => {
    expect(dueAtOf(rest({ ...emptyState('b'), dueAt: 5_000 }))).toBe(5_000)
    expect(dueAtOf(rest(emptyState('b'))) <= Number.MAX_SAFE_INTEGER).toBe(false)
  })

  it('of a subject nobody has heard of has no metric, no time and no device', () => {
    expect(JSON.parse(JSON.stringify(wake(rest(emptyState()))))).toEqual(emptyState())
  })
})
