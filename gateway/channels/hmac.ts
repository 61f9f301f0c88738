// The signature of the webhooks.

import { createHmac } from 'node:crypto'

/** HMAC-SHA256 as lower-case hex. */
export const hmacHex = (secret: string, text: string): string =>
  createHmac('sha256', secret).update(text).digest('hex')
