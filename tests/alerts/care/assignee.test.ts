import { expect, it } from 'vitest'
import { assigneesAt } from '../../../alerts/care/assignee.ts'
import { directoryFrom } from '../../../gateway/people/directory.ts'
import { readSite } from '../../../gateway/people/read-site.ts'
import { MORNING } from './people.ts'

const SITE = `
communities:
  - { id: c-1, name: 梧桐里, address: 梧桐里路88号 }
grids:
  - { id: g-1, communityId: c-1, name: 东 }
  - { id: g-2, communityId: c-1, name: 西 }
  - { id: g-3, communityId: c-1, name: 南 }
people:
  - { id: p-duty, name: 甲, role: duty, communityId: c-1 }
  - { id: p-one, name: 乙, role: grid, gridIds: [g-1] }
  - { id: p-two, name: 丙, role: grid, gridIds: [g-2] }
  - { id: p-three, name: 丁, role: grid, gridIds: [g-2] }
  - { id: p-director, name: 戊, role: director, communityId: c-1 }
shifts:
  - { id: s-1, communityId: c-1, role: duty, personId: p-duty, weekdays: [1], from: "07:00", to: "20:00" }
`
const read = readSite([{ path: 'site.yaml', text: SITE }])
if (!read.ok) throw new Error(JSON.stringify(read.faults))
const directory = directoryFrom(read.entities)
const home = (gridId: string, buildingId = 'b-1') => ({ gridId, buildingId, communityId: 'c-1' })

it('the grid worker of the place calls; without one the duty desk, without that the director', () => {
  const monday = assigneesAt(directory, MORNING)
  expect(monday(home('g-1'))).toBe('p-one')
  expect(monday(home('g-3'))).toBe('p-duty')
  // At half past six nobody is on duty.
  expect(assigneesAt(directory, MORNING - 90 * 60_000)(home('g-3'))).toBe('p-director')
})

it('two workers of a grid share it building by building', () => {
  const of = assigneesAt(directory, MORNING)
  const buildings = ['b-01', 'b-02', 'b-03', 'b-04']
  const shared = buildings.map((id) => of(home('g-2', id)))
  expect(new Set(shared)).toEqual(new Set(['p-two', 'p-three']))
  expect(buildings.map((id) => of(home('g-2', id)))).toEqual(shared)
})
