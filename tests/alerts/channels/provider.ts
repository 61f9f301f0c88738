// Somebody else's server on a port of its own: keeps the bytes that came, answers what the test says.

import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Notification } from '../../../alerts/model/notification.ts'
import { mail } from '../delivery/mailroom.ts'

export type Received = Readonly<{
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: Buffer
  json: any
}>

export async function startProvider(answer: (response: ServerResponse, request: Received) => void) {
  const received: Received[] = []
  let arrived = (): void => {}
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    let json: unknown
    try {
      json = JSON.parse(body.toString('utf8'))
    } catch {}
    const { method = '', url: path = '', headers } = request
    const one = { method, path, headers, body, json }
    received.push(one)
    answer(response, one)
    arrived()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return {
    received,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Resolves at the next request. */
    asked: () =>
      new Promise<void>((resolve) => {
        arrived = resolve
      }),
  }
}

export const sayJson =
  (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  (response: ServerResponse): void =>
    void response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(JSON.stringify(body))

export const hmacBase64 = (key: string, text: string): string =>
  createHmac('sha256', key).update(text).digest('base64')
export const signal = new AbortController().signal

/** An SOS with everything a channel might wrongly pass on. */
export const sosMail = (change: Partial<Notification> = {}): Notification =>
  mail({
    key: '1024.1.0.person.p-1.wecom.raised',
    alertId: 1024,
    emergency: true,
    address: 'duty-group',
    message: {
      title: '【危急】王桂兰 紧急呼救',
      body: '心率 150 次/分。地址：3号楼 2单元 301。入口：门禁 1357#。高血压。',
      severity: 'critical',
      brief: { who: '王**', what: '紧急呼救', where: '梧桐里社区 3号楼' },
    },
    ...change,
  })
/** What must never stand in a group chat. */
export const PRIVATE = ['王桂兰', '150', '301', '1357', '高血压']
