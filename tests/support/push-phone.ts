// A browser as push services know it: its keys, and how it opens what was sealed for it.

import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto'

const base64 = (bytes: Buffer): string => bytes.toString('base64url')

/** A browser: its keys, and how it opens what was sealed for it (RFC 8291, RFC 8188). */
export function createPushPhone() {
  const keys = createECDH('prime256v1')
  keys.generateKeys()
  const auth = randomBytes(16)
  return {
    p256dh: base64(keys.getPublicKey()),
    auth: base64(auth),
    open(sealed: Buffer): string {
      const salt = sealed.subarray(0, 16)
      const idLength = sealed[20] ?? 0
      const theirs = sealed.subarray(21, 21 + idLength)
      const info = Buffer.concat([Buffer.from('WebPush: info\0'), keys.getPublicKey(), theirs])
      const ikm = Buffer.from(hkdfSync('sha256', keys.computeSecret(theirs), auth, info, 32))
      const derive = (name: string, length: number) =>
        Buffer.from(hkdfSync('sha256', ikm, salt, Buffer.from(`Content-Encoding: ${name}\0`), length))
      const decipher = createDecipheriv('aes-128-gcm', derive('aes128gcm', 16), derive('nonce', 12))
      const body = sealed.subarray(21 + idLength)
      decipher.setAuthTag(body.subarray(-16))
      const plain = Buffer.concat([decipher.update(body.subarray(0, -16)), decipher.final()])
      return plain.subarray(0, plain.lastIndexOf(2)).toString('utf8')
    },
  }
}
