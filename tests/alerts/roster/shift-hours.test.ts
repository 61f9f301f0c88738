import { describe, expect, it } from 'vitest'
import { shiftHoursIn } from '../../../alerts/roster/shift-hours.ts'
import { SHIFTS, town } from '../response/town.ts'
import { at, holiday, override, swap, withChanges } from './changes.ts'

const SPAN = { from: at('11-20T00:00'), to: at('12-01T00:00') }
const hoursAt = (directory: Parameters<typeof shiftHoursIn>[0], local: string, communityId = 'c-1') =>
  shiftHoursIn(directory, SPAN)(communityId, at(local))

describe('the shift of a moment', () => {
  it('is its hours by the weekly roster, to the minute', () => {
    expect(hoursAt(town(), '11-23T19:59')).toBe('08:00-20:00')
    expect(hoursAt(town(), '11-23T20:00')).toBe('20:00-08:00')
    expect(hoursAt(town(), '11-24T07:59')).toBe('20:00-08:00')
    expect(hoursAt(town({ shifts: SHIFTS.slice(0, 1) }), '11-23T20:00')).toBeUndefined()
  })

  it('stays the same whoever stands in: swap, part of a shift, a whole shift taken over', () => {
    expect(hoursAt(withChanges([swap(1)]), '11-23T12:00')).toBe('08:00-20:00')
    const part = override(1, { from: at('11-23T14:00'), to: at('11-23T16:00') })
    expect(hoursAt(withChanges([part]), '11-23T15:00')).toBe('08:00-20:00')
    expect(hoursAt(withChanges([override(1, { instead: 'p-day' })]), '11-23T12:00')).toBe('08:00-20:00')
  })

  it('of a holiday is that of its plan: another weekday’s, or shifts of its own', () => {
    const sundays = town({
      shifts: [
        ...SHIFTS.map((shift) => ({ ...shift, weekdays: [1, 2, 3, 4, 5, 6] })),
        { ...SHIFTS[0]!, id: 's-sunday', weekdays: [7], from: '09:00', to: '09:00' },
      ],
    })
    const like = { ...sundays, rosterChanges: [holiday(1)] }
    expect(hoursAt(sundays, '11-23T12:00')).toBe('08:00-20:00')
    expect(hoursAt(like, '11-23T12:00')).toBe('09:00-09:00')
    const own = holiday(2, {
      plan: {
        shifts: [
          { personId: 'p-day', from: '10:00', to: '22:00' },
          { personId: 'p-night', from: '22:00', to: '10:00' },
        ],
      },
    })
    expect(hoursAt(withChanges([own]), '11-23T12:00')).toBe('10:00-22:00')
    expect(hoursAt(withChanges([own]), '11-24T07:00')).toBe('22:00-10:00')
    expect(hoursAt(withChanges([own]), '11-24T21:00')).toBe('20:00-08:00')
    // A stand-in on the holiday works the holiday's shift.
    const stand = override(3, { from: at('11-23T10:00'), to: at('11-23T22:00') })
    expect(hoursAt(withChanges([own, stand]), '11-23T12:00')).toBe('10:00-22:00')
  })

  it('is nobody’s where the roster was emptied, though the weekly hours say otherwise, and an override’s own where no shift is', () => {
    const gone = override(1, { personIds: [], instead: 'p-day' })
    expect(hoursAt(withChanges([gone]), '11-23T12:00')).toBeUndefined()
    const nights = town({ shifts: SHIFTS.slice(1) })
    const helper = override(1, { from: at('11-23T12:00'), to: at('11-23T14:30') })
    expect(hoursAt({ ...nights, rosterChanges: [helper] }, '11-23T13:00')).toBe('12:00-14:30')
    expect(hoursAt({ ...nights, rosterChanges: [helper] }, '11-23T15:00')).toBeUndefined()
  })

  it('before a change was made it was what it was, and after it was called off it is again', () => {
    const late = override(1, {
      personIds: [],
      instead: 'p-day',
      createdAt: at('11-23T12:00'),
      cancelledAt: at('11-23T16:00'),
    })
    const hours = shiftHoursIn(withChanges([late]), SPAN)
    const seen = ['11:59', '12:00', '15:59', '16:00'].map((clock) => hours('c-1', at(`11-23T${clock}`)))
    expect(seen).toEqual(['08:00-20:00', undefined, undefined, '08:00-20:00'])
  })

  it('of an alert that belongs to no community is that of any that had somebody', () => {
    expect(hoursAt(town(), '11-23T12:00', '')).toBe('08:00-20:00')
    expect(hoursAt(town(), '11-23T12:00', 'c-9')).toBeUndefined()
  })
})
