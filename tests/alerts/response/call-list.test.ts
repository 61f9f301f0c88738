import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Resident } from '../../../alerts/model/people.ts'
import { callList, floorOf } from '../../../alerts/response/call-list.ts'
import { directoryFrom } from '../../../gateway/people/directory.ts'
import type { Entity } from '../../../gateway/people/ports.ts'

const NOW = Date.UTC(2026, 6, 20)
const entity = (kind: string, body: object): Entity =>
  ({ kind, id: (body as { id: string }).id, body }) as Entity

const elder = (id: string, more: Partial<Resident>): Entity =>
  entity('resident', {
    id,
    name: id,
    sex: 'female',
    born: '1961-01-01',
    buildingId: 'b-1',
    door: '3楼 301室',
    entry: '',
    conditions: [],
    tags: [],
    caregivers: [],
    ...more,
  })

const town = (residents: readonly Entity[]) =>
  directoryFrom([
    entity('community', { id: 'c-1', name: 'c', timeZone: 'Asia/Shanghai', address: 'a' }),
    ...['g-1', 'g-2'].map((id) => entity('grid', { id, communityId: 'c-1', name: id })),
    ...['b-1', 'b-2'].map((id) => entity('building', { id, gridId: 'g-1', name: id })),
    entity('building', { id: 'b-far', gridId: 'g-2', name: 'b-far' }),
    entity('drain', {
      id: 'd-1',
      gridId: 'g-1',
      name: 'd',
      latitude: 0,
      longitude: 0,
      buildingIds: ['b-2', 'b-far'],
    }),
    ...residents,
  ])

const listOf = (residents: readonly Entity[], drainIds = ['d-1']) =>
  callList(town(residents), { gridId: 'g-1', drainIds, now: NOW })

describe('the call list of a flood', () => {
  it('puts the basement before the ground floor before an unknown floor, and leaves out who lives above the water', () => {
    const list = listOf([
      elder('above', {}),
      elder('unknown', { door: '301室' }),
      elder('ground', { floor: 1 }),
      elder('basement', { floor: -1 }),
    ])
    expect(list.map(({ residentId, score }) => [residentId, score])).toEqual([
      ['basement', 50],
      ['ground', 30],
      ['unknown', 10],
    ])
  })

  it('reaches into the catchment on every floor, also in a neighbouring grid, and nowhere else there', () => {
    const residents = [elder('upstairs', { buildingId: 'b-2' }), elder('beyond', { buildingId: 'b-far' })]
    expect(listOf(residents)).toMatchObject([
      { residentId: 'beyond', reasons: [{ code: 'catchment', drainId: 'd-1' }] },
      { residentId: 'upstairs' },
    ])
    expect(listOf([...residents, elder('far', { buildingId: 'b-far', floor: 1 })], [])).toEqual([])
  })

  it('says why, the weightiest first: who cannot walk, depends on power, lives alone and is 86', () => {
    const [first] = listOf([
      elder('r', { floor: 1, tags: ['独居', '制氧机', 'disabled'], born: '1940-07-20' }),
    ])
    expect(first).toEqual({
      residentId: 'r',
      score: 110,
      reasons: [
        { code: 'groundFloor', weight: 30 },
        { code: 'disabled', weight: 30 },
        { code: 'powerDependent', weight: 25 },
        { code: 'alone', weight: 15 },
        { code: 'age', weight: 10, years: 86 },
      ],
    })
  })

  it('of two who are equal, the elder is called first', () => {
    const list = listOf([elder('a', { floor: 1 }), elder('b', { floor: 1, born: '1960-01-01' })])
    expect(list.map(({ residentId }) => residentId)).toEqual(['b', 'a'])
  })

  it.each([
    ['2单元 1楼 102室', 1],
    ['1号楼 302室', undefined],
    ['3单元12层1201', 12],
    ['地下室 东侧', -1],
    ['负2层 03', -2],
    ['B1-05', -1],
    ['Floor 3, flat 2', 3],
    ['5F', 5],
    ['102室', undefined],
  ])('reads the floor of "%s" as %s', (door, floor) => {
    expect(floorOf({ door })).toBe(floor)
  })

  it('a worse circumstance never moves anybody down, whoever else is there', () => {
    const tags = fc.subarray(['独居', 'disabled', 'dementia', '制氧机'])
    const one = fc.record({
      floor: fc.constantFrom(-1, 1, 2),
      tags,
      born: fc.constantFrom('1930-01-01', '1950-01-01'),
    })
    fc.assert(
      fc.property(
        fc.array(one, { minLength: 1, maxLength: 8 }),
        fc.constantFrom('独居', 'disabled', 'dementia'),
        (all, tag) => {
          const before = listOf(all.map((more, i) => elder(`r-${i}`, more)))
          const after = listOf(
            all.map((more, i) => elder(`r-${i}`, i === 0 ? { ...more, tags: [...more.tags, tag] } : more)),
          )
          const place = (list: typeof before) => list.findIndex(({ residentId }) => residentId === 'r-0')
          expect(place(after)).toBeLessThanOrEqual(place(before) === -1 ? -1 : place(before))
          expect(after.length).toBe(before.length)
        },
      ),
      { numRuns: 100 },
    )
  })
})
