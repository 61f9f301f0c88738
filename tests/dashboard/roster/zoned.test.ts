import { expect, it } from 'vitest'
import {
  fieldOf,
  momentText,
  plusDays,
  spanText,
  turnText,
  weekdayOf,
} from '../../../dashboard/src/roster/zoned.ts'
import { en } from '../../../dashboard/src/text/en.ts'
import { zhCn } from '../../../dashboard/src/text/zh-cn.ts'

const zh = { words: zhCn, locale: 'zh-CN', timeZone: 'Asia/Shanghai' } as const
const english = { words: en, locale: 'en', timeZone: 'Asia/Shanghai' } as const
const at = (local: string): number => Date.parse(`2026-${local}:00+08:00`)

it('times are those of the community, wherever the reader sits', () => {
  expect(momentText(zh, at('11-23T20:00'))).toBe('11月23日 周一 20:00')
  expect(momentText(english, at('11-23T00:05'))).toBe('Mon 23 Nov 00:05')
  expect(fieldOf(zh, at('11-23T08:00'))).toBe('2026-11-23T08:00')
  expect(fieldOf({ timeZone: 'Europe/Berlin' }, at('11-23T08:00'))).toBe('2026-11-23T01:00')
})

it.each([
  ['11-23T08:00', '11-23T20:00', '11月23日 周一 08:00–20:00'],
  ['11-23T20:00', '11-24T08:00', '11月23日 周一 20:00–次日 08:00'],
  ['11-23T00:00', '11-24T00:00', '11月23日 周一 00:00–24:00'],
  ['11-23T20:00', '11-26T08:00', '11月23日 周一 20:00 至 11月26日 周四 08:00'],
])('from %s to %s is %s', (from, to, expected) => {
  expect(spanText(zh, { from: at(from), to: at(to) })).toBe(expected)
})

it('under the heading of a day only what differs from it has a date', () => {
  const monday = { day: '2026-11-23' }
  const turn = (from: string, to: string) => turnText(zh, { from: at(from), to: at(to) }, monday)
  expect(turn('11-23T20:00', '11-24T08:00')).toBe('20:00–次日 08:00')
  expect(turn('11-22T20:00', '11-23T08:00')).toBe('11月22日 20:00–08:00')
  expect(turn('11-21T08:00', '11-25T08:00')).toBe('11月21日 08:00–11月25日 08:00')
})

it('days are counted without a clock', () => {
  expect(plusDays('2026-12-31', 1)).toBe('2027-01-01')
  expect(['2026-11-22', '2026-11-23'].map(weekdayOf)).toEqual([7, 1])
})
