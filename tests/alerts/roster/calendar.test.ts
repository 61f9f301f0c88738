import { describe, expect, it } from 'vitest'
import { dayOf, momentFrom, momentOf, plusDays, weekdayOf } from '../../../alerts/roster/calendar.ts'

const iso = (at: number | undefined): string => new Date(at ?? Number.NaN).toISOString()

describe('a clock time of a community', () => {
  it.each([
    ['2026-11-23', 480, 'Asia/Shanghai', '2026-11-23T00:00:00.000Z'],
    ['2026-11-23', 32 * 60, 'Asia/Shanghai', '2026-11-24T00:00:00.000Z'],
    ['2026-03-29', 60, 'Europe/Berlin', '2026-03-29T00:00:00.000Z'],
    // 02:30 is leapt over: the moment of the leap, which is 01:00 UTC.
    ['2026-03-29', 150, 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    ['2026-03-29', 180, 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    ['2026-03-29', 195, 'Europe/Berlin', '2026-03-29T01:15:00.000Z'],
    // 02:30 comes twice: the first of the two.
    ['2026-10-25', 150, 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25', 180, 'Europe/Berlin', '2026-10-25T02:00:00.000Z'],
    // Lord Howe moves its clock by half an hour only.
    ['2026-10-04', 135, 'Australia/Lord_Howe', '2026-10-03T15:30:00.000Z'],
  ])('%s minute %i in %s is %s', (day, minutes, zone, expected) => {
    expect(iso(momentOf(day, minutes, zone))).toBe(expected)
  })

  it('grows with the minute on every day of a year, so that no shift ends before it begins', () => {
    for (const zone of ['Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Shanghai'])
      for (let day = '2026-01-01'; day < '2027-01-01'; day = plusDays(day, 1)) {
        const moments = [0, 60, 90, 120, 135, 150, 180, 240, 1_440].map((minute) =>
          momentOf(day, minute, zone),
        )
        expect(moments).toEqual([...moments].sort((a, b) => a - b))
        expect(moments.at(-1)).toBe(momentOf(plusDays(day, 1), 0, zone))
      }
  })

  it('is read from "2026-11-22T20:00", and nothing else is a time', () => {
    expect(iso(momentFrom('2026-11-22T20:00', 'Asia/Shanghai'))).toBe('2026-11-22T12:00:00.000Z')
    for (const text of ['2026-11-31T20:00', '2026-11-22T24:00', '2026-11-22', '2026-11-22 20:00', ''])
      expect(momentFrom(text, 'Asia/Shanghai')).toBeUndefined()
  })
})

it('the day of a moment, and its weekday, are those of the community', () => {
  expect(dayOf(Date.UTC(2026, 10, 22, 16, 0), 'Asia/Shanghai')).toBe('2026-11-23')
  expect(dayOf(Date.UTC(2026, 10, 22, 15, 59), 'Asia/Shanghai')).toBe('2026-11-22')
  expect(['2026-11-22', '2026-11-23', '2024-02-29'].map(weekdayOf)).toEqual([7, 1, 4])
  expect(plusDays('2026-12-31', 1)).toBe('2027-01-01')
})
