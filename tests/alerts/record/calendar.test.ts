import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nameAt, partAt, partsOf, periodBefore, periodOf } from '../../../alerts/record/calendar.ts'

const HOUR = 3_600_000
const iso = (at: number | undefined): string => new Date(at ?? Number.NaN).toISOString()

describe('days and months of a community', () => {
  it('a day in Shanghai begins at 16:00 UTC the day before and has 24 hours', () => {
    const day = periodOf('daily', '2026-11-21', 'Asia/Shanghai')!
    expect([iso(day.from), iso(day.to)]).toEqual(['2026-11-20T16:00:00.000Z', '2026-11-21T16:00:00.000Z'])
    expect(partsOf(day)).toHaveLength(24)
    expect(partAt(day, day.from)).toBe('00')
    expect(partAt(day, day.to - 1)).toBe('23')
  })

  it('February 2024 has 29 days, and the month before it is January', () => {
    const month = periodOf('monthly', '2024-02', 'Asia/Shanghai')!
    expect(partsOf(month)).toHaveLength(29)
    expect(partsOf(month).at(-1)).toBe('2024-02-29')
    expect(periodBefore(month)?.name).toBe('2024-01')
    expect(periodBefore(month)?.to).toBe(month.from)
  })

  it('what is on no calendar is no period', () => {
    for (const name of ['2026-02-29', '2026-13-01', '2026-00-10', '2026-11', 'today', ''])
      expect(periodOf('daily', name, 'Asia/Shanghai')).toBeUndefined()
    for (const name of ['2026-13', '2026-00', '2026-11-21'])
      expect(periodOf('monthly', name, 'Asia/Shanghai')).toBeUndefined()
  })

  it('a day on which clocks are changed has 23 or 25 hours', () => {
    const spring = periodOf('daily', '2026-03-29', 'Europe/Berlin')!
    const autumn = periodOf('daily', '2026-10-25', 'Europe/Berlin')!
    expect((spring.to - spring.from) / HOUR).toBe(23)
    expect((autumn.to - autumn.from) / HOUR).toBe(25)
  })

  it('where midnight itself is skipped, the day begins at one', () => {
    const day = periodOf('daily', '2026-09-06', 'America/Santiago')!
    expect(nameAt('daily', day.from, 'America/Santiago')).toBe('2026-09-06')
    expect(nameAt('daily', day.from - 1, 'America/Santiago')).toBe('2026-09-05')
  })

  it('every moment lies in exactly the period of its name, anywhere', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2035, 0) }),
        fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/Santiago', 'Asia/Kolkata', 'Pacific/Apia'),
        fc.constantFrom('daily' as const, 'monthly' as const),
        (at, zone, kind) => {
          const period = periodOf(kind, nameAt(kind, at, zone), zone)!
          expect(at).toBeGreaterThanOrEqual(period.from)
          expect(at).toBeLessThan(period.to)
          expect(partsOf(period)).toContain(partAt(period, at))
          const next = periodOf(kind, nameAt(kind, period.to, zone), zone)!
          expect(next.from).toBe(period.to)
        },
      ),
    )
  })
})
