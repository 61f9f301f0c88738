import { describe, expect, it } from 'vitest'
import { scriptOf } from '../../../dashboard/src/desk/script.ts'
import { spell } from '../../../dashboard/src/desk/spell.ts'
import type { Card120 } from '../../../dashboard/src/server-types.ts'
import { en } from '../../../dashboard/src/text/en.ts'
import { zhCn } from '../../../dashboard/src/text/zh-cn.ts'

const CARD: Card120 = {
  eventNumber: 'c-1-1024',
  version: 4,
  state: 'confirmed',
  calledAt: 0,
  what: '紧急呼救',
  patient: { name: '王桂兰', sex: '女', age: 82 },
  contacts: [{ name: '刘洋', relation: '儿子', phone: '13800000007' }],
  address: '和平路1号 3号楼 12单元 301室',
  entry: '门禁码2580#',
  position: {
    wgs84: { latitude: 39.9087, longitude: 116.3975 },
    gcj02: { latitude: 39.91010349934476, longitude: 116.40374357265176 },
  },
  conditions: ['房颤'],
  medication: [],
  allergies: ['青霉素'],
  cautions: ['独居'],
  vitals: [],
  confirmedByPerson: true,
  callBack: '021-55550000',
}
const reader = { words: zhCn, locale: 'zh-CN', timeOf: () => '03:12', what: '紧急呼救' } as const

describe('a number on the telephone', () => {
  it.each([
    ['301室', '三零幺室'],
    ['12单元', '十二单元'],
    ['3号楼', '三号楼'],
    ['20楼', '二十楼'],
    ['13800000007', '幺三八 零零零零 零零零七'],
    ['1357#', '幺三五七井号键'],
    ['07室', '零七室'],
  ])('%s is said %s', (written, said) => expect(spell(written, 'zh-CN')).toBe(said))

  it('in English keeps small numbers and spells the others', () => {
    expect(spell('Building 3, room 301#', 'en')).toBe('Building 3, room 3 0 1 hash')
    expect(spell('13800000007', 'en')).toBe('1 3 8, 0 0 0 0, 0 0 0 7')
  })
})

describe('the script for the telephone', () => {
  it('begins with the address, goes the way a dispatcher asks, and ends with the number to write down', () => {
    const lines = scriptOf(CARD, reader)
    expect(lines.map(({ id }) => id)).toEqual([
      ...['address', 'entry', 'patient', 'what', 'conscious', 'breathing'],
      ...['history', 'medication', 'cautions', 'gate', 'callBack', 'contact', 'coordinates', 'write'],
    ])
    expect(lines[0]?.text).toContain('和平路1号 3号楼 12单元 301室')
    expect(lines[0]?.spelled).toBe('三零幺室')
    expect(lines.find(({ id }) => id === 'callBack')?.spelled).toBe('零二幺-五五五五 零零零零')
    expect(lines.find(({ id }) => id === 'patient')).not.toHaveProperty('spelled')
    expect(lines.filter(({ kind }) => kind === 'ask').map(({ question }) => question)).toEqual([
      'conscious',
      'breathing',
    ])
    expect(lines.find(({ id }) => id === 'coordinates')?.text).toContain('39.91010')
  })

  it('says who waits: nobody yet, a colleague on the way, or somebody there', () => {
    const gate = (more: Partial<Card120>) =>
      scriptOf({ ...CARD, ...more }, reader).find(({ id }) => id === 'gate')?.text
    expect(gate({})).toBe(zhCn.script.gateNobody)
    expect(gate({ onTheWay: ['李网格'] })).toContain('李网格')
    expect(gate({ onTheWay: ['李网格'], onSite: ['王值班'] })).toBe(zhCn.script.gate('王值班'))
  })

  it('leaves out what is not known instead of reading an empty sentence', () => {
    const { position: _, cautions: __, ...bare } = CARD
    const lines = scriptOf({ ...bare, entry: '—', contacts: [] }, reader)
    expect(lines.map(({ id }) => id)).not.toContain('entry')
    expect(lines.map(({ id }) => id)).not.toContain('coordinates')
    expect(lines.find(({ id }) => id === 'medication')?.text).toContain('无登记')
  })

  it('in English has the same lines', () => {
    const ids = scriptOf(CARD, { ...reader, words: en, locale: 'en' }).map(({ id }) => id)
    expect(ids).toEqual(scriptOf(CARD, reader).map(({ id }) => id))
  })
})
