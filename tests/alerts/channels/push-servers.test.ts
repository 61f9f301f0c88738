import { describe, expect, it } from 'vitest'
import type { Channel } from '../../../alerts/channels/channel.ts'
import { createGotifyChannel } from '../../../alerts/channels/gotify.ts'
import { createNtfyChannel } from '../../../alerts/channels/ntfy.ts'
import { NOON } from '../delivery/mailroom.ts'
import { sayJson, signal, sosMail, startProvider } from './provider.ts'

const LINK = 'https://shouwang.example/?alert=1024'
const ntfy = (server: string): Channel =>
  createNtfyChannel({ fetch, now: () => NOON, server, token: 'tk_secret', link: () => LINK })
const gotify = (server: string): Channel =>
  createGotifyChannel({
    fetch,
    now: () => NOON,
    server: `${server}/`,
    token: (name) => (name === 'duty' ? 'app-token' : undefined),
    link: () => LINK,
  })
const toTopic = sosMail({ address: 'wutongli-duty-7f3a' })
const toDuty = sosMail({ address: 'duty' })

describe('ntfy', () => {
  it('publishes to the topic with token, highest priority and link', async () => {
    const provider = await startProvider(sayJson({ id: 'hwQ2YpKdmg', event: 'message' }))
    expect(await ntfy(provider.url).send(toTopic, signal)).toEqual({
      result: 'delivered',
      receipt: 'hwQ2YpKdmg',
    })
    const [{ path, headers, json } = {} as never] = provider.received
    expect([path, headers.authorization]).toEqual(['/', 'Bearer tk_secret'])
    expect(json).toEqual({
      topic: 'wutongli-duty-7f3a',
      title: toTopic.message.title,
      message: toTopic.message.body,
      priority: 5,
      tags: ['rotating_light'],
      click: LINK,
    })
  })

  it('a retraction is quiet, and no text is longer than 4,096 bytes', async () => {
    const provider = await startProvider(sayJson({ id: 'x' }))
    const message = { ...toTopic.message, body: '守'.repeat(3_000) }
    await ntfy(provider.url).send({ ...toTopic, reason: 'withdrawn', message }, signal)
    expect(provider.received[0]?.json.priority).toBe(2)
    expect(Buffer.byteLength(provider.received[0]?.json.message)).toBeLessThanOrEqual(4_096)
  })
})

describe('Gotify', () => {
  it('posts to the application with its token, priority 10 and link', async () => {
    const provider = await startProvider(sayJson({ id: 25, appid: 5 }))
    expect(await gotify(provider.url).send(toDuty, signal)).toEqual({ result: 'delivered', receipt: '25' })
    const [{ path, headers, json } = {} as never] = provider.received
    expect([path, headers['x-gotify-key']]).toEqual(['/message', 'app-token'])
    expect(json).toEqual({
      title: toDuty.message.title,
      message: toDuty.message.body,
      priority: 10,
      extras: { 'client::notification': { click: { url: LINK } } },
    })
  })

  it('an application the settings do not know is said so', async () => {
    expect(await gotify('http://x').send(toTopic, signal)).toMatchObject({
      result: 'rejected',
      about: 'channel',
    })
  })
})

describe.each([
  ['ntfy', ntfy, toTopic],
  ['Gotify', gotify, toDuty],
] as const)('%s on a bad day', (_, create, mail) => {
  it.each([
    [401, {}, { result: 'rejected', reason: 'HTTP 401', about: 'channel' }],
    [429, { 'retry-after': '5' }, { result: 'retry', reason: 'HTTP 429', afterMs: 5_000 }],
    [500, {}, { result: 'retry', reason: 'HTTP 500' }],
    [200, {}, { result: 'retry', reason: 'unreadable answer' }],
  ] as const)('HTTP %i', async (status, headers, expected) => {
    const provider = await startProvider(sayJson({ error: 'x' }, status, headers))
    expect(await create(provider.url).send(mail, signal)).toEqual(expected)
  })

  it('never answers', async () => {
    const provider = await startProvider(() => {})
    const controller = new AbortController()
    const asked = provider.asked()
    const sent = create(provider.url).send(mail, controller.signal)
    await asked
    controller.abort()
    expect(await sent).toEqual({ result: 'retry', reason: 'timeout' })
  })
})
