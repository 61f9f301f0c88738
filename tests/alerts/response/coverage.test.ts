import { describe, expect, it } from 'vitest'
import { nextShift, uncovered } from '../../../alerts/response/coverage.ts'
import { HOUR, MINUTE, SHIFTS, TEN, town } from './town.ts'

const DAY = 24 * HOUR
const shifts = (change: Partial<(typeof SHIFTS)[number]>) =>
  [{ ...SHIFTS[0], ...change }, SHIFTS[1]] as typeof SHIFTS

describe('the minutes nobody covers', () => {
  it('of a roster that is complete are none, for a week', () => {
    expect(uncovered(town(), 'c-1', { from: TEN, to: TEN + 7 * DAY })).toEqual([])
  })

  it('between a shift that ends early and the next are named to the minute, every day', () => {
    const directory = town({ shifts: shifts({ to: '19:53' }) })
    expect(uncovered(directory, 'c-1', { from: TEN, to: TEN + 2 * DAY })).toEqual([
      { from: TEN + 9 * HOUR + 53 * MINUTE, to: TEN + 10 * HOUR },
      { from: TEN + DAY + 9 * HOUR + 53 * MINUTE, to: TEN + DAY + 10 * HOUR },
    ])
  })

  it('of a Sunday without a day shift, seen on Saturday', () => {
    const directory = town({ shifts: shifts({ weekdays: [1, 2, 3, 4, 5, 6] }) })
    expect(uncovered(directory, 'c-1', { from: TEN, to: TEN + 7 * DAY })).toEqual([
      { from: TEN + 22 * HOUR, to: TEN + 34 * HOUR },
    ])
  })

  it('are all there are when nobody is rostered, or when the officer has left', () => {
    const span = { from: TEN, to: TEN + DAY }
    expect(uncovered(town({ shifts: [] }), 'c-1', span)).toEqual([span])
    expect(uncovered(town({ people: [] }), 'c-1', span)).toEqual([span])
  })
})

describe('the next shift', () => {
  it('begins with the first who is not on duty now', () => {
    const next = nextShift(town(), 'c-1', TEN)
    expect([next?.from, next?.people.map(({ id }) => id)]).toEqual([TEN + 10 * HOUR, ['p-night']])
  })

  it('is nobody where the same officer stays', () => {
    expect(nextShift(town({ shifts: SHIFTS.slice(0, 1) }), 'c-1', TEN)).toBeUndefined()
  })
})
