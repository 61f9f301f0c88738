// Who this gateway is to push services: one key pair, made once and kept beside the databases, and the sealing of
// messages with it. A new pair would silently end every subscription, so a damaged file is not replaced.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import webPush from 'web-push'
import { z } from 'zod'
import type { PushDeps } from '../../alerts/channels/push.ts'
import { GatewayError } from '../errors.ts'

const pair = z.object({ publicKey: z.string().min(80), privateKey: z.string().min(40) })
export type VapidKeys = Readonly<z.infer<typeof pair>>

/** Reads `vapid.json` of the data folder, or makes it, readable by its owner only. */
export function openVapidKeys(dataFolder: string): VapidKeys {
  const path = join(dataFolder, 'vapid.json')
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== 'ENOENT') throw unreadable(path, cause)
    const keys = webPush.generateVAPIDKeys()
    writeFileSync(path, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
    return keys
  }
  try {
    return pair.parse(JSON.parse(text))
  } catch (cause) {
    throw unreadable(path, cause)
  }
}

const unreadable = (path: string, cause: unknown): GatewayError =>
  new GatewayError(
    'configInvalid',
    `the keys of Web Push cannot be read: ${path}`,
    'Restore the file from a backup; deleting it makes new keys, and every phone has to switch push on again.',
    cause,
  )

/** `contact`: a mailto: or https: address the push service may turn to (RFC 8292 2.1). */
export const sealWith =
  ({ publicKey, privateKey }: VapidKeys, contact: string): PushDeps['seal'] =>
  ({ endpoint, p256dh, auth }, payload, { ttlSeconds, urgent, topic }) => {
    const { headers, body } = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, payload, {
      vapidDetails: { subject: contact, publicKey, privateKey },
      TTL: ttlSeconds,
      urgency: urgent ? 'high' : 'normal',
      topic,
      contentEncoding: 'aes128gcm',
    })
    const { 'Content-Length': _, ...rest } = headers
    return {
      headers: Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)])),
      body: new Uint8Array(body ?? Buffer.alloc(0)),
    }
  }
