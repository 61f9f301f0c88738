import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Notification } from '../../../alerts/model/notification.ts'
import type { Directory } from '../../../alerts/model/people.ts'
import { createLinks } from '../../../gateway/links/links.ts'
import { LINK_ACTS, markPeople, mint, open, TOKEN_LENGTH } from '../../../gateway/links/token.ts'
import { sosMail } from '../../alerts/channels/provider.ts'
import { town } from '../../alerts/response/town.ts'

const KEY = randomBytes(32)
const TOWN = town()
const people = markPeople(KEY, TOWN)
const NOW = Date.UTC(2026, 10, 22, 3, 12)
const claims = { alertId: 1024, personId: 'p-day', acts: LINK_ACTS, expiresAt: NOW, messageKey: '1024.1.0.x' }
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

describe('the token of a link', () => {
  it('is 35 letters and digits, says what was claimed, and is the same at every attempt', () => {
    const token = mint(KEY, claims)
    expect(token).toMatch(/^[0-9A-Za-z]{35}$/)
    expect(mint(KEY, claims)).toBe(token)
    expect(mint(KEY, { ...claims, messageKey: 'another' })).not.toBe(token)
    const { messageKey: _, ...expected } = claims
    expect(open(KEY, token, people)).toEqual(expected)
  })

  it('opens for whatever was claimed, rounded up to the minute, and for nothing else', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 ** 32 - 1 }),
        fc.constantFrom(...TOWN.people.keys()),
        fc.subarray([...LINK_ACTS]),
        fc.integer({ min: NOW, max: NOW + 86_400_000 }),
        (alertId, personId, acts, expiresAt) => {
          const read = open(KEY, mint(KEY, { alertId, personId, acts, expiresAt, messageKey: 'k' }), people)
          expect(read).toMatchObject({ alertId, personId, acts })
          const late = (read?.expiresAt ?? 0) - expiresAt
          expect(late >= 0 && late < 60_000).toBe(true)
        },
      ),
    )
  })

  it('opens nothing with any one character changed, cut off, added, or written in other case', () => {
    const token = mint(KEY, claims)
    fc.assert(
      fc.property(fc.nat(TOKEN_LENGTH - 1), fc.constantFrom(...ALPHABET), (place, sign) => {
        const forged = token.slice(0, place) + sign + token.slice(place + 1)
        expect(open(KEY, forged, people) === undefined).toBe(forged !== token)
      }),
    )
    for (const other of [
      token.slice(1),
      `${token}0`,
      token.toLowerCase(),
      'z'.repeat(35),
      '-'.repeat(35),
      '',
    ])
      expect(open(KEY, other, people)).toBeUndefined()
  })

  it('opens nothing with another key, nor for a person who is gone', () => {
    const token = mint(KEY, claims)
    const other = randomBytes(32)
    expect(open(other, token, markPeople(other, TOWN))).toBeUndefined()
    const without = town({ people: [...TOWN.people.values()].filter(({ id }) => id !== 'p-day') })
    expect(open(KEY, token, markPeople(KEY, without))).toBeUndefined()
  })
})

describe('which messages carry a link that acts', () => {
  const base: Notification = {
    ...sosMail({ channel: 'sms', address: '13800000001' }),
    recipient: { kind: 'person', id: 'p-day', name: '张伟', role: 'duty', locale: 'zh-CN' },
  }
  const links = (directory: Directory = TOWN, publicUrl: string | undefined = 'https://sw.example.org/') =>
    createLinks({ key: KEY, directory: () => directory, publicUrl })

  it('one to a person does, 65 characters long with a short address: two hours when critical, else a day', () => {
    const url = links().url(base) ?? ''
    expect(url).toMatch(/^https:\/\/sw\.example\.org\/l\/[0-9A-Za-z]{35}$/)
    expect(links().open(url.slice(-35))?.expiresAt).toBe(base.createdAt + 2 * 3_600_000)
    const milder = { ...base, message: { ...base.message, severity: 'warning' } } as const
    expect(links().open((links().url(milder) ?? '').slice(-35))?.expiresAt).toBe(
      base.createdAt + 24 * 3_600_000,
    )
  })

  it('one to a group, a partner or a band does not: the board asks who it is', () => {
    for (const channel of ['wecom', 'dingtalk', 'feishu', 'voice'])
      expect(links().url({ ...base, channel, address: 'duty' })).toBe('https://sw.example.org/?alert=1024')
    const desk = { ...base, recipient: { ...base.recipient, kind: 'partner', role: 'desk120' } } as const
    expect(links().path({ ...desk, channel: 'webhook' })).toBeUndefined()
  })

  it('one to an address that two people share does not, one to an address of one’s own does', () => {
    const named = (email: string, other: string): Directory =>
      town({
        people: [...TOWN.people.values()].map((person) =>
          person.id === 'p-day'
            ? { ...person, email }
            : person.id === 'p-night'
              ? { ...person, email: other }
              : person,
        ),
      })
    const mail = { ...base, channel: 'email', address: 'desk@example.org' }
    expect(links(named('desk@example.org', 'desk@example.org')).path(mail)).toBeUndefined()
    expect(links(named('desk@example.org', 'night@example.org')).path(mail)).toMatch(/^\/l\//)
  })

  it('one that says it is over does not, and without an address of the site there is no link at all', () => {
    expect(links().path({ ...base, reason: 'resolved' })).toBeUndefined()
    expect(links().path({ ...base, reason: 'withdrawn' })).toBeUndefined()
    expect(createLinks({ key: KEY, directory: () => TOWN, publicUrl: undefined }).url(base)).toBeUndefined()
  })
})
