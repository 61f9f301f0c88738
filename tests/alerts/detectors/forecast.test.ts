import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '../../../alerts/model/time.ts'
import { compileCatalogue } from '../../../alerts/rules/compile.ts'
import { release } from '../../../alerts/rules/evaluate.ts'
import {
  at,
  defaultFiles,
  drainProfile,
  play,
  reading,
  rulesFrom,
  START,
  series,
  told,
} from '../rules/script.ts'

const rules = rulesFrom(defaultFiles()).filter((rule) => rule.id === 'drain-forecast')
const catalogue = compileCatalogue(rules)

/** Levels one minute apart from 10:00 on. */
const minutes = (levels: readonly number[]) =>
  series(
    'level',
    levels.map((level, i) => [`0:${i}:00`, level] as const),
  )
const drain = (levels: readonly number[]) => play(catalogue, minutes(levels), { profile: drainProfile })

describe('the forecast of 15, 27 and 40 cm', () => {
  it('says at 5 cm, rising 1 cm a minute, that 15 cm comes in 10 minutes', () => {
    const { findings } = drain([0, 1, 2, 3, 4, 5, 6])
    expect(told(findings)).toEqual(['05:00 raise drain-forecast warning'])
    expect(findings[0]?.severity).toBe('warning')
    expect(findings[0]?.evidence).toMatchObject({
      metric: 'level',
      threshold: 15,
      facts: { nextLevel: 'warning', nextLimit: 15, minutes: 10, slopePerHour: 60, predictedAt: at('15:00') },
    })
  })

  it('steps to the next class when that comes into sight, and says how good the first forecast was', () => {
    const { findings } = drain(Array.from({ length: 18 }, (_, i) => i))
    expect(told(findings)).toEqual([
      '05:00 raise drain-forecast warning',
      '16:00 step drain-forecast closure',
    ])
    expect(findings[1]?.evidence.facts).toMatchObject({
      nextLevel: 'closure',
      minutes: 11,
      forecastLevel: 'warning',
      reached: true,
      reachedAt: at('15:00'),
      leadMinutes: 10,
      errorMinutes: 0,
    })
  })

  it('clears 10 minutes after the rise has ended, and says that the class was not reached', () => {
    const { findings, state } = drain([0, 1, 2, 3, 4, 5, ...Array.from({ length: 25 }, () => 5), 1, 1, 1])
    expect(told(findings)).toEqual([
      '05:00 raise drain-forecast warning',
      '18:00 clear drain-forecast warning',
    ])
    expect(findings[1]?.evidence.facts).toMatchObject({ forecastLevel: 'warning', reached: false })
    expect(state.rules).toEqual({})
  })

  it('ends once the last class has come: there is nothing left to foresee', () => {
    const { findings } = drain(Array.from({ length: 30 }, (_, i) => 2 * i))
    expect(told(findings).at(-1)).toBe('20:00 clear drain-forecast danger')
    expect(findings.at(-1)?.evidence.facts).toMatchObject({ forecastLevel: 'danger', reached: true })
  })

  it('says nothing of a rise of 10 cm an hour, of a wet road below 3 cm, or of water that stands', () => {
    expect(drain(Array.from({ length: 60 }, (_, i) => 3 + i / 6)).findings).toEqual([])
    expect(drain(Array.from({ length: 30 }, (_, i) => (i % 10) * 0.29)).findings).toEqual([])
    expect(drain(Array.from({ length: 30 }, () => 14)).findings).toEqual([])
  })

  it('says nothing when 15 cm is further than 15 minutes ahead', () => {
    expect(drain([0, 1, 2, 3, 3.5, 4, 4.5, 5]).findings.map((one) => one.eventTime)).toEqual([])
  })

  it('gives a sensor that is heard every quarter of an hour three of its intervals', () => {
    const slow = play(
      catalogue,
      series('level', [
        ['00:00', 0],
        ['15:00', 4],
        ['30:00', 8],
        ['45:00', 12],
      ]),
      { profile: drainProfile },
    )
    expect(told(slow.findings)).toEqual(['45:00 raise drain-forecast warning'])
    expect(slow.findings[0]?.evidence.facts).toMatchObject({ minutes: 11, slopePerHour: 16 })
  })

  it('fills no slope over a silence of more than 20 minutes', () => {
    const { findings } = play(
      catalogue,
      series('level', [
        ['00:00', 2],
        ['25:00', 9],
        ['26:00', 10],
      ]),
      { profile: drainProfile },
    )
    expect(findings).toEqual([])
  })

  it('is quiet about the same class once a person has resolved it, and not about a worse one', () => {
    const rising = Array.from({ length: 18 }, (_, i) => i)
    const first = drain(rising.slice(0, 6))
    const resolved = release(catalogue, first.state, 'drain-forecast', at('05:30'), drainProfile).state
    const rest = play(catalogue, minutes(rising).slice(6), { state: resolved, profile: drainProfile })
    expect(told(rest.findings)).toEqual(['16:00 raise drain-forecast closure'])
  })

  it('property: one wave a quarter of an hour, however high, foresees nothing on a road of up to 4 cm', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.double({ min: 0, max: 4, noNaN: true }),
            fc.boolean(),
            fc.integer({ min: 1, max: 200 }),
          ),
          {
            minLength: 1,
            maxLength: 40,
          },
        ),
        (drawn) => {
          const [level = 0] = drawn[0] ?? []
          const readings = drawn.map(([, wave, height], i) =>
            reading(START + i * 5 * MINUTE, { level: wave && i % 3 === 0 ? level + height : level }),
          )
          expect(play(catalogue, readings, { profile: drainProfile }).findings).toEqual([])
        },
      ),
      { numRuns: 200 },
    )
  })

  it('property: a restart at any message changes nothing, nor does any message that comes twice; 1 KiB is enough', () => {
    const point = fc.tuple(
      fc.constantFrom(5_000, MINUTE, MINUTE, 5 * MINUTE, 30 * MINUTE),
      fc.integer({ min: 0, max: 60 }),
    )
    fc.assert(
      fc.property(fc.array(point, { minLength: 5, maxLength: 60 }), (drawn) => {
        let now = START
        const readings = drawn.map(([wait, level]) => {
          now += wait
          return reading(now, { level })
        })
        const plain = play(catalogue, readings, { profile: drainProfile })
        let state = play(catalogue, []).state
        const findings = readings.flatMap((one) => {
          const step = play(catalogue, [one, one], {
            state: JSON.parse(JSON.stringify(state)),
            profile: drainProfile,
          })
          state = step.state
          expect(JSON.stringify(state.rules).length).toBeLessThan(1_024)
          return step.findings
        })
        expect(findings).toEqual(plain.findings)
        expect(JSON.stringify(state)).toBe(JSON.stringify(plain.state))
      }),
      { numRuns: 100 },
    )
  })

  it('property: on a straight rise the first forecast is right to the minute', () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 120 }), (perHour) => {
        const levels = Array.from({ length: 70 }, (_, i) => (i * perHour) / 60)
        const raised = drain(levels).findings[0]
        const really = START + (15 / perHour) * HOUR
        expect(Math.abs(Number(raised?.evidence.facts?.predictedAt) - really)).toBeLessThan(MINUTE)
      }),
    )
  })
})
