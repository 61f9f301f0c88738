// A device's secret: 192 random bits, shown once and stored as its SHA-256. A random secret of that size needs no
// slow hash: there is nothing to guess, and a band that reconnects must not cost the gateway 20 ms.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A fresh secret in clear, 32 characters of base64url. */
export const createDeviceSecret = (): string => randomBytes(24).toString('base64url')

/** What the store keeps: SHA-256 of the secret, hex. */
export const hashDeviceSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** Whether `secret` is the one behind `secretHash`, in constant time. */
export function isDeviceSecret(secret: string, secretHash: string): boolean {
  const expected = Buffer.from(secretHash, 'hex')
  const given = createHash('sha256').update(secret).digest()
  return expected.length === given.length && timingSafeEqual(expected, given)
}
