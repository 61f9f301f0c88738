import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diffDirectory } from '../../../gateway/people/diff.ts'
import { directoryFrom, entitiesOf } from '../../../gateway/people/directory.ts'
import { formatDiff } from '../../../gateway/people/format-diff.ts'
import type { DirectoryChange, Entity } from '../../../gateway/people/ports.ts'
import { townDirectory } from '../../support/gateway-fakes.ts'

const town = entitiesOf(townDirectory())
const edit = (change: (entities: Entity[]) => void) => {
  const entities = structuredClone(town) as Entity[]
  change(entities)
  return directoryFrom(entities)
}
const find = (entities: Entity[], id: string) => entities.find((entity) => entity.id === id) as Entity
const apply = (entities: readonly Entity[], changes: readonly DirectoryChange[]) => {
  const rows = new Map(entities.map((entity) => [`${entity.kind}:${entity.id}`, entity]))
  for (const { type, entity } of changes) {
    if (type === 'removed') rows.delete(`${entity.kind}:${entity.id}`)
    else rows.set(`${entity.kind}:${entity.id}`, entity)
  }
  return directoryFrom(rows.values())
}

test('the same directory changes nothing', () => {
  expect(diffDirectory(townDirectory(), townDirectory())).toEqual([])
  expect(formatDiff([])).toEqual(['Nothing changes.'])
})

test('what is printed: an added grid, a moved resident field by field, a removed band, and the sum', () => {
  const after = edit((entities) => {
    entities.push({ kind: 'grid', id: 'g-3', body: { id: 'g-3', communityId: 'c-1', name: '南网格' } })
    Object.assign(find(entities, 'r-1').body, { door: '1单元 1楼 101室', phone: '021-55550001' })
    entities.splice(entities.indexOf(find(entities, 'band-spare')), 1)
  })
  expect(formatDiff(diffDirectory(townDirectory(), after))).toEqual([
    '+ grid g-3 南网格',
    '~ resident r-1 张文娟',
    '    door: "2单元 3楼 301室" → "1单元 1楼 101室"',
    '    phone: (none) → "021-55550001"',
    '- device band-spare',
    'Added: 1 grid. Changed: 1 resident. Removed: 1 device.',
  ])
})

test("a partner's secret is never printed", () => {
  const partner = (secret: string): Entity => ({
    kind: 'partner',
    id: 'pt-1',
    body: {
      id: 'pt-1',
      kind: 'webhook',
      name: '市平台',
      communityId: 'c-1',
      webhook: { url: 'https://x.example', secret },
    },
  })
  const before = directoryFrom([...town, partner('first-secret-1234')])
  const after = directoryFrom([...town, partner('other-secret-1234')])
  const lines = formatDiff(diffDirectory(before, after))
  expect(lines[0]).toBe('~ partner pt-1 市平台')
  expect(lines.join('\n')).not.toMatch(/first-secret|other-secret/)
})

test('applying the difference always leads to the directory it was made for, whatever is left out or changed', () => {
  const subset = fc.subarray([...town])
  fc.assert(
    fc.property(subset, subset, fc.string({ minLength: 1 }), (before, after, name) => {
      const renamed = after.map((entity) => ({ ...entity, body: { ...entity.body, name } }) as Entity)
      const changes = diffDirectory(directoryFrom(before), directoryFrom(renamed))
      expect(new Set(entitiesOf(apply(before, changes)))).toEqual(new Set(entitiesOf(directoryFrom(renamed))))
    }),
  )
})
