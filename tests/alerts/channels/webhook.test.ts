import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { Channel } from '../../../alerts/channels/channel.ts'
import { retryAfterMs } from '../../../alerts/channels/post.ts'
import { createWebhookChannel, webhookBody } from '../../../alerts/channels/webhook.ts'
import { mail, NOON } from '../delivery/mailroom.ts'

const hmac = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('hex')
const signal = new AbortController().signal
const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

type Received = { method: string; path: string; headers: IncomingHttpHeaders; body: Buffer }

async function partner(
  answer: (response: ServerResponse) => void,
): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { method = '', url: path = '', headers } = request
    received.push({ method, path, headers, body: Buffer.concat(chunks) })
    answer(response)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?x=1`, received }
}

const channelTo = (url: string): Channel =>
  createWebhookChannel({ fetch, hmac, now: () => NOON, target: () => ({ url, secret: 'geheim-密' }) })

const card = mail({
  key: '1024.1.0.partner.x-120.webhook.raised',
  recipient: { kind: 'partner', id: 'x-120', name: '市120指挥中心', role: 'desk120', locale: 'zh-CN' },
  channel: 'webhook',
  address: 'x-120',
  emergency: true,
  message: { title: '【危急】王桂兰 紧急呼救', body: '地址：3号楼', severity: 'critical' },
})

describe('the signed webhook', () => {
  it('posts UTF-8 JSON with time, signature over the very bytes, and the key', async () => {
    const { url, received } = await partner((response) => response.writeHead(204).end())
    expect(await channelTo(url).send(card, signal)).toEqual({ result: 'delivered', receipt: 'HTTP 204' })
    const [request] = received
    expect([request?.method, request?.path]).toEqual(['POST', '/hook?x=1'])
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-shouwang-timestamp': String(NOON),
      'idempotency-key': card.key,
    })
    const signed = Buffer.concat([Buffer.from(`${NOON}.`), request?.body ?? Buffer.alloc(0)])
    expect(request?.headers['x-shouwang-signature']).toBe(
      createHmac('sha256', 'geheim-密').update(signed).digest('hex'),
    )
    expect(JSON.parse(request?.body.toString('utf8') ?? '')).toMatchObject({
      version: 1,
      key: card.key,
      alertId: card.alertId,
      reason: 'raised',
      recipient: { kind: 'partner', id: 'x-120', role: 'desk120' },
      title: '【危急】王桂兰 紧急呼救',
    })
  })

  it('sends the same body at every attempt', () => {
    const retried = {
      ...card,
      attempts: 7,
      status: 'retrying' as const,
      nextAttemptAt: NOON + 5,
      lastError: 'x',
    }
    expect(webhookBody(retried)).toBe(webhookBody(card))
  })

  it('has a signature anybody can check: HMAC-SHA256("s", "1.{}")', () => {
    // printf '1.{}' | openssl dgst -sha256 -hmac s
    expect(hmac('s', '1.{}')).toBe('b253639bcd705ed1cda3073f66104f16988bd40272584dea7d0d345ae93e61cc')
  })

  it.each([
    [200, 'delivered'],
    [202, 'delivered'],
    [302, 'rejected'],
    [400, 'rejected'],
    [401, 'rejected'],
    [404, 'rejected'],
    [408, 'retry'],
    [410, 'rejected'],
    [425, 'retry'],
    [429, 'retry'],
    [500, 'retry'],
    [503, 'retry'],
  ])('HTTP %i is %s', async (status, result) => {
    const { url } = await partner((response) =>
      response.writeHead(status, { location: '/elsewhere' }).end('x'),
    )
    expect((await channelTo(url).send(card, signal)).result).toBe(result)
  })

  it('does not follow a redirect: health data goes to no address nobody configured', async () => {
    const { url, received } = await partner((response) =>
      response.writeHead(307, { location: '/elsewhere' }).end(),
    )
    expect(await channelTo(url).send(card, signal)).toEqual({ result: 'rejected', reason: 'HTTP 307' })
    expect(received).toHaveLength(1)
  })

  it('keeps Retry-After', async () => {
    const { url } = await partner((response) => response.writeHead(503, { 'retry-after': '7' }).end())
    expect(await channelTo(url).send(card, signal)).toEqual({
      result: 'retry',
      reason: 'HTTP 503',
      afterMs: 7_000,
    })
  })

  it('a port nobody listens on is a retry that names the cause, not the address', async () => {
    const { url } = await partner((response) => response.end())
    const [server] = servers.splice(0)
    await new Promise((resolve) => server?.close(resolve))
    expect(await channelTo(url).send(card, signal)).toEqual({ result: 'retry', reason: 'ECONNREFUSED' })
  })

  it('a connection cut in the middle is a retry', async () => {
    const { url } = await partner((response) => response.destroy())
    expect((await channelTo(url).send(card, signal)).result).toBe('retry')
  })

  it('a partner that never answers is left when the dispatcher says so', async () => {
    let asked = (): void => {}
    const arrived = new Promise<void>((resolve) => {
      asked = resolve
    })
    const { url } = await partner(() => asked())
    const controller = new AbortController()
    const sent = channelTo(url).send(card, controller.signal)
    await arrived
    controller.abort()
    expect(await sent).toEqual({ result: 'retry', reason: 'timeout' })
  })

  it('answers are not waited for: the status decides while the body still drips', async () => {
    const { url } = await partner((response) => response.writeHead(200).write('drip'))
    expect((await channelTo(url).send(card, signal)).result).toBe('delivered')
  })

  it('a partner without an address any more is rejected', async () => {
    const channel = createWebhookChannel({ fetch, hmac, now: () => NOON, target: () => undefined })
    expect((await channel.send(card, signal)).result).toBe('rejected')
  })

  it('hands a relay the number of the person it is for', () => {
    expect(JSON.parse(webhookBody(mail(), { phone: '13800000001' })).recipient.phone).toBe('13800000001')
    expect(JSON.parse(webhookBody(mail())).recipient).not.toHaveProperty('phone')
  })
})

describe('Retry-After', () => {
  it.each([
    ['120', 120_000],
    ['0', 0],
    [new Date(NOON + 90_000).toUTCString(), 90_000],
    [new Date(NOON - 90_000).toUTCString(), 0],
    ['soon', undefined],
    [null, undefined],
  ])('%s is %s ms', (header, expected) => {
    expect(retryAfterMs(header, NOON)).toBe(expected)
  })
})
