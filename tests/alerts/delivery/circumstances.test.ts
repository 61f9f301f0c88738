import { describe, expect, it } from 'vitest'
import { circumstances, roughMetres } from '../../../alerts/delivery/circumstances.ts'

const timeOf = (at: number): string => new Date(at).toISOString().slice(11, 16)
const at = (time: string): number => Date.parse(`2026-03-05T${time}:00Z`)
const zh = { locale: 'zh-CN', timeOf } as const
const en = { locale: 'en', timeOf } as const

describe('what the facts of an alert say', () => {
  it('of somebody outside: how far, since when, and where they were last, with how sure that is', () => {
    const facts = {
      distanceMetres: 483,
      outsideSince: at('10:05'),
      latitude: 31.234567,
      longitude: 121.47,
      accuracyMetres: 12,
      positionAt: at('10:12'),
      source: 'gps',
      byVehicle: true,
    }
    expect(circumstances(facts, zh)).toEqual([
      '10:05起在安全区外，距边界约480米',
      '最后位置 31.23457, 121.47000（精度12米），10:12',
      '移动较快，可能乘车',
    ])
    expect(circumstances(facts, en)).toEqual([
      'Outside the safe zone since 10:05, about 480 m from its border',
      'Last position 31.23457, 121.47000 (good to 12 m) at 10:12',
      'Moving fast, perhaps by car or bus',
    ])
  })

  it('of somebody who wanders: how long a way, and how little of it led anywhere', () => {
    const facts = { pathMetres: 640, displacementMetres: 55, turns: 7, windowMs: 1_080_000 }
    expect(circumstances(facts, zh)).toEqual(['18分钟走了约640米，离起点仅55米，折返7次'])
  })

  it('of a press that the charger may have made: that somebody calls back all the same', () => {
    expect(circumstances({ suspectedUnplug: true, presses: 3 }, zh)).toEqual([
      '疑似拔充电器误报，仍须回拨',
      '已按 3 次',
    ])
  })

  it.each([
    [{ movement: 'unknown' }, '跌倒后有无活动尚不清楚'],
    [{ movement: 'still', by: 'band' }, '跌倒后静止不动'],
    [{ movement: 'moved', by: 'band' }, '跌倒后又有活动'],
    [{ movement: 'moved', by: 'steps', steps: 31 }, '跌倒后又走了 31 步'],
  ])('of a fall with %o: %s', (facts, text) => {
    expect(circumstances(facts, zh)).toEqual([text])
  })

  it('of anything else: nothing', () => {
    expect(circumstances(undefined, zh)).toEqual([])
    expect(circumstances({ sampleCount: 3, lastSeenAt: 5 }, en)).toEqual([])
  })

  it('a distance is as exact as a fix: 7 m, 480 m, 1.2 km', () => {
    expect([7.4, 483, 1_249].map((metres) => roughMetres(metres, 'en'))).toEqual(['7 m', '480 m', '1.2 km'])
  })
})
