import { describe, expect, it } from 'vitest'
import { habitsOf, lived, local, type Said } from './person.ts'

/** On the charger from `at` for two hours, then 2 % an hour down to the next. */
const evening = (day: number, hour: number, minute = 0): Said[] => {
  const said: Said[] = [
    [local(day, hour, minute), { battery: 50, charging: 1 }],
    [local(day, hour + 2, minute), { battery: 98, charging: 0 }],
  ]
  for (let passed = 1; passed <= 18; passed++)
    said.push([local(day, hour + 2 + passed, minute), { battery: 98 - 2 * passed, charging: 0 }])
  return said
}

describe('charging', () => {
  it('its usual time and the drain between two are learned', () => {
    const { usual } = habitsOf([0, 1, 2, 3].flatMap((day) => evening(day, 20, day * 5)))
    // The newer of the middle two; 98 % to 50 % in 22 hours.
    expect(usual.charged).toEqual([20 * 60 + 10, 1, 2.2, 4])
  })

  it('round midnight it is still one time of the day', () => {
    const said = [0, 1, 2, 3, 4].flatMap((day) => evening(day, 23, 30 + (day % 2) * 40))
    expect(habitsOf(said).usual.charged?.[0]).toSatisfy((minute) => minute === 1_410 || minute === 10)
  })

  it('every third day is every third day', () => {
    expect(habitsOf([0, 3, 6, 9].flatMap((day) => evening(day, 20))).usual.charged?.[1]).toBe(3)
  })

  it('a band that does not say so is charged when its percentage has risen', () => {
    const silent = [0, 1, 2, 3].flatMap((day) =>
      evening(day, 20).map(([at, { battery = 0 }]): Said => [at, { battery }]),
    )
    // From the last sample before the rise.
    expect(habitsOf(silent).usual.charged?.slice(0, 2)).toEqual([20 * 60, 1])
  })

  it('the points of a slope are ninety minutes apart and four at most', () => {
    const { points } = lived(evening(0, 20)).habits?.power ?? { points: [] }
    expect(points.filter((_, i) => i % 2 === 0)).toEqual([
      local(1, 10),
      local(1, 12),
      local(1, 14),
      local(1, 16),
    ])
  })
})
