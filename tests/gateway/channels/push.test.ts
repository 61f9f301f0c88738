import { createPublicKey, verify } from 'node:crypto'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createPushChannel, type Subscription } from '../../../alerts/channels/push.ts'
import { HOUR } from '../../../alerts/model/time.ts'
import { createSubscriptions, isPushEndpoint } from '../../../gateway/channels/subscriptions.ts'
import { openVapidKeys, sealWith } from '../../../gateway/channels/vapid.ts'
import type { StoreEffect } from '../../../gateway/storage/effects.ts'
import { type Received, signal, sosMail, startProvider } from '../../alerts/channels/provider.ts'
import { testFolder } from '../../support/folder.ts'
import { createPushPhone } from '../../support/push-phone.ts'

const base64 = (bytes: Buffer): string => bytes.toString('base64url')

/** Checks the VAPID header as a push service does (RFC 8292); its claims. */
function claimsOf({ headers }: Received, publicKey: string): Record<string, unknown> {
  const [, token = '', key] = /^vapid t=([^,]+), k=(.+)$/.exec(headers.authorization ?? '') ?? []
  expect(key).toBe(publicKey)
  const [head = '', claims = '', signature = ''] = token.split('.')
  const point = Buffer.from(publicKey, 'base64url')
  const jwk = { kty: 'EC', crv: 'P-256', x: base64(point.subarray(1, 33)), y: base64(point.subarray(33)) }
  const isSigned = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  )
  expect(isSigned).toBe(true)
  expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toMatchObject({ alg: 'ES256' })
  return JSON.parse(Buffer.from(claims, 'base64url').toString())
}

const CONTACT = 'mailto:it@wutongli.example'
const toFamily = sosMail({ channel: 'push', address: 'p-family' })

function channelFor(folder: string, subscriptions: readonly Subscription[], now = Date.now) {
  const keys = openVapidKeys(folder)
  const removed: string[] = []
  const channel = createPushChannel({
    fetch,
    now: Date.now,
    subscriptions: () => subscriptions,
    seal: sealWith(keys, CONTACT, now),
    remove: async (endpoint) => void removed.push(endpoint),
  })
  return { keys, removed, channel }
}

describe('Web Push', () => {
  it('is sealed so that only that browser can read it, signed with the kept keys, urgent, and short-lived', async () => {
    const provider = await startProvider((response) => response.writeHead(201).end())
    const browser = createPushPhone()
    const endpoint = `${provider.url}/push/abc`
    const { channel, keys } = channelFor(testFolder(), [{ endpoint, ...browser }])
    expect(await channel.send(toFamily, signal)).toEqual({
      result: 'delivered',
      reached: 'accepted',
      receipt: 'HTTP 201',
    })
    const request = provider.received[0] as Received
    expect(JSON.parse(browser.open(request.body))).toEqual({
      key: toFamily.key,
      alertId: 1024,
      reason: 'raised',
      severity: 'critical',
      title: toFamily.message.title,
      body: toFamily.message.body,
      url: '/?alert=1024',
    })
    expect(request.body.includes(Buffer.from('王桂兰'))).toBe(false)
    expect(request.headers).toMatchObject({
      'content-encoding': 'aes128gcm',
      ttl: '1800',
      urgency: 'high',
      topic: 'alert-1024',
    })
    const claims = claimsOf(request, keys.publicKey)
    expect(claims).toMatchObject({ aud: provider.url, sub: CONTACT })
    expect(Number(claims.exp) - Date.now() / 1_000).toBeLessThan(24 * 3_600)
  })

  it('one signature stands on all messages to a service for six hours, also when the clock is set back; each service has its own', async () => {
    const providers = [
      await startProvider((response) => response.writeHead(201).end()),
      await startProvider((response) => response.writeHead(201).end()),
    ] as const
    const phones = providers.map(({ url }) => ({ endpoint: url, ...createPushPhone() }))
    let time = Date.now()
    const { channel } = channelFor(testFolder(), phones, () => time)
    const signedAt = async (now: number): Promise<readonly (string | undefined)[]> => {
      time = now
      await channel.send(toFamily, signal)
      return providers.map(({ received }) => received.at(-1)?.headers.authorization)
    }
    const start = time
    const first = await signedAt(start)
    expect(new Set(first).size).toBe(2)
    expect(await signedAt(start + 6 * HOUR - 1)).toEqual(first)
    const second = await signedAt(start + 6 * HOUR)
    expect(second.every((words, at) => words !== first[at])).toBe(true)
    const third = await signedAt(start - HOUR)
    expect(third.every((words, at) => words !== second[at])).toBe(true)
  })

  it('the longest message fits one record', async () => {
    const provider = await startProvider((response) => response.writeHead(201).end())
    const browser = createPushPhone()
    const { channel } = channelFor(testFolder(), [{ endpoint: provider.url, ...browser }])
    const message = { ...toFamily.message, title: '急'.repeat(40), body: '守'.repeat(2_000) }
    await channel.send({ ...toFamily, message }, signal)
    const [{ body } = {} as never] = provider.received
    expect(body.length).toBeLessThanOrEqual(4_096)
    expect(JSON.parse(browser.open(body)).body).toMatch(/守…$/)
  })

  it.each([404, 410])(
    'HTTP %i: the browser is forgotten, and the person’s other one still told',
    async (status) => {
      const provider = await startProvider((response, { path }) =>
        response.writeHead(path === '/old' ? status : 201).end(),
      )
      const two = ['/old', '/new'].map((path) => ({
        endpoint: `${provider.url}${path}`,
        ...createPushPhone(),
      }))
      const { channel, removed } = channelFor(testFolder(), two)
      expect((await channel.send(toFamily, signal)).result).toBe('delivered')
      expect(removed).toEqual([`${provider.url}/old`])
      const alone = channelFor(testFolder(), two.slice(0, 1))
      expect(await alone.channel.send(toFamily, signal)).toEqual({
        result: 'rejected',
        reason: 'no phone has push switched on',
        about: 'address',
      })
    },
  )

  it.each([
    [429, { 'retry-after': '60' }, { result: 'retry', reason: 'HTTP 429', afterMs: 60_000 }],
    [500, {}, { result: 'retry', reason: 'HTTP 500' }],
    [403, {}, { result: 'rejected', reason: 'HTTP 403', about: 'channel' }],
  ] as const)('HTTP %i', async (status, headers, expected) => {
    const provider = await startProvider((response) => response.writeHead(status, headers).end())
    const { channel, removed } = channelFor(testFolder(), [{ endpoint: provider.url, ...createPushPhone() }])
    expect(await channel.send(toFamily, signal)).toEqual(expected)
    expect(removed).toEqual([])
  })

  it('never answers', async () => {
    const provider = await startProvider(() => {})
    const { channel } = channelFor(testFolder(), [{ endpoint: provider.url, ...createPushPhone() }])
    const controller = new AbortController()
    const asked = provider.asked()
    const sent = channel.send(toFamily, controller.signal)
    await asked
    controller.abort()
    expect(await sent).toEqual({ result: 'retry', reason: 'timeout' })
  })
})

