import { describe, expect, it } from 'vitest'
import { addressFor, waysTo } from '../../../alerts/channels/address.ts'
import type { Recipient } from '../../../alerts/model/notification.ts'
import { PARTNERS, PEOPLE, town } from '../response/town.ts'

const recipient = (kind: Recipient['kind'], id: string): Recipient => ({
  kind,
  id,
  name: id,
  role: 'duty',
  locale: 'zh-CN',
})
const ALL = ['phone', 'webhook', 'downlink']
const RELAY = {
  id: 'x-relay',
  kind: 'webhook',
  name: '短信平台',
  communityId: 'c-1',
  webhook: { url: 'u', secret: 's' },
} as const
const find = (to: Recipient, on = ALL, directory = town(), preferred?: string[]) =>
  addressFor(to, { directory, channels: { on }, communityId: 'c-1', ...(preferred ? { preferred } : {}) })

describe('who is reached where', () => {
  it.each([
    ['person', 'p-day', { channel: 'phone', address: '13800000001' }],
    ['partner', 'x-120', { channel: 'webhook', address: 'x-120' }],
    ['device', 'band-1', { channel: 'downlink', address: 'band-1' }],
    ['device', 'drain-1', undefined],
    ['device', 'unknown', undefined],
  ] as const)('%s %s: %j', (kind, id, expected) => {
    expect(find(recipient(kind, id))).toEqual(expected)
  })

  it('a demo person without a number is reached by id', () => {
    const people = PEOPLE.map(({ phone: _, ...person }) => person)
    expect(find(recipient('person', 'p-day'), ALL, town({ people }))).toEqual({
      channel: 'phone',
      address: 'p-day',
    })
  })

  it('without the demo’s phones, people are reached through the community’s message relay, if it has one', () => {
    const on = ['webhook', 'downlink']
    expect(find(recipient('person', 'p-day'), on)).toBeUndefined()
    const directory = town({ partners: [...PARTNERS, RELAY] })
    expect(find(recipient('person', 'p-day'), on, directory)).toEqual({
      channel: 'webhook',
      address: 'x-relay',
    })
  })

  it('a partner without a webhook is unreachable, unless it has a telephone and the phones are on', () => {
    const bare = { id: 'x-120', kind: 'desk120', name: '120', communityId: 'c-1' } as const
    expect(find(recipient('partner', 'x-120'), ALL, town({ partners: [bare] }))).toBeUndefined()
    const called = town({ partners: [{ ...bare, phone: '120' }] })
    expect(find(recipient('partner', 'x-120'), ALL, called)).toEqual({ channel: 'phone', address: '120' })
  })

  it('a policy’s preference is an order and a limit', () => {
    const directory = town({ partners: [...PARTNERS, RELAY] })
    expect(find(recipient('person', 'p-day'), ALL, directory, ['webhook', 'phone'])?.channel).toBe('webhook')
    expect(find(recipient('person', 'p-day'), ALL, directory, ['downlink'])).toBeUndefined()
  })
})

describe('everybody’s own ways', () => {
  const EVERY = ['push', 'sms', 'voice', 'wecom', 'ntfy', 'webhook', 'email']
  const ways = (change: object, more: { preferred?: string[]; pushable?: boolean } = {}) => {
    const people = PEOPLE.map((person) => (person.id === 'p-day' ? { ...person, ...change } : person))
    const channels = { on: EVERY, pushable: () => more.pushable === true }
    const { preferred } = more
    return waysTo(recipient('person', 'p-day'), {
      directory: town({ people, partners: [...PARTNERS, RELAY] }),
      channels,
      communityId: 'c-1',
      ...(preferred === undefined ? {} : { preferred }),
    }).map(({ channel, address }) => `${channel} ${address}`)
  }

  it('are all that have an address, in the usual order', () => {
    expect(ways({ email: 'day@example.org', wecom: 'duty' }, { pushable: true })).toEqual([
      'push p-day',
      'sms 13800000001',
      'voice 13800000001',
      'wecom duty',
      'webhook x-relay',
      'email day@example.org',
    ])
  })

  it('follow the person’s own order, and leave out what the person leaves out', () => {
    expect(ways({ channels: ['voice', 'sms', 'voice'] })).toEqual(['voice 13800000001', 'sms 13800000001'])
  })

  it('follow a policy’s step before the person’s order', () => {
    expect(ways({ channels: ['sms'] }, { preferred: ['voice', 'fax', 'webhook'] })).toEqual([
      'voice 13800000001',
      'webhook x-relay',
    ])
  })

  it.each([
    ['021-55550001', ['voice 02155550001']],
    ['120', []],
    ['4008001234', []],
  ])(
    '%s takes a call or a text only where the provider takes it, and never is 120 dialled',
    (phone, expected) => {
      expect(ways({ phone, channels: ['sms', 'voice'] })).toEqual(expected)
    },
  )

  it('of the 120 desk are its webhook, then its mail', () => {
    const desk = {
      ...PARTNERS.find(({ id }) => id === 'x-120'),
      email: 'desk@120.example',
    } as (typeof PARTNERS)[number]
    const directory = town({ partners: [desk] })
    const found = waysTo(recipient('partner', 'x-120'), {
      directory,
      channels: { on: EVERY },
      communityId: 'c-1',
    })
    expect(found.map(({ channel }) => channel)).toEqual(['webhook', 'email'])
  })
})
