import fc from 'fast-check'
import { expect, it } from 'vitest'
import { dayAfter, daysBetween, isLocalDay, localDay, localMinute } from '../../../alerts/care/local-day.ts'
import { DAY } from '../../../alerts/model/time.ts'

it('a day of Shanghai begins at 16:00 UTC, of New York at 04:00 or 05:00', () => {
  expect(localDay('Asia/Shanghai', Date.UTC(2026, 10, 22, 15, 59))).toBe('2026-11-22')
  expect(localDay('Asia/Shanghai', Date.UTC(2026, 10, 22, 16, 0))).toBe('2026-11-23')
  expect(localMinute('Asia/Shanghai', Date.UTC(2026, 10, 23, 0, 5))).toBe(485)
  expect(localDay('America/New_York', Date.UTC(2026, 6, 1, 3, 59))).toBe('2026-06-30')
  expect(localDay('America/New_York', Date.UTC(2026, 11, 1, 4, 59))).toBe('2026-11-30')
})

it('counts days over months, leap days and changes of the clock', () => {
  expect(daysBetween('2028-02-28', '2028-03-01')).toBe(2)
  expect(daysBetween('2026-11-23', '2026-11-20')).toBe(-3)
  fc.assert(
    fc.property(
      fc.integer({ min: -3_000, max: 30_000 }),
      fc.integer({ min: -400, max: 400 }),
      (start, step) => {
        const day = new Date(start * DAY).toISOString().slice(0, 10)
        expect(daysBetween(day, dayAfter(day, step))).toBe(step)
        expect(isLocalDay(day)).toBe(true)
      },
    ),
  )
  for (const wrong of ['2026-02-30', '2026-13-01', '26-1-1', 'today', ''])
    expect(isLocalDay(wrong)).toBe(false)
})
