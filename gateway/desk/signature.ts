// Whether a request was signed by the partner it names, and lately: the scheme of our own webhook, the other way round.
// Says which part is wrong; knows neither cards nor alerts.

import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Partner } from '../../alerts/model/people.ts'
import { type EpochMs, MINUTE } from '../../alerts/model/time.ts'
import type { DeskRefusal, SignedRequest } from '../http/desk-port.ts'

/** A clock that is further off could be anybody who has listened. */
export const WINDOW = 5 * MINUTE

/** Lower-case hex of HMAC-SHA256 with `secret` over `timestamp.body`, as our webhook signs. */
export const signatureOf = (secret: string, timestamp: string, body: Uint8Array | string): string =>
  createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex')

export function refusalOf(
  request: SignedRequest,
  { partners, now }: Readonly<{ partners: ReadonlyMap<string, Partner>; now: EpochMs }>,
): DeskRefusal | undefined {
  const { partnerId, timestamp, signature, body } = request
  if (partnerId === undefined) return missing('X-Shouwang-Partner')
  if (timestamp === undefined) return missing('X-Shouwang-Timestamp')
  if (signature === undefined) return missing('X-Shouwang-Signature')
  const partner = partners.get(partnerId)
  if (partner?.webhook === undefined)
    return { ok: false, code: 'partnerUnknown', detail: `X-Shouwang-Partner: ${partnerId.slice(0, 64)}` }
  if (!/^\d{13}$/.test(timestamp))
    return { ok: false, code: 'timestampRefused', detail: 'X-Shouwang-Timestamp is epoch milliseconds' }
  const off = Number(timestamp) - now
  if (Math.abs(off) > WINDOW) {
    const seconds = Math.round(Math.abs(off) / 1_000)
    const detail = `${seconds} s ${off < 0 ? 'behind' : 'ahead of'} our clock, which says ${now}; 300 s are allowed`
    return { ok: false, code: 'timestampRefused', detail }
  }
  const expected = Buffer.from(signatureOf(partner.webhook.secret, timestamp, body))
  const given = Buffer.from(signature)
  if (given.length === expected.length && timingSafeEqual(given, expected)) return undefined
  const detail = 'HMAC-SHA256 with your secret over timestamp + "." + the body as sent, lower-case hex'
  return { ok: false, code: 'signatureWrong', detail }
}

const missing = (header: string): DeskRefusal => ({
  ok: false,
  code: 'deskHeadersMissing',
  detail: `${header} is missing`,
})
