import { describe, expect, it } from 'vitest'
import type { Shift } from '../../../alerts/model/people.ts'
import { uncovered } from '../../../alerts/response/coverage.ts'
import { onDuty } from '../../../alerts/response/roster.ts'
import { stretchesOf, turnsOf } from '../../../alerts/roster/rota.ts'
import { PEOPLE, SHIFTS, town } from '../response/town.ts'
import { at, DUTY, holiday, idsAt, override, swap, withChanges } from './changes.ts'

// Monday 2026-11-23. By the week p-day works 08:00 to 20:00 and p-night the nights, every day.
const NOON = at('11-23T12:00')

describe('an override', () => {
  it('puts others in the place of everybody from its first minute to its last', () => {
    const directory = withChanges([override(1)])
    expect(idsAt(directory, at('11-23T07:59'))).toEqual(['p-night'])
    expect(idsAt(directory, at('11-23T08:00'))).toEqual(['p-director'])
    expect(idsAt(directory, at('11-23T19:59'))).toEqual(['p-director'])
    expect(idsAt(directory, at('11-23T20:00'))).toEqual(['p-night'])
  })

  it('instead of one person stands in whenever that person would be on duty, and leaves the others', () => {
    const week = { from: at('11-23T00:00'), to: at('11-30T00:00') }
    const directory = withChanges([override(1, { ...week, instead: 'p-night', personIds: ['p-director'] })])
    expect(idsAt(directory, at('11-23T03:00'))).toEqual(['p-director'])
    expect(idsAt(directory, NOON)).toEqual(['p-day'])
    expect(idsAt(directory, at('11-26T23:00'))).toEqual(['p-director'])
  })

  it('by nobody takes one away where others stay', () => {
    const two = [...SHIFTS, { ...SHIFTS[0], id: 's-2', personId: 'p-director' }] as Shift[]
    const directory = withChanges([override(1, { instead: 'p-day', personIds: [] })], { shifts: two })
    expect(idsAt(directory, NOON)).toEqual(['p-director'])
  })

  it('of people who have all left is passed over: it opens no hole', () => {
    const people = PEOPLE.filter(({ id }) => id !== 'p-director')
    const directory = withChanges([override(1)], { people })
    expect(idsAt(directory, NOON)).toEqual(['p-day'])
  })
})

describe('a swap', () => {
  it('exchanges two shifts and nothing beside them', () => {
    const directory = withChanges([swap(1, { inReturn: { from: at('11-24T20:00'), to: at('11-25T08:00') } })])
    expect(idsAt(directory, NOON)).toEqual(['p-night'])
    expect(idsAt(directory, at('11-24T12:00'))).toEqual(['p-day'])
    expect(idsAt(directory, at('11-24T23:00'))).toEqual(['p-day'])
    expect(idsAt(directory, at('11-25T08:00'))).toEqual(['p-day'])
    expect(idsAt(directory, at('11-25T20:00'))).toEqual(['p-night'])
  })

  it('keeps the shift and says whose it was, also when it is passed on again', () => {
    const directory = withChanges([swap(1), swap(2, { personId: 'p-night', by: 'p-director' })])
    expect(turnsOf(directory, DUTY, { from: NOON, to: NOON + 1 })).toEqual([
      {
        from: at('11-23T08:00'),
        to: at('11-23T20:00'),
        personId: 'p-director',
        slot: 's-day@2026-11-23',
        changes: [1, 2],
        instead: 'p-day',
      },
    ])
  })
})

describe('a holiday', () => {
  const weekend = [
    { ...SHIFTS[0], weekdays: [1, 2, 3, 4, 5] },
    { ...SHIFTS[0], id: 's-sunday', personId: 'p-director', weekdays: [6, 7] },
    SHIFTS[1],
  ] as Shift[]

  it('like a Sunday goes by the shifts of a Sunday, from the first shift that begins on it to the last', () => {
    const directory = withChanges([holiday(1)], { shifts: weekend })
    expect(idsAt(directory, at('11-23T07:59'))).toEqual(['p-night'])
    expect(idsAt(directory, NOON)).toEqual(['p-director'])
    expect(idsAt(directory, at('11-24T12:00'))).toEqual(['p-day'])
  })

  it('an adjusted working Sunday goes by the shifts of a Monday', () => {
    const sunday = { firstDay: '2026-11-29', lastDay: '2026-11-29', plan: { like: 1 } } as const
    const directory = withChanges([holiday(1, sunday)], { shifts: weekend })
    expect(idsAt(directory, at('11-29T12:00'))).toEqual(['p-day'])
    expect(idsAt(directory, at('11-28T12:00'))).toEqual(['p-director'])
  })

  it('with shifts of its own goes by them, through the night too; the night before ends as it would', () => {
    const plan = {
      shifts: [
        { personId: 'p-director', from: '07:00', to: '19:00' },
        { personId: 'p-day', from: '19:00', to: '08:00' },
      ],
    }
    const directory = withChanges([holiday(1, { plan })])
    expect(idsAt(directory, at('11-23T06:59'))).toEqual(['p-night'])
    expect(idsAt(directory, at('11-23T07:30'))).toEqual(['p-director', 'p-night'])
    expect(idsAt(directory, at('11-24T07:59'))).toEqual(['p-day'])
    expect(idsAt(directory, at('11-24T20:00'))).toEqual(['p-night'])
  })

  it('moves directors too where it is like a weekday, and not where it has shifts of its own', () => {
    const shifts = [
      ...SHIFTS,
      { ...SHIFTS[0], id: 's-dir', role: 'director', personId: 'p-director', weekdays: [1, 2, 3, 4, 5] },
    ] as Shift[]
    const post = { role: 'director', communityId: 'c-1', gridId: '' } as const
    const own = { shifts: [{ personId: 'p-day', from: '00:00', to: '00:00' }] }
    const idsOf = (directory: ReturnType<typeof town>) => onDuty(directory, post, NOON).map(({ id }) => id)
    expect(idsOf(withChanges([], { shifts }))).toEqual(['p-director'])
    expect(idsOf(withChanges([holiday(1)], { shifts }))).toEqual([])
    expect(idsOf(withChanges([holiday(1, { plan: own })], { shifts }))).toEqual(['p-director'])
  })
})

