import { describe, expect, it } from 'vitest'
import { byDay, entries } from '../../../alerts/habits/log.ts'
import { counter, every, habitsOf, lived, local, type Said } from './person.ts'

const WALKS = { from: 7.5, to: 9.5, perHour: 600 }
const walk = (_: number, hour: number) => ({ worn: 1, steps: counter(hour, WALKS) })

describe('a day of movement', () => {
  it('gives steps, the first movement and the longest rest', () => {
    const { log, usual } = habitsOf([...every(5, 8, walk), [local(8, 22, 5), { steps: 0 }]])
    // The first day has no counter before it; a day ends at 22:00, so that midnight is inside a night.
    expect(
      entries(log, 'steps')
        .slice(0, 6)
        .map(([value]) => value),
    ).toEqual(Array(6).fill(1_200))
    // The first steps at 07:30 are counted at 07:35.
    expect(usual.risen).toEqual([455, 8])
    // From 09:30 to 21:55, the last reading of the day.
    expect(usual.rested).toEqual([745, 8])
  })

  it('half a day off the wrist is no example of a day, and the band put on at ten no first movement', () => {
    const said = every(5, 3, (day, hour) => ({
      worn: day === 1 && hour < 16 ? 0 : 1,
      steps: counter(hour, WALKS),
    }))
    const { log } = habitsOf([...said, [local(3, 22, 5), { steps: 0 }]])
    // Newest first: today, two days ago … day 1 is the third.
    const known = byDay(log, 'steps').map((entry) => entry.length > 0)
    expect(known.slice(0, 4)).toEqual([false, false, true, false])
    expect(byDay(log, 'risen')[3]).toEqual([])
  })

  it('a stretch is not vouched for over more than 65 minutes of silence', () => {
    const since = (said: readonly Said[]) => lived(said).habits?.activity?.since
    const start: Said[] = [
      [local(0, 9), { worn: 1, steps: 100 }],
      [local(0, 9, 5), { steps: 120 }],
    ]
    expect(since([...start, [local(0, 10, 10), { steps: 120 }]])).toBe(local(0, 9, 5))
    expect(since([...start, [local(0, 10, 11), { steps: 120 }]])).toBe(local(0, 10, 11))
  })

  it('a first count after 18 hours of silence starts anew, though it says nothing of movement', () => {
    const said: Said[] = [
      [local(0, 15), { worn: 1, still: 0 }],
      [local(1, 9), { steps: 0 }],
    ]
    expect(lived(said).habits?.activity?.since).toBe(local(1, 9))
  })

  it('the word of the band that it feels movement counts as steps do', () => {
    const said: Said[] = [
      [local(0, 9), { worn: 1, still: 1 }],
      [local(0, 9, 30), { still: 1 }],
      [local(0, 9, 40), { still: 0 }],
      [local(0, 9, 50), { still: 1 }],
    ]
    expect(lived(said).habits?.activity).toMatchObject({ since: local(0, 9, 40), rested: 40 })
  })

  it('off the wrist nobody can tell, and it counts anew from when it is put on', () => {
    const start: Said[] = [
      [local(0, 9), { worn: 1, steps: 100 }],
      [local(0, 9, 30), { steps: 100 }],
      [local(0, 10), { worn: 0 }],
    ]
    expect(lived(start).habits?.activity?.since).toBeUndefined()
    expect(lived([...start, [local(0, 11), { worn: 1 }]]).habits?.activity?.since).toBe(local(0, 11))
  })
})
