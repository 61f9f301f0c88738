// A small community for journeys, straight into a data folder: three elders, a drain, people who can be told.

import { argon2Sync } from 'node:crypto'
import type { Partner } from '../../alerts/model/people.ts'
import type { Zone } from '../../alerts/model/profile.ts'
import { hashDeviceSecret } from '../../gateway/people/device-secret.ts'
import type { DirectoryChange, Entity } from '../../gateway/people/ports.ts'
import { openPeopleStore } from '../../gateway/storage/people-store.ts'

export const SECRETS: Readonly<Record<string, string>> = {
  'band-1': 'secret-of-band-1',
  'band-2': 'secret-of-band-2',
  'band-3': 'secret-of-band-3',
  'water-1': 'secret-of-water-1',
}
/** The secret of any device of any community made here. */
export const secretOf = (deviceId: string): string => SECRETS[deviceId] ?? `secret-of-${deviceId}`
export const PASSWORD = 'journeys-only-8'
export const LOGINS = ['duty', 'second', 'director', 'family', 'admin'] as const

const ALWAYS = { weekdays: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '00:00' } as const

export type CommunityOptions = Readonly<{
  /** The 120 desk's and the relay's webhook. */
  webhook?: Readonly<{ url: string; secret: string }>
  /** More of the 120 desk: an e-mail address, a telephone, both ways. */
  desk?: Partial<Pick<Partner, 'email' | 'phone' | 'bothWays'>>
  /** Without shifts nobody is on duty. */
  shifts?: boolean
  /** The care plan of r-1: rule parameters of their own. */
  carePlan?: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** The safe zone of r-1. */
  safeZone?: Zone
  /** Elders and their bands: r-1 … r-n with band-1 … band-n. Default 3. */
  bands?: number
  /** Days between two contacts with every elder. Default: by their tags. */
  callEvery?: number
  /** Drains of the one grid and their sensors: d-1 … d-n with water-1 … water-n. Default 1. */
  drains?: number
  /** More of the site, or other than above: the later one of a kind and id wins. */
  more?: readonly Entity[]
}>

const NAMES = ['陈奶奶', '周奶奶', '吴奶奶']
const DRAINS = ['南门下穿', '北门', '菜场后门']
const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1)
const numbers = ({ bands = 3 }: CommunityOptions): number[] => Array.from({ length: bands }, (_, i) => i + 1)

function entities(options: CommunityOptions): Entity[] {
  const person = (
    id: string,
    name: string,
    role: 'duty' | 'grid' | 'director' | 'family' | 'admin',
    more: object = {},
  ): Entity => ({
    kind: 'person',
    id,
    body: { id, name, role, phone: `1380000000${id.length}`, communityId: 'c-1', ...more },
  })
  const elder = (n: number, name: string, more: object = {}): Entity => ({
    kind: 'resident',
    id: `r-${n}`,
    body: {
      id: `r-${n}`,
      name,
      sex: 'female',
      born: '1942-03-09',
      phone: '13912345678',
      buildingId: 'b-1',
      door: `2单元 ${n}楼 ${n}01室`,
      entry: '门禁 1357#，钥匙在 101 室',
      conditions: ['高血压'],
      tags: ['独居'],
      caregivers: n === 1 ? [{ personId: 'p-family', relation: '女儿' }] : [],
      ...(n === 1 && options.carePlan ? { overrides: options.carePlan } : {}),
      ...(options.callEvery === undefined ? {} : { callEvery: options.callEvery }),
      ...(n === 1 && options.safeZone ? { safeZone: options.safeZone } : {}),
      ...more,
    },
  })
  const shift = (id: string, role: 'duty' | 'grid' | 'director', personId: string): Entity => ({
    kind: 'shift',
    id,
    body: { id, communityId: 'c-1', role, personId, ...ALWAYS },
  })
  return [
    {
      kind: 'community',
      id: 'c-1',
      body: {
        id: 'c-1',
        name: '梧桐里社区',
        timeZone: 'Asia/Shanghai',
        address: '梧桐路 1 号',
        phone: '021-55550000',
      },
    },
    { kind: 'grid', id: 'g-1', body: { id: 'g-1', communityId: 'c-1', name: '第一网格' } },
    {
      kind: 'building',
      id: 'b-1',
      body: { id: 'b-1', gridId: 'g-1', name: '1号楼', latitude: 31.2304, longitude: 121.4737 },
    },
    ...upTo(options.drains ?? 1).map(
      (n): Entity => ({
        kind: 'drain',
        id: `d-${n}`,
        body: {
          id: `d-${n}`,
          gridId: 'g-1',
          name: DRAINS[n - 1] ?? `${n}号口`,
          latitude: 31.23,
          longitude: 121.47,
        },
      }),
    ),
    person('p-duty', '王值班', 'duty'),
    person('p-second', '钱值班', 'duty'),
    person('p-grid', '李网格', 'grid', { gridIds: ['g-1'] }),
    person('p-director', '赵主任', 'director'),
    person('p-admin', '管理员', 'admin'),
    person('p-family', '陈女儿', 'family'),
    ...numbers(options).map((n) => elder(n, NAMES[n - 1] ?? `${n}号奶奶`)),
    ...numbers(options).map(
      (n): Entity => ({
        kind: 'device',
        id: `band-${n}`,
        body: { id: `band-${n}`, kind: 'band', residentId: `r-${n}` },
      }),
    ),
    ...upTo(options.drains ?? 1).map(
      (n): Entity => ({
        kind: 'device',
        id: `water-${n}`,
        body: { id: `water-${n}`, kind: 'drain', drainId: `d-${n}` },
      }),
    ),
    ...(options.shifts === false
      ? []
      : [
          shift('s-duty', 'duty', 'p-duty'),
          shift('s-grid', 'grid', 'p-grid'),
          shift('s-director', 'director', 'p-director'),
        ]),
    ...(options.webhook
      ? [
          {
            kind: 'partner',
            id: 'desk',
            body: {
              id: 'desk',
              kind: 'desk120',
              name: '120 指挥中心',
              communityId: 'c-1',
              webhook: options.webhook,
              ...options.desk,
            },
          } as Entity,
          {
            kind: 'partner',
            id: 'relay',
            body: {
              id: 'relay',
              kind: 'webhook',
              name: '短信平台',
              communityId: 'c-1',
              webhook: options.webhook,
            },
          } as Entity,
        ]
      : []),
    ...(options.more ?? []),
  ]
}

/** A hash of the least cost argon2id has: the journeys are not about guessing it. */
const salt = Buffer.alloc(16, 7)
const tag = argon2Sync('argon2id', {
  message: PASSWORD,
  nonce: salt,
  tagLength: 32,
  memory: 8,
  passes: 1,
  parallelism: 1,
})
const encode = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')
const passwordHash = `argon2id$v=19$m=8,t=1,p=1$${encode(salt)}$${encode(tag)}`

/** Writes the community; logins are the names in LOGINS with PASSWORD. */
export async function createCommunity(dataFolder: string, options: CommunityOptions = {}): Promise<void> {
  const store = await openPeopleStore(dataFolder)
  await store.apply({
    changes: entities(options).map((entity) => ({ type: 'added', entity }) as DirectoryChange),
    credentials: [
      ...numbers(options).map((n) => `band-${n}`),
      ...upTo(options.drains ?? 1).map((n) => `water-${n}`),
    ].map((deviceId) => ({
      deviceId,
      secretHash: hashDeviceSecret(secretOf(deviceId)),
    })),
    accounts: LOGINS.map((login) => ({ personId: `p-${login}`, login, passwordHash, disabled: false })),
  })
  await store.close()
}
