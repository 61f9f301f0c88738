import { describe, expect, it } from 'vitest'
import type { LiveState } from '../../../alerts/model/live.ts'
import { ageAt } from '../../../alerts/response/card-120.ts'
import { Desk, MINUTE, sos, TEN } from './town.ts'

const LIVE: LiveState = {
  latest: {
    heartRate: { value: 128, at: TEN - 2 * MINUTE },
    spo2: { value: 91, at: TEN - 5 * MINUTE },
    latitude: { value: 39.9087, at: TEN - MINUTE },
    longitude: { value: 116.3975, at: TEN - MINUTE },
    accuracy: { value: 12, at: TEN - MINUTE },
    battery: { value: 60, at: TEN },
  },
  positionSource: 'gps',
  seenAt: TEN,
  deviceId: 'band-1',
}

function cardOf(live: LiveState | undefined) {
  const desk = new Desk()
  desk.live = live
  desk.find(sos())
  const message = desk.last.find(({ recipient }) => recipient.role === 'desk120')?.message
  if (!message?.card) throw new Error('the desk got no card')
  return message.card
}

describe('the card of the 120 desk', () => {
  it('says who, where, how to get in, what is known, and that nobody has confirmed it yet', () => {
    expect(cardOf(LIVE)).toEqual({
      eventNumber: 'c-1-1024',
      version: 1,
      state: 'new',
      calledAt: TEN,
      what: '紧急呼救',
      patient: { name: '王桂兰', sex: '女', age: 81, bloodType: 'A' },
      phone: '13900000001',
      contacts: [
        { name: '刘洋', relation: '儿子', phone: '13800000007' },
        { name: '刘敏', relation: '女儿', phone: '13800000008' },
      ],
      address: '和平路1号 和平里社区 3号楼 2单元3楼301室',
      entry: '门禁码2580#，备用钥匙在值班室',
      position: {
        wgs84: { latitude: 39.9087, longitude: 116.3975 },
        gcj02: {
          latitude: expect.closeTo(39.91010349934476, 9),
          longitude: expect.closeTo(116.40374357265176, 9),
        },
        accuracyMetres: 12,
        eventTime: TEN - MINUTE,
        source: 'gps',
      },
      conditions: ['高血压', '房颤'],
      medication: ['华法林'],
      allergies: ['青霉素'],
      cautions: ['独居'],
      vitals: [
        { metric: '心率', value: '128 次/分', eventTime: TEN - 2 * MINUTE, source: '手环 band-1' },
        { metric: '血氧', value: '91 %', eventTime: TEN - 5 * MINUTE, source: '手环 band-1' },
      ],
      confirmedByPerson: false,
      callBack: '010-60000000',
    })
  })

  it('without a fix gives the building, and says so', () => {
    expect(cardOf(undefined).position).toMatchObject({ source: 'building', wgs84: { latitude: 39.9087 } })
    expect(cardOf(undefined).vitals).toEqual([])
  })

  it('does not lend one fix the accuracy of another', () => {
    const stale = { ...LIVE, latest: { ...LIVE.latest, accuracy: { value: 5, at: TEN - 60 * MINUTE } } }
    expect(cardOf(stale).position?.accuracyMetres).toBeUndefined()
  })

  it('a birthday counts from midnight in the community: 81 on the 21st, 82 on the 22nd', () => {
    expect(ageAt('1944-11-22', Date.parse('2026-11-21T23:59:00+08:00'), 'Asia/Shanghai')).toBe(81)
    expect(ageAt('1944-11-22', Date.parse('2026-11-22T00:00:00+08:00'), 'Asia/Shanghai')).toBe(82)
  })
})
