// Who this gateway is to push services: one key pair, and the sealing of messages with it.

import { join } from 'node:path'
import webPush from 'web-push'
import { z } from 'zod'
import type { PushDeps } from '../../alerts/channels/push.ts'
import { openKeptSecret } from '../kept-secret.ts'

const pair = z.object({ publicKey: z.string().min(80), privateKey: z.string().min(40) })
export type VapidKeys = Readonly<z.infer<typeof pair>>

/** Reads `vapid.json` of the data folder, or makes it. @throws GatewayError configInvalid when it cannot be read. */
export const openVapidKeys = (dataFolder: string): VapidKeys =>
  openKeptSecret<VapidKeys>({
    path: join(dataFolder, 'vapid.json'),
    name: 'the keys of Web Push',
    advice:
      'Restore the file from a backup; deleting it makes new keys, and every phone has to switch push on again.',
    make: () => webPush.generateVAPIDKeys(),
    write: (keys) => JSON.stringify(keys, null, 2),
    read: (text) => pair.parse(JSON.parse(text)),
  })

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