describe('of several changes', () => {
  it('the one with the greatest number counts, whatever their kinds, and a holiday is beneath them all', () => {
    const changes = [
      override(1, { personIds: ['p-night'] }),
      override(2, { personIds: ['p-director'] }),
      holiday(3, { plan: { shifts: [{ personId: 'p-grid', from: '00:00', to: '00:00' }] } }),
      swap(4, { personId: 'p-director', by: 'p-day' }),
    ]
    expect(idsAt(withChanges(changes), NOON)).toEqual(['p-day'])
    expect(idsAt(withChanges(changes.slice(0, 3)), NOON)).toEqual(['p-director'])
    expect(idsAt(withChanges(changes.slice(2)), NOON)).toEqual(['p-grid'])
  })

  it('of two holidays on one day the newer counts', () => {
    const of = (id: number, personId: string) =>
      holiday(id, { plan: { shifts: [{ personId, from: '00:00', to: '00:00' }] } })
    expect(idsAt(withChanges([of(1, 'p-grid'), of(2, 'p-director')]), NOON)).toEqual(
      ['p-director', 'p-night'].slice(0, 1),
    )
  })
})

describe('the past', () => {
  it('is not changed by what is made later, nor by calling it off', () => {
    const late = override(1, { createdAt: at('11-23T10:00') })
    expect(idsAt(withChanges([late]), at('11-23T09:59'))).toEqual(['p-day'])
    expect(idsAt(withChanges([late]), at('11-23T10:00'))).toEqual(['p-director'])
    const ended = { ...late, cancelledAt: at('11-23T15:00') }
    expect(idsAt(withChanges([ended]), at('11-23T14:59'))).toEqual(['p-director'])
    expect(idsAt(withChanges([ended]), at('11-23T15:00'))).toEqual(['p-day'])
  })

  it('of a holiday entered at noon of the day goes by the week until noon', () => {
    const plan = { shifts: [{ personId: 'p-director', from: '00:00', to: '00:00' }] }
    const directory = withChanges([holiday(1, { plan, createdAt: NOON, cancelledAt: at('11-23T18:00') })])
    expect(
      ['11:59', '12:00', '17:59', '18:00'].map((clock) => idsAt(directory, at(`11-23T${clock}`))),
    ).toEqual([['p-day'], ['p-director'], ['p-director'], ['p-day']])
  })
})

describe('where the clock is moved', () => {
  const berlin = (shifts: readonly Shift[]) => {
    const directory = town({ shifts })
    const community = directory.communities.get('c-1')
    if (community === undefined) throw new Error('no community')
    return { ...directory, communities: new Map([['c-1', { ...community, timeZone: 'Europe/Berlin' }]]) }
  }

  it.each([
    ['the night of 23 hours', '2026-03-28T12:00:00Z', 11],
    ['the night of 25 hours', '2026-10-24T12:00:00Z', 13],
  ])('%s is one shift without a hole', (_, noon, hours) => {
    const from = Date.parse(noon)
    const span = { from, to: from + 24 * 3_600_000 }
    const night = turnsOf(berlin(SHIFTS), DUTY, span).find(({ personId }) => personId === 'p-night')
    expect(((night?.to ?? 0) - (night?.from ?? 0)) / 3_600_000).toBe(hours)
    expect(uncovered(berlin(SHIFTS), 'c-1', span)).toEqual([])
  })

  it('two shifts that meet in the hour that is leapt over, or comes twice, still meet', () => {
    const half = [
      { ...SHIFTS[0], from: '02:30', to: '14:00' },
      { ...SHIFTS[1], from: '14:00', to: '02:30' },
    ] as Shift[]
    for (const noon of ['2026-03-28T12:00:00Z', '2026-10-24T12:00:00Z']) {
      const from = Date.parse(noon)
      const stretches = stretchesOf(berlin(half), DUTY, { from, to: from + 24 * 3_600_000 })
      expect(stretches.map(({ on }) => on.length)).toEqual(stretches.map(() => 1))
    }
  })
})
