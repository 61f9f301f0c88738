import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  dawnAt,
  dawnOf,
  endOf,
  instantOf,
  isNight,
  minuteOf,
  wakingFrom,
} from '../../../alerts/habits/day.ts'
import { DAY, MINUTE } from '../../../alerts/model/time.ts'

const ZONES = ['Asia/Shanghai', 'America/New_York', 'Europe/London', 'Australia/Lord_Howe', 'Asia/Kathmandu']
const formats = new Map(
  ZONES.map((timeZone) => [
    timeZone,
    new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
  ]),
)
const clock = (timeZone: string, at: number): string => formats.get(timeZone)!.format(at)
const zone = fc.constantFrom(...ZONES)
/** Two years, with every change of the clocks in them. */
const moment = fc
  .integer({ min: Date.UTC(2025, 0, 1) / MINUTE, max: Date.UTC(2027, 0, 1) / MINUTE })
  .map((m) => m * MINUTE)

describe('the day that habits are learned by', () => {
  it('has its dawn at 04:00, its waking hours from 07:00 and its end at 22:00 of the wall clock, all year', () => {
    fc.assert(
      fc.property(zone, moment, (timeZone, at) => {
        const dawn = dawnOf(timeZone, at)
        expect(clock(timeZone, dawn)).toBe('04:00')
        expect(clock(timeZone, wakingFrom(dawn))).toBe('07:00')
        expect(clock(timeZone, endOf(dawn))).toBe('22:00')
        expect(at).toBeLessThan(endOf(dawn))
        expect(at).toBeGreaterThanOrEqual(endOf(dawn) - DAY - 60 * MINUTE)
      }),
    )
  })

  it('is night from 22:00 to 07:00, told from a dawn of the same day', () => {
    fc.assert(
      fc.property(zone, moment, (timeZone, at) => {
        const time = clock(timeZone, at)
        expect(isNight(dawnOf(timeZone, at), at)).toBe(time < '07:00' || time >= '22:00')
      }),
    )
  })

  it('is told alike from the dawn of another day where no clock changes', () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: -40, max: 40 }), (at, days) => {
        const dawn = dawnOf('Asia/Shanghai', at)
        expect(isNight(dawn + days * DAY, at)).toBe(isNight(dawn, at))
        expect(dawnAt(dawn + days * DAY, 'Asia/Shanghai', at)).toBe(dawn)
      }),
    )
  })

  it('an instant after dawn has its minute of the wall clock, and the other way round', () => {
    fc.assert(
      fc.property(zone, moment, fc.integer({ min: 240, max: 1_319 }), (timeZone, at, minute) => {
        const dawn = dawnOf(timeZone, at)
        const text = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
        expect(clock(timeZone, instantOf(dawn, minute))).toBe(text)
        expect(minuteOf(dawn, instantOf(dawn, minute))).toBe(minute)
      }),
    )
  })
})
