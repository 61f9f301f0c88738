import { describe, expect, it } from 'vitest'
import {
  isStale,
  isWaiting,
  provenText,
  testStands,
  testState,
} from '../../../dashboard/src/proven/test-state.ts'
import type { Alert } from '../../../dashboard/src/server-types.ts'
import { en } from '../../../dashboard/src/text/en.ts'
import { zhCn } from '../../../dashboard/src/text/zh-cn.ts'

const DAY = 86_400_000
const NOW = Date.parse('2026-11-22T10:00:00+08:00')
const test = { id: 1, by: 'p-duty', at: NOW - 60_000, until: NOW + 840_000, tellFamily: false }

describe('an announced test on a page', () => {
  it('waits until its end, unless it was pressed or called off', () => {
    expect(testState(test, NOW)).toBe('waiting')
    expect(testState(test, test.until)).toBe('expired')
    expect(testState({ ...test, alertId: 7, pressedAt: NOW }, NOW)).toBe('pressed')
    expect(testState({ ...test, endedAt: NOW, endedBy: 'p-duty' }, NOW)).toBe('calledOff')
    expect(isWaiting(undefined, NOW)).toBe(false)
  })

  it('is all that stands on a tile only when nothing real stands beside it', () => {
    const alert = (id: number, more: Partial<Alert>): readonly [number, Alert] => [
      id,
      { id, status: 'open', severity: 'critical', ...more } as Alert,
    ]
    const press = alert(1, { test: { testId: 1, by: 'p-duty', announcedAt: NOW, tellFamily: false } })
    expect(testStands({ alertIds: [1] }, new Map([press]))).toBe(true)
    expect(testStands({ alertIds: [1, 2] }, new Map([press, alert(2, {})]))).toBe(false)
    expect(testStands({ alertIds: [1, 2] }, new Map([press, alert(2, { severity: 'info' })]))).toBe(true)
    expect(testStands({ alertIds: [] }, new Map([press]))).toBe(false)
  })
})

describe('when a band was last proven', () => {
  it('is said in plain words, in both languages', () => {
    const proven = { at: NOW - 43 * DAY, by: 'press' } as const
    expect(provenText(zhCn, undefined, NOW)).toBe('从未走通')
    expect(provenText(zhCn, proven, NOW)).toBe('43 天前走通 · 按键通知到人')
    expect(provenText(en, undefined, NOW)).toBe('Never proven')
    expect(provenText(en, { ...proven, by: 'band' }, NOW)).toBe(
      'Proven 43 days ago · the band showed a message',
    )
  })

  it('is stale after 30 days, to the minute, and never proven is stale', () => {
    expect(isStale(undefined, 30, NOW)).toBe(true)
    expect(isStale({ at: NOW - 30 * DAY, by: 'band' }, 30, NOW)).toBe(true)
    expect(isStale({ at: NOW - 30 * DAY + 60_000, by: 'band' }, 30, NOW)).toBe(false)
  })
})