describe('the keys', () => {
  it('are made once, kept beside the databases, and readable by their owner only', () => {
    const folder = testFolder()
    const first = openVapidKeys(folder)
    expect(openVapidKeys(folder)).toEqual(first)
    expect(statSync(join(folder, 'vapid.json')).mode & 0o777).toBe(0o600)
  })

  it('damaged, stop the start instead of being made anew', () => {
    const folder = testFolder()
    writeFileSync(join(folder, 'vapid.json'), '{"publicKey":""}')
    expect(() => openVapidKeys(folder)).toThrow(/keys of Web Push cannot be read/)
    expect(readFileSync(join(folder, 'vapid.json'), 'utf8')).toBe('{"publicKey":""}')
  })
})

describe('subscriptions', () => {
  const ENDPOINT = 'https://fcm.googleapis.com/fcm/send/abc'
  const open = () => {
    const written: StoreEffect[] = []
    let time = 0
    const subscriptions = createSubscriptions({
      stored: [],
      now: () => ++time,
      write: async (effects) => void written.push(...effects),
    })
    return { subscriptions, written }
  }
  const ask = (endpoint: string, personId = 'p-1') => ({ endpoint, personId, p256dh: 'p', auth: 'a' })

  it.each([
    [ENDPOINT, true],
    ['https://web.push.apple.com/QGx', true],
    ['http://fcm.googleapis.com/fcm/send/abc', false],
    ['https://localhost/x', false],
    ['https://127.0.0.1/x', false],
    ['https://[::1]/x', false],
    ['https://router.lan/x', false],
    ['https://db.internal/x', false],
    ['https://push.example:6379/x', false],
    ['https://u:p@push.example/x', false],
    ['nonsense', false],
  ])('%s is an endpoint: %s', (endpoint, expected) => expect(isPushEndpoint(endpoint)).toBe(expected))

  it('belong to who asked last in that browser; somebody else cannot end them', async () => {
    const { subscriptions } = open()
    await subscriptions.add(ask(ENDPOINT))
    await subscriptions.add(ask(ENDPOINT, 'p-2'))
    expect([subscriptions.of('p-1'), subscriptions.of('p-2').length]).toEqual([[], 1])
    await subscriptions.remove(ENDPOINT, 'p-1')
    expect(subscriptions.of('p-2')).toHaveLength(1)
    await subscriptions.remove(ENDPOINT, 'p-2')
    expect(subscriptions.of('p-2')).toEqual([])
  })

  it('are ten for one person at most: the oldest goes', async () => {
    const { subscriptions, written } = open()
    for (let n = 0; n < 12; n++) await subscriptions.add(ask(`${ENDPOINT}${n}`))
    expect(subscriptions.of('p-1').map(({ endpoint }) => endpoint)).not.toContain(`${ENDPOINT}1`)
    expect(subscriptions.of('p-1')).toHaveLength(10)
    expect(written.filter(({ type }) => type === 'removeSubscription')).toHaveLength(2)
  })

  it('are not there when the store refused', async () => {
    const subscriptions = createSubscriptions({
      stored: [],
      now: () => 1,
      write: async () => ({ reason: 'full' }),
    })
    expect(await subscriptions.add(ask(ENDPOINT))).toBe('storeUnavailable')
    expect(subscriptions.of('p-1')).toEqual([])
  })
})
