// Sensors that lie, each in its own way: frozen, jumping, blocked, running empty. And water that rises in dry weather.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../../alerts/model/time.ts'
import type { Weather } from '../../../alerts/model/weather.ts'
import { compileCatalogue } from '../../../alerts/rules/compile.ts'
import { emptyState, evaluate, underWeather } from '../../../alerts/rules/evaluate.ts'
import {
  defaultFiles,
  drainProfile,
  play,
  reading,
  rulesFrom,
  START,
  told,
  type Values,
} from '../rules/script.ts'

const all = rulesFrom(defaultFiles())
const only = (id: string) => compileCatalogue(all.filter((rule) => rule.id === id))

/** Readings so many minutes apart. */
const every = (minutes: number, values: readonly Values[]) =>
  values.map((one, i) => reading(START + i * minutes * MINUTE, one))

const rise = Array.from({ length: 40 }, (_, i) => Math.min(10, 1 + i * 0.5))

describe('water that rises in dry weather', () => {
  const catalogue = only('drain-blockage')
  const under = (weather: Partial<Weather>) =>
    underWeather(
      catalogue,
      emptyState('drain-01'),
      { warning: 'none', since: START, until: null, ...weather },
      drainProfile,
    ).state
  const play_ = (values: readonly Values[], weather?: Partial<Weather>) =>
    play(catalogue, every(5, values), {
      profile: drainProfile,
      ...(weather === undefined ? {} : { state: under(weather) }),
    }).findings

  it('is told with what the gauge said and how far it rose', () => {
    const findings = play_(rise.map((level) => ({ level, rain: 0 })))
    expect(told(findings)).toEqual(['1:05:00 raise drain-blockage warning'])
    expect(findings[0]?.evidence.facts).toMatchObject({ weather: 'dry', rainMm: 0, rise: 5, base: 1.5 })
  })

  it('is known to be dry by the gauge of another drain as well', () => {
    const dry = { rainMm: 0.2, rainAt: START }
    expect(
      play_(
        rise.map((level) => ({ level })),
        dry,
      ),
    ).toHaveLength(1)
    expect(
      play_(
        rise.map((level) => ({ level })),
        { ...dry, rainMm: 0.3 },
      ),
    ).toEqual([])
    // Two hours later that gauge says nothing any more.
    expect(
      play_(
        rise.map((level) => ({ level })),
        { ...dry, rainAt: START - 2 * HOUR },
      ),
    ).toEqual([])
  })

  it('is not known to be dry without any gauge, and not dry while a warning is in force', () => {
    expect(play_(rise.map((level) => ({ level })))).toEqual([])
    expect(
      play_(
        rise.map((level) => ({ level })),
        { warning: 'none' },
      ),
    ).toEqual([])
    expect(
      play_(
        rise.map((level) => ({ level, rain: 0 })),
        { warning: 'blue' },
      ),
    ).toEqual([])
  })

  it('says "unknown" to whoever asks why it said nothing', () => {
    const seen: unknown[] = []
    let { state } = play(catalogue, [])
    for (const one of every(
      5,
      rise.map((level) => ({ level })),
    ))
      state = evaluate(catalogue, state, one, drainProfile, ({ outcome }) =>
        seen.push(outcome.evidence?.facts),
      ).state
    expect(seen.at(-1)).toMatchObject({ weather: 'unknown' })
  })

  it('takes no silence for a rise: 1 and 9 cm with 40 minutes between them', () => {
    const readings = [
      ...every(
        5,
        Array.from({ length: 6 }, () => ({ level: 2, rain: 0 })),
      ),
      ...Array.from({ length: 6 }, (_, i) => reading(START + (65 + i * 5) * MINUTE, { level: 9, rain: 0 })),
    ]
    expect(play(catalogue, readings, { profile: drainProfile }).findings).toEqual([])
  })

  it('is not raised by one wave of 60 cm', () => {
    expect(play_([2, 2, 2, 60, 2, 2, 2, 2, 2, 2].map((level) => ({ level, rain: 0 })))).toEqual([])
  })
})

describe('a frozen level', () => {
  const catalogue = only('drain-stuck')
  const findings = (minutes: number, values: readonly Values[]) =>
    told(play(catalogue, every(minutes, values), { profile: drainProfile }).findings)

  it('is told after 90 minutes of rain, and ends with the first other value', () => {
    const values = Array.from({ length: 8 }, (_, i) => ({ level: i < 7 ? 0 : 0.3, rain: 4 }))
    expect(findings(15, [{ level: 0, rain: 0 }, ...values])).toEqual([
      '1:45:00 raise drain-stuck warning',
      '2:00:00 clear drain-stuck warning',
    ])
  })

  it('may be dry for ever, and may stand in a drizzle', () => {
    expect(
      findings(
        15,
        Array.from({ length: 500 }, () => ({ level: 0, rain: 1 })),
      ),
    ).toEqual([])
  })

  it('is not frozen over a silence: two equal values 51 minutes apart begin anew', () => {
    expect(
      findings(
        51,
        Array.from({ length: 40 }, () => ({ level: 6 })),
      ),
    ).toEqual([])
  })

  it('is not kept from being told by battery messages between', () => {
    const readings = Array.from({ length: 60 }, (_, i) =>
      reading(START + i * 15 * MINUTE, i % 2 === 0 ? { level: 6 } : { battery: 80 }),
    )
    expect(told(play(catalogue, readings, { profile: drainProfile }).findings)).toEqual([
      '12:00:00 raise drain-stuck warning',
    ])
  })
})

