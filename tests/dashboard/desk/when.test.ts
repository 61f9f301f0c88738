import { describe, expect, it } from 'vitest'
import { clockValue, earliest, whenOf } from '../../../dashboard/src/desk/when.ts'

const at = (day: number, clock: string): number => {
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(':').map(Number)
  return new Date(2026, 10, day, hours, minutes, seconds).getTime()
}

describe('a time of day that 120 said', () => {
  const called = at(22, '09:41:30')
  const now = at(22, '10:05:10')

  it.each<[string, ReturnType<typeof whenOf>]>([
    ['10:05', { ok: true, at: at(22, '10:05') }],
    ['09:50', { ok: true, at: at(22, '09:50') }],
    ['09:41', { ok: true, at: called }],
    ['09:40', { ok: false, fault: 'beforeCall' }],
    ['10:06', { ok: false, fault: 'future' }],
    ['', { ok: false, fault: 'empty' }],
  ])('%s, with the call at 09:41:30 and now 10:05:10', (clock, expected) => {
    expect(whenOf(clock, { calledAt: called, now })).toEqual(expected)
  })

  it('after midnight is yesterday’s, where the call was', () => {
    const times = { calledAt: at(21, '23:40'), now: at(22, '00:20') }
    expect(whenOf('23:50', times)).toEqual({ ok: true, at: at(21, '23:50') })
    expect(whenOf('23:39', times)).toEqual({ ok: false, fault: 'future' })
    expect(whenOf('00:10', times)).toEqual({ ok: true, at: at(22, '00:10') })
  })

  it('more than 12 h ago is too old', () => {
    const times = { calledAt: at(21, '08:00'), now: at(22, '07:00') }
    expect(whenOf('18:59', times)).toEqual({ ok: false, fault: 'tooOld' })
    expect(whenOf('19:00', times)).toEqual({ ok: true, at: at(21, '19:00') })
    expect(earliest(times)).toBe(at(21, '19:00'))
  })

  it('is offered as now', () => {
    expect(clockValue(now)).toBe('10:05')
  })
})
