// Ages, durations and countdowns as people read them.

import { describe, expect, it } from 'vitest'
import {
  ageText,
  clockText,
  countdownText,
  dataAgeSeconds,
  durationText,
} from '../../../dashboard/src/format/time.ts'
import { en } from '../../../dashboard/src/text/en.ts'
import { zhCn } from '../../../dashboard/src/text/zh-cn.ts'
import { T0 } from '../samples.ts'

const SECOND = 1_000
const MINUTE = 60_000
const HOUR = 3_600_000

describe('an age', () => {
  it.each([
    [0, '刚刚', 'just now'],
    [-30 * SECOND, '刚刚', 'just now'],
    [12 * SECOND, '12 秒前', '12 s ago'],
    [59 * SECOND, '59 秒前', '59 s ago'],
    [61 * SECOND, '1 分钟前', '1 min ago'],
    [90 * MINUTE, '1 小时前', '1 h ago'],
    [50 * HOUR, '2 天前', '2 d ago'],
  ])('of %i ms reads %s and %s', (age, chinese, english) => {
    expect(ageText(zhCn, T0 - age, T0)).toBe(chinese)
    expect(ageText(en, T0 - age, T0)).toBe(english)
  })
})

describe('a duration', () => {
  it.each([
    [45 * SECOND, '45 秒'],
    [150 * SECOND, '2 分 30 秒'],
    [10 * MINUTE + 20 * SECOND, '10 分钟'],
    [90 * MINUTE, '1 小时 30 分'],
    [2 * HOUR, '2 小时'],
    [49 * HOUR, '2 天 1 小时'],
    [-5, '0 秒'],
  ])('of %i ms reads %s', (ms, words) => {
    expect(durationText(zhCn, ms)).toBe(words)
  })
})

describe('the ticking clock of an alert', () => {
  it.each([
    [0, '00:00'],
    [65 * SECOND, '01:05'],
    [HOUR + 2 * MINUTE + 3 * SECOND, '1:02:03'],
    [-1, '00:00'],
  ])('of %i ms shows %s', (ms, shown) => {
    expect(clockText(ms)).toBe(shown)
  })
})

describe('the countdown to the next step', () => {
  it('rounds up, so that 00:01 is shown until the step is due', () => {
    expect(countdownText(T0 + 1, T0)).toBe('00:01')
    expect(countdownText(T0 + 2 * MINUTE, T0)).toBe('02:00')
  })

  it('is over at the due moment', () => {
    expect(countdownText(T0, T0)).toBeNull()
    expect(countdownText(T0 - 1, T0)).toBeNull()
  })
})

describe('the age of the data', () => {
  it('is silent for the first 10 s and then counts whole seconds', () => {
    expect(dataAgeSeconds(T0, T0 + 10_000)).toBeNull()
    expect(dataAgeSeconds(T0, T0 + 10_001)).toBe(10)
    expect(dataAgeSeconds(T0, T0 + 23_900)).toBe(23)
  })

  it('is nothing before the first frame', () => {
    expect(dataAgeSeconds(null, T0)).toBeNull()
  })

  it('is said in seconds up to two minutes, then in minutes', () => {
    expect(zhCn.link.data(23)).toBe('数据已滞后 23 秒')
    expect(en.link.data(23)).toBe('data is 23 s old')
    expect(en.link.data(185)).toBe('data is 3 min old')
  })
})
