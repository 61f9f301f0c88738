// The smallest community a recording can live in: one grid, one elder, one drain. Nobody to tell: this is about alerts.

import type { Directory } from '../../alerts/model/people.ts'

const byId = <T extends { id: string }>(...items: readonly T[]): ReadonlyMap<string, T> =>
  new Map(items.map((item) => [item.id, item]))

const timeZone = 'Asia/Shanghai'

const directory: Directory = {
  communities: byId({ id: 'c-1', name: '社区', timeZone, address: '和平路1号' }),
  grids: byId({ id: 'g-1', communityId: 'c-1', name: '第一网格' }),
  buildings: byId({ id: 'b-1', gridId: 'g-1', name: '1号楼' }),
  residents: byId({
    id: 'r-1',
    name: '王桂兰',
    sex: 'female' as const,
    born: '1944-11-22',
    buildingId: 'b-1',
    door: '301室',
    entry: '钥匙在值班室',
    conditions: [],
    tags: [],
    caregivers: [],
  }),
  devices: byId(
    { id: 'band', kind: 'band' as const, residentId: 'r-1' },
    { id: 'drain', kind: 'drain' as const, drainId: 'd-1' },
  ),
  drains: byId({ id: 'd-1', gridId: 'g-1', name: '雨水口', latitude: 39.9, longitude: 116.39 }),
  people: byId({ id: 'nurse', name: '护士', role: 'duty' as const, communityId: 'c-1' }),
  shifts: new Map(),
  partners: new Map(),
}

export const TOWN = {
  directory,
  timeZone,
  resident: { kind: 'resident', id: 'r-1' },
  drain: { kind: 'drain', id: 'd-1' },
} as const
