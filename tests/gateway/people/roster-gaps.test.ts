import { expect, it } from 'vitest'
import type { Shift } from '../../../alerts/model/people.ts'
import { describeGaps } from '../../../gateway/people/roster-gaps.ts'
import { SHIFTS, TEN, town } from '../../alerts/response/town.ts'

const gaps = (shifts: readonly Shift[]) => describeGaps(town({ shifts }), TEN)
const change = (more: Partial<Shift>) => [{ ...SHIFTS[0], ...more }, SHIFTS[1]] as Shift[]

it('a roster that is whole, and a community that keeps none, say nothing', () => {
  expect(gaps(SHIFTS)).toEqual([])
  expect(gaps([])).toEqual([])
})

it('a Sunday without a day shift is named, with the shift that is missing', () => {
  expect(gaps(change({ weekdays: [1, 2, 3, 4, 5, 6] }))).toEqual([
    '! community c-1: nobody is on duty on Sun 08:00–20:00\n' +
      '    → a shift of role duty, weekdays: [7], from: "08:00", to: "20:00"; until then the director is warned a week ahead',
  ])
})

it('minutes between two shifts are named on each day, and a night over midnight by both', () => {
  expect(gaps(change({ to: '19:53' }))).toHaveLength(7)
  expect(gaps(change({ to: '19:53' }))[2]).toContain('Wed 19:53–20:00')
  const night = { ...SHIFTS[1], weekdays: [1, 2, 3, 4, 6, 7] } as Shift
  expect(gaps([SHIFTS[0] as Shift, night])).toMatchObject([expect.stringContaining('Fri 20:00–Sat 08:00')])
})
