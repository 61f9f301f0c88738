// Somebody else's webhook endpoint: checks signatures, keeps what came, answers what the test says.

import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** A partner's endpoint that checks signatures and answers what the test says. */
export async function startPartner(answer: (attempt: number) => number = () => 200) {
  const received: { body: any; key: string; signed: boolean }[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => {
      text += chunk
    })
    request.on('end', () => {
      const expected = createHmac('sha256', 'partner')
        .update(`${request.headers['x-shouwang-timestamp']}.${text}`)
        .digest('hex')
      received.push({
        body: JSON.parse(text),
        key: String(request.headers['idempotency-key']),
        signed: expected === request.headers['x-shouwang-signature'],
      })
      response.statusCode = answer(received.length)
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return {
    received,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    secret: 'partner',
  }
}
