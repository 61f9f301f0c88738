// A community of any size in a data folder, straight into the people store: bands with known secrets, one desk.

import { randomBytes } from 'node:crypto'
import { hashDeviceSecret } from '../../gateway/people/device-secret.ts'
import { hashPassword } from '../../gateway/people/password.ts'
import type { DirectoryChange, Entity } from '../../gateway/people/ports.ts'
import { openPeopleStore } from '../../gateway/storage/people-store.ts'

export type BenchSite = Readonly<{
  /** deviceId → secret, in order. */
  credentials: readonly (readonly [string, string])[]
  login: string
  password: string
}>

export async function createBenchSite(
  dataFolder: string,
  options: {
    residents: number
    webhook?: { url: string; secret: string }
    /** Where the staff's messages go; with it come a grid worker, and a family member for each grid. */
    relay?: { url: string; secret: string }
  },
): Promise<BenchSite> {
  const entities: Entity[] = []
  const add = (entity: Entity): number => entities.push(entity)
  add({
    kind: 'community',
    id: 'c-1',
    body: { id: 'c-1', name: '测试社区', timeZone: 'Asia/Shanghai', address: '—' },
  })
  for (let g = 1; g <= 20; g++) {
    add({ kind: 'grid', id: `g-${g}`, body: { id: `g-${g}`, communityId: 'c-1', name: `网格${g}` } })
    add({ kind: 'building', id: `b-${g}`, body: { id: `b-${g}`, gridId: `g-${g}`, name: `${g}号楼` } })
  }
  add({
    kind: 'person',
    id: 'p-duty',
    body: { id: 'p-duty', name: '值班员', role: 'duty', communityId: 'c-1', phone: '13800000001' },
  })
  add({
    kind: 'shift',
    id: 's-1',
    body: {
      id: 's-1',
      communityId: 'c-1',
      role: 'duty',
      personId: 'p-duty',
      weekdays: [1, 2, 3, 4, 5, 6, 7],
      from: '00:00',
      to: '00:00',
    },
  })
  if (options.webhook)
    add({
      kind: 'partner',
      id: 'desk',
      body: { id: 'desk', kind: 'desk120', name: '120', communityId: 'c-1', webhook: options.webhook },
    })
  if (options.relay) addResponders(add, options.relay)
  for (let i = 0; i < options.residents; i++) {
    const id = `r-${i}`
    add({
      kind: 'resident',
      id,
      body: {
        id,
        name: `长者${i}`,
        sex: i % 2 ? 'female' : 'male',
        born: '1945-05-05',
        buildingId: `b-${(i % 20) + 1}`,
        door: `${i}室`,
        entry: '—',
        conditions: [],
        tags: [],
        caregivers: options.relay ? [{ personId: `p-family-${(i % 20) + 1}`, relation: '女儿' }] : [],
      },
    })
    add({ kind: 'device', id: `band-${i}`, body: { id: `band-${i}`, kind: 'band', residentId: id } })
  }
  const credentials = Array.from(
    { length: options.residents },
    (_, i) => [`band-${i}`, randomBytes(18).toString('base64url')] as const,
  )
  const password = randomBytes(9).toString('base64url')
  const store = await openPeopleStore(dataFolder)
  await store.apply({
    changes: entities.map((entity) => ({ type: 'added', entity }) as DirectoryChange),
    credentials: credentials.map(([deviceId, secret]) => ({
      deviceId,
      secretHash: hashDeviceSecret(secret),
    })),
    accounts: [
      { personId: 'p-duty', login: 'duty', passwordHash: await hashPassword(password), disabled: false },
    ],
  })
  await store.close()
  return { credentials, login: 'duty', password }
}

function addResponders(add: (entity: Entity) => number, webhook: { url: string; secret: string }): void {
  add({
    kind: 'partner',
    id: 'relay',
    body: { id: 'relay', kind: 'webhook', name: '消息平台', communityId: 'c-1', webhook },
  })
  const gridIds = Array.from({ length: 20 }, (_, g) => `g-${g + 1}`)
  add({ kind: 'person', id: 'p-grid', body: { id: 'p-grid', name: '网格员', role: 'grid', gridIds } })
  for (let g = 1; g <= 20; g++) {
    const id = `p-family-${g}`
    add({ kind: 'person', id, body: { id, name: `家属${g}`, role: 'family' } })
  }
}
