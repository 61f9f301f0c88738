import { describe, expect, it } from 'vitest'
import { at, catalogueOf, play, told, type Values } from '../rules/script.ts'

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
