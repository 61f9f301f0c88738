import { describe, expect, it } from 'vitest'
import { parseTime } from '../../../simulators/replay/wall-clock.ts'

const UTC = { timeZone: 'UTC' }

describe('times in recordings', () => {
  it.each([
    ['1700000000', '2023-11-14T22:13:20.000Z'],
    ['1700000000123', '2023-11-14T22:13:20.123Z'],
    ['2012-12-18T21:30:35Z', '2012-12-18T21:30:35.000Z'],
    ['2020-01-01T08:00:00.250+08:00', '2020-01-01T00:00:00.250Z'],
    ['2020-05-07  22:54:19', '2020-05-07T22:54:19.000Z'],
    ['2021/08/20 00:00:58', '2021-08-20T00:00:58.000Z'],
    ['2020-02-29', '2020-02-29T00:00:00.000Z'],
    ['4/1/2016 7:54:05 AM', '2016-04-01T07:54:05.000Z'],
    ['4/1/2016 12:54:05 am', '2016-04-01T00:54:05.000Z'],
    ['12/31/2016 23:59', '2016-12-31T23:59:00.000Z'],
  ])('%s is %s', (text, expected) => {
    expect(new Date(parseTime(text, UTC) ?? Number.NaN).toISOString()).toBe(expected)
  })

  it.each([
    '',
    'yesterday',
    '2021-02-29',
    '13/1/2016 7:00:00 AM',
    '2020-01-01 24:30:00',
    '37.03',
    '1:30',
    '0',
  ])('%j is no time', (text) => {
    expect(parseTime(text, UTC)).toBeUndefined()
  })

  it('counts relative seconds and hours from a start', () => {
    const clock = { timeZone: 'UTC', start: Date.UTC(2026, 0, 1) }
    expect(parseTime('3.703358336E1', clock)).toBe(clock.start + 37_034)
    expect(parseTime('26:30', clock)).toBe(clock.start + 26.5 * 3_600_000)
  })

  it('knows summer time: 2:30 of the hour skipped in New York moves on, the repeated hour is taken once', () => {
    const clock = { timeZone: 'America/New_York' }
    const at = (text: string) => new Date(parseTime(text, clock) ?? Number.NaN).toISOString()
    expect(at('2021-07-01 12:00:00')).toBe('2021-07-01T16:00:00.000Z')
    expect(at('2021-01-01 12:00:00')).toBe('2021-01-01T17:00:00.000Z')
    expect(at('2021-03-14 02:30:00')).toBe('2021-03-14T07:30:00.000Z')
    expect(['2021-11-07T05:30:00.000Z', '2021-11-07T06:30:00.000Z']).toContain(at('2021-11-07 01:30:00'))
  })
})
