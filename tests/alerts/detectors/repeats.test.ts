import { describe, expect, it } from 'vitest'
import { emptyState, evaluate } from '../../../alerts/rules/evaluate.ts'
import { at, catalogueOf, play, profile, reading, told, type Values } from '../rules/script.ts'

const pressure = catalogueOf(
  '{ type: repeats, any: [{ metric: systolic, comparison: atLeast, raise: 160, clear: 150 }, { metric: diastolic, comparison: atLeast, raise: 100, clear: 95 }], hits: 2, of: 3, window: 15m }',
)
const bp = (time: string, systolic: number, diastolic: number): [string, Values] => [
  time,
  { systolic, diastolic },
]
const run = (...script: [string, Values][]) => play(pressure, script)

describe('2 of 3 measurements within 15 minutes', () => {
  it('stays quiet after one high measurement and raises on the second, with all of them as evidence', () => {
    expect(run(bp('00:00', 172, 90)).findings).toEqual([])
    const { findings } = run(bp('00:00', 172, 90), bp('05:00', 140, 85), bp('10:00', 165, 88))
    expect(told(findings)).toEqual(['10:00 raise rule warning'])
    expect(findings[0]?.evidence.samples).toHaveLength(6)
    expect(findings[0]?.evidence).toMatchObject({
      metric: 'systolic',
      threshold: 160,
      since: at('00:00'),
      facts: { hits: 2, of: 3 },
    })
  })

  it('counts a high diastolic as well, and names the limit that was met', () => {
    const { findings } = run(bp('00:00', 165, 80), bp('02:00', 150, 101))
    expect(findings[0]?.evidence).toMatchObject({ metric: 'diastolic', threshold: 100 })
  })

  it.each([
    ['one hit of three', [bp('00:00', 165, 80), bp('02:00', 150, 80), bp('04:00', 150, 80)]],
    [
      'two hits with two ordinary ones between: 2 of 4',
      [bp('00:00', 165, 80), bp('02:00', 150, 80), bp('04:00', 150, 80), bp('06:00', 165, 80)],
    ],
    ['two hits 15:01 apart', [bp('00:00', 165, 80), bp('15:01', 165, 80)]],
  ])('stays quiet at %s', (_, script) => {
    expect(run(...script).findings).toEqual([])
  })

  it('takes two hits exactly 15 minutes apart', () => {
    expect(run(bp('00:00', 165, 80), bp('15:00', 165, 80)).findings).toHaveLength(1)
  })

  it('does not tell a third hit again, and clears after two measurements in a row below both clear levels', () => {
    const { findings, state } = run(
      bp('00:00', 165, 80),
      bp('02:00', 165, 80),
      bp('04:00', 165, 80),
      bp('10:00', 149, 80),
      bp('20:00', 149, 96),
      bp('30:00', 150, 95),
      bp('40:00', 145, 90),
    )
    expect(told(findings)).toEqual(['02:00 raise rule warning', '40:00 clear rule warning'])
    expect(state.rules).toEqual({})
  })

  it('remembers nothing of ordinary measurements', () => {
    expect(run(bp('00:00', 130, 80), bp('05:00', 135, 82)).state.rules).toEqual({})
  })
})

describe('asking the band to measure again', () => {
  const asking = catalogueOf(
    '{ type: repeats, any: [{ metric: systolic, comparison: atLeast, raise: 160, clear: 150 }], hits: 3, of: 5, window: 2h, askAgain: true }',
  )
  /** After each reading, in seconds and pressure, whether it was asked; the state goes through JSON between them. */
  const asks = (script: readonly (readonly [string, number])[], late = 0): readonly boolean[] => {
    let state = emptyState('band-001')
    return script.map(([time, systolic]) => {
      const one = reading(time, { systolic, diastolic: 80 }, { receivedAt: at(time) + late })
      const step = evaluate(asking, JSON.parse(JSON.stringify(state)), one, profile())
      state = step.state
      return step.requests.includes('measure')
    })
  }

  it('happens at the first hit, and again after five minutes only', () => {
    expect(
      asks([
        ['00:00', 165],
        ['04:59', 170],
        ['05:00', 120],
      ]),
    ).toEqual([true, false, false])
    expect(
      asks([
        ['00:00', 165],
        ['05:00', 170],
      ]),
    ).toEqual([true, true])
  })

  it('does not happen for an ordinary value, with the hit that is enough, or for an old one', () => {
    expect(asks([['00:00', 120]])).toEqual([false])
    expect(
      asks([
        ['00:00', 165],
        ['06:00', 165],
        ['12:00', 165],
      ]),
    ).toEqual([true, true, false])
    expect(asks([['00:00', 165]], 61_000)).toEqual([false])
  })

  it('does not happen where the rule does not want it', () => {
    const { requests } = evaluate(pressure, emptyState(), reading('00:00', { systolic: 165 }), profile())
    expect(requests).toEqual([])
  })
})
