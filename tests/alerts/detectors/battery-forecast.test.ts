import { describe, expect, it } from 'vitest'
import type { Finding } from '../../../alerts/model/alert.ts'
import type { Habits } from '../../../alerts/model/habits.ts'
import { emptyState, evaluate, type SubjectState } from '../../../alerts/rules/evaluate.ts'
import { local, type Said } from '../habits/person.ts'
import { catalogueOf, profile, reading } from '../rules/script.ts'

const catalogue = catalogueOf('{ type: batteryForecast }', 'severity: info')

/** Usually charged at `minute` every `every` days; `points` since the last charge. */
const used = (
  charged: Habits['usual']['charged'],
  power: Habits['power'] = { points: [local(0, 8), 80] },
): SubjectState => ({
  ...emptyState('band-001'),
  habits: {
    dawn: local(0, 4),
    samples: {},
    power,
    log: {},
    usual: charged === undefined ? {} : { charged },
  },
})

function run(said: readonly Said[], from: SubjectState): readonly Finding[] {
  let state = from
  return said.flatMap(([at, values]) => {
    const step = evaluate(catalogue, state, reading(at, values), profile())
    state = step.state
    return step.findings
  })
}
const at = (hour: number, minute: number, battery: number, more = {}): Said => [
  local(0, hour, minute),
  { battery, charging: 0, ...more },
]

describe('a battery and its usual charge at 21:00', () => {
  const usual = [21 * 60, 1, 3, 5] as const

  it('8 % an hour from 48 % at noon is empty at 18:00, three hours too early', () => {
    const [raised] = run([at(12, 0, 48)], used(usual))
    expect(raised?.evidence.facts).toEqual({
      emptyAt: local(0, 18),
      nextCharge: local(0, 21),
      percentPerHour: 8,
    })
  })

  it('3 % an hour from 48 % lasts', () => {
    expect(run([at(12, 0, 48)], used(usual, { points: [local(0, 8), 60] }))).toEqual([])
  })

  it('before two hours have passed the usual drain counts', () => {
    // 20 % at 12:00, 3 % an hour: empty at 18:40.
    const [raised] = run([at(12, 0, 20)], used(usual, { points: [local(0, 11), 21] }))
    expect(raised?.evidence.facts).toMatchObject({ percentPerHour: 3, emptyAt: local(0, 18, 40) })
  })

  it('an hour after the usual time the charge is no longer expected tonight', () => {
    const eight = [20 * 60, 1, 3, 5] as const
    const low: Habits['power'] = { points: [local(0, 15), 44] }
    expect(run([at(20, 55, 26)], used(eight, low))).toEqual([])
    expect(run([at(21, 5, 26)], used(eight, low)).map((one) => one.transition)).toEqual(['raise'])
  })

  it('charged every third day, it must last until then', () => {
    const third = [21 * 60, 3, 1, 5] as const
    const power: Habits['power'] = { points: [local(0, 8), 44], chargedAt: local(-1, 21) }
    // 1 % an hour: 40 hours from noon, and the charge is 57 hours away.
    const [raised] = run([at(12, 0, 40)], used(third, power))
    expect(raised?.evidence.facts).toMatchObject({ nextCharge: local(2, 21) })
  })

  it('says nothing before three charges are known', () => {
    expect(run([at(12, 0, 10)], used([21 * 60, 1, 3, 2]))).toEqual([])
    expect(run([at(12, 0, 10)], used(undefined))).toEqual([])
  })

  it('is over when it is charged, whether the band says so or its percentage rises', () => {
    const ends = (said: Said) => run([at(12, 0, 48), said], used(usual)).map((one) => one.transition)
    expect(ends(at(13, 0, 41, { charging: 1 }))).toEqual(['raise', 'clear'])
    expect(ends(at(13, 0, 70))).toEqual(['raise', 'clear'])
    expect(ends(at(13, 0, 40))).toEqual(['raise'])
  })
})
