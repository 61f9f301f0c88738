// Who comes first on the wall, in the queue, in the strip of drains.

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  alarmSeverity,
  countConditions,
  doorRanks,
  drainOrder,
  matchesSearch,
  moves,
  queueOrder,
  wallOrder,
} from '../../../dashboard/src/live/order.ts'
import type { Alert, ResidentTile } from '../../../dashboard/src/server-types.ts'
import { alert, drain, resident, T0 } from '../samples.ts'

const wall = (tiles: readonly ResidentTile[], alerts: readonly Alert[] = []): readonly string[] =>
  wallOrder(tiles, new Map(alerts.map((one) => [one.id, one])), doorRanks(tiles))

describe('the wall', () => {
  it('shows critical before warning before cannot tell before fine', () => {
    const tiles = [
      resident({ id: 'fine' }),
      resident({ id: 'unknown', condition: 'unknown', unknownReason: 'offline' }),
      resident({ id: 'warning', condition: 'alarm', alertIds: [2] }),
      resident({ id: 'critical', condition: 'alarm', alertIds: [1] }),
    ]
    const alerts = [alert({ id: 1 }), alert({ id: 2, severity: 'warning' })]
    expect(wall(tiles, alerts)).toEqual(['critical', 'warning', 'unknown', 'fine'])
  })

  it('shows the newest alert first among equals', () => {
    const tiles = [
      resident({ id: 'older', condition: 'alarm', alertIds: [7] }),
      resident({ id: 'newer', condition: 'alarm', alertIds: [8] }),
    ]
    expect(wall(tiles, [alert({ id: 7 }), alert({ id: 8 })])).toEqual(['newer', 'older'])
  })

  it('walks the houses in order: building 2 before building 10', () => {
    const tiles = [resident({ id: 'ten', building: '10栋' }), resident({ id: 'two', building: '2栋' })]
    expect(wall(tiles)).toEqual(['two', 'ten'])
  })

  it('paints an alarm whose alert has not arrived yet as a warning, never as fine', () => {
    expect(alarmSeverity(resident({ condition: 'alarm', alertIds: [99] }), new Map())).toBe('warning')
    expect(alarmSeverity(resident(), new Map())).toBeNull()
  })

  it('loses and doubles nobody, in any mixture of states', () => {
    const tiles = fc.uniqueArray(
      fc.record({
        id: fc.string({ minLength: 1 }),
        condition: fc.constantFrom('fine' as const, 'alarm' as const, 'unknown' as const),
        door: fc.string(),
      }),
      { selector: (one) => one.id, maxLength: 40 },
    )
    fc.assert(
      fc.property(tiles, (list) => {
        const residents = list.map((one) => resident(one))
        const order = wall(residents)
        expect([...order].sort()).toEqual(residents.map((one) => one.id).sort())
        const ranks = order.map((id) =>
          ['alarm', 'unknown', 'fine'].indexOf(residents.find((one) => one.id === id)!.condition),
        )
        expect(ranks).toEqual([...ranks].sort((a, b) => a - b))
      }),
    )
  })

  it('is ordered anew when a state or an alert changes, not when a heart rate does', () => {
    const before = resident({ alertIds: [1] })
    expect(moves(before, resident({ alertIds: [1], heartRate: { value: 90, at: T0 } }))).toBe(false)
    expect(moves(before, resident({ alertIds: [1], condition: 'unknown' }))).toBe(true)
    expect(moves(before, resident({ alertIds: [2] }))).toBe(true)
    expect(moves(before, resident({ alertIds: [] }))).toBe(true)
    expect(moves(undefined, before)).toBe(true)
  })

  it('counts its people by state', () => {
    expect(countConditions([resident(), resident(), resident({ condition: 'alarm' })])).toEqual({
      fine: 2,
      alarm: 1,
      unknown: 0,
    })
  })
})

describe('the queue', () => {
  it('puts what nobody has acknowledged first, critical before warning, newest before oldest', () => {
    const order = queueOrder([
      alert({ id: 1, severity: 'warning', receivedAt: T0 }),
      alert({ id: 2, receivedAt: T0 }),
      alert({ id: 3, receivedAt: T0 + 1_000 }),
      alert({ id: 4, status: 'acknowledged' }),
      alert({ id: 5, status: 'resolved' }),
      alert({ id: 6, severity: 'info' }),
    ])
    expect(order.map((one) => one.id)).toEqual([3, 2, 1, 6, 4])
  })
})

describe('the drains', () => {
  it('stand by class reached, then silent ones, then by name', () => {
    const order = drainOrder([
      drain({ id: 'fine' }),
      drain({ id: 'silent', condition: 'unknown' }),
      drain({ id: 'attention', levelClass: 'attention' }),
      drain({ id: 'closure', levelClass: 'closure' }),
    ])
    expect(order.map((one) => one.id)).toEqual(['closure', 'attention', 'silent', 'fine'])
  })
})

describe('the search', () => {
  it('finds by Chinese name, English name in any case, building, door and tag', () => {
    const tile = resident({ tags: ['独居'] })
    for (const words of ['秀英', 'xiuying', '3栋', '301', '独居', '王 3栋'])
      expect(matchesSearch(tile, words)).toBe(true)
  })

  it('needs every word to match', () => {
    expect(matchesSearch(resident(), '秀英 9栋')).toBe(false)
  })
})