describe('a level that jumps', () => {
  const catalogue = only('drain-spiking')

  it('counts each spike once, up or down, and knows a step from a spike', () => {
    const levels = [20, 20, 5, 20, 20, 40, 20, 40, 40, 41, 40]
    const { state } = play(
      catalogue,
      every(
        1,
        levels.map((level) => ({ level })),
      ),
      { profile: drainProfile },
    )
    const own = state.rules['drain-spiking'] as unknown as { hits: readonly number[] }
    expect(own.hits.map((at) => (at - START) / MINUTE)).toEqual([2, 5])
  })

  it('a doubtful value that is sent twice, or comes late, is one', () => {
    const doubtful = [{ metric: 'level' as const, value: 900, reason: 'implausible' as const }]
    const bad = (minute: number) => reading(START + minute * MINUTE, {}, { kind: 'level', doubtful })
    const three = [bad(1), bad(1), bad(3), bad(2), bad(3), bad(5)]
    expect(play(catalogue, three, { profile: drainProfile }).findings).toEqual([])
    const { findings } = play(catalogue, [...three, bad(8)], { profile: drainProfile })
    expect(findings[0]?.evidence.facts).toEqual({ spikes: 0, doubtful: 4 })
  })
})

describe('a gauge that says 0', () => {
  const catalogue = only('drain-gauge')
  const of = (values: readonly Values[], weather?: Weather) => {
    const state = weather && underWeather(catalogue, emptyState('drain-01'), weather, drainProfile).state
    return play(catalogue, every(15, values), { profile: drainProfile, ...(state && { state }) }).findings
  }
  const nothing = Array.from({ length: 12 }, () => ({ level: 1, rain: 0 }))

  it.each([
    ['under an orange warning', { warning: 'orange' }, 'warning'],
    ['beside a gauge with 4 mm in an hour', { warning: 'none', rainMm: 4, rainAt: START }, 'elsewhere'],
  ] as const)('for an hour %s may be blocked', (_, weather, sign) => {
    const findings = of(nothing, { since: START, until: null, ...weather })
    expect(told(findings)).toEqual(['1:00:00 raise drain-gauge warning'])
    expect(findings[0]?.evidence.facts).toMatchObject({ sign })
  })

  it('for an hour over water that has risen by 10 cm may be blocked', () => {
    const levels = [1, 4, 6, 8, 10, 12, 14, 15, 16, 17, 18, 18]
    expect(told(of(levels.map((level) => ({ level, rain: 0 }))))).toEqual([
      '1:30:00 raise drain-gauge warning',
    ])
  })

  it('is right under a yellow warning, in dry weather, and once it has felt a drop', () => {
    expect(of(nothing, { warning: 'yellow', since: START, until: null })).toEqual([])
    expect(of(nothing)).toEqual([])
    const drop = nothing.map((one, i) => (i % 4 === 3 ? { ...one, rain: 0.1 } : one))
    expect(of(drop, { warning: 'red', since: START, until: null })).toEqual([])
  })
})

describe('a battery that falls', () => {
  const catalogue = only('drain-battery-forecast')
  const of = (days: number, percent: (day: number) => number) =>
    play(
      catalogue,
      Array.from({ length: days * 8 }, (_, i) => {
        const at = START + i * 3 * HOUR
        return reading(at, { battery: Math.round(percent((at - START) / DAY)) })
      }),
      { profile: drainProfile },
    ).findings

  it('by 2 % a day from 50 % is told when it reaches 10 % in 14 days', () => {
    const [finding] = of(10, (day) => 50 - 2 * day)
    expect(((finding?.eventTime ?? 0) - START) / DAY).toBeCloseTo(6, 0)
    expect(finding?.evidence.facts).toMatchObject({ days: 14, perDay: expect.closeTo(2, 0) })
  })

  it('by 2 % a month, or up and down by 1 %, is not; a new one ends it', () => {
    expect(of(60, (day) => 50 - day / 15)).toEqual([])
    expect(of(60, (day) => 50 + (Math.floor(day * 8) % 2))).toEqual([])
    expect(of(12, (day) => (day < 8 ? 50 - 3 * day : 95)).map((one) => one.transition)).toEqual([
      'raise',
      'clear',
    ])
  })
})

describe('for every sensor', () => {
  it('property: a restart at any message and every message twice change nothing; each state stays under 1 KiB', () => {
    const catalogue = compileCatalogue(all.filter((rule) => rule.appliesTo === 'drain'))
    const point = fc.record({
      wait: fc.constantFrom(MINUTE, 5 * MINUTE, 15 * MINUTE, 15 * MINUTE, 51 * MINUTE),
      level: fc.constantFrom(0, 1, 1, 4, 6, 6, 30),
      rain: fc.constantFrom(0, 0, 0, 5),
      battery: fc.integer({ min: 15, max: 60 }),
      bad: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(point, { minLength: 5, maxLength: 60 }), (drawn) => {
        let now = START
        const readings = drawn.map(({ wait, bad, level, ...values }) => {
          now += wait
          return bad
            ? reading(
                now,
                { ...values },
                { kind: 'level', doubtful: [{ metric: 'level', value: 900, reason: 'implausible' }] },
              )
            : reading(now, { ...values, level })
        })
        const plain = play(catalogue, readings, { profile: drainProfile })
        let { state } = play(catalogue, [])
        const findings = readings.flatMap((one) => {
          const saved = JSON.parse(JSON.stringify(state))
          const step = play(catalogue, [one, one], { state: saved, profile: drainProfile })
          state = step.state
          for (const own of Object.values(state.rules)) expect(JSON.stringify(own).length).toBeLessThan(1_024)
          return step.findings
        })
        expect(findings).toEqual(plain.findings)
        expect(JSON.stringify(state)).toBe(JSON.stringify(plain.state))
      }),
      { numRuns: 100 },
    )
  })
})
