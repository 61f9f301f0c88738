// Where a provider says what became of a message it had taken. The address holds a secret of the settings; whoever does
// not know it is told that nothing is here. The answer is what Aliyun expects, or it would send the report again.

import { timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { ApiApp } from '../api-app.ts'
import type { HttpPorts } from '../ports.ts'
import { refuse } from '../problems.ts'

const taken = z.object({ code: z.literal(0), msg: z.string() })
const params = z.object({ token: z.string().max(256) })

const isSame = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

export function receiptRoutes(app: ApiApp, { ports }: { ports: HttpPorts }): void {
  const { receipts } = ports
  if (receipts === undefined) return
  app.route({
    method: 'POST',
    url: '/api/receipts/aliyun/:token',
    config: { access: 'public' },
    schema: {
      tags: ['receipts'],
      summary: 'SmsReport and VoiceReport of Aliyun; repeats change nothing',
      params,
      body: z.unknown(),
      response: { 200: taken },
    },
    handler: async ({ params, body }, reply) => {
      if (!isSame(params.token, receipts.token)) return refuse(reply, 'notFound')
      return (await receipts.aliyun(body))
        ? ({ code: 0, msg: '成功' } as const)
        : refuse(reply, 'storeUnavailable')
    },
  })
}
