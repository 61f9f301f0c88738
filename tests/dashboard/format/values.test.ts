// Measured values as text.

import { describe, expect, it } from 'vitest'
import { digits, pressureText, usualGap, withGaps, withUnit } from '../../../dashboard/src/format/values.ts'
import { en } from '../../../dashboard/src/text/en.ts'
import { zhCn } from '../../../dashboard/src/text/zh-cn.ts'
import { T0 } from '../samples.ts'

describe('a value', () => {
  it('has the digits of its metric', () => {
    expect(digits('heartRate', 71.6)).toBe('72')
    expect(digits('temperature', 36.64)).toBe('36.6')
    expect(digits('level', 15)).toBe('15')
    expect(digits('level', 15.24)).toBe('15.2')
    expect(digits('steps', 12345)).toBe('12,345')
  })

  it('stands with its unit, the per-cent sign close', () => {
    expect(withUnit(zhCn, 'heartRate', 131)).toBe('131 次/分')
    expect(withUnit(en, 'heartRate', 131)).toBe('131 bpm')
    expect(withUnit(en, 'spo2', 91)).toBe('91%')
    expect(withUnit(en, 'somethingNew', 3)).toBe('3')
  })
})

describe('a blood pressure', () => {
  it('is a pair measured within one minute', () => {
    expect(pressureText({ value: 128, at: T0 }, { value: 76, at: T0 + 60_000 })).toBe('128/76')
  })

  it('is not put together from two measurements', () => {
    expect(pressureText({ value: 128, at: T0 }, { value: 76, at: T0 + 60_001 })).toBeNull()
    expect(pressureText({ value: 128, at: T0 }, null)).toBeNull()
  })
})

describe('a curve', () => {
  it('breaks where nothing came for longer than the usual gap', () => {
    expect(withGaps([0, 10, 100, 110], [1, 2, 3, 4], 50)).toEqual({
      at: [0, 10, 11, 100, 110],
      value: [1, 2, null, 3, 4],
    })
  })

  it('is whole when every sample follows the last in time', () => {
    expect(withGaps([0, 10, 20], [1, 2, 3], 50).value).toEqual([1, 2, 3])
  })

  it('calls five usual distances a gap, and never less than ten minutes', () => {
    expect(usualGap([0, 60_000, 120_000])).toBe(600_000)
    expect(usualGap([0, 2_400_000, 4_800_000])).toBe(12_000_000)
    expect(usualGap([])).toBe(600_000)
  })
})
