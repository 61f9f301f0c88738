// A city's 120 desk: takes cards by the signed webhook, answers what the test says, and speaks back, signed or forged.

import { createHmac, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Card120 } from '../../alerts/model/notification.ts'

export const DESK_SECRET = 'secret-of-the-120-desk'

export type DeskCall = Readonly<{ card: Card120; key: string; signed: boolean; reason: string }>
export type DeskAnswer = Readonly<{ status: number; body?: unknown }>

const sign = (secret: string, timestamp: string, body: string): string =>
  createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')

export async function startDeskServer(
  answer: (call: DeskCall, attempt: number) => DeskAnswer | Promise<DeskAnswer> = () => ({ status: 200 }),
) {
  const calls: DeskCall[] = []
  /** What the relay of the same city was asked to pass on. */
  const passed: { recipientId: string; body: string }[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString('utf8')
    const timestamp = String(request.headers['x-shouwang-timestamp'])
    const body = JSON.parse(text)
    if (body.recipient.role !== 'desk120') {
      passed.push({ recipientId: body.recipient.id, body: body.body })
      response.writeHead(200).end()
      return
    }
    const call: DeskCall = {
      card: body.card,
      key: body.key,
      reason: body.reason,
      signed: request.headers['x-shouwang-signature'] === sign(DESK_SECRET, timestamp, text),
    }
    calls.push(call)
    const { status, body: said } = await answer(call, calls.length)
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(said === undefined ? undefined : JSON.stringify(said))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })

  type Said = Readonly<{ eventNumber: string; cardVersion: number; status: string }> &
    Readonly<Record<string, unknown>>
  /** Says it to the gateway; `more` is what a forger changes. */
  const say = async (
    base: string,
    said: Said,
    more: Readonly<{
      secret?: string
      timestamp?: number
      partner?: string
      tamper?: (body: string) => string
    }> = {},
  ): Promise<{ status: number; body: any; retryAfter: string | null }> => {
    const body = JSON.stringify({ version: 1, key: randomUUID(), ...said })
    const timestamp = String(more.timestamp ?? Date.now())
    const response = await fetch(`${base}/api/desk/receipts`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-shouwang-partner': more.partner ?? 'desk',
        'x-shouwang-timestamp': timestamp,
        'x-shouwang-signature': sign(more.secret ?? DESK_SECRET, timestamp, body),
      },
      body: more.tamper?.(body) ?? body,
    })
    return {
      status: response.status,
      body: await response.json(),
      retryAfter: response.headers.get('retry-after'),
    }
  }

  return {
    calls,
    passed,
    say,
    webhook: {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/cards`,
      secret: DESK_SECRET,
    },
  }
}
